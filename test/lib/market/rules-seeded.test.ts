// The rules against generated markets whose truth is known, and what must hold whatever the market.
import { describe, expect, it } from 'vitest';
import { generateMarket } from '../../../start/seed/index.ts';
import type { Market, RingKind } from '../../../start/seed/index.ts';
import { fundingsOf } from '../../../src/lib/market/links-facts.ts';
import { judge } from '../../../src/lib/market/rules.ts';
import { CallTable, DAY_MS, type TableCall } from '../../../src/lib/market/table.ts';
import type { Totals, Verdicts } from '../../../src/lib/market/rules-verdicts.ts';
import { factsOf } from './seeded.ts';

const END_MS = Date.UTC(2026, 9, 1);

function market(seed: number): Market {
  return generateMarket({
    seed,
    models: 600,
    authors: 200,
    payers: 2000,
    calls: 50_000,
    days: 120,
    endMs: END_MS,
  });
}

function isExcluded(verdicts: Verdicts, row: number): boolean {
  const { verdict } = verdicts.of(row);
  return verdict === 'self' || verdict === 'linked';
}

function shuffled<T>(items: readonly T[], seed: number): T[] {
  const copy = [...items];
  let state = seed;
  for (let i = copy.length - 1; i > 0; i--) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    const j = state % (i + 1);
    [copy[i], copy[j]] = [copy[j]!, copy[i]!];
  }
  return copy;
}

function expectSums(totals: Totals): void {
  const { raw, genuine, self, linked, unknown, excluded, byRule } = totals;
  const money = (tallies: { money: ReadonlyMap<string, bigint> }[], coin: string) =>
    tallies.reduce((sum, tally) => sum + (tally.money.get(coin) ?? 0n), 0n);
  expect(genuine.calls + excluded.calls + unknown.calls).toBe(raw.calls);
  expect(self.calls + linked.calls).toBe(excluded.calls);
  expect(Object.values(byRule).reduce((sum, { calls }) => sum + calls, 0)).toBe(excluded.calls);
  for (const [coin, amount] of raw.money) {
    expect(money([genuine, excluded, unknown], coin)).toBe(amount);
    expect(money([self, linked], coin)).toBe(money([excluded], coin));
    expect(money(Object.values(byRule), coin)).toBe(money([excluded], coin));
  }
}

describe.each([1, 2, 3, 4, 5, 6])('seeded market %i', (seed) => {
  const made = market(seed);
  const calls: TableCall[] = [...made.calls()];
  const table = CallTable.from(calls);
  const verdicts = judge(table, factsOf(made));

  it('finds at least 95% of wash calls, and at least 95% of what it finds is wash', () => {
    let [right, wrong, missed] = [0, 0, 0];
    calls.forEach((call, row) => {
      const isWash = !made.truth.isGenuine(call);
      if (isWash && isExcluded(verdicts, row)) right++;
      else if (isWash) missed++;
      else if (isExcluded(verdicts, row)) wrong++;
    });
    expect(right + missed).toBe(made.truth.washCalls);
    expect(right / (right + wrong)).toBeGreaterThanOrEqual(0.95);
    expect(right / (right + missed)).toBeGreaterThanOrEqual(0.95);
  });

  it('finds rings of each kind', () => {
    const found = new Map<RingKind, { calls: number; excluded: number }>();
    calls.forEach((call, row) => {
      const ring = made.truth.ringOf(call);
      if (!ring) return;
      const known = found.get(ring.kind) ?? { calls: 0, excluded: 0 };
      found.set(ring.kind, known);
      known.calls++;
      if (isExcluded(verdicts, row)) known.excluded++;
    });
    expect([...found.keys()].sort()).toEqual(['circular', 'cohort', 'farm', 'puppets', 'self']);
    for (const { calls, excluded } of found.values()) expect(excluded / calls).toBeGreaterThanOrEqual(0.9);
  });

  it('takes all exchanges that matter for exchanges', () => {
    for (const exchange of made.exchanges) expect(verdicts.hubs.has(exchange)).toBe(true);
  });

  it('leaves honest look-alikes alone, all but a few', () => {
    const alike = new Set(made.truth.lookAlikes.flatMap(({ payers }) => payers));
    const theirs = calls.flatMap((call, row) => (alike.has(call.payer) ? [isExcluded(verdicts, row)] : []));
    expect(theirs.filter(Boolean).length / theirs.length).toBeLessThan(0.05);
  });

  it('adds up: raw is genuine, excluded and unknown, in every window', () => {
    expectSums(verdicts.totals());
    expect(verdicts.totals().raw.calls).toBe(calls.length);
    const paid = calls.reduce((sum, { price }) => sum + price, 0n);
    expect(verdicts.totals().raw.money.get(calls[0]!.coin)).toBe(paid);
    for (const days of [7, 30])
      expectSums(verdicts.totals({ window: { fromMs: END_MS - days * DAY_MS, untilMs: END_MS } }));
  });

  it('leads every excluded call to its transaction and at least one piece of evidence', () => {
    const rows = [...verdicts.rows({ verdicts: ['self', 'linked'] })];
    expect(rows.length).toBe(verdicts.totals().excluded.calls);
    for (const row of rows) {
      expect(table.digest(row)).toBe(calls[row]!.digest);
      const { findings, confidence } = verdicts.of(row);
      expect(confidence).toBeGreaterThanOrEqual(verdicts.settings.minConfidence);
      for (const { evidence } of findings) expect(evidence.length).toBeGreaterThan(0);
    }
  });
});

