// Calls of the market, cached and kept fresh: everything stored is there at once, the rest is read page by page.
// A tab may close between any two writes, and several tabs share the work. Knows no rule.
import { FloeError } from '../errors.ts';
import { CHUNK_ROWS, decodeChunks, encodeChunk } from './history-chunks.ts';
import { openFunding, type FundingLinks } from './sync-funding.ts';
import type { MarketLocks, MarketStore } from './sync-ports.ts';
import {
  continuePass,
  knownIntervals,
  newPass,
  restartPass,
  type HistoryHead,
  type Interval,
} from './sync-state.ts';
import { CallTable, type TableCall } from './table.ts';
import type { HistorySource } from '../model/history.ts';

export interface HistoryOptions {
  source: HistorySource;
  locks: MarketLocks;
  /** Keeps deployments apart in one store: the package ID. */
  scope: string;
  now?: () => number;
}

export interface SyncProgress {
  /** Calls known now. */
  calls: number;
  /** Up to when they are known; compare with the pass's start and the clock. */
  reachedMs: number;
  fromMs: number;
}

export interface SyncOptions {
  signal?: AbortSignal;
  onProgress?: (progress: SyncProgress) => void;
}

export interface CallHistory {
  /** All known calls; grows during `sync`, and stays the same object. */
  readonly table: CallTable;
  readonly funding: FundingLinks;
  /** What is known, oldest first; between intervals, and before the first, nothing is: not clean, unknown. */
  readonly known: readonly Interval[];
  /** Everything from here to `reachedMs` is known. */
  readonly knownSinceMs: number;
  readonly reachedMs: number;
  /** True once the end of the ledger was seen, in this visit or an earlier one. */
  readonly complete: boolean;
  /** Known calls, one object each, in order of arrival. */
  calls(): Iterable<TableCall>;
  /**
   * Reads what is new, and stores it. May be called again at any time, and in several tabs.
   *
   * @throws ChainError of the source; HistoryError 'market/no-progress'
   */
  sync(options?: SyncOptions): Promise<void>;
}

export class HistoryError extends FloeError<'market/no-progress'> {
  override name = 'HistoryError';
}

const PAGE = 1000;
/** After so many pages another tab gets its turn. */
const PAGES_A_TURN = 8;

