// The two questions over small markets counted by hand: today is day 60, the window begins at day 30, the one before at 0.
import { describe, expect, test } from 'vitest';
import { answerPaying, answerPublishing } from '../../src/app/state/health-answers.ts';
import { reportJson } from '../../src/app/state/health-export.ts';
import { addMeters, metersAgree } from '../../src/app/state/health-lifetime.ts';
import type { MarketReport } from '../../src/lib/index.ts';
import { createView, type ListedModel } from '../../src/lib/market/measures-view.ts';
import { measure } from '../../src/lib/market/measures.ts';
import { modelStats } from '../../src/lib/market/model-stats.ts';
import { judge } from '../../src/lib/market/rules.ts';
import { withRules } from '../../src/lib/market/rules-settings.ts';
import { CallTable, type TableCall } from '../../src/lib/market/table.ts';
import { call, day, listed, send, SUI, wholeFacts } from '../lib/market/small-market.ts';

const NOW = day(60);
const settings = withRules({ knownHubs: ['exchange'] });

function listing(id: string, atDay: number): ListedModel {
  const author = id.split('.')[0]!;
  return { id, author, price: 10n, coin: SUI, active: true, head: 1, listedMs: day(atDay) };
}
const listings = [listing('anna.a', -20), listing('bert.m', 35)];

/** `known` had their first coins from the exchange; everybody else is not read, so unknown. */
function reportOf(calls: TableCall[], known: string[], knownSinceMs = 0): MarketReport {
  const people = ['anna', 'bert', ...known];
  const facts = wholeFacts(
    listings.map(({ id }) => listed(id, -20)),
    people.map((name, i) => send('exchange', name, 1n, -50 + i)),
  );
  const verdicts = judge(CallTable.from(calls), facts, settings);
  const view = createView({ verdicts, listings, nowMs: NOW, coin: SUI });
  return {
    scope: {},
    changedHands: false,
    days: 30,
    coin: SUI,
    nowMs: NOW,
    settings,
    state: { listings: 2, calls: calls.length, knownSinceMs, reachedMs: NOW, syncedMs: NOW },
    totals: verdicts.totals(),
    measures: measure(view, { days: 30 }),
    before: measure({ ...view, nowMs: day(30) }, { days: 30 }),
    models: modelStats(view, 30),
  };
}

const KNOWN = ['tom', 'pia', 'quin', 'rob'];
const growing = [
  call('tom', 'anna.a', 10),
  call('pia', 'anna.a', 40),
  call('pia', 'anna.a', 41),
  call('quin', 'anna.a', 45),
  call('rob', 'bert.m', 50),
];

describe('are more people genuinely paying', () => {
  test('more: counted in both windows, in a sentence with the numbers', () => {
    const answer = answerPaying(reportOf(growing, KNOWN));
    expect(answer).toMatchObject({ word: 'More', now: 3, before: 1, doubt: undefined });
    expect(answer.sentence).toBe(
      '3 payers genuinely paid in the last 30 days, 1 in the 30 days before (+200%). 3 for the first time, ' +
        '0 who had paid before; 1 of those before did not come back. 33% paid on two days or more.',
    );
  });

  test('fewer, and as many', () => {
    const past = ['tom', 'pia'].map((who) => call(who, 'anna.a', 5));
    expect(answerPaying(reportOf([...past, call('rob', 'anna.a', 50)], KNOWN)).word).toBe('Fewer');
    expect(
      answerPaying(reportOf([...past, ...['rob', 'quin'].map((who) => call(who, 'anna.a', 50))], KNOWN)).word,
    ).toBe('As many');
  });

  test('unknown calls count for nothing, and it is said whether they could turn the answer', () => {
    const one = answerPaying(reportOf([...growing, call('ghost', 'anna.a', 12)], KNOWN));
    expect(one).toMatchObject({ word: 'More', now: 3, before: 1 });
    expect(one.doubt).toBe(
      '1 call of these windows could not be judged and counts for nothing here; they could not turn the answer.',
    );
    const ghosts = ['g1', 'g2'].map((who) => call(who, 'anna.a', 12));
    expect(answerPaying(reportOf([...growing, ...ghosts], KNOWN)).doubt).toMatch(/the answer could turn/);
    // Later ones could only make more of it.
    const later = ['g1', 'g2', 'g3'].map((who) => call(who, 'anna.a', 55));
    expect(answerPaying(reportOf([...growing, ...later], KNOWN)).doubt).toMatch(/could not turn/);
  });

  test('a window that history does not reach is not compared with', () => {
    const answer = answerPaying(reportOf(growing, KNOWN, day(20)));
    expect(answer).toMatchObject({ word: 'Not known', now: 3, before: undefined });
    expect(answer.sentence).toContain('not wholly known');
    expect(answerPaying(reportOf(growing, KNOWN, day(0))).word).toBe('More');
  });
});

test('are more people genuinely publishing: authors who earn from genuine payers', () => {
  const answer = answerPublishing(reportOf(growing, KNOWN));
  expect(answer).toMatchObject({ word: 'More', now: 2, before: 1 });
  expect(answer.sentence).toBe(
    '2 authors earned from genuine payers in the last 30 days, 1 in the 30 days before (+100%). ' +
      'Of 1 new author, 1 found a genuine payer. 0 models had three genuine payers or more, of 2 listed.',
  );
});

test('the exported document has every amount as an exact text, and where it came from', () => {
  const json = JSON.parse(reportJson(reportOf(growing, KNOWN), 'http://here/#/health'));
  expect(json.link).toBe('http://here/#/health');
  expect(json.measures.linkedShare.totals.genuine).toEqual({ calls: 4, money: { [SUI]: '40' } });
  expect(json.known.calls).toBe(5);
  expect(json.settings.knownHubs).toEqual(['exchange']);
});

test('meters of several models add up, and agree with the calls or do not', () => {
  const one = { calls: 3n, revenue: 30n, selfCalls: 1n, selfRevenue: 10n, payers: 2n };
  const sum = addMeters([one, one]);
  expect(sum).toEqual({ calls: 6n, revenue: 60n, selfCalls: 2n, selfRevenue: 20n, payers: 4n });
  expect(metersAgree(sum, { calls: 8, money: new Map([[SUI, 80n]]) })).toBe(true);
  expect(metersAgree(sum, { calls: 7, money: new Map([[SUI, 80n]]) })).toBe(false);
  expect(metersAgree(sum, { calls: 8, money: new Map([[SUI, 79n]]) })).toBe(false);
});
