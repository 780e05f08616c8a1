// A model handed over on day 50 from anna to bert: who earned what, counted by hand.
import { describe, expect, it } from 'vitest';
import { incomeByDay, concentration } from '../../../src/lib/market/measures-income.ts';
import { measure } from '../../../src/lib/market/measures.ts';
import { createView, type MeasureScope } from '../../../src/lib/market/measures-view.ts';
import { modelStats } from '../../../src/lib/market/model-stats.ts';
import { judge } from '../../../src/lib/market/rules.ts';
import { withRules } from '../../../src/lib/market/rules-settings.ts';
import { CallTable } from '../../../src/lib/market/table.ts';
import { createTenures } from '../../../src/lib/market/tenures.ts';
import { call, day, listed, send, SUI, wholeFacts } from './small-market.ts';

const HANDED = 50;
const listing = (id: string, author: string) => ({
  id,
  author,
  price: 10n,
  coin: SUI,
  active: true,
  head: 1,
  listedMs: day(0),
});
const listings = [listing('anna.m', 'bert'), listing('bert.own', 'bert')];
const authorships = [
  { model: 'anna.m', author: 'bert', payout: 'bert', atMs: day(HANDED) },
  { model: 'anna.m', author: 'anna', payout: 'anna', atMs: day(0) },
];
const calls = [
  call('pia', 'anna.m', 40, { price: 10n, payout: 'anna' }),
  call('quin', 'anna.m', 49, { price: 10n, payout: 'anna' }),
  call('rob', 'anna.m', 50, { price: 7n, payout: 'bert' }),
  call('rob', 'bert.own', 55, { price: 5n, payout: 'bert' }),
];
const facts = wholeFacts(
  [...authorships, listed('bert.own')],
  ['pia', 'quin', 'rob', 'anna', 'bert'].map((name, i) => send('exchange', name, 1n, -50 + i)),
);
const verdicts = judge(CallTable.from(calls), facts, withRules({ knownHubs: ['exchange'] }));
const viewOf = (scope?: MeasureScope) =>
  createView({ verdicts, listings, authorships, nowMs: day(60), coin: SUI, ...(scope && { scope }) });
const genuine = (scope?: MeasureScope) =>
  measure(viewOf(scope)).linkedShare.totals.genuine.money.get(SUI) ?? 0n;

describe('after a hand-over', () => {
  it('what came before stays with who earned it', () => {
    expect(genuine({ author: 'anna' })).toBe(20n);
    expect(genuine({ author: 'bert' })).toBe(12n);
    expect(genuine()).toBe(32n);
    expect(genuine({ model: 'anna.m' })).toBe(27n);
    expect(genuine({ model: 'anna.m', author: 'bert' })).toBe(7n);
  });

  it('the model is among those both earned with, each with their own share', () => {
    const statsOf = (author: string) =>
      modelStats(viewOf({ author }), 30).map(({ model, calls, income }) => ({ model, calls, income }));
    expect(statsOf('anna')).toEqual([{ model: 'anna.m', calls: 2, income: 20n }]);
    expect(statsOf('bert')).toEqual([
      { model: 'anna.m', calls: 1, income: 7n },
      { model: 'bert.own', calls: 1, income: 5n },
    ]);
  });

  it('days and concentration follow', () => {
    const days = incomeByDay(viewOf({ author: 'bert' }), 30);
    expect(days.reduce((sum, { amount }) => sum + amount.genuine, 0n)).toBe(12n);
    // anna 20, bert 12, though anna lists nothing any more.
    const found = concentration(viewOf(), { days: 30, by: 'author' });
    expect(found).toMatchObject({ earners: 2, total: 32n });
    expect(found.top1Share).toBeCloseTo(20 / 32, 11);
  });

  it('is told of both authors, and of nobody else', () => {
    const { shares } = viewOf().tenures;
    expect([shares('anna'), shares('bert'), shares('pia')]).toEqual([true, true, false]);
  });
});

it('a model without a known authorship is its lister’s, one without a listing is nobody’s', () => {
  const table = CallTable.from(calls);
  const { at, list } = createTenures(table, [], [{ id: 'bert.own', author: 'bert' }]);
  expect(list[at(table.models.find('bert.own'), day(1))]?.author).toBe('bert');
  expect(at(table.models.find('anna.m'), day(1))).toBe(-1);
});
