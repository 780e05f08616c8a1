// After an answer was streamed: binding it to its payment, or giving the call's storage back without.
import type { Chain } from '../chain/chain.ts';
import { FloeError } from '../errors.ts';
import { commitOutput } from '../model/commitment.ts';
import { sameBytes, toHex } from '../model/hex.ts';
import type { OutputBoundEvent } from '../model/listing.ts';
import { profileToJson, type Receipt } from '../model/receipt.ts';
import type { Wallet } from '../model/wallet.ts';
import { boundEvent, createBinding } from '../pay/bind.ts';
import { PayError } from '../pay/errors.ts';
import { isSameCall } from '../pay/settle.ts';
import type { BindingChain, BindingRequest, SignedPayment } from '../pay/types.ts';
import type { CallContext } from './call.ts';
import { HubError } from './errors.ts';
import type { KeptCall, PendingCalls, Unbound } from './pending.ts';
import type { BindOptions, BoundCall, BoundCalls } from './stream-types.ts';

type BindingContext = Pick<CallContext, 'chain' | 'pending'>;

function bindingPort(chain: Chain): BindingChain {
  return {
    owner: (call, options) => chain.openCallOwner(call, options),
    sign: (wallet, requests, options) => chain.signBinding(wallet, requests, options),
    submit: (signed, options) => chain.submitBinding(signed, options),
  };
}

/** Binds at most once, however often it is asked. */
export function createOutputBinding(
  context: BindingContext,
  call: Unbound,
): { bind(wallet: Wallet, options?: BindOptions): Promise<BoundCall> } {
  const binding = bindingOf(context, [call], call.answered.binding);
  let bound: Promise<BoundCall> | undefined;

  async function bind(wallet: Wallet, options: BindOptions): Promise<BoundCall> {
    const { receipts, gas } = await binding(wallet, options);
    return { receipt: receipts[0]!, gas };
  }

  return {
    bind(wallet, options = {}) {
      bound ??= bind(wallet, options).catch((error: unknown) => {
        bound = undefined;
        throw error;
      });
      return bound;
    },
  };
}

/** One transaction for all of `calls`. */
function bindingOf({ chain, pending }: BindingContext, calls: readonly Unbound[], open?: SignedPayment) {
  const requests = calls.map(bindingRequest);
  const binding = createBinding(bindingPort(chain), requests, {
    journal: pending.bindingJournal(calls),
    open,
  });
  return async (wallet: Wallet, { signal, onProgress }: BindOptions): Promise<BoundCalls> => {
    try {
      const { bound, gas } = await binding.bind(wallet, {
        ...(signal ? { signal } : {}),
        onStep: (step) => onProgress?.({ step }),
      });
      return { receipts: await finishBinding(pending, calls, bound), gas };
    } catch (error) {
      // By another tab, or given up: nothing is left to do for that one.
      if (error instanceof PayError && error.code === 'pay/already-bound') {
        const gone = calls.find(({ answered }) => answered.call === error.details['call']);
        if (gone) await pending.done(gone.commitment);
      }
      throw error;
    }
  };
}

export function bindingRequest({ commitment, answered }: Unbound): BindingRequest {
  return { call: answered.call, paid: commitment, commitment: commitOutput(answered.output) };
}

/** Receipts with their outputs, once the chain has them; nothing is left to do for these calls. */
export async function finishBinding(
  pending: PendingCalls,
  calls: readonly Unbound[],
  bound: readonly OutputBoundEvent[],
): Promise<Receipt[]> {
  const receipts = calls.map((call) => withOutput(call, boundEvent(bound, bindingRequest(call))));
  for (const { commitment } of calls) await pending.done(commitment);
  return receipts;
}

function withOutput({ answered }: Unbound, { digest, commitment, atMs }: OutputBoundEvent): Receipt {
  const { outputHash, profile, stopped } = answered.output;
  return {
    ...answered.receipt,
    bound: {
      digest,
      commitment: toHex(commitment),
      atMs,
      outputHash: toHex(outputHash),
      profile: profileToJson(profile),
      stopped,
    },
  };
}

/**
 * Binds the outputs of calls that were answered in earlier visits: what was signed then is finished, all others are one
 * transaction.
 *
 * @throws as `Hub.bindOutputs`
 */
export async function bindOutputs(
  context: BindingContext,
  ids: readonly string[],
  wallet: Wallet,
  options: BindOptions,
): Promise<BoundCalls> {
  const fresh: Unbound[] = [];
  const all: BoundCalls = { receipts: [], gas: 0n };
  const add = ({ receipts, gas }: BoundCalls) => {
    all.receipts.push(...receipts);
    all.gas += gas;
  };
  for (const id of ids) {
    const { commitment, answered } = await context.pending.get(id);
    if (!answered) {
      throw new HubError('hub/nothing-to-bind', 'The output of this call was not shown yet', {
        details: { id },
      });
    }
    const call = { commitment, answered };
    if (answered.binding) add(await bindingOf(context, [call], answered.binding)(wallet, options));
    else fresh.push(call);
  }
  if (fresh.length > 0) add(await bindingOf(context, fresh)(wallet, options));
  return all;
}

/**
 * Forgets a call that was paid first, answered or not, and gives its storage back. It stays paid; its receipt goes on
 * saying that this input was paid for.
 *
 * @returns gas in MIST: below zero, as the storage comes back; 0 if there was nothing left on chain
 */
export async function giveUpCall(
  { chain, pending }: BindingContext,
  id: string,
  wallet: Wallet,
  options: BindOptions,
): Promise<bigint> {
  const abortable = options.signal ? { signal: options.signal } : {};
  const kept = await pending.get(id);
  const call = kept.answered?.call ?? (await openCallOf(chain, kept, abortable));
  const owner = call === undefined ? undefined : await chain.openCallOwner(call, abortable);
  if (owner !== undefined && owner !== wallet.address) {
    throw new PayError('pay/other-wallet', 'Another address paid for this call', { details: { call } });
  }
  const gas = owner === undefined ? 0n : await chain.giveUp(wallet, [call!], abortable);
  await pending.done(kept.commitment);
  return gas;
}

/** Asks only: a payment that was signed and never sent must not be sent now. Undefined if it took no effect. */
async function openCallOf(
  chain: Chain,
  { payment, commitment }: KeptCall,
  options: { signal?: AbortSignal },
): Promise<string | undefined> {
  try {
    const { called, opened } = await chain.callEvents(payment.signed.digest, options);
    const own = called.find((event) => sameBytes(event.commitment, commitment));
    return own && opened.find((event) => isSameCall(event, own))?.call;
  } catch (error) {
    if (error instanceof FloeError && error.code === 'chain/not-found') return undefined;
    throw error;
  }
}
