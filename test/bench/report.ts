// What a benchmark reports, in the one shape that people and programs read.
import { cpus, totalmem } from 'node:os';

export interface BenchRow {
  case: string;
  metric: string;
  value: number;
  unit: string;
  baseline?: number;
  /** Ours against the baseline measured in the same run. */
  ratio?: number;
}

export interface BenchReport {
  bench: string;
  machine: { cpu: string; cores: number; memoryGb: number; node: string; [more: string]: unknown };
  rows: BenchRow[];
}

export type Bench = () => Promise<{ rows: BenchRow[]; machine?: Record<string, unknown> }>;

export function describeMachine(): BenchReport['machine'] {
  const processors = cpus();
  return {
    cpu: processors[0]?.model ?? 'unknown',
    cores: processors.length,
    memoryGb: Math.round(totalmem() / 2 ** 30),
    node: process.versions.node,
  };
}

/** The middle value; of an even number of values the mean of the two in the middle. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  return sorted.length % 2 === 1 ? sorted[Math.floor(middle)]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

/** What a piece of work gave, and its milliseconds. */
export async function timed<T>(work: () => T | Promise<T>): Promise<[T, number]> {
  const start = performance.now();
  const result = await work();
  return [result, performance.now() - start];
}

const ROUNDS = 3;

/** Time by item at growing sizes, the fastest of some rounds; `ratio` against the first: about 1 is linear growth. */
export async function growthRows(
  of: string,
  sizes: readonly { items: number; work: () => unknown }[],
): Promise<BenchRow[]> {
  const best = sizes.map(() => Number.POSITIVE_INFINITY);
  // In turns, so that a busy moment of the machine does not hit one size alone.
  for (let round = 0; round < ROUNDS; round++) {
    for (const [index, { work }] of sizes.entries()) {
      best[index] = Math.min(best[index]!, (await timed(work))[1]);
    }
  }
  const perItem = sizes.map(({ items }, index) => (best[index]! * 1000) / items);
  return sizes.map(({ items }, index) => ({
    case: `growth ${of} ${items}`,
    metric: 'per-item',
    value: perItem[index]!,
    unit: 'us',
    baseline: perItem[0]!,
    ratio: perItem[index]! / perItem[0]!,
  }));
}

export function formatReport(report: BenchReport): string {
  const header = ['case', 'metric', 'value', 'unit', 'baseline', 'ratio'];
  const lines = report.rows.map((row) => [
    row.case,
    row.metric,
    formatNumber(row.value),
    row.unit,
    row.baseline === undefined ? '' : formatNumber(row.baseline),
    row.ratio === undefined ? '' : row.ratio.toFixed(3),
  ]);
  const widths = header.map((title, column) =>
    Math.max(title.length, ...lines.map((line) => line[column]!.length)),
  );
  const format = (line: string[]) =>
    line
      .map((cell, column) => cell.padEnd(widths[column]!))
      .join('  ')
      .trimEnd();
  const { cpu, cores } = report.machine;
  return [`${report.bench} on ${cpu}, ${cores} cores`, '', format(header), ...lines.map(format)].join('\n');
}

function formatNumber(value: number): string {
  return Math.abs(value) >= 100 ? String(Math.round(value)) : value.toPrecision(3);
}
