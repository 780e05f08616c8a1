// Search over all listings: full text with typos forgiven, filters, orders. Answers at once, from memory; building and
// storing the index gives the page its turn every few milliseconds.
import type { Listing } from '../model/listing.ts';
import {
  compareListings,
  matchesFilter,
  type ListingFilter,
  type ListingSort,
  type StatsOf,
} from './search-filter.ts';
import { fold, SearchShard, shardOf, type StoredShard } from './search-shard.ts';
import type { MarketStore } from './sync-ports.ts';

export interface ListingQuery {
  /** Words of name, summary, task or runtime; or the beginning of an address or model ID. */
  text?: string;
  filter?: ListingFilter;
  /** 'relevance' where there is a text, else 'newest'. */
  sort?: ListingSort | 'relevance';
  statsOf?: StatsOf;
  offset?: number;
  /** 50 where absent. */
  limit?: number;
}

export interface ListingResults {
  items: Listing[];
  /** All that match. */
  total: number;
}

export interface ListingSearch {
  readonly size: number;
  /** New listings, and old ones that changed. Yields while it works. */
  add(listings: Iterable<Listing>, options?: { signal?: AbortSignal }): Promise<void>;
  find(query: ListingQuery): ListingResults;
  /** Stores what changed since the last time. Yields between shards. */
  save(store: MarketStore, scope: string, options?: { signal?: AbortSignal }): Promise<void>;
}

/** Work done before the page gets its turn. */
const SLICE_MS = 8;
/** Shorter beginnings of an address match too much to mean one. */
const ADDRESS = /^0x[0-9a-f]{3,64}$/;
const DEFAULT_LIMIT = 50;

/** The stored index, brought up to `listings`; an empty one where nothing usable is stored. */
export async function openListingSearch(
  store: MarketStore,
  scope: string,
  listings: readonly Listing[] = [],
  options: { signal?: AbortSignal } = {},
): Promise<ListingSearch> {
  const search = createListingSearch();
  for (const shard of new Set(listings.map(shardOf))) {
    options.signal?.throwIfAborted();
    const stored = await store.get<StoredShard>(shardKey(scope, shard));
    const restored = stored && (await SearchShard.restore(stored));
    if (restored) search.adopt(shard, restored);
  }
  await search.add(listings, options);
  return search;
}

/** `adopt` takes over a shard that was stored before. */
export function createListingSearch(): ListingSearch & { adopt(index: number, shard: SearchShard): void } {
  const listings: Listing[] = [];
  const shards: SearchShard[] = [];
  const dirty = new Set<number>();
  let size = 0;

  function candidates({ text = '', sort }: ListingQuery): { items: Listing[]; scores?: Map<number, number> } {
    const words = text.trim();
    if (words === '') return { items: listings };
    if (ADDRESS.test(words.toLowerCase())) return { items: withAddress(words.toLowerCase()) };
    if (words.length < 3) return { items: withNameWord(fold(words)) };
    // Sorted by anything but relevance, weak matches would stand above good ones: typos are then forgiven only
    // where nothing else is found.
    const byRelevance = sort === undefined || sort === 'relevance';
    const tries = [
      ...(byRelevance ? [] : [{ combine: 'AND', forgiving: false } as const]),
      { combine: 'AND', forgiving: true } as const,
      { combine: 'OR', forgiving: true } as const,
    ];
    for (const how of tries) {
      const scores = new Map<number, number>();
      for (const shard of shards) {
        for (const { id, score } of shard?.find({ text: words, ...how }) ?? []) scores.set(id, score);
      }
      if (scores.size > 0) return { items: [...scores.keys()].map((index) => listings[index]!), scores };
    }
    return { items: [] };
  }

  function withAddress(start: string): Listing[] {
    return listings.filter(
      ({ id, author, payout }) =>
        id.startsWith(start) || author.startsWith(start) || payout.startsWith(start),
    );
  }

  function withNameWord(start: string): Listing[] {
    return listings.filter(({ name }) => {
      const folded = fold(name);
      return folded.startsWith(start) || folded.includes(` ${start}`) || folded.includes(`-${start}`);
    });
  }

  return {
    get size() {
      return size;
    },
    adopt(index, shard) {
      shards[index] = shard;
    },
    async add(added, { signal } = {}) {
      let slice = performance.now();
      for (const listing of added) {
        if (!listings[listing.index]) size += 1;
        listings[listing.index] = listing;
        const shard = shardOf(listing);
        if ((shards[shard] ??= SearchShard.empty()).put(listing)) dirty.add(shard);
        if (performance.now() - slice > SLICE_MS) {
          await yieldTurn();
          signal?.throwIfAborted();
          slice = performance.now();
        }
      }
    },
    find(query) {
      const { filter, offset = 0, limit = DEFAULT_LIMIT, statsOf } = query;
      const { items: found, scores } = candidates(query);
      // A shard that was stored may know of listings that have not been read yet.
      const items = found.filter((listing) => listing && (!filter || matchesFilter(listing, filter)));
      const sort = query.sort === undefined || query.sort === 'relevance' ? undefined : query.sort;
      const newest = compareListings('newest');
      const compare = sort
        ? compareListings(sort, statsOf)
        : scores
          ? (a: Listing, b: Listing) => scores.get(b.index)! - scores.get(a.index)! || newest(a, b)
          : newest;
      return { items: first(items, offset + limit, compare).slice(offset), total: items.length };
    },
    async save(store, scope, { signal } = {}) {
      for (const shard of [...dirty]) {
        signal?.throwIfAborted();
        // Before the write: what changes while it is written is written the next time.
        dirty.delete(shard);
        await store.set(shardKey(scope, shard), shards[shard]!.stored());
        await yieldTurn();
      }
    },
  };
}

const shardKey = (scope: string, shard: number) => `market/${scope}/search/${shard}`;

/** The first `count` in order, without sorting the rest: a page of a market of any size. */
function first<T>(items: readonly T[], count: number, compare: (a: T, b: T) => number): T[] {
  if (count * 8 > items.length) return [...items].sort(compare).slice(0, count);
  const best: T[] = [];
  for (const item of items) {
    if (best.length === count && compare(item, best[count - 1]!) >= 0) continue;
    let low = 0;
    let high = best.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (compare(item, best[middle]!) < 0) high = middle;
      else low = middle + 1;
    }
    best.splice(low, 0, item);
    if (best.length > count) best.pop();
  }
  return best;
}

/** Lets the page draw and answer before work goes on. */
function yieldTurn(): Promise<void> {
  const { scheduler } = globalThis as { scheduler?: { yield?: () => Promise<void> } };
  return scheduler?.yield?.() ?? new Promise((resolve) => setTimeout(resolve, 0));
}
