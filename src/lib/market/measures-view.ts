// What measures look at: calls with verdicts, listings and a moment, narrowed to one model, one author or nobody.
// Knows no single measure.
import { DAY_MS, lastDays, type CallTable, type TimeWindow } from './table.ts';
import type { Verdicts } from './rules-verdicts.ts';

/** What measures need of a listing; `Listing` of the model folder fits. */
export interface ListedModel {
  id: string;
  author: string;
  price: bigint;
  coin: string;
  active: boolean;
  /** Newest version number, from 1. */
  head: number;
  listedMs: number;
}

export interface MeasureScope {
  model?: string;
  author?: string;
}

export interface MarketView {
  table: CallTable;
  verdicts: Verdicts;
  /** Listings in scope. */
  listed: readonly ListedModel[];
  /** 1 for each model number of the table that is in scope. */
  models: Uint8Array;
  nowMs: number;
  /** Money measures speak of one coin; sums in other coins are in `Verdicts.totals`. */
  coin: string;
}

export interface ViewInput {
  verdicts: Verdicts;
  listings: readonly ListedModel[];
  nowMs: number;
  coin: string;
  scope?: MeasureScope;
}

/** Without a scope every call counts, also of models that are no longer listed. */
export function createView({ verdicts, listings, nowMs, coin, scope = {} }: ViewInput): MarketView {
  const { table } = verdicts;
  const listed = listings.filter(
    ({ id, author }) =>
      (scope.model === undefined || id === scope.model) &&
      (scope.author === undefined || author === scope.author),
  );
  const models = new Uint8Array(table.models.size);
  if (scope.model === undefined && scope.author === undefined) models.fill(1);
  for (const { id } of listed) {
    const number = table.models.find(id);
    if (number !== -1) models[number] = 1;
  }
  return { table, verdicts, listed, models, nowMs, coin };
}

/** Rows in scope that are genuine, in time order; `paid` leaves out free calls, `coin` those in other coins. */
export function* genuineRows(
  view: MarketView,
  options: { window?: TimeWindow; paid?: boolean; coin?: boolean } = {},
): Generator<number, void> {
  const { model, coin, priceLow, priceHigh } = view.table.columns;
  const wanted = view.table.coins.find(view.coin);
  const { kindOf } = view.verdicts;
  for (const row of view.table.rows(options.window)) {
    if (kindOf[row] !== 0 || view.models[model[row]!] !== 1) continue;
    if (options.paid && priceLow[row] === 0 && priceHigh[row] === 0) continue;
    if (options.coin && coin[row] !== wanted) continue;
    yield row;
  }
}

/** The window of `days` up to now. */
export function recent(view: MarketView, days: number): TimeWindow {
  return lastDays(days, view.nowMs);
}

export interface Share {
  part: number;
  whole: number;
  /** 0..1; undefined of nothing. */
  ratio: number | undefined;
}

export function share(part: number, whole: number): Share {
  return { part, whole, ratio: whole === 0 ? undefined : part / whole };
}

/** UTC day number since 1970. */
export function dayOf(atMs: number): number {
  return Math.floor(atMs / DAY_MS);
}

/** The middle value, the lower of two: a value that really occurs. Sorts in place. */
export function median<T extends number | bigint>(values: T[]): T | undefined {
  values.sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
  return values[(values.length - 1) >> 1];
}
