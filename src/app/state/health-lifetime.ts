// Lifetime totals: the meters of several models as one, and whether the calls known here add up to them. Pure.
import type { MeterTotals, Tally } from '../../lib/index.ts';

export function addMeters(meters: readonly MeterTotals[]): MeterTotals {
  const sum: MeterTotals = { calls: 0n, revenue: 0n, selfCalls: 0n, selfRevenue: 0n, payers: 0n };
  for (const one of meters) {
    sum.calls += one.calls;
    sum.revenue += one.revenue;
    sum.selfCalls += one.selfCalls;
    sum.selfRevenue += one.selfRevenue;
    // A payer of two models is counted with each of them.
    sum.payers += one.payers;
  }
  return sum;
}

/** Counts and money of every coin; models of one author may have several coins, meters do not tell which. */
export function metersAgree(meters: MeterTotals, raw: Tally): boolean {
  const money = [...raw.money.values()].reduce((sum, value) => sum + value, 0n);
  return (
    meters.calls + meters.selfCalls === BigInt(raw.calls) && meters.revenue + meters.selfRevenue === money
  );
}
