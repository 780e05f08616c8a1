// A seeded market read and judged as a stranger's page does it, against its maker's books and the contract's meters.
import { beforeAll, describe, expect, it } from 'vitest';
import { Ed25519Keypair } from '@mysten/sui/keypairs/ed25519';
import { createDevnet } from '../../../devnet/network.ts';
import { loadMarket } from '../../../devnet/seed/load.ts';
import { keypairWallet } from '../../../src/agent/key.ts';
import { createMemoryStore } from '../../../src/lib/blobs/stores.ts';
import { createChain, type Chain } from '../../../src/lib/chain/chain.ts';
import { createMarket } from '../../../src/lib/hub/market.ts';
import type { Market, MarketReport } from '../../../src/lib/hub/market-types.ts';
import { SUI_TYPE } from '../../../src/lib/model/amount.ts';
import type { CalledEvent, Listing } from '../../../src/lib/model/listing.ts';
import type { NetworkConfig } from '../../../src/lib/model/network.ts';
import { generateMarket } from '../../../start/seed/index.ts';

const DAY_MS = 86_400_000;
const END_MS = Date.UTC(2026, 9, 1);
const made = generateMarket({
  seed: 7,
  models: 60,
  authors: 20,
  payers: 400,
  calls: 4_000,
  days: 120,
  endMs: END_MS,
});
const calls = [...made.calls()];
const store = createMemoryStore();
let config: NetworkConfig;
let fetcher: typeof fetch;
let chain: Chain;
let market: Market;
let report: MarketReport;
let mint: (address: string) => Promise<unknown>;
/** Requests that reached the network. */
let requests = 0;
const open = () => createMarket({ chain, network: config, store, fetch: fetcher, now: () => END_MS });

beforeAll(async () => {
  let now = made.startMs - 3_600_000;
  const devnet = await createDevnet({ now: () => now });
  await loadMarket(devnet.ledger, made);
  now = END_MS;
  config = { ...(devnet.describe('http://devnet.test') as NetworkConfig), knownHubs: [...made.exchanges] };
  config.knownHubs!.push(devnet.ledger.faucetAddress);
  mint = (address) => devnet.ledger.mint(address, [{ type: 'sui', amount: 100_000_000_000n }]);
  fetcher = (input, init) => {
    requests++;
    return devnet.handle(new Request(input, init));
  };
  chain = createChain(config, { fetch: fetcher });
  market = open();
  await market.sync();
  report = await market.report();
});

const paid = (some: readonly { price: bigint }[]) => some.reduce((sum, { price }) => sum + price, 0n);
const within = (fromMs: number, untilMs: number) =>
  calls.filter(({ atMs }) => atMs > fromMs && atMs <= untilMs);

describe('totals', () => {
  it('are its maker’s, call by call and coin by coin: raw, genuine and excluded', () => {
    const { raw, genuine, excluded, unknown } = report.totals;
    const wash = calls.filter((call) => !made.truth.isGenuine(call));
    const honest = calls.filter((call) => made.truth.isGenuine(call));
    expect(raw).toMatchObject({ calls: calls.length, money: new Map([[SUI_TYPE, paid(calls)]]) });
    expect(unknown.calls).toBe(0);
    expect(genuine).toEqual({ calls: honest.length, money: new Map([[SUI_TYPE, paid(honest)]]) });
    expect(excluded).toEqual({ calls: wash.length, money: new Map([[SUI_TYPE, paid(wash)]]) });
  });

  it('are those of the meters, model by model', async () => {
    const listings = await chain.getMany(made.listings.map(({ id }) => id));
    for (const listing of listings) {
      const meter = await chain.totals(listing);
      const { totals } = await market.report({ scope: { model: listing.id } });
      expect(totals.raw.calls).toBe(Number(meter.calls + meter.selfCalls));
      expect(totals.raw.money.get(SUI_TYPE) ?? 0n).toBe(meter.revenue + meter.selfRevenue);
    }
  });

  it('of an author are those of the author’s models', async () => {
    const author = made.listings[0]!.author;
    const models = new Set(made.listings.filter((one) => one.author === author).map(({ id }) => id));
    const own = calls.filter(({ model }) => models.has(model));
    const { totals, measures } = await market.report({ scope: { author } });
    expect(totals.raw).toMatchObject({ calls: own.length, money: new Map([[SUI_TYPE, paid(own)]]) });
    expect(measures.aliveShare.whole).toBe(models.size);
  });
});

