// Judgements are kept while they hold, made anew when something is known, and never pretend to know new calls.
import { describe, expect, it } from 'vitest';
import { createJudging } from '../../../src/lib/market/judging.ts';
import { withRules } from '../../../src/lib/market/rules-settings.ts';
import { CallTable } from '../../../src/lib/market/table.ts';
import { call, listed, send, wholeFacts } from './small-market.ts';

const settings = withRules({ knownHubs: ['exchange'] });
const people = ['paul', 'pia', 'anna'].map((name, i) => send('exchange', name, 1n, -50 + i));

function setUp() {
  const table = CallTable.from([call('paul', 'anna.m', 1)]);
  const world = { revision: 'a', facts: wholeFacts([listed('anna.m')], people), asked: 0 };
  const judging = createJudging(table, {
    revision: () => world.revision,
    known: () => {
      world.asked++;
      return world.facts;
    },
  });
  return { table, world, judging };
}

describe('a judgement', () => {
  it('is the same until a call or a fact is new', () => {
    const { table, world, judging } = setUp();
    const first = judging.verdicts(settings);
    expect(judging.verdicts({ ...settings })).toBe(first);
    expect(judging.last(settings)).toBe(first);
    expect(first.totals().genuine.calls).toBe(1);
    table.append([call('pia', 'anna.m', 2)]);
    expect(judging.verdicts(settings).totals().genuine.calls).toBe(2);
    expect(world.asked).toBe(1);
    world.revision = 'b';
    world.facts = wholeFacts([listed('anna.m')], [...people, send('anna', 'paul', 10n, 0)]);
    expect(judging.verdicts(settings).totals()).toMatchObject({
      linked: { calls: 1 },
      genuine: { calls: 1 },
    });
  });

  it('is made apart for each set of rules; those asked last are kept', () => {
    const { judging } = setUp();
    const usual = judging.verdicts(settings);
    for (const minConfidence of [0.1, 0.2]) {
      judging.verdicts({ ...settings, minConfidence });
      expect(judging.verdicts(settings)).toBe(usual);
    }
    expect(judging.last({ ...settings, minConfidence: 0.1 })).toBeDefined();
    judging.verdicts({ ...settings, minConfidence: 0.3 });
    expect(judging.last({ ...settings, minConfidence: 0.1 })).toBeUndefined();
  });

  it('stands for a moment while calls come in: the new ones are unknown until it is made anew', () => {
    const { table, judging } = setUp();
    const first = judging.verdicts(settings);
    table.append([call('pia', 'anna.m', 2), call('pia', 'anna.m', 3)]);
    const stretched = judging.verdicts(settings, { busy: true });
    expect(stretched.totals()).toMatchObject({
      raw: { calls: 3 },
      genuine: { calls: 1 },
      unknown: { calls: 2 },
    });
    expect(stretched.of(2)).toMatchObject({ verdict: 'unknown', reason: 'payer-not-read' });
    expect(stretched.cases.length).toBe(first.cases.length + 1);
    expect(judging.verdicts(settings).totals().genuine.calls).toBe(3);
  });
});
