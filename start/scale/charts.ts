// The three pictures of the page.
import { batches, peak, queueOptions, syncCost, DEMAND, type Rates } from './answers.ts';
import { values as limits } from './limits.ts';
import type { Measured } from './measure.ts';
import { drawChart } from './plot.ts';
import { shareOfRank } from './popularity.ts';
import { simulateQueue } from './queue.ts';

const text = (value: number) =>
  value.toLocaleString('en-US', { notation: 'compact', maximumFractionDigits: 2 });

/** Cancelled calls of one model by demand, for numbers of shards. */
export function shardsChart({ payments }: Measured): string {
  const payment = payments.find(({ first, calls }) => !first && calls === 1)!;
  const rates = Array.from({ length: 41 }, (_, i) => i * 100);
  const lines = [1, 2, 4, 8, 16].map((shards) => ({
    label: shards === 1 ? '1 shard' : `${shards} shards`,
    points: rates.map((rate): [number, number] => {
      if (rate === 0) return [0, 0];
      const options = queueOptions(limits, payment, { rate, callers: { count: Infinity }, seed: shards });
      const { cancelled, arrived } = simulateQueue({ ...options, shards, commits: 600 });
      return [rate, (100 * cancelled) / arrived];
    }),
  }));
  return drawChart({
    title: 'Calls of one model that are cancelled',
    description: `Share of cancelled calls by calls a second, for 1, 2, 4, 8 and 16 Meter shards. The most popular model of a million has ${Math.round(peak * shareOfRank(1, DEMAND.models))} calls a second in its busiest hour.`,
    x: { label: 'calls a second, one call in each transaction', ticks: [0, 1000, 2000, 3000, 4000], text },
    y: { label: 'cancelled', ticks: [0, 25, 50, 75, 100], text: (value) => `${value} %` },
    lines,
  });
}

export function gasChart(measured: Measured): string {
  const rows = batches(limits, measured).filter(({ first }) => !first);
  return drawChart({
    title: 'Gas of a call by calls in a transaction',
    description:
      'Gas for each call falls with the number of calls paid in one transaction, and flattens where the work of each call weighs more than the transaction.',
    x: { label: 'calls in one transaction', ticks: [1, 10, 100, 400], log: true, text },
    y: { label: 'mSUI a call', ticks: [0.001, 0.01, 0.1, 1], log: true, text: String },
    lines: [
      { label: 'lowest charge', points: rows.map((row) => [row.calls, row.gasLow / 1e6]) },
      { label: 'work counted', points: rows.map((row) => [row.calls, row.gasCounted / 1e6]) },
    ],
  });
}

export function syncChart(rates: Rates): string {
  const sizes = Array.from({ length: 21 }, (_, i) => 10 ** (4 + i / 4));
  const line = (label: string, pick: (cost: ReturnType<typeof syncCost>) => number) => ({
    label,
    points: sizes.map((calls): [number, number] => [calls, pick(syncCost(limits, Math.round(calls), rates))]),
  });
  return drawChart({
    title: 'A first visit, by the size of the market',
    description:
      'Seconds to read the calls of a market from a full node and from GraphQL, and to ask for the first funders of its payers, from ten thousand to a billion calls.',
    x: { label: 'calls in the window', ticks: [1e4, 1e5, 1e6, 1e7, 1e8, 1e9], log: true, text },
    y: {
      label: 'it takes',
      ticks: [0.1, 1, 10, 60, 3_600, 86_400, 864_000, 8_640_000],
      log: true,
      text: duration,
    },
    lines: [
      line('from a full node', ({ nodeSeconds }) => nodeSeconds),
      line('from GraphQL', ({ graphqlSeconds }) => graphqlSeconds),
      line('first funders', ({ fundingSeconds }) => fundingSeconds),
    ],
    mark: { y: DEMAND.patienceSeconds, label: 'where a visitor leaves' },
  });
}

function duration(seconds: number): string {
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3_600) return `${seconds / 60} min`;
  return seconds < 86_400 ? `${seconds / 3_600} h` : `${seconds / 86_400} d`;
}
