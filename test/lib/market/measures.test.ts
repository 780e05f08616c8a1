// A market small enough to count by hand: today is day 60 (a Friday), 30 days back begin at day 30.
import { describe, expect, it } from 'vitest';
import * as demand from '../../../src/lib/market/measures-demand.ts';
import * as income from '../../../src/lib/market/measures-income.ts';
import * as supply from '../../../src/lib/market/measures-supply.ts';
import { createView, type ListedModel, type MeasureScope } from '../../../src/lib/market/measures-view.ts';
import { DEFINITIONS, linkedShare, measure } from '../../../src/lib/market/measures.ts';
import { judge } from '../../../src/lib/market/rules.ts';
import { withRules } from '../../../src/lib/market/rules-settings.ts';
import { CallTable, DAY_MS } from '../../../src/lib/market/table.ts';
import { call, day, listed, send, START_MS, SUI, wholeFacts } from './small-market.ts';

const NOW = day(60);

function listing(id: string, atDay: number, changes: Partial<ListedModel> = {}): ListedModel {
  const author = id.split('.')[0]!;
  return { id, author, price: 10n, coin: SUI, active: true, head: 1, listedMs: day(atDay), ...changes };
}

const listings = [
  listing('anna.a', 0, { head: 3 }),
  listing('anna.b', 10, { price: 40n }),
  listing('bert.m', 35, { price: 20n, head: 2 }),
  listing('cleo.m', 40, { price: 0n }),
  listing('dora.m', 50, { active: false, price: 1000n }),
];

const at = (payer: string, model: string, atDay: number, price = 10n) => call(payer, model, atDay, { price });
const calls = [
  // Before the window: tom is active in the 30 days before it, old long ago.
  at('old', 'anna.a', -1),
  at('tom', 'anna.a', 20),
  at('pia', 'anna.a', 21),
  // In the window.
  at('pia', 'anna.a', 31),
  at('pia', 'anna.a', 31.5),
  at('quin', 'anna.a', 45),
  at('quin', 'anna.a', 58),
  at('rob', 'anna.a', 59.5, 30n),
  at('pia', 'bert.m', 37, 20n),
  at('rob', 'bert.m', 39, 20n),
  // Free, self and linked ones.
  at('quin', 'cleo.m', 50, 0n),
  at('quin', 'cleo.m', 51, 0n),
  at('bert', 'bert.m', 52, 500n),
  at('puppet', 'bert.m', 53, 700n),
  // Not judged: nothing is known of them.
  at('ghost', 'anna.b', 54, 40n),
];

const people = ['old', 'tom', 'pia', 'quin', 'rob', 'anna', 'bert', 'cleo', 'dora'];
const facts = wholeFacts(
  listings.map(({ id }) => listed(id)),
  [...people.map((name, i) => send('exchange', name, 1n, -50 + i)), send('bert', 'puppet', 900n, 40)],
);
const verdicts = judge(CallTable.from(calls), facts, withRules({ knownHubs: ['exchange'] }));
const viewOf = (scope?: MeasureScope) =>
  createView({ verdicts, listings, nowMs: NOW, coin: SUI, ...(scope && { scope }) });
const market = viewOf();

