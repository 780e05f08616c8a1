// Who answered for each model, and since when: read once from the events that say so, then only what is new.
// A log in the store; listings as they are today stand in for what a pruned history no longer tells.
import { FloeError } from '../errors.ts';
import type { Authorship, HistorySource, OwnershipEvent } from '../model/history.ts';
import type { Listing } from '../model/listing.ts';
import type { MarketLocks, MarketStore } from './sync-ports.ts';

/** A listing as far as it says who answers for it now. */
type OwnedListing = Pick<Listing, 'id' | 'author' | 'payout' | 'listedMs'>;

export interface Ownership {
  /** How many events are known. Goes up whenever `authorships` may read differently because of them. */
  readonly size: number;
  authorships(listings: readonly OwnedListing[]): Authorship[];
  sync(options?: { signal?: AbortSignal }): Promise<void>;
}

interface OwnershipOptions {
  source: HistorySource;
  locks: MarketLocks;
  scope: string;
}

interface StoredHead {
  format: 1;
  rows: number;
  cursor?: string;
}

const PAGE = 1000;
const CHUNK = 1024;

export async function openOwnership(
  store: MarketStore,
  { source, locks, scope }: OwnershipOptions,
): Promise<Ownership> {
  const prefix = `market/${scope}/ownership`;
  let events: OwnershipEvent[] = [];
  let head: StoredHead = { format: 1, rows: 0 };
  await catchUp();

  /** Takes over what is stored, also by other tabs. */
  async function catchUp(): Promise<void> {
    const stored = await store.get<StoredHead>(`${prefix}/head`);
    if (stored?.format !== 1) {
      [head, events] = [{ format: 1, rows: 0 }, []];
      return;
    }
    if (stored.rows < events.length) events = [];
    const first = Math.floor(events.length / CHUNK);
    const last = Math.ceil(stored.rows / CHUNK);
    const chunks = await Promise.all(
      Array.from({ length: last - first }, (_, i) => store.get<OwnershipEvent[]>(`${prefix}/${first + i}`)),
    );
    const known = [...events.slice(0, first * CHUNK), ...chunks.flatMap((chunk = []) => chunk)];
    // A chunk is missing: begin again.
    if (known.length < stored.rows) [head, events] = [{ format: 1, rows: 0 }, []];
    else [head, events] = [stored, known.slice(0, stored.rows)];
  }

  async function append(items: OwnershipEvent[], cursor: string | undefined): Promise<void> {
    const first = Math.floor(events.length / CHUNK);
    events.push(...items);
    if (items.length > 0) {
      for (let chunk = first; chunk * CHUNK < events.length; chunk++) {
        await store.set(`${prefix}/${chunk}`, events.slice(chunk * CHUNK, (chunk + 1) * CHUNK));
      }
    }
    head = { format: 1, rows: events.length, ...(cursor === undefined ? {} : { cursor }) };
    await store.set(`${prefix}/head`, head);
  }

  async function read(signal: AbortSignal | undefined): Promise<void> {
    await catchUp();
    for (;;) {
      const { cursor } = head;
      const page = await source
        .ownership({
          limit: PAGE,
          ...(cursor === undefined ? {} : { cursor }),
          ...(signal ? { signal } : {}),
        })
        .catch((error: unknown) => {
          // Another kind of source: its cursors are not ours.
          const rejected = error instanceof FloeError && error.code === 'chain/rejected';
          if (!rejected || cursor === undefined) throw error;
          return undefined;
        });
      if (!page) {
        [head, events] = [{ format: 1, rows: 0 }, []];
        continue;
      }
      const next = page.cursor ?? cursor;
      if (page.items.length > 0 || next !== cursor) await append(page.items, next);
      if (!page.hasMore || next === cursor) return;
    }
  }

  return {
    get size() {
      return events.length;
    },
    authorships: (listings) => authorshipsOf(events, listings),
    sync: ({ signal } = {}) => locks.run(prefix, () => read(signal), signal ? { signal } : {}),
  };
}

/**
 * From each change to the next. Where the listing's own event is not known, whoever the first known change took the model
 * from answered for it from the beginning; where none is known, whoever does today.
 */
export function authorshipsOf(
  events: readonly OwnershipEvent[],
  listings: readonly OwnedListing[],
): Authorship[] {
  const byModel = new Map<string, OwnershipEvent[]>();
  for (const event of events) {
    const known = byModel.get(event.model);
    if (known) known.push(event);
    else byModel.set(event.model, [event]);
  }
  const records: Authorship[] = [];
  for (const { id, author, payout, listedMs } of listings) {
    const history = (byModel.get(id) ?? []).sort((a, b) => a.atMs - b.atMs || rank(a) - rank(b));
    const handed = history.find((event) => event.kind === 'hand-over');
    const paid = history.find((event) => event.kind === 'payout');
    const now = { author: handed?.from ?? author, payout: paid?.from ?? handed?.from ?? payout };
    if (history[0]?.kind !== 'listed') records.push({ model: id, ...now, atMs: listedMs });
    for (const event of history) {
      if (event.kind === 'listed') Object.assign(now, { author: event.author, payout: event.payout });
      else if (event.kind === 'payout') now.payout = event.to;
      else Object.assign(now, { author: event.to, payout: event.to });
      records.push({ model: id, ...now, atMs: event.atMs });
    }
  }
  return records;
}

const rank = ({ kind }: OwnershipEvent) => (kind === 'listed' ? 0 : 1);
