// Several calls of one model, paid for together, as their caller sees them.
import type { Provider, ProviderChoice } from '../infer/types.ts';
import type { Listing } from '../model/listing.ts';
import type { Receipt } from '../model/receipt.ts';
import type { Tensors } from '../model/tensor.ts';
import type { Wallet } from '../model/wallet.ts';
import type { CallProgress } from './call-types.ts';

export interface BatchOptions {
  /** Gives everything up. */
  signal?: AbortSignal;
  /** Ends after the run at hand: what was computed by then can be paid. */
  stop?: AbortSignal;
  provider?: ProviderChoice;
  /** Of the model, before its first run. */
  onProgress?: (progress: CallProgress) => void;
  /** One run began, came to its end, or failed: the others go on. */
  onRun?: (
    index: number,
    state: { status: 'running' | 'done' } | { status: 'failed'; error: unknown },
  ) => void;
}

/** Computed and committed to, not paid: all outputs are still in the engine. */
export interface LockedBatch {
  readonly model: Listing;
  readonly version: number;
  /** Base units of one call; `pay` sends this times `runs`. */
  readonly price: bigint;
  /** Numbers of the inputs that were run to their end, ascending. */
  readonly runs: readonly number[];
  readonly provider: Provider;
  /**
   * Pays all calls in one transaction, waits for finality, checks every event and only then releases the outputs. After
   * a failure the outputs stay locked and `pay` may be called again.
   *
   * @throws as `LockedCall.pay`
   */
  pay(
    wallet: Wallet,
    options?: { signal?: AbortSignal; onProgress?: (progress: CallProgress) => void },
  ): Promise<UnlockedBatch>;
  /** Today's price after 'pay/price-changed'; it applies to the next `pay`. */
  requote(options?: { signal?: AbortSignal }): Promise<bigint>;
  drop(): void;
}

export interface UnlockedBatch {
  /** In the order of `runs`. */
  calls: { index: number; outputs: Tensors; receipt: Receipt }[];
  /** Of the one payment, MIST, rebate taken off. */
  gas: bigint;
}