describe('demand', () => {
  it('alive: one genuine paid call is enough, a free or washed one is not', () => {
    expect(demand.aliveShare(market, 7)).toEqual({ part: 1, whole: 5, ratio: 0.2 });
    expect(demand.aliveShare(market, 30)).toEqual({ part: 2, whole: 5, ratio: 0.4 });
    expect(demand.aliveShare(viewOf({ model: 'dora.m' }), 30)).toEqual({ part: 0, whole: 1, ratio: 0 });
  });

  it('payers: new, returning and lapsed', () => {
    // pia paid before; quin and rob are new; tom is gone; old was gone before.
    expect(demand.genuinePayers(market, 30)).toEqual({ active: 3, fresh: 2, returning: 1, lapsed: 1 });
    expect(demand.genuinePayers(viewOf({ author: 'bert' }), 30)).toEqual({
      active: 2,
      fresh: 2,
      returning: 0,
      lapsed: 0,
    });
  });

  it('repeat rate: days, not calls', () => {
    // pia: days 31 and 37; quin: 45 and 58; rob: 39 and 59.
    expect(demand.repeatRate(market, 30)).toEqual({ part: 3, whole: 3, ratio: 1 });
    // On anna.a alone pia was there on one day, rob too.
    expect(demand.repeatRate(viewOf({ model: 'anna.a' }), 30)).toEqual({ part: 1, whole: 3, ratio: 1 / 3 });
  });

  it('weekly cohorts start on Mondays', () => {
    // Day 0 is a Monday; weeks: old -1; tom and pia 2, 3 (days 20, 21); rob 5 (39); quin 6 (45); today is in week 8.
    const cohorts = demand.weeklyCohorts(market, 7);
    expect(cohorts.map(({ weekStartMs }) => (weekStartMs - START_MS) / DAY_MS)).toEqual([
      14, 21, 28, 35, 42, 49, 56,
    ]);
    expect(cohorts.map(({ active }) => active)).toEqual([
      [1, 0, 0, 0, 0, 0, 0],
      [1, 1, 1, 0, 0, 0],
      [0, 0, 0, 0, 0],
      [1, 0, 0, 1],
      [1, 0, 1],
      [0, 0],
      [0],
    ]);
  });

  it('trending: payers and days, halved every three days', () => {
    // Only quin on day 58 (2 days old) and rob on day 59 (1 day old).
    const [first, ...rest] = demand.trending(market);
    expect(first).toMatchObject({ model: 'anna.a' });
    expect(first!.score).toBeCloseTo(0.5 ** (2 / 3) + 0.5 ** (1 / 3), 12);
    expect(rest).toEqual([]);
  });
});

describe('income', () => {
  it('earning: enough genuine payers and enough income', () => {
    const options = { days: 30, minPayers: 3, minIncome: 70n };
    // anna.a: pia, quin, rob; 10 + 10 + 10 + 10 + 30 = 70. bert.m: two payers.
    expect(income.earningShare(market, options).part).toBe(1);
    expect(income.earningShare(market, { ...options, minIncome: 71n }).part).toBe(0);
    expect(income.earningShare(market, { ...options, minPayers: 2, minIncome: 40n }).part).toBe(2);
  });

  it('concentration over all listed authors', () => {
    // anna 70, bert 40, cleo 0, dora 0. Gini = 2 (3*40 + 4*70) / (4 * 110) - 5/4 = 800/440 - 1.25.
    const found = income.concentration(market, { days: 30, by: 'author' });
    expect(found).toMatchObject({ earners: 2, total: 110n, top10Share: 1 });
    expect(found.gini).toBeCloseTo(800 / 440 - 1.25, 11);
    expect(found.top1Share).toBeCloseTo(70 / 110, 11);
    expect(found.effectiveEarners).toBeCloseTo((110 * 110) / (4900 + 1600), 11);
  });

  it('concentration at its ends', () => {
    expect(income.concentrationOf([5n, 5n, 5n, 5n])).toMatchObject({
      gini: 0,
      top1Share: 0.25,
      effectiveEarners: 4,
    });
    expect(income.concentrationOf([0n, 0n, 0n, 9n])).toMatchObject({
      gini: 0.75,
      top1Share: 1,
      effectiveEarners: 1,
    });
    expect(income.concentrationOf([0n, 0n])).toMatchObject({
      earners: 0,
      gini: undefined,
      effectiveEarners: undefined,
    });
  });

  it('net income by coin, of genuine receipts alone', () => {
    const costs: income.Cost[] = [
      { kind: 'gas', author: 'bert', coin: SUI, amount: 3n, atMs: day(35) },
      { kind: 'gas', author: 'bert', coin: SUI, amount: 99n, atMs: day(1) },
      { kind: 'storage', author: 'bert', coin: 'WAL', amount: 8n, atMs: day(35) },
    ];
    const net = income.netIncome(viewOf({ author: 'bert' }), 30, costs);
    expect(net.get(SUI)).toEqual({ receipts: 40n, unjudged: 0n, storage: 0n, gas: 3n, net: 37n });
    expect(net.get('WAL')).toEqual({ receipts: 0n, unjudged: 0n, storage: 8n, gas: 0n, net: -8n });
    expect(income.netIncome(market, 30, []).get(SUI)).toMatchObject({ receipts: 110n, unjudged: 40n });
  });

  it('prices as paid and as listed', () => {
    // Paid: 10 10 10 10 20 20 30, two more free. Listed, active and priced: 10 20 40.
    expect(income.priceReality(market, 30)).toEqual({
      medianPaid: 10n,
      medianListed: 20n,
      free: { part: 2, whole: 9, ratio: 2 / 9 },
    });
    expect(income.priceReality(viewOf({ model: 'dora.m' }), 30).medianPaid).toBeUndefined();
  });

  it('income by day adds up to everything paid', () => {
    const days = income.incomeByDay(market, 30);
    expect(days).toHaveLength(30);
    expect(days.at(-1)!.dayMs).toBe(NOW);
    const of = (atDay: number) => days.find(({ dayMs }) => dayMs === day(atDay))!;
    expect(of(31)).toMatchObject({ calls: { genuine: 2 }, amount: { genuine: 20n } });
    expect(of(52).amount).toEqual({ genuine: 0n, excluded: 500n, unknown: 0n });
    expect(of(53).amount.excluded).toBe(700n);
    expect(of(54).amount.unknown).toBe(40n);
    const sum = days.reduce((all, { amount }) => all + amount.genuine + amount.excluded + amount.unknown, 0n);
    expect(sum).toBe(110n + 500n + 700n + 40n);
  });
});

