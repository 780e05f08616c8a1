// All listings, cached and kept fresh: everything stored is there at once; new ones are read by index, changed ones
// by what the chain says changed. Knows no search and no screen.
import { FloeError } from '../errors.ts';
import type { Listing } from '../model/listing.ts';
import type { ListingSource } from '../model/listing-source.ts';
import type { MarketLocks, MarketStore } from './sync-ports.ts';

export interface ListingIndexOptions {
  source: ListingSource;
  locks: MarketLocks;
  /** Keeps deployments apart in one store: the package ID. */
  scope: string;
  now?: () => number;
}

export interface ListingProgress {
  /** Listings read afresh or known to be unchanged, of `total`. */
  fresh: number;
  total: number;
  /** Listings that are new or read differently since the last report. */
  changed: Listing[];
}

export interface ListingSyncOptions {
  signal?: AbortSignal;
  onProgress?: (progress: ListingProgress) => void;
}

export interface ListingIndex {
  readonly size: number;
  /** When the cache last agreed with the chain; undefined until it has once. */
  readonly syncedMs: number | undefined;
  get(model: string): Listing | undefined;
  /** In order of listing, oldest first. */
  all(): Listing[];
  /** Newest listings come first. May be called again at any time, and in several tabs. */
  sync(options?: ListingSyncOptions): Promise<void>;
}

const CHUNK = 256;
/** Chunks read at the same time; after so many, another tab gets its turn. */
const IN_FLIGHT = 4;
const CHANGES = 500;
/** Changed listings are read in groups of this. */
const REREAD = 200;

/** Goes up with the fields of a listing: what was stored without them is read again. */
const FORMAT = 2;

/** Written after the chunks it speaks of. */
interface IndexHead {
  format: typeof FORMAT;
  /** Changes up to here are in the chunks. */
  cursor: string;
  /** When that was. */
  reachedMs: number;
  syncedMs?: number;
  chunks: {
    /** Indices of this chunk that were read since the cursor's pass began. */
    count: number;
    /** Goes up with each write, so that another tab reads again only what is new to it. */
    revision: number;
  }[];
}

