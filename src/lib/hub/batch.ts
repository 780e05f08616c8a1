// Several calls of one model: each is run and committed to, all are paid in one transaction, then all are revealed. Each
// is kept on its own from the signature on, so that a closed page can recover any of them.
import { isAbort } from '../errors.ts';
import type { LockedOutput } from '../infer/types.ts';
import { commit, newSalt, NO_SESSION, type CallOpening } from '../model/commitment.ts';
import { paysFirst } from '../model/pays-first.ts';
import { checkInputs, type Tensors } from '../model/tensor.ts';
import { PayError } from '../pay/errors.ts';
import { createSettlement, type SettlementJournal } from '../pay/settle.ts';
import type { BatchOptions, LockedBatch, UnlockedBatch } from './batch-types.ts';
import { toReceipt } from './call-receipt.ts';
import { paymentPort, type CallContext } from './call.ts';
import { HubError } from './errors.ts';
import { payOnce, requote, reveal } from './locked.ts';
import { profileOf } from './run-profile.ts';
import type { OpenModel } from './types.ts';

/** Calls that one transaction pays for. */
export const MOST_CALLS = 100;
/** Inputs are kept until they are revealed: this much at most. */
const MOST_BYTES = 256 * 1024 * 1024;

interface Computed {
  index: number;
  inputs: Tensors;
  locked: LockedOutput;
  opening: CallOpening;
  commitment: Uint8Array;
}

/**
 * Runs the model on each of the inputs, asked for one after another. Nothing is paid and nothing is revealed. Inputs that
 * cannot be made, do not fit or make the model fail are told to `onRun` and left out.
 *
 * @param inputs called once for each number below `count`
 * @throws PayError 'pay/inactive'; HubError 'hub/batch-too-large'; what loading throws; what the last run threw, if
 * none came to its end
 */
export async function runBatch(
  context: CallContext,
  model: OpenModel,
  count: number,
  inputs: (index: number) => Promise<Tensors>,
  options: BatchOptions,
): Promise<LockedBatch> {
  const { chain, network, pending, load } = context;
  const { signal, stop, onRun } = options;
  const { listing, version } = model;
  if (!listing.active) throw new PayError('pay/inactive', 'The author switched the model off');
  if (count < 1 || count > MOST_CALLS || paysFirst(model.manifest)) {
    throw new HubError(
      'hub/batch-too-large',
      `A batch is 1 to ${MOST_CALLS} calls of a model that is paid afterwards`,
      {
        details: { count },
      },
    );
  }
  const loaded = await load(model, options);
  const run = async (given: Tensors): Promise<LockedOutput> =>
    (await load(model, options)).run(structuredClone(given), signal ? { signal } : {});

  const done: Computed[] = [];
  const drop = () => done.forEach(({ locked }) => locked.drop());
  let bytes = 0;
  let failure: unknown;
  try {
    for (let index = 0; index < count; index++) {
      signal?.throwIfAborted();
      if (stop?.aborted) break;
      onRun?.(index, { status: 'running' });
      try {
        const given = await inputs(index);
        checkInputs(model.manifest, given);
        bytes += sizeOf(given);
        if (bytes > MOST_BYTES)
          throw new HubError('hub/batch-too-large', 'The inputs of this batch are too large');
        const locked = await run(given);
        const opening: CallOpening = {
          session: NO_SESSION,
          model: listing.id,
          version: BigInt(version.number),
          manifestHash: version.manifestHash,
          inputHash: locked.inputHash,
          outputHash: locked.outputHash,
          profile: profileOf(loaded, given),
          salt: newSalt(),
        };
        done.push({ index, inputs: given, locked, opening, commitment: commit(opening) });
        onRun?.(index, { status: 'done' });
      } catch (error) {
        if (isAbort(error)) throw error;
        failure = error;
        onRun?.(index, { status: 'failed', error });
      }
    }
    if (done.length === 0) throw failure ?? new DOMException('The batch was stopped', 'AbortError');
  } catch (error) {
    drop();
    throw error;
  }

  const { provider } = loaded;
  const journals = done.map(({ opening, commitment, inputs }) =>
    pending.journal({ opening, commitment, inputs, provider }),
  );
  const commitments = done.map(({ commitment }) => commitment);
  const settlement = createSettlement(
    paymentPort(chain),
    { listing, version: version.number, price: listing.price, commitments },
    { journal: together(journals) },
  );
  let dropped = false;

  async function settle(
    ...[wallet, payOptions = {}]: Parameters<LockedBatch['pay']>
  ): Promise<UnlockedBatch> {
    const { onProgress } = payOptions;
    const confirmed = await settlement.settle(wallet, {
      ...(payOptions.signal ? { signal: payOptions.signal } : {}),
      onStep: (step) => onProgress?.({ step }),
    });
    const calls: UnlockedBatch['calls'] = [];
    for (const call of done) {
      const outputs = await reveal(call, () => run(call.inputs));
      await pending.done(call.commitment);
      const receipt = toReceipt(network, chain.packageId, confirmed.events, call.opening, call.commitment);
      calls.push({ index: call.index, outputs, receipt });
    }
    return { calls, gas: confirmed.gas };
  }

  return {
    model: listing,
    version: version.number,
    get price() {
      return settlement.price;
    },
    runs: done.map(({ index }) => index),
    provider,
    pay: payOnce(settle, () => (dropped ? 'This batch was dropped' : undefined)),
    requote: (requoteOptions = {}) => requote(chain, listing, settlement, requoteOptions),
    drop() {
      dropped = true;
      drop();
    },
  };
}

/** All are kept before the payment is sent, and forgotten together if it never takes effect. */
function together(journals: readonly SettlementJournal[]): SettlementJournal {
  return {
    async opened(payment) {
      for (const journal of journals) await journal.opened(payment);
    },
    async voided() {
      for (const journal of journals) await journal.voided();
    },
  };
}

function sizeOf(tensors: Tensors): number {
  return Object.values(tensors).reduce((sum, { data }) => {
    return (
      sum + (Array.isArray(data) ? data.reduce((all, text) => all + text.length * 2, 0) : data.byteLength)
    );
  }, 0);
}
