// What measures look at: calls with verdicts, listings and a moment, narrowed to one model, one author or nobody.
// Knows no single measure.
import { DAY_MS, lastDays, type CallTable, type TimeWindow } from './table.ts';
import type { Authorship } from '../model/history.ts';
import type { Verdicts } from './rules-verdicts.ts';
import { createTenures, type Tenures } from './tenures.ts';

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
  /** Calls of models while they were this author's. Supply counts what is listed by them now. */
  author?: string;
}

export interface MarketView {
  table: CallTable;
  verdicts: Verdicts;
  /** Listings in scope. */
  listed: readonly ListedModel[];
  /** 1 for each row of the table in scope; all are where absent. */
  rows: Uint8Array | undefined;
  tenures: Tenures;
  nowMs: number;
  /** Money measures speak of one coin; sums in other coins are in `Verdicts.totals`. */
  coin: string;
}

export interface ViewInput {
  verdicts: Verdicts;
  listings: readonly ListedModel[];
  /** Today's authors were always the authors where absent. */
  authorships?: readonly Authorship[];
  nowMs: number;
  coin: string;
  scope?: MeasureScope;
}

/** Without a scope every call counts, also of models that are no longer listed. */
export function createView(input: ViewInput): MarketView {
  const { verdicts, listings, authorships = [], nowMs, coin, scope = {} } = input;
  const { table } = verdicts;
  const listed = listings.filter(
    ({ id, author }) =>
      (scope.model === undefined || id === scope.model) &&
      (scope.author === undefined || author === scope.author),
  );
  const tenures = createTenures(table, authorships, listings);
  return { table, verdicts, listed, rows: rowsIn(scope, table, tenures), tenures, nowMs, coin };
}

function rowsIn({ model, author }: MeasureScope, table: CallTable, tenures: Tenures): Uint8Array | undefined {
  const rows = author === undefined ? undefined : tenures.rowsOf(author);
  if (model === undefined) return rows;
  const number = table.models.find(model);
  const { model: ofRow } = table.columns;
  const own = new Uint8Array(table.size);
  for (let row = 0; row < own.length; row++) {
    if (ofRow[row] === number && (!rows || rows[row] === 1)) own[row] = 1;
  }
  return own;
}

/** Rows in scope that are genuine, in time order; `paid` leaves out free calls, `coin` those in other coins. */
export function* genuineRows(
  view: MarketView,
  options: { window?: TimeWindow; paid?: boolean; coin?: boolean } = {},
): Generator<number, void> {
  const { coin, priceLow, priceHigh } = view.table.columns;
  const wanted = view.table.coins.find(view.coin);
  const { kindOf } = view.verdicts;
  for (const row of view.table.rows(options.window)) {
    if (kindOf[row] !== 0 || (view.rows && view.rows[row] !== 1)) continue;
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
