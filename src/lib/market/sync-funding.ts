// Who first gave coins to an address: asked once, for the addresses that matter.
import type { MarketLocks, MarketStore } from './sync-ports.ts';
import type { HistorySource, Transfer } from '../model/history.ts';

export interface Funding {
  address: string;
  /** Absent if the source knows of none. */
  first?: Transfer;
  /** 0: surely the first. Otherwise history before this was not known, and `first` may have a predecessor. */
  knownSinceMs: number;
  askedMs: number;
}

interface AskOptions {
  signal?: AbortSignal;
  onProgress?: (done: number, total: number) => void;
}

export interface FundingLinks {
  /** How many addresses are known. */
  readonly size: number;
  /** Goes up with every answer. */
  readonly revision: number;
  readonly known: ReadonlyMap<string, Funding>;
  /** What is known now; undefined if the address was never asked for. */
  get(address: string): Funding | undefined;
  /** Asks for the addresses that are not known yet, several at a time; stored as they come. */
  ask(addresses: Iterable<string>, options?: AskOptions): Promise<void>;
}

interface FundingOptions {
  source: HistorySource;
  locks: MarketLocks;
  scope: string;
  now: () => number;
}

const IN_FLIGHT = 6;
const CHUNK = 256;
/** So many are asked for together. */
const TOGETHER = 8;
/** So many answers are stored together. */
const BATCH = 128;
/** An address nobody is known to have funded is asked for again after this. */
const ASK_AGAIN_MS = 3_600_000;
const DEEPER_MS = 86_400_000;

export async function openFunding(
  store: MarketStore,
  { source, locks, scope, now }: FundingOptions,
): Promise<FundingLinks> {
  const prefix = `market/${scope}/funding`;
  const known = new Map<string, Funding>();
  /** Answers in the store; a log, where a later answer replaces an earlier one. */
  let rows = 0;
  let revision = 0;
  let tail: Funding[] = [];
  await catchUp();

  async function catchUp(): Promise<void> {
    const stored = (await store.get<number>(`${prefix}/rows`)) ?? 0;
    // Fewer: cleared by somebody else. What is in memory stays good, and the log begins anew.
    if (stored < rows) [rows, tail] = [0, []];
    const first = Math.floor(rows / CHUNK);
    const count = Math.ceil(stored / CHUNK) - first;
    const chunks = await Promise.all(
      Array.from({ length: Math.max(0, count) }, (_, i) => store.get<Funding[]>(`${prefix}/${first + i}`)),
    );
    if (stored === rows) return;
    chunks.forEach((chunk = [], i) => {
      const size = Math.min(CHUNK, stored - (first + i) * CHUNK);
      tail = chunk.slice(0, size);
      for (const funding of tail) known.set(funding.address, funding);
      revision++;
    });
    rows = stored;
    if (rows % CHUNK === 0) tail = [];
  }

  async function append(answers: Funding[]): Promise<void> {
    await catchUp();
    for (const funding of answers) {
      known.set(funding.address, funding);
      revision++;
      tail.push(funding);
      rows += 1;
      if (tail.length === CHUNK) {
        await store.set(`${prefix}/${rows / CHUNK - 1}`, tail);
        tail = [];
      }
    }
    if (tail.length > 0) await store.set(`${prefix}/${Math.floor(rows / CHUNK)}`, tail);
    await store.set(`${prefix}/rows`, rows);
  }

  function isStale({ first, knownSinceMs, askedMs }: Funding, sourceMs: number): boolean {
    if (sourceMs < knownSinceMs - DEEPER_MS) return true;
    return !first && now() - askedMs > ASK_AGAIN_MS;
  }

  return {
    get size() {
      return known.size;
    },
    get revision() {
      return revision;
    },
    known,
    get: (address) => known.get(address),
    async ask(addresses, { signal, onProgress } = {}) {
      const knownSinceMs = await source.knownSinceMs(signal ? { signal } : {});
      const wanted = [...new Set(addresses)].filter((address) => {
        const funding = known.get(address);
        return !funding || isStale(funding, knownSinceMs);
      });
      const answers: Funding[] = [];
      let done = 0;
      const flush = () => {
        const batch = answers.splice(0);
        return batch.length === 0 ? Promise.resolve() : locks.run(prefix, () => append(batch), {});
      };
      let next = 0;
      const work = async () => {
        while (next < wanted.length) {
          const group = wanted.slice(next, (next += TOGETHER));
          const found = await source.firstFundings(group, signal ? { signal } : {});
          for (const address of group) {
            const first = found.get(address);
            answers.push({ address, ...(first ? { first } : {}), knownSinceMs, askedMs: now() });
          }
          if (answers.length >= BATCH) await flush();
          onProgress?.((done += group.length), wanted.length);
        }
      };
      const results = await Promise.allSettled(Array.from({ length: IN_FLIGHT }, work));
      // What was answered before a failure is kept.
      await flush();
      for (const result of results) if (result.status === 'rejected') throw result.reason;
    },
  };
}
