// Which listings to show, and in which order. Pure predicates and comparators.
import type { Listing } from '../model/listing.ts';

/** Absent properties do not filter; those given must all hold. */
export interface ListingFilter {
  /** Any of these. */
  tasks?: readonly string[];
  runtimes?: readonly string[];
  /** Full coin type, as listings have it. */
  coin?: string;
  /** Base units; meaningful together with `coin`. */
  minPrice?: bigint;
  maxPrice?: bigint;
  minBytes?: number;
  maxBytes?: number;
  active?: boolean;
  /** Author's address. */
  author?: string;
}

/** What a listing is known to have earned, as sorts need it. */
export interface ListingStats {
  calls: number;
  payers: number;
  /** Base units of the listing's coin. */
  revenue: bigint;
}

export type ListingSort =
  | 'newest'
  | 'oldest'
  | 'cheapest'
  | 'dearest'
  | 'smallest'
  | 'largest'
  | 'name'
  | 'most-calls'
  | 'most-payers'
  | 'most-revenue';

export type StatsOf = (model: string) => ListingStats | undefined;

export function matchesFilter(listing: Listing, filter: ListingFilter): boolean {
  const { tasks, runtimes, coin, minPrice, maxPrice, minBytes, maxBytes, active, author } = filter;
  return (
    (active === undefined || listing.active === active) &&
    (coin === undefined || listing.coin === coin) &&
    (minPrice === undefined || listing.price >= minPrice) &&
    (maxPrice === undefined || listing.price <= maxPrice) &&
    (minBytes === undefined || listing.bytes >= minBytes) &&
    (maxBytes === undefined || listing.bytes <= maxBytes) &&
    (author === undefined || listing.author === author) &&
    (!tasks?.length || tasks.includes(listing.task)) &&
    (!runtimes?.length || runtimes.includes(listing.runtime))
  );
}

/** Ties go to the newer listing, so that every order is total. Unknown numbers count as none. */
export function compareListings(
  sort: ListingSort,
  statsOf: StatsOf = () => undefined,
): (a: Listing, b: Listing) => number {
  const newest = (a: Listing, b: Listing) => b.index - a.index;
  const most = (value: (stats: ListingStats) => number | bigint) => {
    const of = (listing: Listing) => {
      const stats = statsOf(listing.id);
      return stats ? value(stats) : 0;
    };
    return (a: Listing, b: Listing) => compare(of(b), of(a)) || newest(a, b);
  };
  switch (sort) {
    case 'newest':
      return newest;
    case 'oldest':
      return (a, b) => a.index - b.index;
    case 'cheapest':
      return (a, b) => compare(a.price, b.price) || newest(a, b);
    case 'dearest':
      return (a, b) => compare(b.price, a.price) || newest(a, b);
    case 'smallest':
      return (a, b) => a.bytes - b.bytes || newest(a, b);
    case 'largest':
      return (a, b) => b.bytes - a.bytes || newest(a, b);
    case 'name':
      return (a, b) => compare(a.name.toLowerCase(), b.name.toLowerCase()) || newest(a, b);
    case 'most-calls':
      return most(({ calls }) => calls);
    case 'most-payers':
      return most(({ payers }) => payers);
    case 'most-revenue':
      return most(({ revenue }) => revenue);
  }
}

/** Counts how many listings each task and runtime has, for filter menus; most used first. */
export function countBy(listings: Iterable<Listing>, key: 'task' | 'runtime' | 'coin'): [string, number][] {
  const counts = new Map<string, number>();
  for (const listing of listings) counts.set(listing[key], (counts.get(listing[key]) ?? 0) + 1);
  return [...counts].sort(([a, x], [b, y]) => y - x || compare(a, b));
}

function compare<T extends string | number | bigint>(a: T, b: T): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
