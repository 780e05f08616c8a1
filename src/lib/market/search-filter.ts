// Which listings to show. Pure predicates; knows no text search and no order.
import type { Listing } from '../model/listing.ts';

/** Absent properties do not filter; those given must all hold. Survives `structuredClone`. */
export interface ListingFilter {
  /** Any of these. */
  tasks?: readonly string[];
  runtimes?: readonly string[];
  /** Any of these, in whatever case; the empty text stands for "none given". */
  licenses?: readonly string[];
  /** All of these, in whatever case. */
  tags?: readonly string[];
  /** Full coin type, as listings have it. */
  coin?: string;
  /** Base units; meaningful together with `coin`. */
  minPrice?: bigint;
  maxPrice?: bigint;
  /** Bytes of the head version's pack: what would be downloaded. */
  minBytes?: number;
  maxBytes?: number;
  active?: boolean;
  sealed?: boolean;
  /** Author's address. */
  author?: string;
  /** A hide-list: IDs of models, and addresses of authors or payouts, to leave out. */
  hidden?: ReadonlySet<string>;
}

/** One predicate for many listings. */
export function listingFilter(filter: ListingFilter = {}): (listing: Listing) => boolean {
  const { coin, minPrice, maxPrice, minBytes, maxBytes, active, sealed, author, hidden } = filter;
  const tasks = anyOf(filter.tasks);
  const runtimes = anyOf(filter.runtimes);
  const licenses = anyOf(filter.licenses?.map(label));
  const tags = filter.tags?.map(label) ?? [];
  return (listing) =>
    (active === undefined || listing.active === active) &&
    (sealed === undefined || listing.sealed === sealed) &&
    (coin === undefined || listing.coin === coin) &&
    (minPrice === undefined || listing.price >= minPrice) &&
    (maxPrice === undefined || listing.price <= maxPrice) &&
    (minBytes === undefined || listing.bytes >= minBytes) &&
    (maxBytes === undefined || listing.bytes <= maxBytes) &&
    (author === undefined || listing.author === author) &&
    (!tasks || tasks.has(listing.task)) &&
    (!runtimes || runtimes.has(listing.runtime)) &&
    (!licenses || licenses.has(label(listing.license))) &&
    tags.every((tag) => listing.tags.some((own) => label(own) === tag)) &&
    !(hidden?.has(listing.id) || hidden?.has(listing.author) || hidden?.has(listing.payout));
}

/** Authors write `MIT` and `mit`, `Vision` and `vision`: one label. */
export function label(text: string): string {
  return text.trim().toLowerCase();
}

function anyOf(values: readonly string[] | undefined): ReadonlySet<string> | undefined {
  return values?.length ? new Set(values) : undefined;
}
