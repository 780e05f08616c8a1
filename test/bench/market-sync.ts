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
import { createMarket } from '../../src/lib/hub/market.ts';
import { openListingIndex } from '../../src/lib/market/listing-index.ts';
import { createListingSearch, openListingSearch, type ListingQuery } from '../../src/lib/market/search.ts';
import { openHistory } from '../../src/lib/market/sync.ts';
import type { Listing } from '../../src/lib/model/listing.ts';
import type { NetworkConfig } from '../../src/lib/model/network.ts';
import { withHeldMemory } from './held-memory.ts';
import { growthRows, median, timed, type BenchRow } from './report.ts';

const SIZES = { models: 5_000, authors: 1_500, payers: 8_000, calls: 100_000, days: 120 };
const SEARCHED = 50_000;
const END_MS = Date.UTC(2026, 9, 1);

export async function marketSyncRows(sizes = SIZES): Promise<BenchRow[]> {
  const market = generateMarket({ seed: 'bench', ...sizes, endMs: END_MS });
  const world = await openWorld(market);
  return [
    ...(await syncRows(market, world)),
    ...(await visitRows(market, world)),
    ...(await growingRows()),
    ...(await searchRows(market)),
  ];
}

/** A network that lives in the past until the market is in it. */
async function openWorld(market: Market) {
  const devnet = await createDevnet({ now: () => market.startMs - 3_600_000 });
  await loadMarket(devnet.ledger, market);
  const config = {
    ...(devnet.describe('http://devnet.test') as NetworkConfig),
    knownHubs: [...market.exchanges],
  };
  const fetcher: typeof fetch = (input, init) => devnet.handle(new Request(input, init));
  const chain = createChain(config, { fetch: fetcher });
  return {
    chain,
    fetcher,
    config,
    locks: createProcessLocks(),
    scope: chain.packageId,
    listings: createListingSource(chain.rpc, chain.packageId, chain),
    calls: createHistorySource(chain.rpc, chain.packageId),
  };
}

type World = Awaited<ReturnType<typeof openWorld>>;

/** The whole engine, as a page meets it: the first visit reads and judges everything, the second begins from the cache. */
async function visitRows(market: Market, { chain, config, fetcher }: World): Promise<BenchRow[]> {
  const store = createMemoryStore();
  const open = () => {
    return createMarket({ chain, network: config, store, fetch: fetcher, now: () => END_MS });
  };
  const name = `visit to ${market.callCount} calls`;
  const rows: BenchRow[] = [];
  const note = async <T>(metric: string, work: () => Promise<T>): Promise<T> => {
    const [result, value] = await timed(work);
    rows.push({ case: name, metric, value, unit: 'ms' });
    return result;
  };
  const first = open();
  await note('first-sync', () => first.sync());
  const [again, heldMiB] = await withHeldMemory(async () => {
    const market = open();
    const { judged } = await note('warm-list', () => market.search({}));
    if (!judged) throw new Error('The second visit did not begin with numbers');
    await note('warm-open', () => market.state());
    await note('warm-report', () => market.report());
    return market;
  });
  rows.push({ case: name, metric: 'memory', value: heldMiB, unit: 'MiB' });
  const { totals } = await note('report-again', () => again.report());
  if (totals.raw.calls !== market.callCount) throw new Error(`${totals.raw.calls} calls were judged`);
  await note('excluded-calls', () => again.calls({ verdicts: ['self', 'linked'] }));
  await note('warm-sync', () => again.sync());
  await note('list-by-income', () => again.search({ sort: 'genuine-income' }));
  return rows;
}

/** Reading and searching, at once, twice and four times the size. */
async function growingRows(): Promise<BenchRow[]> {
  const sizes = [1, 2, 4].map((factor) =>
    generateMarket({
      seed: 'growth',
      models: 1_000 * factor,
      authors: 200 * factor,
      payers: 2_000 * factor,
      calls: 20_000 * factor,
      days: 60,
      endMs: END_MS,
    }),
  );
  const worlds = [];
  for (const market of sizes) worlds.push(await openWorld(market));
  const calls = worlds.map((world, index) => ({
    items: sizes[index]!.callCount,
    work: async () => (await openHistory(createMemoryStore(), { ...world, source: world.calls })).sync(),
  }));
  const listings = worlds.map((world, index) => ({
    items: sizes[index]!.listings.length,
    work: async () =>
      (await openListingIndex(createMemoryStore(), { ...world, source: world.listings })).sync(),
  }));
  const searches = [];
  for (const part of [SEARCHED / 4, SEARCHED / 2, SEARCHED]) {
    const many = manyListings(sizes[2]!).slice(0, part);
    const search = createListingSearch();
    await search.add(many);
    const queries = queriesFor(many);
    searches.push({ items: part, work: () => queries.forEach((query) => search.find(query)) });
  }
  return [
    ...(await growthRows('sync calls', calls)),
    ...(await growthRows('sync listings', listings)),
    ...(await growthRows('search', searches)),
  ];
}

async function syncRows(market: Market, world: World): Promise<BenchRow[]> {
  const store = createMemoryStore();
  const listings = { ...world, source: world.listings };
  const calls = { ...world, source: world.calls };

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
  const [, heldMiB] = await withHeldMemory(() => openHistory(store, calls));
  row(events, 'memory', heldMiB, 'MiB');
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
    {
      case: of,
      metric: 'longest-pause',
      value: pauses.reduce((most, ms) => Math.max(most, ms), 0),
      unit: 'ms',
    },
    { case: of, metric: 'stored', value: (await storedBytes(store, '')) / 2 ** 20, unit: 'MiB' },
  ];
}

/** What people type: a word, its beginning, a typo, two words, with and without filters, and no word at all. */
function queriesFor(listings: Listing[]): ListingQuery[] {
  const words = [11, 222, 3333, 17_000, 29_000, 41_000, 49_999].map((place) => {
    const index = place % listings.length;
    const found = listings[index]!.name.split(/[^A-Za-z]+/).filter((word) => word.length > 3);
    return found[index % Math.max(1, found.length)] ?? 'model';
  });
  // One in three was used, as differently as their numbers.
  const used = new Map(
    listings
      .filter(({ index }) => index % 3 === 0)
      .map(({ id, index }) => {
        const calls = (index * 7919) % 10_007;
        const people = { payers: calls % 97, repeatPayers: calls % 31 };
        return [id, { calls, ...people, income: BigInt(calls) * 1_000_003n, trend: calls / 7 }];
      }),
  );
  const statsOf = (model: string) => used.get(model);
  const { coin } = listings[0]!;
  return [
    ...words.flatMap((word, n): ListingQuery[] => [
      { text: word },
      { text: word.slice(0, 4) },
      { text: `${word.slice(0, 2)}${word.slice(3)}` },
      { text: `${word} ${words[(n + 1) % words.length]}` },
      { text: word, sort: 'cheapest', filter: { active: true, coin } },
      { text: listings[(n * 999) % listings.length]!.task.replaceAll('-', ' ') },
    ]),
    {},
    { statsOf },
    { sort: 'trending', statsOf, filter: { active: true, sealed: false, tags: ['vision'] } },
    { filter: { licenses: ['mit', 'apache-2.0'] }, statsOf },
    { sort: 'cheapest', filter: { active: true, coin, maxBytes: 100_000_000 } },
    { text: 'a' },
    { text: '0x00' },
  ];
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
