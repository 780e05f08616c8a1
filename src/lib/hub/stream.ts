// A call whose answer is read while it is made: open and rehearse, pay, stream. Composes infer, pay and chain; what comes
// after the answer is in `stream-binding.ts`.
import { FloeError, isAbort, messageOf } from '../errors.ts';
import { digestTensors } from '../infer/digest.ts';
import { InferError } from '../infer/errors.ts';
import type { LoadedModel } from '../infer/types.ts';
import { commit, newSalt, NO_SESSION, UNBOUND, type CallOpening } from '../model/commitment.ts';
import { toHex } from '../model/hex.ts';
import { checkInputs, type Tensors } from '../model/tensor.ts';
import { PayError } from '../pay/errors.ts';
import { createSettlement, isSameCall } from '../pay/settle.ts';
import type { ConfirmedPayment } from '../pay/types.ts';
import { paymentPort, type CallContext } from './call.ts';
import { toReceipt } from './call-receipt.ts';
import { HubError } from './errors.ts';
import { profileOf } from './run-profile.ts';
import { createStopwatch, type Stopwatch } from './stopwatch.ts';
import { createOutputBinding } from './stream-binding.ts';
import { createRiders } from './stream-riders.ts';
import type { AnswerOptions, OpenModel, PaidCall, StreamedCall, StreamOptions } from './types.ts';

/** A call as it stands once it is paid. */
interface Begun extends PaidCall {
  /** Object ID of the open call. */
  call: string;
  opening: CallOpening;
  commitment: Uint8Array;
  inputs: Tensors;
  price: bigint;
}

/**
 * Pays for a call and streams its answer. The model is open and has taken these very inputs before anything is paid.
 *
 * @throws PayError 'pay/inactive', HubError 'hub/not-streaming', TensorError, InferError before the payment; PayError of
 * the settlement; HubError 'hub/stream-interrupted' after it: the call is pending then
 */
export async function runStream(
  context: CallContext,
  model: OpenModel,
  inputs: Tensors,
  options: StreamOptions,
): Promise<StreamedCall> {
  const { chain, pending } = context;
  const { signal, wallet, onProgress } = options;
  const { listing, version } = model;
  if (!listing.active) throw new PayError('pay/inactive', 'The author switched the model off');
  checkInputs(model.manifest, inputs);

  const clock = createStopwatch(onProgress);
  const loaded = await context.load(model, { ...options, onProgress: (progress) => clock.enter(progress) });
  if (!loaded.streams) {
    throw new HubError('hub/not-streaming', 'This model gives its answer in one piece', {
      details: { model: listing.id },
    });
  }
  clock.enter({ step: 'rehearse' });
  await rehearse(loaded, inputs, signal);
  clock.leave();

  const opening: CallOpening = {
    session: NO_SESSION,
    model: listing.id,
    version: BigInt(version.number),
    manifestHash: version.manifestHash,
    inputHash: await digestTensors(inputs),
    outputHash: UNBOUND,
    profile: profileOf(loaded, inputs),
    salt: newSalt(),
  };
  const commitment = commit(opening);
  const price = options.price ?? listing.price;
  signal?.throwIfAborted();
  const journal = pending.journal({ opening, commitment, inputs, provider: loaded.provider });
  const riders = createRiders(chain, pending);
  const settlement = createSettlement(
    { ...paymentPort(chain), sign: riders.sign },
    { listing, version: version.number, price, commitments: [commitment], payFirst: true },
    {
      journal: {
        async opened(payment) {
          await journal.opened(payment);
          await riders.opened(payment.signed);
          options.onSigned?.(toHex(commitment));
        },
        async voided() {
          await journal.voided();
          await riders.voided();
        },
      },
    },
  );
  const confirmed = await settlement.settle(wallet, {
    ...(signal ? { signal } : {}),
    onStep: (step) => clock.enter({ step }),
  });
  const bound = await riders.arrived(confirmed.bound);
  if (bound.length > 0) options.onBound?.(bound);
  const begun = beginAnswer(context, { opening, commitment, inputs, price }, confirmed);
  options.onPaid?.(begun);
  return answer(context, model, begun, options, clock);
}

/**
 * Goes on with a call that was signed for and not answered: makes sure of the payment, runs the kept inputs again and
 * streams the answer from its beginning. Nothing is paid that was not signed then.
 *
 * @throws PayError 'pay/refused' if the payment never took effect: it is forgotten
 */
