// One call as its caller sees it: how it goes on, what is locked, what is unlocked.
import type { DownloadView } from '../blobs/download-view.ts';
import type { Provider, ProviderChoice } from '../infer/types.ts';
import type { Listing } from '../model/listing.ts';
import type { Receipt } from '../model/receipt.ts';
import type { Tensors } from '../model/tensor.ts';
import type { Wallet } from '../model/wallet.ts';

interface Cancellable {
  signal?: AbortSignal;
}

/** Milliseconds of each step; absent steps did not happen yet. */
export interface CallTimings {
  /** Reading and checking what was kept. */
  check?: number;
  download?: number;
  load?: number;
  /** Beginning to answer before it is paid, where it is paid first. */
  rehearse?: number;
  run?: number;
  commit?: number;
  sign?: number;
  execute?: number;
  confirm?: number;
}

export type CallProgress =
  /** Bytes kept on this device, read and checked before anything is downloaded. */
  | { step: 'check'; loaded: number; total: number }
  | { step: 'download'; loaded: number; total: number; view: DownloadView }
  | { step: 'load' | 'rehearse' | 'run' | 'commit' | 'build' | 'sign' | 'execute' | 'confirm' };

export interface CallOptions extends Cancellable {
  /** Defaults to the head version. */
  version?: number;
  provider?: ProviderChoice;
  onProgress?: (progress: CallProgress) => void;
}

/** Computed, committed to, not paid: the outputs are still in the engine. */
export interface LockedCall {
  readonly model: Listing;
  readonly version: number;
  /** Base units that `pay` will send, as quoted before the run. */
  readonly price: bigint;
  readonly commitment: Uint8Array;
  readonly provider: Provider;
  readonly fallbackReason: string | undefined;
  readonly timings: CallTimings;
  /**
   * Pays exactly `price`, waits for finality, checks the event and only then releases the outputs. After a
   * failure the outputs stay locked and `pay` may be called again.
   *
   * @throws PayError 'pay/declined' | 'pay/insufficient-funds' | 'pay/price-changed' | 'pay/inactive' |
   * 'pay/wrong-network' | 'pay/not-confirmed' | 'pay/event-mismatch' ; ChainError for the network
   */
  pay(
    wallet: Wallet,
    options?: Cancellable & { onProgress?: (progress: CallProgress) => void },
  ): Promise<UnlockedCall>;
  /** Asks the chain for today's price after 'pay/price-changed'; the new price applies to the next `pay`. */
  requote(options?: Cancellable): Promise<bigint>;
  drop(): void;
}

export interface UnlockedCall {
  outputs: Tensors;
  receipt: Receipt;
  /** Gas paid, MIST, storage rebate already taken off. */
  gas: bigint;
  timings: CallTimings;
}

/** A call between its payment's signature and its output, or, where it was paid first, what is left to do after that. */
export interface PendingCall {
  /** Hex of the commitment. */
  id: string;
  model: string;
  name: string;
  version: number;
  /** Base units. */
  price: bigint;
  signedMs: number;
  /** Paid before it was run. */
  paidFirst: boolean;
  /** Its output was shown; it can still be bound to the payment. */
  answered: boolean;
}
