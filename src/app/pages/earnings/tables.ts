// An author's calls as tables to take away: income by model and day, and every call for the tax office. Pure, but for
// the paging through a market that is handed in.
import { formatAmount, type JudgedCall, type Market, type MarketQuestion } from '../../../lib/index.ts';
import type { Table } from '../../ui/chart/table.ts';
import { coinName, decimalsOf } from '../../state/coin.ts';

const PAGE = 5_000;
const DAY_MS = 86_400_000;

/** Every call of the question, newest first, a page at a time so that nothing has to stop for it. */
export async function allCalls(
  market: Pick<Market, 'calls'>,
  question: MarketQuestion,
  onProgress: (done: number, total: number) => void = () => {},
): Promise<JudgedCall[]> {
  const calls: JudgedCall[] = [];
  for (;;) {
    const { items, total } = await market.calls({ ...question, offset: calls.length, limit: PAGE });
    calls.push(...items);
    onProgress(calls.length, total);
    if (items.length === 0 || calls.length >= total) return calls;
  }
}

/** One line per call: time, transaction, model, payer, amount, coin, verdict. */
export function callTable(calls: readonly JudgedCall[], nameOf: (model: string) => string): Table {
  return {
    name: 'floe-earnings-calls',
    columns: [
      { name: 'time (UTC)', kind: 'time' },
      { name: 'transaction', kind: 'text' },
      { name: 'model', kind: 'text' },
      { name: 'model name', kind: 'text' },
      { name: 'version', kind: 'count' },
      { name: 'payer', kind: 'text' },
      { name: 'amount', kind: 'text' },
      { name: 'coin', kind: 'text' },
      { name: 'coin type', kind: 'text' },
      { name: 'verdict', kind: 'text' },
      { name: 'rule', kind: 'text' },
    ],
    rows: calls.map(({ atMs, digest, model, version, payer, price, coin, judgement }) => [
      atMs,
      digest,
      model,
      nameOf(model),
      version,
      payer,
      decimalText(price, coin),
      unitOf(coin),
      coin,
      judgement.verdict,
      judgement.rule ?? '',
    ]),
  };
}

interface Sums {
  calls: number;
  money: bigint;
}

const CLASSES = ['genuine', 'self', 'linked', 'unknown'] as const;

/** One line per UTC day, model and coin with any call, oldest first. */
export function modelDayTable(calls: readonly JudgedCall[], nameOf: (model: string) => string): Table {
  const groups = new Map<
    string,
    { dayMs: number; model: string; coin: string; sums: Record<string, Sums> }
  >();
  for (const { atMs, model, coin, price, judgement } of calls) {
    const dayMs = Math.floor(atMs / DAY_MS) * DAY_MS;
    const key = `${dayMs} ${model} ${coin}`;
    let group = groups.get(key);
    if (!group) {
      const sums = Object.fromEntries(CLASSES.map((kind) => [kind, { calls: 0, money: 0n }]));
      groups.set(key, (group = { dayMs, model, coin, sums }));
    }
    const sum = group.sums[judgement.verdict]!;
    sum.calls += 1;
    sum.money += price;
  }
  const sorted = [...groups.values()].sort(
    (a, b) => a.dayMs - b.dayMs || compare(a.model, b.model) || compare(a.coin, b.coin),
  );
  return {
    name: 'floe-earnings-by-model-and-day',
    columns: [
      { name: 'day (UTC)', kind: 'day' },
      { name: 'model', kind: 'text' },
      { name: 'model name', kind: 'text' },
      { name: 'coin', kind: 'text' },
      ...CLASSES.flatMap((kind) => [
        { name: `${kind} calls`, kind: 'count' as const },
        { name: `${kind} income`, kind: 'text' as const },
      ]),
    ],
    rows: sorted.map(({ dayMs, model, coin, sums }) => [
      dayMs,
      model,
      nameOf(model),
      unitOf(coin),
      ...CLASSES.flatMap((kind) => [sums[kind]!.calls, decimalText(sums[kind]!.money, coin)]),
    ]),
  };
}

/** Exact, without unit; coins differ by line, so the unit has a column of its own. */
function decimalText(value: bigint, coin: string): string {
  return formatAmount(value, decimalsOf(coin) ?? 0);
}

function unitOf(coin: string): string {
  return decimalsOf(coin) === undefined ? `base units of ${coinName(coin)}` : coinName(coin);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
