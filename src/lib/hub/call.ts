// One call: run, commit, pay, reveal. Composes infer, pay and chain; the order is the product's promise.
import type { Chain } from '../chain/chain.ts';
import type { LoadedModel, LockedOutput } from '../infer/types.ts';
import { commit, newSalt, NO_SESSION, type CallOpening } from '../model/commitment.ts';
import { checkInputs, type Tensors } from '../model/tensor.ts';
import { PayError } from '../pay/errors.ts';
import { createSettlement } from '../pay/settle.ts';
import type { PaymentChain } from '../pay/types.ts';
import { toReceipt } from './call-receipt.ts';
import { HubError } from './errors.ts';
import type { PendingCalls } from './pending.ts';
import { payOnce, requote, reveal } from './locked.ts';
import { profileOf } from './run-profile.ts';
import { createStopwatch } from './stopwatch.ts';
import type { CallOptions, LockedCall, OpenModel, UnlockedCall } from './types.ts';

/** The chain as `pay` sees it. */
export function paymentPort(chain: Chain): PaymentChain {
  return {
    balance: (owner, coin, options) => chain.balance(owner, coin, options),
    sign: (wallet, request, options) => chain.signPayment(wallet, request, options),
    submit: (signed, options) => chain.submitPayment(signed, options),
  };
}

export interface CallContext {
  chain: Chain;
  network: string;
  pending: PendingCalls;
  load(model: OpenModel, options: CallOptions): Promise<LoadedModel>;
}

/**
 * Runs the model and commits to what it answered. Nothing is paid and nothing is revealed.
 *
 * @throws PayError 'pay/inactive' before anything is fetched; TensorError; what loading and running throw
 */
export async function runCall(
  context: CallContext,
  model: OpenModel,
  inputs: Tensors,
  options: CallOptions,
): Promise<LockedCall> {
  const { chain, network, pending, load } = context;
  const { signal, onProgress } = options;
  const { listing, version } = model;
  if (!listing.active) throw new PayError('pay/inactive', 'The author switched the model off');
  checkInputs(model.manifest, inputs);

  const clock = createStopwatch(onProgress);
  const loaded = await load(model, { ...options, onProgress: (progress) => clock.enter(progress) });
  signal?.throwIfAborted();

  const run = async (): Promise<LockedOutput> =>
    // A copy goes in: should the Worker die between payment and reveal, the same inputs run again.
    (await load(model, options)).run(structuredClone(inputs), signal ? { signal } : {});
  clock.enter({ step: 'run' });
  const held = { locked: await run() };
  const { locked } = held;
  clock.enter({ step: 'commit' });
  const opening: CallOpening = {
    session: NO_SESSION,
    model: listing.id,
    version: BigInt(version.number),
    manifestHash: version.manifestHash,
    inputHash: locked.inputHash,
    outputHash: locked.outputHash,
    profile: profileOf(loaded, inputs),
    salt: newSalt(),
  };
  const commitment = commit(opening);
  clock.leave();

  const settlement = createSettlement(
    paymentPort(chain),
    { listing, version: version.number, price: listing.price, commitments: [commitment] },
    { journal: pending.journal({ opening, commitment, inputs, provider: loaded.provider }) },
  );
  let state: 'locked' | 'dropped' = 'locked';

  async function settle(...[wallet, payOptions = {}]: Parameters<LockedCall['pay']>): Promise<UnlockedCall> {
    const watch = createStopwatch(payOptions.onProgress, clock.timings);
    const confirmed = await settlement.settle(wallet, {
      ...(payOptions.signal ? { signal: payOptions.signal } : {}),
      onStep: (step) => watch.enter({ step }),
    });
    const outputs = await reveal(held, run);
    watch.leave();
    await pending.done(commitment);
    const receipt = toReceipt(network, chain.packageId, confirmed.events, opening, commitment);
    return { outputs, receipt, gas: confirmed.gas, timings: { ...clock.timings } };
  }

  return {
    model: listing,
    version: version.number,
    get price() {
      return settlement.price;
    },
    commitment,
    provider: loaded.provider,
    fallbackReason: loaded.fallbackReason,
    get timings() {
      return { ...clock.timings };
    },
    pay: payOnce(settle, () => (state === 'dropped' ? 'This call was dropped' : undefined)),
    requote: (requoteOptions = {}) => requote(chain, listing, settlement, requoteOptions),
    drop() {
      state = 'dropped';
      held.locked.drop();
    },
  };
}

/**
 * Finishes a call whose page went away after its payment was signed: makes sure of the payment, runs the kept inputs
 * again and reveals. Nothing is paid that was not signed then.
 *
 * @throws PayError 'pay/refused' if the payment never took effect: there is nothing to recover, and it is forgotten
 */
export async function recoverCall(
  { chain, network, pending, load }: CallContext,
  id: string,
  open: (model: string, version: number) => Promise<OpenModel>,
  options: CallOptions,
): Promise<UnlockedCall> {
  const { signal, onProgress } = options;
  const kept = await pending.get(id);
  const { payment, opening, commitment } = kept;
  if (payment.request.payFirst) {
    throw new HubError('hub/no-pending-call', 'This call was paid first: its answer is resumed', {
      details: { id },
    });
  }
  const clock = createStopwatch(onProgress);
  const settlement = createSettlement(paymentPort(chain), payment.request, {
    open: payment,
    journal: pending.journal(kept),
  });
  const confirmed = await settlement.settle(undefined, {
    ...(signal ? { signal } : {}),
    onStep: (step) => clock.enter({ step }),
  });
  const model = await open(opening.model, Number(opening.version));
  const loaded = await load(model, {
    ...options,
    provider: kept.provider,
    onProgress: (progress) => clock.enter(progress),
  });
  clock.enter({ step: 'run' });
  const locked = await loaded.run(structuredClone(kept.inputs), signal ? { signal } : {});
  const outputs = await locked.release();
  clock.leave();
  await pending.done(commitment);
  const receipt = toReceipt(network, chain.packageId, confirmed.events, opening, commitment);
  return { outputs, receipt, gas: confirmed.gas, timings: clock.timings };
}
