// Calls that are paid first, on the command line; and the calls of earlier runs that were left half-way.
import {
  formatSui,
  type Hub,
  type OpenModel,
  type PendingCall,
  type Receipt,
  type Tensors,
  type Wallet,
} from '../lib/index.ts';
import type { Answer } from './answer.ts';
import { UsageError } from './exit.ts';
import { describeOutputs } from './outputs.ts';
import { note } from './print.ts';
import { streamCall } from './stream-call.ts';

/** Pays, tells the answer while it is made, binds it. Ctrl+C ends the answer, and what there is counts. */
export async function callFirst(
  hub: Hub,
  wallet: Wallet,
  model: OpenModel,
  inputs: Tensors,
  json: boolean,
): Promise<Answer> {
  const out = json ? process.stderr : process.stdout;
  const stop = new AbortController();
  const onInterrupt = () => stop.abort();
  let step = '';
  try {
    const { answer, receipt, unbound, gas } = await streamCall(hub, model, inputs, {
      wallet,
      stop: stop.signal,
      onText: (text) => out.write(text),
      onProgress: (progress) => {
        if (step !== progress.step) note((step = progress.step));
      },
      onPaid: () => process.once('SIGINT', onInterrupt),
    });
    if (json) out.write('\n');
    const { outputs, stopped, timings } = answer;
    const { readable } = describeOutputs(model.manifest, outputs);
    return {
      json: { outputs: { tensors: outputs, readable }, stopped, receipt, unbound, gas, timings },
      text: `\n${paidText(receipt, gas)}${unbound === undefined ? '' : `\nunbound   ${unbound}`}`,
    };
  } finally {
    process.off('SIGINT', onInterrupt);
    hub.unload(model.listing.id);
  }
}

function paidText(receipt: Receipt, gas: bigint): string {
  return `paid      ${formatSui(BigInt(receipt.price))} and ${formatSui(gas)} gas\nreceipt   ${receipt.digest}`;
}

/** Calls that were signed for and not seen through: what is left to do for each. */
export async function unfinished(hub: Hub): Promise<Answer> {
  const calls = await hub.pendingCalls();
  const rows = calls.map((call) => `${call.id}  ${call.name}  ${formatSui(call.price)}  ${leftToDo(call)}`);
  return { json: calls, text: rows.join('\n') || 'Nothing was left half-way.' };
}

function leftToDo({ paidFirst, answered }: PendingCall): string {
  if (answered) return 'answered, not bound';
  return paidFirst ? 'paid, not answered to its end' : 'paid, not shown';
}

/** Does what is left to do for a call. Nothing is paid that was not signed then. */
export async function resume(hub: Hub, wallet: Wallet, id: string): Promise<Answer> {
  const call = (await hub.pendingCalls()).find((pending) => pending.id === id);
  if (!call) throw new UsageError(`There is no unfinished call ${id}`);
  if (call.answered) {
    const { receipts, gas } = await hub.bindOutputs([id], wallet);
    return { json: { receipt: receipts[0], gas }, text: paidText(receipts[0]!, gas) };
  }
  const { manifest } = await hub.open(call.model, { version: call.version });
  const onProgress = ({ step }: { step: string }) => note(step);
  try {
    if (!call.paidFirst) {
      const { outputs, receipt, gas, timings } = await hub.recover(id, { onProgress });
      const { readable, text } = describeOutputs(manifest, outputs);
      return {
        json: { outputs: { tensors: outputs, readable }, receipt, gas, timings },
        text: `${text}\n${paidText(receipt, gas)}`,
      };
    }
    const answer = await hub.resumeStream(id, { onProgress });
    const { receipt, gas } = await answer.bind(wallet);
    const { readable, text } = describeOutputs(manifest, answer.outputs);
    const { outputs, stopped, timings } = answer;
    return {
      json: { outputs: { tensors: outputs, readable }, stopped, receipt, gas: answer.gas + gas, timings },
      text: `${text}\n${paidText(receipt, answer.gas + gas)}`,
    };
  } finally {
    hub.unload(call.model);
  }
}
