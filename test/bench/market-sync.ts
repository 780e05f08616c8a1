// What the market costs a visitor: reading it whole from a full node, opening it from the cache, searching it. The node
// is the in-process devnet, so the numbers are the page's own work plus the wire's format, without any network.
import { createDevnet } from '../../devnet/network.ts';
import { loadMarket } from '../../devnet/seed/load.ts';
import { generateMarket, type Market } from '../../start/seed/index.ts';
import { createProcessLocks } from '../../src/lib/blobs/locks.ts';
import { createMemoryStore } from '../../src/lib/blobs/stores.ts';
import { createChain } from '../../src/lib/chain/chain.ts';
import { createListingSource } from '../../src/lib/chain/history-listings.ts';
import { createHistorySource } from '../../src/lib/chain/history.ts';
import { openListingIndex } from '../../src/lib/market/listing-index.ts';
import { createListingSearch, openListingSearch, type ListingQuery } from '../../src/lib/market/search.ts';
import { openHistory } from '../../src/lib/market/sync.ts';
import type { Listing } from '../../src/lib/model/listing.ts';
import type { NetworkConfig } from '../../src/lib/model/network.ts';
import { median, type BenchRow } from './report.ts';

const SIZES = { models: 5_000, authors: 1_500, payers: 8_000, calls: 100_000, days: 120 };
const SEARCHED = 50_000;
const END_MS = Date.UTC(2026, 9, 1);

export async function marketSyncRows(sizes = SIZES): Promise<BenchRow[]> {
  const market = generateMarket({ seed: 'bench', ...sizes, endMs: END_MS });
  return [...(await syncRows(market)), ...(await searchRows(market))];
}

async function syncRows(market: Market): Promise<BenchRow[]> {
  // The network lives in the past until the market is in it.
  const devnet = await createDevnet({ now: () => market.startMs - 3_600_000 });
  await loadMarket(devnet.ledger, market);
  const config = devnet.describe('http://devnet.test') as NetworkConfig;
  const chain = createChain(config, { fetch: (input, init) => devnet.handle(new Request(input, init)) });
  const store = createMemoryStore();
  const shared = { locks: createProcessLocks(), scope: chain.packageId };
  const listings = { ...shared, source: createListingSource(chain.rpc, chain.packageId, chain) };
  const calls = { ...shared, source: createHistorySource(chain.rpc, chain.packageId) };

  const name = `${market.listings.length} listings`;
  const events = `${market.callCount} calls`;
  const rows: BenchRow[] = [];
  const row = (of: string, metric: string, value: number, unit: string) => {
    rows.push({ case: of, metric, value, unit });
  };

  const [index, indexMs] = await timed(async () => {
    const index = await openListingIndex(store, listings);
    await index.sync();
    return index;
  });
  if (index.size !== market.listings.length) throw new Error(`${index.size} listings were read`);
  row(name, 'cold-sync', indexMs, 'ms');

  const [history, historyMs] = await timed(async () => {
    const history = await openHistory(store, calls);
    await history.sync();
    return history;
  });
  if (history.table.size !== market.callCount) throw new Error(`${history.table.size} calls were read`);
  row(events, 'cold-sync', historyMs, 'ms');
  row(events, 'memory', history.table.bytes / 2 ** 20, 'MiB');
  row(events, 'stored', (await storedBytes(store, '/calls/')) / 2 ** 20, 'MiB');

  row(name, 'warm-open', await repeated(5, () => openListingIndex(store, listings)), 'ms');
  row(events, 'warm-open', await repeated(5, () => openHistory(store, calls)), 'ms');
  row(events, 'warm-sync', await repeated(5, () => history.sync()), 'ms');

  const payers = market.payers.slice(0, 200).map(({ address }) => address);
  const [, fundingMs] = await timed(() => history.funding.ask(payers));
  row('funding of a payer', 'cold', fundingMs / payers.length, 'ms');
  return rows;
}

/** As many listings as wanted, in the words of the generated ones, shuffled so that no two are alike. */
function manyListings({ listings }: Market): Listing[] {
  const word = (text: string, n: number) => {
    const words = text.split(' ');
    return words[n % words.length]!;
  };
  return Array.from({ length: SEARCHED }, (_, index) => {
    const at = (step: number) =>
      listings[(index * step + Math.floor(index / listings.length)) % listings.length]!;
    const [one, two, three] = [at(1), at(7), at(13)];
    return {
      ...one,
      id: `0x${index.toString(16).padStart(64, '0')}`,
      index,
      name: `${one.name} ${word(two.name, index)} ${index % 997}`,
      summary: `${one.summary} ${word(two.summary, index)} ${word(three.summary, index + 3)}`,
    };
  });
}