export async function openListingIndex(
  store: MarketStore,
  { source, locks, scope, now = Date.now }: ListingIndexOptions,
): Promise<ListingIndex> {
  const prefix = `market/${scope}/listings`;
  const chunks: Listing[][] = [];
  const byModel = new Map<string, Listing>();
  let head: IndexHead | undefined;
  await catchUp();

  /** Takes over what is stored, and gives what was new to us. */
  async function catchUp(): Promise<Listing[]> {
    const stored = await store.get<IndexHead>(`${prefix}/head`);
    const found = stored?.format === FORMAT ? stored : undefined;
    const fresh = await Promise.all(
      (found?.chunks ?? []).map(async ({ revision }, k) =>
        revision === head?.chunks[k]?.revision
          ? []
          : put((await store.get<Listing[]>(`${prefix}/${k}`)) ?? []),
      ),
    );
    head = found;
    return fresh.flat();
  }

  /** Into memory; gives those that read differently than before. */
  function put(listings: Listing[]): Listing[] {
    return listings.filter((listing) => {
      const known = byModel.get(listing.id);
      if (known && sameListing(known, listing)) return false;
      byModel.set(listing.id, listing);
      (chunks[Math.floor(listing.index / CHUNK)] ??= [])[listing.index % CHUNK] = listing;
      return true;
    });
  }

  async function persist(next: IndexHead, touched: Iterable<number>): Promise<void> {
    for (const k of touched) {
      next.chunks[k] = { count: 0, ...next.chunks[k], revision: (next.chunks[k]?.revision ?? 0) + 1 };
      // Holes, where an index has no listing, close: places are found by index again when it is read.
      await store.set(`${prefix}/${k}`, (chunks[k] ?? []).filter(Boolean));
    }
    await store.set(`${prefix}/head`, next);
    head = next;
  }

  /** Where to go on from: the stored cursor, or now if changes since it may be lost. */
  async function begin(signal: AbortSignal | undefined): Promise<IndexHead> {
    const cancel = signal ? { signal } : {};
    const sourceMs = await source.knownSinceMs(cancel);
    if (head && sourceMs <= head.reachedMs) return structuredClone(head);
    // The place first, the listings after: what changes while they are read is read again.
    const cursor = await source.tip(cancel);
    const chunks = (head?.chunks ?? []).map((chunk) => ({ ...chunk, count: 0 }));
    // A clock that is behind must not make every turn begin anew.
    return { format: FORMAT, cursor, reachedMs: Math.max(now(), sourceMs), chunks };
  }

  /** Reads some of the listings that are missing. False if none was. */
  async function fill(next: IndexHead, total: number, { signal, onProgress }: ListingSyncOptions) {
    const missing: { k: number; from: number; to: number }[] = [];
    for (let k = Math.ceil(total / CHUNK) - 1; k >= 0 && missing.length < IN_FLIGHT; k--) {
      const [from, to] = [k * CHUNK + (next.chunks[k]?.count ?? 0), Math.min((k + 1) * CHUNK, total)];
      if (from < to) missing.push({ k, from, to });
    }
    if (missing.length === 0) return false;
    const cancel = signal ? { signal } : {};
    const read = await Promise.all(missing.map(({ from, to }) => source.range(from, to, cancel)));
    signal?.throwIfAborted();
    const changed = put(read.flat());
    for (const { k, to } of missing) {
      for (let hole = next.chunks.length; hole < k; hole++) next.chunks[hole] = { count: 0, revision: 0 };
      next.chunks[k] = { revision: 0, ...next.chunks[k], count: to - k * CHUNK };
    }
    await persist(
      next,
      missing.map(({ k }) => k),
    );
    report(total, changed, onProgress);
    return true;
  }

  /** Reads listings again that changed since the cursor. False if there may be more. */
  async function follow(next: IndexHead, total: number, { signal, onProgress }: ListingSyncOptions) {
    const cancel = signal ? { signal } : {};
    const page = await source.changes({ cursor: next.cursor, limit: CHANGES, ...cancel });
    const ids = [...new Set(page.items)];
    const touched = new Set<number>();
    const changed: Listing[] = [];
    for (let at = 0; at < ids.length; at += REREAD) {
      const fresh = await source.getMany(ids.slice(at, at + REREAD), cancel);
      signal?.throwIfAborted();
      for (const listing of put(fresh)) {
        changed.push(listing);
        touched.add(Math.floor(listing.index / CHUNK));
      }
    }
    const stamp = page.hasMore ? {} : { reachedMs: now(), syncedMs: now() };
    await persist({ ...next, cursor: page.cursor ?? next.cursor, ...stamp }, touched);
    report(total, changed, onProgress);
    return !page.hasMore;
  }

  /** One turn at the lock. True when everything agrees with the chain. */
  async function turn(options: ListingSyncOptions, mayRestart: () => boolean): Promise<boolean> {
    const adopted = await catchUp();
    const next = await begin(options.signal);
    const total = await source.count(options.signal ? { signal: options.signal } : {});
    if (adopted.length > 0) report(total, adopted, options.onProgress);
    if (await fill(next, total, options)) return false;
    try {
      return await follow(next, total, options);
    } catch (error) {
      const rejected = error instanceof FloeError && error.code === 'chain/rejected';
      if (!rejected || !mayRestart()) throw error;
      // A cursor of another kind of source: forget where we were, and read everything again.
      await persist({ ...next, reachedMs: Number.NEGATIVE_INFINITY }, []);
      return false;
    }
  }

  function report(total: number, changed: Listing[], onProgress: ListingSyncOptions['onProgress']): void {
    const fresh = head?.chunks.reduce((sum, { count }) => sum + count, 0) ?? 0;
    onProgress?.({ fresh: Math.min(fresh, total), total, changed });
  }

  return {
    get size() {
      return byModel.size;
    },
    get syncedMs() {
      return head?.syncedMs;
    },
    get: (model) => byModel.get(model),
    all: () => chunks.flatMap((chunk) => chunk.filter(Boolean)),
    async sync(options = {}) {
      let restarts = 0;
      const once = () => restarts++ === 0;
      let done = false;
      while (!done) {
        const { signal } = options;
        done = await locks.run(prefix, () => turn(options, once), signal ? { signal } : {});
      }
    },
  };
}

/** Everything else of a listing never changes. */
function sameListing(a: Listing, b: Listing): boolean {
  return (
    a.price === b.price &&
    a.active === b.active &&
    a.head === b.head &&
    a.bytes === b.bytes &&
    a.author === b.author &&
    a.payout === b.payout &&
    a.name === b.name &&
    a.summary === b.summary &&
    a.task === b.task &&
    a.license === b.license &&
    a.sealed === b.sealed &&
    a.tags.length === b.tags.length &&
    a.tags.every((tag, i) => tag === b.tags[i])
  );
}