export async function openHistory(store: MarketStore, options: HistoryOptions): Promise<CallHistory> {
  const { source, locks, scope, now = Date.now } = options;
  const prefix = `market/${scope}/calls`;
  const chunkKey = (lineage: string, index: number) => `${prefix}/${lineage}/${index}`;
  const funding = await openFunding(store, { source, locks, scope, now });
  const loaded = await load();
  const table = loaded?.table ?? new CallTable();
  let head = loaded?.head;

  async function load(): Promise<{ head: HistoryHead; table: CallTable } | undefined> {
    const head = await store.get<HistoryHead>(`${prefix}/head`);
    if (head?.format !== 1) return undefined;
    const count = Math.ceil(head.rows / CHUNK_ROWS);
    const chunks = await Promise.all(
      Array.from({ length: count }, (_, index) => store.get<Uint8Array>(chunkKey(head.lineage, index))),
    );
    const table = decodeChunks(
      chunks.filter((chunk) => chunk !== undefined),
      head.rows,
    );
    return table && { head, table };
  }

  /** Stores the rows from `from` on, then the head that speaks of them. */
  async function persist(next: HistoryHead, from: number): Promise<void> {
    for (let start = from - (from % CHUNK_ROWS); start < table.size; start += CHUNK_ROWS) {
      const end = Math.min(start + CHUNK_ROWS, table.size);
      await store.set(chunkKey(next.lineage, start / CHUNK_ROWS), encodeChunk(table, start, end));
    }
    const written = { ...next, rows: table.size };
    await store.set(`${prefix}/head`, written);
    head = written;
  }

  /** Takes over what other tabs have stored since. Only under the lock. */
  async function catchUp(): Promise<HistoryHead | undefined> {
    const stored = await store.get<HistoryHead>(`${prefix}/head`);
    if (stored?.lineage === head?.lineage && stored?.rows === table.size) return stored;
    const loaded = await load();
    if (loaded?.head.lineage === head?.lineage && loaded && loaded.head.rows > table.size) {
      table.append(callsOf(loaded.table, table.size));
      if (table.size === loaded.head.rows) return loaded.head;
    }
    // Cleared or rebuilt by somebody else: what both know goes into chunks of a new name.
    if (loaded) table.append(callsOf(loaded.table, 0));
    const known = loaded?.head ?? head;
    if (!known) return undefined;
    await persist({ ...known, lineage: newLineage() }, 0);
    await sweep(head!.lineage);
    return head;
  }

  /** Deletes chunks that no head names any more. */
  async function sweep(lineage: string): Promise<void> {
    for (const key of await store.keys()) {
      const stale =
        key.startsWith(`${prefix}/`) && key !== `${prefix}/head` && !key.startsWith(`${prefix}/${lineage}/`);
      if (stale) await store.delete(key);
    }
  }

  async function begin(signal: AbortSignal | undefined): Promise<HistoryHead> {
    const sourceMs = await source.knownSinceMs(cancellable(signal));
    const stored = await catchUp();
    if (stored) return continuePass(stored, sourceMs);
    const fresh = newPass(newLineage(), sourceMs);
    await sweep(fresh.lineage);
    return fresh;
  }

  async function firstPage(at: HistoryHead, signal: AbortSignal | undefined) {
    try {
      return { at, page: await readPage(at.cursor, signal) };
    } catch (error) {
      // Another kind of source, or one that forgot: its cursors are not ours.
      const rejected = error instanceof FloeError && error.code === 'chain/rejected';
      if (!rejected || at.cursor === undefined) throw error;
      const restarted = restartPass(at, await source.knownSinceMs(cancellable(signal)));
      return { at: restarted, page: await readPage(undefined, signal) };
    }
  }

  function readPage(cursor: string | undefined, signal: AbortSignal | undefined) {
    const page = source.calls({
      limit: PAGE,
      ...(cursor === undefined ? {} : { cursor }),
      ...cancellable(signal),
    });
    // Read ahead while the last page is stored; if nobody comes to wait for it, its failure is nobody's.
    page.catch(() => {});
    return page;
  }

  /** A few pages. True at the end of the ledger. */
  async function turn(first: boolean, { signal, onProgress }: SyncOptions): Promise<boolean> {
    let at = first ? await begin(signal) : ((await catchUp()) ?? (await begin(signal)));
    let page = await firstPage(at, signal).then((found) => {
      at = found.at;
      return found.page;
    });
    for (let pages = 1; ; pages++) {
      signal?.throwIfAborted();
      const { items, hasMore, cursor = at.cursor } = page;
      if (hasMore && items.length === 0 && cursor === at.cursor) {
        throw new HistoryError('market/no-progress', 'The source of history stands still', {
          retryable: true,
        });
      }
      const ahead = hasMore && pages < PAGES_A_TURN ? readPage(cursor, signal) : undefined;
      const before = table.size;
      table.append(items);
      const latest = items.reduce((ms, { atMs }) => Math.max(ms, atMs), at.reachedMs);
      const next: HistoryHead = {
        ...at,
        ...(cursor === undefined ? {} : { cursor }),
        reachedMs: hasMore ? latest : Math.max(latest, now()),
        complete: at.complete || !hasMore,
      };
      await persist(next, before);
      at = next;
      onProgress?.({ calls: table.size, reachedMs: at.reachedMs, fromMs: at.fromMs });
      if (!ahead) return !hasMore;
      page = await ahead;
    }
  }

  return {
    table,
    funding,
    get known() {
      return head ? knownIntervals(head) : [];
    },
    get knownSinceMs() {
      const last = head && knownIntervals(head).at(-1);
      return last?.fromMs ?? head?.fromMs ?? Number.POSITIVE_INFINITY;
    },
    get reachedMs() {
      return head?.reachedMs ?? 0;
    },
    get complete() {
      return head?.complete ?? false;
    },
    calls: () => callsOf(table, 0),
    async sync(options = {}) {
      const { signal } = options;
      for (let first = true, done = false; !done; first = false) {
        done = await locks.run(prefix, () => turn(first, options), cancellable(signal));
      }
    },
  };
}

function* callsOf(table: CallTable, from: number): Generator<TableCall> {
  for (let row = from; row < table.size; row++) yield table.call(row);
}

const newLineage = () => crypto.randomUUID();

/** Optional properties are left out rather than undefined. */
function cancellable(signal: AbortSignal | undefined): { signal?: AbortSignal } {
  return signal ? { signal } : {};
}