async function searchRows(market: Market): Promise<BenchRow[]> {
  const listings = manyListings(market);
  const store = createMemoryStore();
  const search = createListingSearch();
  const pauses: number[] = [];
  const [, buildMs] = await timed(() => watched(pauses, () => search.add(listings)));
  const [, saveMs] = await timed(() => watched(pauses, () => search.save(store, 'bench')));
  const restoreMs = await repeated(3, () => openListingSearch(store, 'bench', listings));

  const queries = queriesFor(listings);
  const times = queries.map((query) => {
    const runs = Array.from({ length: 7 }, () => {
      const start = performance.now();
      search.find(query);
      return performance.now() - start;
    });
    return median(runs);
  });
  const of = `search ${SEARCHED} listings`;
  const sorted = [...times].sort((a, b) => a - b);
  return [
    { case: 'search', metric: 'median', value: median(times), unit: 'ms' },
    { case: 'search', metric: 'p95', value: sorted[Math.ceil(sorted.length * 0.95) - 1]!, unit: 'ms' },
    { case: of, metric: 'build', value: buildMs, unit: 'ms' },
    { case: of, metric: 'save', value: saveMs, unit: 'ms' },
    { case: of, metric: 'restore', value: restoreMs, unit: 'ms' },
    { case: of, metric: 'longest-pause', value: Math.max(...pauses), unit: 'ms' },
    { case: of, metric: 'stored', value: (await storedBytes(store, '')) / 2 ** 20, unit: 'MiB' },
  ];
}

/** What people type: a word, its beginning, a typo, two words, with and without filters, and no word at all. */
function queriesFor(listings: Listing[]): ListingQuery[] {
  const words = [11, 222, 3333, 17_000, 29_000, 41_000, 49_999].map((index) => {
    const found = listings[index]!.name.split(/[^A-Za-z]+/).filter((word) => word.length > 3);
    return found[index % Math.max(1, found.length)] ?? 'model';
  });
  const stats = (model: string) => ({ calls: Number.parseInt(model.slice(-4), 16), payers: 1, revenue: 0n });
  const { coin } = listings[0]!;
  return [
    ...words.flatMap((word, n): ListingQuery[] => [
      { text: word },
      { text: word.slice(0, 4) },
      { text: `${word.slice(0, 2)}${word.slice(3)}` },
      { text: `${word} ${words[(n + 1) % words.length]}` },
      { text: word, sort: 'cheapest', filter: { active: true, coin } },
      { text: listings[n * 999]!.task.replaceAll('-', ' ') },
    ]),
    {},
    { sort: 'most-calls', statsOf: stats },
    { sort: 'cheapest', filter: { active: true, coin, maxBytes: 100_000_000 } },
    { text: 'a' },
    { text: '0x00' },
  ];
}

async function timed<T>(work: () => Promise<T>): Promise<[T, number]> {
  const start = performance.now();
  const result = await work();
  return [result, performance.now() - start];
}

async function repeated(times: number, work: () => Promise<unknown>): Promise<number> {
  const values: number[] = [];
  for (let i = 0; i < times; i++) values.push((await timed(work))[1]);
  return median(values);
}

/** Notes how long others had to wait for their turn. */
async function watched<T>(pauses: number[], work: () => Promise<T>): Promise<T> {
  let last = performance.now();
  let running = true;
  const tick = () => {
    const now = performance.now();
    pauses.push(now - last);
    last = now;
    if (running) setImmediate(tick);
  };
  setImmediate(tick);
  try {
    return await work();
  } finally {
    running = false;
  }
}

async function storedBytes(store: ReturnType<typeof createMemoryStore>, part: string): Promise<number> {
  let bytes = 0;
  for (const key of await store.keys()) {
    const value = key.includes(part)
      ? await store.get<Uint8Array | { json?: string; hashes?: Uint32Array }>(key)
      : undefined;
    if (value instanceof Uint8Array) bytes += value.byteLength;
    else bytes += (value?.json?.length ?? 0) + (value?.hashes?.byteLength ?? 0);
  }
  return bytes;
}