describe('whatever the order of arrival', () => {
  it('every call has the same verdict', () => {
    const made = market(7);
    const calls: TableCall[] = [...made.calls()];
    const facts = factsOf(made);
    const table = CallTable.from(calls);
    const verdicts = judge(table, facts);
    const mixed = shuffled(calls, 42);
    const other = new CallTable();
    for (let i = 0; i < mixed.length; i += 7000) other.append(mixed.slice(i, i + 7000));
    const transfers = shuffled(made.transfers, 43);
    const again = judge(other, {
      ...facts,
      transfers,
      fundings: fundingsOf(transfers, facts.fundings.keys()),
    });
    const key = ({ digest, model, sequence }: TableCall) => `${digest} ${model} ${sequence}`;
    const plain = (found: Verdicts, row: number) => {
      const { verdict, rule, confidence, findings, reason } = found.of(row);
      return JSON.stringify([
        verdict,
        rule,
        confidence.toFixed(9),
        reason,
        findings.map((f) => [f.rule, f.wallet]),
      ]);
    };
    const expected = new Map(calls.map((call, row) => [key(call), plain(verdicts, row)]));
    let different = 0;
    mixed.forEach((call, row) => {
      if (expected.get(key(call)) !== plain(again, row)) different++;
    });
    expect(different).toBe(0);
    expect(again.totals()).toEqual(verdicts.totals());
  });

  it('less knowledge makes calls unknown, never genuine', () => {
    const made = market(8);
    const calls: TableCall[] = [...made.calls()];
    const table = CallTable.from(calls);
    const facts = factsOf(made);
    const all = judge(table, facts);
    const horizonMs = END_MS - 60 * DAY_MS;
    const transfers = facts.transfers.filter(({ atMs }) => atMs >= horizonMs);
    const fundings = fundingsOf(transfers, facts.fundings.keys());
    // What an exchange is stays known: such lists outlive the history they were made from.
    const settings = { ...all.settings, knownHubs: made.exchanges };
    const pruned = judge(table, { ...facts, transfers, fundings, knownSinceMs: horizonMs }, settings);
    expectSums(pruned.totals());
    expect(pruned.totals().unknown.calls).toBeGreaterThan(calls.length / 4);
    let cleared = 0;
    calls.forEach((call, row) => {
      if (!made.truth.isGenuine(call) && pruned.isGenuine(row)) cleared++;
    });
    expect(cleared / made.truth.washCalls).toBeLessThan(0.01);
  });
});