export async function resumeStream(
  context: CallContext,
  id: string,
  open: (model: string, version: number) => Promise<OpenModel>,
  options: AnswerOptions & Pick<StreamOptions, 'onPaid'>,
): Promise<StreamedCall> {
  const { chain, pending } = context;
  const { signal, onProgress } = options;
  const kept = await pending.get(id);
  if (kept.answered) {
    throw new HubError('hub/no-pending-call', 'The output of this call was shown', { details: { id } });
  }
  const clock = createStopwatch(onProgress);
  const settlement = createSettlement(paymentPort(chain), kept.payment.request, {
    open: kept.payment,
    journal: pending.journal(kept),
  });
  const confirmed = await settlement.settle(undefined, {
    ...(signal ? { signal } : {}),
    onStep: (step) => clock.enter({ step }),
  });
  const begun = beginAnswer(context, { ...kept, price: kept.payment.request.price }, confirmed);
  options.onPaid?.(begun);
  const model = await open(kept.opening.model, Number(kept.opening.version));
  return answer(context, model, begun, { ...options, provider: options.provider ?? kept.provider }, clock);
}

/**
 * Runs as far as the first piece and forgets it: a prompt that is too long, a device that does not manage are found out
 * before they cost anything. It takes as long as the first piece will.
 */
async function rehearse(
  loaded: LoadedModel,
  inputs: Tensors,
  signal: AbortSignal | undefined,
): Promise<void> {
  const stop = AbortSignal.abort();
  // Copies go in: the Worker takes what it is given.
  const locked = await loaded.run(structuredClone(inputs), { stop, ...(signal ? { signal } : {}) });
  locked.drop();
}

function beginAnswer(
  { chain, network }: CallContext,
  paid: Pick<Begun, 'opening' | 'commitment' | 'inputs' | 'price'>,
  { events, opened, gas }: ConfirmedPayment,
): Begun {
  const receipt = toReceipt(network, chain.packageId, events, paid.opening, paid.commitment);
  const own = events.find(({ commitment }) => toHex(commitment) === receipt.commitment)!;
  const { call } = opened.find((other) => isSameCall(other, own))!;
  return { ...paid, id: receipt.commitment, call, receipt, gas };
}

async function answer(
  context: CallContext,
  model: OpenModel,
  begun: Begun,
  options: AnswerOptions,
  clock: Stopwatch,
): Promise<StreamedCall> {
  const { signal, stop, onText } = options;
  const { id, commitment, opening, inputs, call, receipt, gas, price } = begun;
  try {
    const loaded = await loadAgain(context, model, options, clock);
    clock.enter({ step: 'run' });
    const locked = await loaded.run(structuredClone(inputs), {
      ...(signal ? { signal } : {}),
      ...(stop ? { stop } : {}),
      ...(onText ? { onText } : {}),
    });
    const outputs = await locked.release();
    clock.leave();
    const { outputHash, stopped } = locked;
    const { provider, fallbackReason } = loaded;
    const output = {
      paid: commitment,
      outputHash,
      profile: profileOf(loaded, inputs),
      stopped,
      salt: opening.salt,
    };
    const answered = { call, output, receipt };
    // What was paid for is shown, whether or not this device can keep what binds it.
    await context.pending.answered(commitment, answered).catch(() => undefined);
    const binding = createOutputBinding(context, { commitment, answered });
    const timings = { ...clock.timings };
    return {
      id,
      price,
      outputs,
      receipt,
      gas,
      timings,
      stopped,
      provider,
      fallbackReason,
      bind: binding.bind,
    };
  } catch (error) {
    if (isAbort(error)) throw error;
    throw new HubError('hub/stream-interrupted', `The answer was cut off: ${messageOf(error)}`, {
      cause: error,
      retryable: true,
      details: { call: id, ...(error instanceof FloeError ? { reason: error.code } : {}) },
    });
  }
}

/** As it was paid for, or otherwise where this device has lost that way since: what ran is bound, not what was planned. */
async function loadAgain(
  { load }: CallContext,
  model: OpenModel,
  options: AnswerOptions,
  clock: Stopwatch,
): Promise<LoadedModel> {
  const loading: AnswerOptions = { ...options, onProgress: (progress) => clock.enter(progress) };
  try {
    return await load(model, loading);
  } catch (error) {
    if (!(error instanceof InferError && error.code === 'infer/no-provider')) throw error;
    return load(model, { ...loading, provider: 'auto' });
  }
}
