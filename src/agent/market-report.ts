// The market's report as text for people and as plain data for programs.
import { formatSui, SUI_TYPE, type MarketReport } from '../lib/index.ts';

export function marketText(report: MarketReport): string {
  const { totals, measures, state, scope } = report;
  const amount = (base: bigint) =>
    report.coin === SUI_TYPE ? formatSui(base) : `${base} base units of ${report.coin}`;
  const row = (name: string, tally: { calls: number; money: ReadonlyMap<string, bigint> }) =>
    `${name.padEnd(10)}${String(tally.calls).padStart(10)}  ${amount(tally.money.get(report.coin) ?? 0n)}`;
  const share = ({ part, whole }: { part: number; whole: number }) => `${part} of ${whole}`;
  const net = measures.netIncome.get(report.coin);
  return [
    `${state.listings} models, ${state.calls} calls known${scope.model || scope.author ? '; of these:' : ''}`,
    row('raw', totals.raw),
    row('genuine', totals.genuine),
    row('self', totals.self),
    row('linked', totals.linked),
    row('unknown', totals.unknown),
    `In the last ${report.days} days:`,
    `  alive models       ${share(measures.aliveShare)}`,
    `  earning models     ${share(measures.earningShare)}`,
    `  genuine payers     ${measures.genuinePayers.active}, ${measures.genuinePayers.fresh} of them new`,
    `  repeat payers      ${share(measures.repeatRate)}`,
    `  effective earners  ${measures.concentration.effectiveEarners?.toFixed(1) ?? 'none'}`,
    ...(scope.author !== undefined && net ? [`  income less gas    ${amount(net.net)}`] : []),
  ].join('\n');
}

/** Maps as objects; what JSON has no number for, as text. */
export function toPlain(value: unknown): unknown {
  if (value instanceof Map)
    return Object.fromEntries([...value].map(([key, item]) => [String(key), toPlain(item)]));
  if (Array.isArray(value)) return value.map(toPlain);
  if (typeof value === 'number' && !Number.isFinite(value)) return String(value);
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, toPlain(item)]));
}