describe('windows', () => {
  it('are the days up to now, and as many before', () => {
    const [now, before] = [report.measures, report.before].map(({ linkedShare }) => linkedShare.totals);
    expect(now!.raw.calls).toBe(within(END_MS - 30 * DAY_MS, END_MS).length);
    expect(before!.raw.calls).toBe(within(END_MS - 60 * DAY_MS, END_MS - 30 * DAY_MS).length);
    const honest = within(END_MS - 30 * DAY_MS, END_MS).filter((call) => made.truth.isGenuine(call));
    expect(now!.genuine.calls).toBe(honest.length);
  });

  it('add up over models to the whole, best first', () => {
    const sum = (of: (stats: MarketReport['models'][number]) => number) =>
      report.models.reduce((total, stats) => total + of(stats), 0);
    const { totals } = report.measures.linkedShare;
    expect(sum((stats) => stats.calls)).toBe(totals.genuine.calls);
    expect(sum((stats) => stats.excludedCalls)).toBe(totals.excluded.calls);
    const incomes = report.models.map(({ income }) => income);
    expect(incomes).toEqual(incomes.toSorted((a, b) => (a < b ? 1 : a > b ? -1 : 0)));
    expect(incomes.reduce((total, income) => total + income, 0n)).toBe(totals.genuine.money.get(SUI_TYPE));
  });
});

describe('the calls behind a number', () => {
  const page = (offset: number, limit = 50) =>
    market.calls({ days: 120, verdicts: ['self', 'linked'], offset, limit });

  it('come page by page, newest first, each with its transaction and its evidence', async () => {
    const wash = calls.filter((call) => !made.truth.isGenuine(call)).toReversed();
    const found = [];
    for (let offset = 0; ; offset += 50) {
      const { items, total } = await page(offset);
      expect(total).toBe(wash.length);
      if (items.length === 0) break;
      found.push(...items);
    }
    // The network gives its own digests.
    const plain = ({ atMs, payer, model }: { atMs: number; payer: string; model: string }) => {
      return `${atMs} ${payer} ${model}`;
    };
    expect(found.map(plain)).toEqual(wash.map(plain));
    expect(new Set(found.map(({ digest }) => digest)).size).toBe(wash.length);
    for (const { judgement } of found) {
      expect(judgement.findings.length).toBeGreaterThan(0);
      for (const { evidence } of judgement.findings) expect(evidence.length).toBeGreaterThan(0);
    }
  });

  it('are as many as the rule counts, and those of a payer or a model', async () => {
    for (const rule of ['self', 'funder', 'transfer', 'cohort'] as const) {
      const { total, items } = await market.calls({ days: 120, rule });
      expect(total).toBe(report.totals.byRule[rule].calls);
      expect(items.every(({ judgement }) => judgement.rule === rule)).toBe(true);
    }
    const [{ payer, model }] = calls as [CalledEvent];
    const count = (fits: (call: CalledEvent) => boolean) => calls.filter(fits).length;
    expect((await market.calls({ days: 121, payer })).total).toBe(count((call) => call.payer === payer));
    const scope = { model };
    expect((await market.calls({ days: 121, scope })).total).toBe(count((call) => call.model === model));
    expect(await market.calls({ payer: '0xnobody' })).toEqual({ items: [], total: 0 });
  });

  it('survive the way out of a Worker', async () => {
    const answer = await page(0);
    expect(structuredClone(answer)).toEqual(answer);
    expect(structuredClone(report)).toEqual(report);
  });
});

