// In which order listings are shown. Every order is total: ties go to the newer listing.
// Money in different coins is never compared: one coin comes first, the others follow, each in its own order.
import { SUI_TYPE } from '../model/amount.ts';
import type { Listing } from '../model/listing.ts';

/** What a listing is known to have earned in a window, as orders need it. */
export interface ListingStats {
  /** Genuine calls, paid or free. */
  calls: number;
  /** Genuine payers. */
  payers: number;
  /** Of these, on two days or more. */
  repeatPayers: number;
  /** Base units of the listing's coin. */
  income: bigint;
  /** Score of the trending formula. */
  trend: number;
}

/** Undefined where nothing is known; it then counts as none. */
export type StatsOf = (model: string) => ListingStats | undefined;

export type ListingSort =
  'genuine-income' | 'genuine-payers' | 'repeat-payers' | 'trending' | 'newest' | 'cheapest';

export interface OrderOptions {
  statsOf?: StatsOf | undefined;
  /** Whose amounts come first; SUI where absent. */
  coin?: string | undefined;
}

/** A listing with its place: lower groups first, then coins by name, then the larger value, then the newer. */
export interface Ranked {
  listing: Listing;
  group: number;
  coin: string;
  value: number | bigint;
}

/** Looks a listing's numbers up once, so that sorting fifty thousand compares plain values. */
export function rankListing(
  sort: ListingSort,
  { statsOf, coin: lead = SUI_TYPE }: OrderOptions,
): (listing: Listing) => Ranked {
  const plain = (listing: Listing, value: number): Ranked => ({ listing, group: 0, coin: '', value });
  const use = (listing: Listing) => statsOf?.(listing.id);
  switch (sort) {
    case 'genuine-income':
      // No income is no income in every coin: those come last, together.
      return (listing) => {
        const value = use(listing)?.income ?? 0n;
        if (value <= 0n) return { listing, group: 2, coin: '', value: 0 };
        const { coin } = listing;
        return { listing, group: coin === lead ? 0 : 1, coin, value };
      };
    case 'cheapest':
      // Free is free in every coin.
      return (listing) => {
        const { coin, price } = listing;
        if (price === 0n) return { listing, group: 0, coin: '', value: 0 };
        return { listing, group: coin === lead ? 1 : 2, coin, value: -price };
      };
    case 'genuine-payers':
      return (listing) => plain(listing, use(listing)?.payers ?? 0);
    case 'repeat-payers':
      return (listing) => plain(listing, use(listing)?.repeatPayers ?? 0);
    case 'trending':
      return (listing) => plain(listing, use(listing)?.trend ?? 0);
    case 'newest':
      return (listing) => plain(listing, 0);
  }
}

export function compareRanked(a: Ranked, b: Ranked): number {
  if (a.group !== b.group) return a.group - b.group;
  if (a.coin !== b.coin) return a.coin < b.coin ? -1 : 1;
  if (a.value !== b.value) return a.value > b.value ? -1 : 1;
  return b.listing.index - a.listing.index;
}

/** The first `count` of what is offered, in order, keeping no more than it must: a page of a market of any size. */
export class Best<T> {
  #items: T[] = [];
  /** The last that is sure of its place, once there are so many. */
  #last: T | undefined;
  readonly #room: number;

  constructor(
    readonly count: number,
    readonly compare: (a: T, b: T) => number,
  ) {
    this.#room = Math.max(2 * count, 512);
  }

  offer(item: T): void {
    if (this.#last !== undefined && this.compare(item, this.#last) >= 0) return;
    if (this.#items.push(item) >= this.#room) this.take();
  }

  take(): T[] {
    this.#items = this.#items.sort(this.compare).slice(0, this.count);
    if (this.#items.length === this.count) this.#last = this.#items.at(-1);
    return this.#items;
  }
}
