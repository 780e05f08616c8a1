// Numbers beside a listing, counted by hand.
import { expect, it } from 'vitest';
import { createView, type ListedModel } from '../../../src/lib/market/measures-view.ts';
import { modelStats } from '../../../src/lib/market/model-stats.ts';
import { judge } from '../../../src/lib/market/rules.ts';
import { withRules } from '../../../src/lib/market/rules-settings.ts';
import { CallTable } from '../../../src/lib/market/table.ts';
import { call, day, listed, send, SUI, wholeFacts } from './small-market.ts';

const listing = (id: string, coin = SUI): ListedModel => {
  const author = id.split('.')[0]!;
  return { id, author, price: 10n, coin, active: true, head: 1, listedMs: day(0) };
};
const listings = [
  listing('anna.a'),
  listing('anna.b'),
  listing('bert.m', '0x9::usd::USD'),
  listing('cleo.m'),
];
const at = (payer: string, model: string, atDay: number, price = 10n, coin = SUI) =>
  call(payer, model, atDay, { price, coin });
const calls = [
  // Outside of the window.
  at('pia', 'anna.a', 20),
  // Two days of one payer, one of another; twice on one day is one day.
  at('pia', 'anna.a', 41),
  at('pia', 'anna.a', 42),
  at('quin', 'anna.a', 59.1),
  at('quin', 'anna.a', 59.5, 30n),
  // Free calls are calls, but no payer and no income.
  at('rob', 'anna.b', 50, 0n),
  // In the listing's coin, and in another.
  at('pia', 'bert.m', 45, 7n, '0x9::usd::USD'),
  at('pia', 'bert.m', 45, 900n),
  // Excluded and unknown.
  at('bert', 'bert.m', 46, 5n, '0x9::usd::USD'),
  at('ghost', 'bert.m', 47, 6n, '0x9::usd::USD'),
];
const people = ['pia', 'quin', 'rob', 'anna', 'bert', 'cleo'];
const facts = wholeFacts(
  listings.map(({ id }) => listed(id)),
  people.map((name, i) => send('exchange', name, 1n, -50 + i)),
);
const verdicts = judge(CallTable.from(calls), facts, withRules({ knownHubs: ['exchange'] }));
const none = { excludedCalls: 0, excludedIncome: 0n, unknownCalls: 0, unknownIncome: 0n };

it('adds up by model, in each listing’s own coin, best first', () => {
  const view = createView({ verdicts, listings, nowMs: day(60), coin: SUI });
  // quin's day is one day old at noon of day 60: half to the power of a third; days 41 and 42 are out of the 14.
  const stats = modelStats(view, 30);
  expect(stats.map(({ trend: _, ...rest }) => rest)).toEqual([
    { model: 'anna.a', calls: 4, payers: 2, repeatPayers: 1, income: 60n, ...none },
    {
      model: 'bert.m',
      calls: 2,
      payers: 1,
      repeatPayers: 0,
      income: 7n,
      excludedCalls: 1,
      excludedIncome: 5n,
      unknownCalls: 1,
      unknownIncome: 6n,
    },
    { model: 'anna.b', calls: 1, payers: 0, repeatPayers: 0, income: 0n, ...none },
  ]);
  expect(stats.map(({ trend }) => trend)).toEqual([0.5 ** (1 / 3), 0, 0]);
});

it('of one author are of that author’s models', () => {
  const view = createView({ verdicts, listings, nowMs: day(60), coin: SUI, scope: { author: 'anna' } });
  expect(modelStats(view, 30).map(({ model }) => model)).toEqual(['anna.a', 'anna.b']);
});
