// To whom the wallets that matter sent coins: read several at a time, kept in buckets, later only what is new.
import { FloeError } from '../errors.ts';
import type { HistorySource, Transfer } from '../model/history.ts';
import type { MarketLocks, MarketStore } from './sync-ports.ts';

export interface SentTransfers {
  /** Oldest first. */
  items: Transfer[];
  /** False: there is more than was read. */
  complete: boolean;
  /** What the asker gave with the question; see `SentLinks.ask`. */
  mark: number;
  askedMs: number;
  cursor?: string;
}

interface AskOptions {
  signal?: AbortSignal;
  onProgress?: (done: number, total: number) => void;
}

export interface SentLinks {
  /** Goes up whenever an answer changed. */
  readonly revision: number;
  readonly known: ReadonlyMap<string, SentTransfers>;
  /** Reads on for each address, and keeps its mark: the time of the last thing the asker knew that made it worth asking. */
  ask(marks: ReadonlyMap<string, number>, options?: AskOptions): Promise<void>;
}

interface SentOptions {
  source: HistorySource;
  locks: MarketLocks;
  scope: string;
  now: () => number;
  /** Pages of 200 transfers read of one address in one go. */
  maxPages?: number;
}

type Bucket = Record<string, SentTransfers>;

const BUCKETS = 32;
const IN_FLIGHT = 6;
/** So many answers are stored together. */
const BATCH = 64;
const PAGE = 200;
const MAX_PAGES = 25;

export async function openSent(
  store: MarketStore,
  { source, locks, scope, now, maxPages = MAX_PAGES }: SentOptions,
): Promise<SentLinks> {
  const prefix = `market/${scope}/sent`;
  const known = new Map<string, SentTransfers>();
  let revision = 0;
  await Promise.all(Array.from({ length: BUCKETS }, (_, bucket) => load(bucket)));

  async function load(bucket: number): Promise<Bucket> {
    const stored = (await store.get<Bucket>(`${prefix}/${bucket}`)) ?? {};
    for (const [address, sent] of Object.entries(stored)) {
      const ours = known.get(address);
      if (!ours || ours.askedMs < sent.askedMs) known.set(address, sent);
    }
    return stored;
  }

  /** Whole answers, cursor and transfers together: whichever tab writes last, both fit. */
  async function keep(answers: [string, SentTransfers][]): Promise<void> {
    const byBucket = new Map<number, [string, SentTransfers][]>();
    for (const answer of answers) {
      const bucket = bucketOf(answer[0]);
      byBucket.set(bucket, [...(byBucket.get(bucket) ?? []), answer]);
    }
    for (const [bucket, group] of byBucket) {
      await store.set(`${prefix}/${bucket}`, { ...(await load(bucket)), ...Object.fromEntries(group) });
    }
  }

  async function read(
    address: string,
    mark: number,
    signal: AbortSignal | undefined,
  ): Promise<SentTransfers> {
    let state: SentTransfers = { items: [], complete: false, ...known.get(address), mark, askedMs: now() };
    for (let pages = 0; pages < maxPages; pages++) {
      const page = await source
        .transfersFrom(address, {
          limit: PAGE,
          ...(state.cursor === undefined ? {} : { cursor: state.cursor }),
          ...(signal ? { signal } : {}),
        })
        .catch((error: unknown) => {
          const rejected = error instanceof FloeError && error.code === 'chain/rejected';
          if (!rejected || state.cursor === undefined) throw error;
          return undefined;
        });
      if (!page) {
        // Another kind of source: its cursors are not ours.
        state = { items: [], complete: false, mark, askedMs: state.askedMs };
        continue;
      }
      const cursor = page.cursor ?? state.cursor;
      state = {
        ...state,
        items: page.items.length > 0 ? [...state.items, ...page.items] : state.items,
        complete: !page.hasMore,
        ...(cursor === undefined ? {} : { cursor }),
      };
      if (!page.hasMore) break;
    }
    return state;
  }

  return {
    get revision() {
      return revision;
    },
    known,
    async ask(marks, { signal, onProgress } = {}) {
      const answers: [string, SentTransfers][] = [];
      let done = 0;
      const flush = () => {
        const batch = answers.splice(0);
        return batch.length === 0 ? Promise.resolve() : locks.run(prefix, () => keep(batch), {});
      };
      const queue = marks.entries();
      const work = async () => {
        for (const [address, mark] of queue) {
          const before = known.get(address);
          const sent = await read(address, mark, signal);
          if (before?.items.length !== sent.items.length || before.complete !== sent.complete) revision++;
          known.set(address, sent);
          answers.push([address, sent]);
          if (answers.length >= BATCH) await flush();
          onProgress?.(++done, marks.size);
        }
      };
      const results = await Promise.allSettled(Array.from({ length: IN_FLIGHT }, work));
      // What was answered before a failure is kept.
      await flush();
      for (const result of results) if (result.status === 'rejected') throw result.reason;
    },
  };
}

function bucketOf(address: string): number {
  let hash = 0;
  for (let i = 0; i < address.length; i++) hash = Math.imul(hash ^ address.charCodeAt(i), 0x01000193);
  return (hash >>> 0) % BUCKETS;
}
