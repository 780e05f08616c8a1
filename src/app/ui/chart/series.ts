// What the drawings are given: points in time with one value per series. Pure.
import type { Table } from './table.ts';

/** Genuine is solid, excluded hatched, unknown dotted, in this order: told apart without any colour. */
export type MarkKind = 'solid' | 'hatched' | 'dotted';

export interface Series {
  key: string;
  name: string;
  mark: MarkKind;
}

export const GENUINE_EXCLUDED_UNKNOWN: readonly Series[] = [
  { key: 'genuine', name: 'genuine', mark: 'solid' },
  { key: 'excluded', name: 'excluded', mark: 'hatched' },
  { key: 'unknown', name: 'unknown', mark: 'dotted' },
];

/** `atMs` of a day is its beginning, UTC. A value left out is not known. */
export interface Point {
  atMs: number;
  values: Readonly<Record<string, number | bigint | undefined>>;
}

/** How values are drawn and read. */
export interface Unit {
  /** Over the axis: `calls`, `SUI`. */
  name: string;
  /** Base units in one of the axis; 1 for counts. */
  decimals: number;
  /** Exact, with its unit, for people. */
  text: (value: number | bigint) => string;
  /** A few figures of it, where the exact one is a key or click away. */
  short?: (value: number | bigint) => string;
  /** Amber is for money alone. */
  tone: 'glacier' | 'money';
}

export const CALLS: Unit = {
  name: 'calls',
  decimals: 0,
  text: (value) => value.toLocaleString('en-US'),
  tone: 'glacier',
};

/** A value in the axis' unit, near enough to draw. */
export function drawn(value: number | bigint | undefined, { decimals }: Unit): number {
  return value === undefined ? NaN : Number(value) / 10 ** decimals;
}

/** Each series on top of those before it; by point, then series. */
export function stack(
  points: readonly Point[],
  series: readonly Series[],
  unit: Unit,
): { from: number; to: number }[][] {
  return points.map(({ values }) => {
    let sum = 0;
    return series.map(({ key }) => {
      const from = sum;
      sum += drawn(values[key] ?? 0, unit);
      return { from, to: sum };
    });
  });
}

/** What all points add up to, by series key; exact. */
export function sums(points: readonly Point[], series: readonly Series[]): Record<string, number | bigint> {
  return Object.fromEntries(
    series.map(({ key }) => {
      const values = points.map(({ values }) => values[key] ?? 0);
      const isMoney = values.some((value) => typeof value === 'bigint');
      if (isMoney) return [key, values.reduce<bigint>((sum, value) => sum + BigInt(value), 0n)];
      return [key, values.reduce<number>((sum, value) => sum + Number(value), 0)];
    }),
  );
}

export function readValues(
  values: Point['values'],
  series: readonly Series[],
  text: (value: number | bigint) => string,
): string {
  return series
    .map(({ key, name }) => {
      const value = values[key];
      return `${name} ${value === undefined ? 'not known' : text(value)}`;
    })
    .join(', ');
}

export function tableOf(
  name: string,
  points: readonly Point[],
  series: readonly Series[],
  unit: Unit,
  time: 'day' | 'time' = 'day',
): Table {
  const isAmount = unit.decimals > 0;
  return {
    name,
    columns: [
      { name: time === 'day' ? 'day (UTC)' : 'time (UTC)', kind: time },
      ...series.map((one) => ({
        name: one.name,
        kind: isAmount ? ('amount' as const) : ('count' as const),
        ...(isAmount ? { unit: unit.name, decimals: unit.decimals } : {}),
      })),
    ],
    rows: points.map(({ atMs, values }) => [atMs, ...series.map(({ key }) => values[key])]),
  };
}