describe('search', () => {
  it('sorts by genuine income, by payers, and finds by text and filter', async () => {
    const { items, total, judged } = await market.search({ limit: 5 });
    expect({ total, judged }).toEqual({ total: 60, judged: true });
    expect(items.map(({ listing }) => listing.id)).toEqual(
      report.models.slice(0, 5).map(({ model }) => model),
    );
    expect(items[0]!.stats).toEqual(report.models[0]);
    const payers = (await market.search({ sort: 'genuine-payers', limit: 60 })).items.map(
      ({ stats }) => stats?.payers ?? 0,
    );
    expect(payers).toEqual(payers.toSorted((a, b) => b - a));
    const author = made.listings[3]!.author;
    const own = await market.search({ filter: { author }, limit: 60 });
    expect(own.total).toBe(made.listings.filter((listing) => listing.author === author).length);
  });

  it('counts what there is to filter by', async () => {
    const { tasks, coins } = await market.facets();
    expect(coins).toEqual([[SUI_TYPE, 60]]);
    const count = new Map<string, number>();
    for (const { task } of made.listings) count.set(task, (count.get(task) ?? 0) + 1);
    expect(new Map(tasks)).toEqual(count);
  });
});

describe('rules', () => {
  it('may be changed for one question, and change nothing for the next', async () => {
    const strict = await market.report({ rules: { minConfidence: 1.01 } });
    expect(strict.settings.minConfidence).toBe(1.01);
    expect(strict.totals.linked.calls).toBeLessThan(report.totals.linked.calls);
    expect(strict.totals.raw.calls).toBe(report.totals.raw.calls);
    expect((await market.report()).totals).toEqual(report.totals);
  });
});

describe('another visit', () => {
  it('shows the list with its numbers from the cache, before anything is asked of the network', async () => {
    const before = requests;
    const visit = open();
    const first = await visit.search({ limit: 5 });
    expect(first).toEqual(await market.search({ limit: 5 }));
    expect(await visit.state()).toEqual(await market.state());
    expect((await visit.report()).totals).toEqual(report.totals);
    expect(requests).toBe(before);
  });

  it('sees a paid call as exactly one more, after it asked for what is new', async () => {
    const visit = open();
    const [listing] = (await chain.getMany([report.models[0]!.model])) as [Listing];
    const wallet = keypairWallet(new Ed25519Keypair());
    await mint(wallet.address);
    const was = await visit.report({ scope: { model: listing.id } });
    const { price } = listing;
    const request = { listing, version: listing.head, price, commitments: [new Uint8Array(32).fill(9)] };
    const { digest } = await chain.submitPayment(await chain.signPayment(wallet, request, {}), {});
    const [state, shared] = await Promise.all([visit.sync(), visit.sync()]);
    expect(state).toEqual(shared);
    expect(state.calls).toBe(calls.length + 1);
    const is = await visit.report({ scope: { model: listing.id } });
    expect(is.totals.raw.calls).toBe(was.totals.raw.calls + 1);
    expect(is.totals.genuine.calls).toBe(was.totals.genuine.calls + 1);
    expect(is.measures.genuinePayers.active).toBe(was.measures.genuinePayers.active + 1);
    const money = (totals: typeof is.totals) => totals.genuine.money.get(listing.coin)!;
    expect(money(is.totals)).toBe(money(was.totals) + price);
    expect((await visit.calls({ limit: 1 })).items).toMatchObject([
      { digest, payer: wallet.address, judgement: { verdict: 'genuine' } },
    ]);
    const { stats } = (await visit.search({ text: listing.id })).items[0]!;
    expect(stats?.calls).toBe(report.models[0]!.calls + 1);
  });
});

it('begins with nothing: no numbers are shown that were not judged', async () => {
  const empty = createMarket({
    chain,
    network: config,
    store: createMemoryStore(),
    fetch: fetcher,
    now: () => END_MS,
  });
  const before = requests;
  expect(await empty.state()).toEqual({
    listings: 0,
    calls: 0,
    knownSinceMs: Infinity,
    reachedMs: 0,
    syncedMs: undefined,
  });
  expect(await empty.search({})).toEqual({ items: [], total: 0, judged: false });
  expect((await empty.report()).totals.raw.calls).toBe(0);
  expect(requests).toBe(before);
  const abort = new AbortController();
  const sync = empty.sync({ signal: abort.signal, onProgress: () => abort.abort() });
  await expect(sync).rejects.toMatchObject({ name: 'AbortError' });
  const { calls: known, syncedMs } = await empty.state();
  expect(known).toBeLessThan(calls.length + 1);
  expect(syncedMs).toBeUndefined();
});
