// What each model earned in a window, and how it trends: the numbers beside a listing, for all models in one pass.
import { trending } from './measures-demand.ts';
import { dayOf, recent, type MarketView } from './measures-view.ts';
import { MoneySums } from './table-money.ts';

/** What one model is known to have earned in a window. Money in base units of the listing's coin. */
export interface ModelStats {
  model: string;
  /** Genuine calls, paid or free. */
  calls: number;
  /** Genuine payers: of paid calls. */
  payers: number;
  /** Of these, on two days or more. */
  repeatPayers: number;
  income: bigint;
  excludedCalls: number;
  excludedIncome: bigint;
  unknownCalls: number;
  unknownIncome: bigint;
  /** Score of the open trending formula, see DEFINITIONS.trending. */
  trend: number;
}

const KINDS = 3;
/** By number in VERDICTS: genuine, self, linked, unknown. */
const COLUMN_OF_KIND = [0, 1, 1, 2] as const;

/** Models in scope with any call in the window, highest genuine income first, then most genuine calls, then by ID. */
export function modelStats(view: MarketView, days: number): ModelStats[] {
  const { table, verdicts } = view;
  const { model, payer, coin, atMs, priceLow, priceHigh } = table.columns;
  const size = table.models.size;
  const coinOf = new Int32Array(size).fill(-1);
  for (const { id, coin } of view.listed) {
    const number = table.models.find(id);
    if (number !== -1) coinOf[number] = table.coins.find(coin);
  }
  const counts = new Float64Array(size * KINDS);
  const sums = new MoneySums(size * KINDS);
  const payers = new Float64Array(size);
  const repeats = new Float64Array(size);
  /** Pairs of payer and model: the first day of a paid call, or -1 once a second day came. */
  const firstDays = new Map<number, number>();
  for (const row of table.rows(recent(view, days))) {
    const number = model[row]!;
    if (view.rows && view.rows[row] !== 1) continue;
    // Not among those listed: handed over since.
    if (coinOf[number] === -1) coinOf[number] = coin[row]!;
    const column = COLUMN_OF_KIND[verdicts.kindOf[row]!]!;
    const group = number * KINDS + column;
    counts[group]!++;
    const isPaid = priceLow[row] !== 0 || priceHigh[row] !== 0;
    if (!isPaid) continue;
    if (coin[row] === coinOf[number]) sums.add(group, priceLow[row]!, priceHigh[row]!);
    if (column !== 0) continue;
    const pair = payer[row]! * size + number;
    const day = dayOf(atMs[row]!);
    const known = firstDays.get(pair);
    if (known === undefined) {
      firstDays.set(pair, day);
      payers[number]!++;
    } else if (known !== -1 && known !== day) {
      firstDays.set(pair, -1);
      repeats[number]!++;
    }
  }
  const trends = new Map(trending(view).map(({ model, score }) => [model, score]));
  const stats: ModelStats[] = [];
  for (let number = 0; number < size; number++) {
    const [calls, excludedCalls, unknownCalls] = [0, 1, 2].map((k) => counts[number * KINDS + k]!) as [
      number,
      number,
      number,
    ];
    if (calls + excludedCalls + unknownCalls === 0) continue;
    const name = table.models.name(number);
    stats.push({
      model: name,
      calls,
      payers: payers[number]!,
      repeatPayers: repeats[number]!,
      income: sums.get(number * KINDS),
      excludedCalls,
      excludedIncome: sums.get(number * KINDS + 1),
      unknownCalls,
      unknownIncome: sums.get(number * KINDS + 2),
      trend: trends.get(name) ?? 0,
    });
  }
  const compare = (a: bigint | number, b: bigint | number) => (a > b ? -1 : a < b ? 1 : 0);
  return stats.sort(
    (a, b) => compare(a.income, b.income) || compare(a.calls, b.calls) || (a.model < b.model ? -1 : 1),
  );
}
