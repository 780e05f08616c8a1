// The market as history tells it: what happened, in the shape that rules and measures read. Knows no chain and no store.
import type { CalledEvent } from './listing.ts';

/** Coins that moved from one address to another outside of calls. */
export interface Transfer {
  from: string;
  to: string;
  /** Base units of `coin`. */
  amount: bigint;
  coin: string;
  atMs: number;
  digest: string;
}

/** A model was listed, or handed over: who answers for it from then on. */
export interface Authorship {
  model: string;
  author: string;
  payout: string;
  atMs: number;
}

/** What an author did to a model, as one event of the contract tells it. Money in base units of the model's coin. */
export type ModelEvent = { model: string; digest: string; atMs: number } & (
  | { kind: 'listed'; author: string; payout: string; price: bigint }
  | { kind: 'version'; version: number }
  | { kind: 'price'; from: bigint; to: bigint }
  | { kind: 'active'; active: boolean }
  | { kind: 'payout'; from: string; to: string }
  | { kind: 'texts'; name: string }
  /** The new author is paid from then on, too. */
  | { kind: 'hand-over'; from: string; to: string }
);

/** The events that say who answers for a model. */
export type OwnershipEvent = Extract<ModelEvent, { kind: 'listed' | 'payout' | 'hand-over' }>;

/** Where history comes from: a full node, its archive, an indexer. Pages are in ledger order, oldest first. */
export interface HistorySource {
  /** Calls after `cursor`; `cursor` of the answer is where to go on, also on a page without calls. */
  calls(options: { cursor?: string; limit: number; signal?: AbortSignal }): Promise<HistoryPage<CalledEvent>>;
  /**
   * The first transaction that brought each address coins from another one. Keys are normalised addresses; those of which
   * history has none are left out.
   */
  firstFundings(
    addresses: readonly string[],
    options: { signal?: AbortSignal },
  ): Promise<ReadonlyMap<string, Transfer>>;
  /** Coins sent by an address to others, oldest first. */
  transfersFrom(
    address: string,
    options: { cursor?: string; limit: number; signal?: AbortSignal },
  ): Promise<HistoryPage<Transfer>>;
  /** Who answers for all the models, and since when. */
  ownership(options: {
    cursor?: string;
    limit: number;
    signal?: AbortSignal;
  }): Promise<HistoryPage<OwnershipEvent>>;
  /** Everything one model's authors did to it. */
  modelEvents(
    model: string,
    options: { cursor?: string; limit: number; signal?: AbortSignal },
  ): Promise<HistoryPage<ModelEvent>>;
  /** Nothing before this moment is known to the source: what is older is unknown, not clean. */
  knownSinceMs(options: { signal?: AbortSignal }): Promise<number>;
}

export interface HistoryPage<T> {
  items: T[];
  cursor?: string;
  hasMore: boolean;
}
