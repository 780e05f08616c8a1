// A call whose answer is read while it is made: paid first, bound afterwards.
import type { Provider } from '../infer/types.ts';
import type { Receipt } from '../model/receipt.ts';
import type { Tensors } from '../model/tensor.ts';
import type { Wallet } from '../model/wallet.ts';
import type { CallOptions, CallProgress, UnlockedCall } from './call-types.ts';
import type { OpenModel } from './types.ts';

interface Cancellable {
  signal?: AbortSignal;
}

export interface AnswerOptions extends CallOptions {
  /** The answer, piece by piece, from its beginning. */
  onText?: (text: string) => void;
  /** Ends the answer after the piece at hand: what there is is the output. */
  stop?: AbortSignal;
}

export interface StreamOptions extends AnswerOptions {
  wallet: Wallet;
  /** Base units agreed to; the listing's price where absent. */
  price?: bigint;
  /** The payment is signed: from here on `pendingCalls` lists the call, and `resumeStream` finishes it. */
  onSigned?: (id: string) => void;
  /** The payment is final, and the answer begins: the receipt holds from now on, whatever becomes of the answer. */
  onPaid?: (paid: PaidCall) => void;
  /**
   * Earlier answers of this wallet that were not bound yet are bound in the payment's transaction, so that nobody is asked
   * to sign for that alone: their receipts, with their outputs.
   */
  onBound?: (receipts: Receipt[]) => void;
}

export interface PaidCall {
  /** As `pendingCalls` lists it. */
  id: string;
  /** Says that this input was paid for. */
  receipt: Receipt;
  /** Gas of the payment, MIST. It holds the storage that binding or giving up brings back. */
  gas: bigint;
}

/** An answer that was read to its end, or to where it was stopped. */
export interface StreamedCall extends UnlockedCall {
  readonly id: string;
  /** Base units. */
  readonly price: bigint;
  readonly stopped: boolean;
  readonly provider: Provider;
  readonly fallbackReason: string | undefined;
  /** Binds the output to the payment, one signature: as `Hub.bindOutputs`. */
  bind(wallet: Wallet, options?: BindOptions): Promise<BoundCall>;
}

export type BindOptions = Cancellable & { onProgress?: (progress: CallProgress) => void };

export interface BoundCall {
  /** Says that this input was paid for, and that this was its output. */
  receipt: Receipt;
  /** Gas, MIST: below zero, as the open call's storage comes back. */
  gas: bigint;
}

export interface BoundCalls {
  receipts: Receipt[];
  /** Gas of all, MIST. */
  gas: bigint;
}

/** The part of a hub that calls go through whose answers are read while they are made. */
export interface Streams {
  /**
   * Pays first and runs then, for models that give their answer while they make it: such an answer cannot be held back.
   * The model is open, and has begun to answer these very inputs on this device, before the wallet is asked. Resolves
   * with the whole answer; nothing binds it to the payment until `bind` is called.
   *
   * @throws TensorError, InferError, HubError 'hub/not-streaming' and PayError before anything is paid; after that
   * HubError 'hub/stream-interrupted': `resumeStream` begins the answer anew, for nothing
   * @example
   * const answer = await hub.stream(model, inputs, { wallet, onText: (text) => process.stdout.write(text) });
   * const { receipt } = await answer.bind(wallet);
   */
  stream(model: string | OpenModel, inputs: Tensors, options: StreamOptions): Promise<StreamedCall>;
  /**
   * Answers a pending call that was paid first, from the beginning: the same input, the same seed, the same answer.
   * Nothing is paid again.
   *
   * @throws HubError 'hub/no-pending-call' | 'hub/stream-interrupted'; PayError 'pay/refused' if the payment never took
   * effect: it is forgotten then
   */
  resumeStream(id: string, options?: AnswerOptions & Pick<StreamOptions, 'onPaid'>): Promise<StreamedCall>;
  /**
   * Binds the outputs of calls that were paid first and answered, also in earlier visits. One signature for all; more
   * comes back than is spent, since the calls' storage is freed.
   *
   * @throws HubError 'hub/no-pending-call' | 'hub/nothing-to-bind'; PayError 'pay/already-bound' | 'pay/other-wallet'
   */
  bindOutputs(ids: readonly string[], wallet: Wallet, options?: BindOptions): Promise<BoundCalls>;
  /**
   * Forgets a call that was paid first, without its output: it stays paid. The storage comes back with one signature.
   *
   * @returns gas in MIST, below zero; 0n where nothing of it was on chain, and nothing was signed
   * @throws HubError 'hub/no-pending-call'; PayError 'pay/other-wallet'
   */
  giveUpCall(id: string, wallet: Wallet, options?: BindOptions): Promise<bigint>;
}
