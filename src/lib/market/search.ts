// Search over all listings: full text with typos forgiven, filters, orders. Answers at once, from memory; building and
// storing the index gives the page its turn every few milliseconds.
import type { Listing } from '../model/listing.ts';
import { countFacets, type ListingFacets } from './search-facets.ts';
import { listingFilter, type ListingFilter } from './search-filter.ts';
import {
  Best,
  compareRanked,
  rankListing,
  type ListingSort,
  type Ranked,
  type StatsOf,
} from './search-order.ts';
import { fold, SearchShard, shardOf, type StoredShard } from './search-shard.ts';
import type { MarketStore } from './sync-ports.ts';

export interface ListingQuery {
  /** Words of name, tags, task, summary, licence or runtime; beginnings of addresses or model IDs narrow it down. */
  text?: string;
  filter?: ListingFilter;
  /** 'relevance' where there is a text, else 'genuine-income'. */
  sort?: ListingSort | 'relevance';
  /** What orders by use go by; 'newest' stands in where nothing is known. */
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
  /** Amounts of the filter's coin come first where money decides, else those of SUI; see search-order.ts. */
  find(query: ListingQuery): ListingResults;
  /** Over all listings, or over those that a query finds. */
  facets(query?: Pick<ListingQuery, 'text' | 'filter'>): ListingFacets;
  /** Stores what changed since the last time. Yields between shards. */
  save(store: MarketStore, scope: string, options?: { signal?: AbortSignal }): Promise<void>;
}

/** What the words found, and how well. May have holes. */
interface Candidates {
  items: readonly Listing[];
  /** By listing index; absent where there were no words. */
  scores?: ReadonlyMap<number, number>;
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

  function candidates({ text = '', sort }: ListingQuery): Candidates {
    const words = text.trim().split(/\s+/);
    const addresses = words.map((word) => word.toLowerCase()).filter((word) => ADDRESS.test(word));
    const rest = words.filter((word) => !ADDRESS.test(word.toLowerCase())).join(' ');
    const { items, scores } = withText(rest, sort);
    const narrowed = addresses.reduce((found, start) => found.filter(hasAddress(start)), items);
    return { items: narrowed, ...(scores ? { scores } : {}) };
  }

  function withText(words: string, sort: ListingQuery['sort']): Candidates {
    if (words === '') return { items: listings };
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
      if (scores.size > 0) {
        // A shard that was stored may know of listings that have not been read yet.
        return { items: [...scores.keys()].flatMap((index) => listings[index] ?? []), scores };
      }
    }
    return { items: [] };
  }

  function withNameWord(start: string): Listing[] {
    return listings.filter(({ name }) => {
      const folded = fold(name);
      return folded.startsWith(start) || folded.includes(` ${start}`) || folded.includes(`-${start}`);
    });
  }

  /** Visits what a query finds, in no order. */
  function visit(query: ListingQuery, { items }: Candidates, each: (listing: Listing) => void): void {
    const passes = listingFilter(query.filter);
    for (const listing of items) {
      if (listing && passes(listing)) each(listing);
    }
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
      const { offset = 0, limit = DEFAULT_LIMIT, statsOf } = query;
      const found = candidates(query);
      const { scores } = found;
      const sort = query.sort === undefined || query.sort === 'relevance' ? undefined : query.sort;
      // Of equally good matches, the one that more people pay for.
      const rank = rankListing(sort ?? (scores ? 'genuine-payers' : 'genuine-income'), {
        statsOf,
        coin: query.filter?.coin,
      });
      const compare =
        scores && !sort
          ? (a: Ranked, b: Ranked) =>
              scores.get(b.listing.index)! - scores.get(a.listing.index)! || compareRanked(a, b)
          : compareRanked;
      const best = new Best(offset + limit, compare);
      let total = 0;
      visit(query, found, (listing) => {
        total += 1;
        best.offer(rank(listing));
      });
      return {
        items: best
          .take()
          .slice(offset)
          .map(({ listing }) => listing),
        total,
      };
    },
    facets(query = {}) {
      const found: Listing[] = [];
      visit(query, candidates(query), (listing) => found.push(listing));
      return countFacets(found);
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

function hasAddress(start: string) {
  return ({ id, author, payout }: Listing) =>
    id.startsWith(start) || author.startsWith(start) || payout.startsWith(start);
}

/** Lets the page draw and answer before work goes on. */
function yieldTurn(): Promise<void> {
  const { scheduler } = globalThis as { scheduler?: { yield?: () => Promise<void> } };
  return scheduler?.yield?.() ?? new Promise((resolve) => setTimeout(resolve, 0));
}
