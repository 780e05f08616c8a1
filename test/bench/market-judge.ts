// What judging a market costs, how it grows, and whether the rules find what was planted: seeds differ with every run.
import { judge } from '../../src/lib/market/rules.ts';
import { createView } from '../../src/lib/market/measures-view.ts';
import { measure } from '../../src/lib/market/measures.ts';
import { modelStats } from '../../src/lib/market/model-stats.ts';
import type { MarketFacts } from '../../src/lib/market/links-facts.ts';
import { CallTable, type TableCall } from '../../src/lib/market/table.ts';
import { SUI_TYPE } from '../../src/lib/model/amount.ts';
import { generateMarket, type Market } from '../../start/seed/index.ts';
import { factsOf } from '../lib/market/seeded.ts';
import { withHeldMemory } from './held-memory.ts';
import { growthRows, median, timed, type BenchRow } from './report.ts';

const END_MS = Date.UTC(2026, 9, 1);
const SEEDS = 5;
/** The market of `npm start -- --market full`, and halves of it. */
const FULL = { models: 5_000, authors: 200, payers: 20_000, calls: 1_000_000 };
const PARTS = [4, 2, 1];

export async function marketJudgeRows(): Promise<BenchRow[]> {
  return [...washRows(), ...(await growingRows())];
}

/** Each call, judged by the default rules from what a chain tells, against what the generator knows. */
function washRows(): BenchRow[] {
  const seeds = Array.from({ length: SEEDS }, () => Math.floor(Math.random() * 2 ** 31));
  console.error(`wash: seeds ${seeds.join(', ')}`);
  const rows: BenchRow[] = [];
  const found = seeds.map((seed) => {
    const sizes = { models: 600, authors: 200, payers: 2_000, calls: 50_000, days: 120 };
    const made = generateMarket({ seed, ...sizes, endMs: END_MS });
    const calls: TableCall[] = [...made.calls()];
    const verdicts = judge(CallTable.from(calls), factsOf(made));
    let [right, wrong, missed] = [0, 0, 0];
    calls.forEach((call, row) => {
      const { verdict } = verdicts.of(row);
      const isExcluded = verdict === 'self' || verdict === 'linked';
      const isWash = !made.truth.isGenuine(call);
      if (isWash && isExcluded) right++;
      else if (isWash) missed++;
      else if (isExcluded) wrong++;
    });
    const result = { precision: right / (right + wrong), recall: right / (right + missed) };
    for (const metric of ['precision', 'recall'] as const) {
      rows.push({ case: `wash seed ${seed}`, metric, value: result[metric], unit: 'share' });
    }
    return result;
  });
  // The worst of all seeds stands for all.
  for (const metric of ['recall', 'precision'] as const) {
    const value = Math.min(...found.map((result) => result[metric]));
    rows.unshift({ case: 'wash', metric, value, unit: 'share' });
  }
  return rows;
}

/** Judged in parts and whole; the whole is asked, and what it holds in memory is told. */
async function growingRows(): Promise<BenchRow[]> {
  const worlds = [];
  for (const part of PARTS) {
    const [models, authors] = [FULL.models / part, FULL.authors / part];
    const sizes = { models, authors, payers: FULL.payers / part, calls: FULL.calls / part, days: 365 };
    const made = generateMarket({ ...sizes, seed: 'full', endMs: END_MS });
    const facts = factsOf(made);
    const [table, tableMiB] = await withHeldMemory(() => CallTable.from(made.calls()));
    worlds.push({ made, facts, table, tableMiB });
  }
  const growth = await growthRows(
    'judge',
    worlds.map(({ table, facts }) => ({ items: table.size, work: () => judge(table, facts) })),
  );
  return [...growth, ...(await wholeRows(worlds.at(-1)!))];
}

interface Whole {
  made: Market;
  facts: MarketFacts;
  table: CallTable;
  tableMiB: number;
}

async function wholeRows({ made, facts, table, tableMiB }: Whole): Promise<BenchRow[]> {
  const name = `${table.size} calls`;
  const [[verdicts, judgeMs], verdictsMiB] = await withHeldMemory(() => timed(() => judge(table, facts)));
  const view = createView({ verdicts, listings: made.listings, nowMs: END_MS, coin: SUI_TYPE });
  const repeated = async (work: () => unknown) => {
    const times: number[] = [];
    for (let i = 0; i < 3; i++) times.push((await timed(work))[1]);
    return median(times);
  };
  return [
    { case: name, metric: 'judge', value: judgeMs, unit: 'ms' },
    { case: name, metric: 'measures', value: await repeated(() => measure(view)), unit: 'ms' },
    { case: name, metric: 'model-stats', value: await repeated(() => modelStats(view, 30)), unit: 'ms' },
    { case: name, metric: 'memory', value: tableMiB, unit: 'MiB' },
    { case: name, metric: 'memory-of-verdicts', value: verdictsMiB, unit: 'MiB' },
  ];
}
