// The port through which the listing index reads the chain. Listings are numbered 0 .. count, in order of listing.
import type { Listing } from './listing.ts';
import type { HistoryPage } from './history.ts';

interface Cancellable {
  signal?: AbortSignal;
}

export interface ListingSource {
  /** How many listings there are; the index of the next one. */
  count(options: Cancellable): Promise<number>;
  /** Listings `start` up to, not including, `end`, in any order. */
  range(start: number, end: number, options: Cancellable): Promise<Listing[]>;
  getMany(models: string[], options: Cancellable): Promise<Listing[]>;
  /** Model ids whose listing changed after `cursor`, in ledger order; an id may come more than once. */
  changes(options: Cancellable & { cursor: string; limit: number }): Promise<HistoryPage<string>>;
  /** A cursor after everything that has happened until now. */
  tip(options: Cancellable): Promise<string>;
  /** Changes before this moment are not known to the source. */
  knownSinceMs(options: Cancellable): Promise<number>;
}