describe('self and linked share', () => {
  it('shows everything, side by side', () => {
    const { totals, shares, rules } = linkedShare(market, 30);
    expect(totals.raw).toEqual({ calls: 12, money: new Map([[SUI, 1350n]]) });
    expect(totals.excluded).toEqual({ calls: 2, money: new Map([[SUI, 1200n]]) });
    expect([shares.genuine.part, shares.self.part, shares.linked.part, shares.unknown.part]).toEqual([
      9, 1, 1, 1,
    ]);
    expect(rules.self.part + rules.funder.part + rules.transfer.part).toBe(2);
  });
});

describe('supply', () => {
  it('author funnel: from first listing to first genuine paid call', () => {
    // New: bert (35, first payer on 37), cleo (40, only free calls), dora (50, none).
    expect(supply.authorFunnel(market, 30)).toEqual({
      newAuthors: 3,
      withPayer: { part: 1, whole: 3, ratio: 1 / 3 },
      medianMs: 2 * DAY_MS,
      secondVersion: { part: 1, whole: 3, ratio: 1 / 3 },
    });
  });

  it('storage health: what expires, and who depends on it', () => {
    const clock = { epoch: 100, epochStartMs: day(59), epochMs: 14 * DAY_MS };
    const endEpochs = new Map([
      ['anna.a', 101],
      ['bert.m', 110],
      ['cleo.m', 100],
    ]);
    const health = supply.storageHealth(market, { endEpochs, clock, withinDays: 14 });
    expect(health.models).toEqual([
      { model: 'cleo.m', daysLeft: -1 },
      { model: 'anna.a', daysLeft: 13 },
      { model: 'bert.m', daysLeft: 139 },
    ]);
    expect(health).toMatchObject({ expired: 1, atRisk: { part: 2, whole: 3 }, payersAtRisk: 3, unknown: 2 });
    expect(health.callsAtRisk).toMatchObject({ part: 7, whole: 9 });
  });
});

it('measures everything at once and says what each means', () => {
  const all = measure(market);
  expect(all.aliveShare7).toEqual(demand.aliveShare(market, 7));
  expect(all.storageHealth).toBeUndefined();
  for (const text of Object.values(DEFINITIONS)) expect(text).toMatch(/^[A-Z].{40,}\.$/);
});

it('speaks of nothing where there is nothing', () => {
  const empty = judge(new CallTable(), wholeFacts([], []));
  const all = measure(createView({ verdicts: empty, listings: [], nowMs: NOW, coin: SUI }));
  expect(all.aliveShare).toEqual({ part: 0, whole: 0, ratio: undefined });
  expect(all.concentration.gini).toBeUndefined();
  expect(all.priceReality.medianPaid).toBeUndefined();
});
