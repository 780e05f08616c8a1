// Who uses the market: alive models, payers that come, come back and stay away.
import { dayOf, genuineRows, recent, share, type MarketView, type Share } from './measures-view.ts';
import { DAY_MS } from './table.ts';

export const ALIVE_SHARE =
  'Listed models with at least one genuine paid call in the last N days (7 or 30), out of all listed models.';

export function aliveShare(view: MarketView, days: number): Share {
  const alive = new Set<number>();
  for (const row of genuineRows(view, { window: recent(view, days), paid: true })) {
    alive.add(view.table.columns.model[row]!);
  }
  const part = view.listed.filter(({ id }) => alive.has(view.table.models.find(id))).length;
  return share(part, view.listed.length);
}

export const GENUINE_PAYERS =
  'Distinct owners with a genuine paid call in the last N days: new, if it is their first ever here; returning, if ' +
  'they paid before. Lapsed: paid in the N days before that, and not since.';

export interface Payers {
  active: number;
  fresh: number;
  returning: number;
  lapsed: number;
}

export function genuinePayers(view: MarketView, days: number): Payers {
  const { payer, atMs } = view.table.columns;
  const { fromMs, untilMs } = recent(view, days);
  const previousMs = fromMs - days * DAY_MS;
  const seen = new Map<number, { before: boolean; previous: boolean; now: boolean }>();
  for (const row of genuineRows(view, { window: { fromMs: -Infinity, untilMs }, paid: true })) {
    const who = payer[row]!;
    let known = seen.get(who);
    if (!known) seen.set(who, (known = { before: false, previous: false, now: false }));
    const at = atMs[row]!;
    if (at >= fromMs) known.now = true;
    else known.before = true;
    if (at < fromMs && at >= previousMs) known.previous = true;
  }
  const payers: Payers = { active: 0, fresh: 0, returning: 0, lapsed: 0 };
  for (const { before, previous, now } of seen.values()) {
    if (now) {
      payers.active++;
      if (before) payers.returning++;
      else payers.fresh++;
    } else if (previous) payers.lapsed++;
  }
  return payers;
}

export const REPEAT_RATE =
  'Genuine payers active on two or more UTC days in the last N days, out of all genuine payers of those days.';

export function repeatRate(view: MarketView, days: number): Share {
  const { payer, atMs } = view.table.columns;
  const firstDay = new Map<number, number>();
  const repeated = new Set<number>();
  for (const row of genuineRows(view, { window: recent(view, days), paid: true })) {
    const who = payer[row]!;
    const day = dayOf(atMs[row]!);
    const known = firstDay.get(who);
    if (known === undefined) firstDay.set(who, day);
    else if (known !== day) repeated.add(who);
  }
  return share(repeated.size, firstDay.size);
}

export const WEEKLY_COHORTS =
  'Genuine payers by the UTC week (from Monday) of their first genuine paid call, and how many of them paid again in ' +
  'each week after it.';

export interface WeeklyCohort {
  weekStartMs: number;
  /** `active[k]`: payers of this cohort active k weeks after their first; `active[0]` is its size. */
  active: number[];
}

const WEEK_MS = 7 * DAY_MS;
/** 1970-01-05, a Monday. */
const MONDAY_MS = 4 * DAY_MS;

/** The last `weeks` cohorts, the running week included, oldest first; weeks without new payers included. */
export function weeklyCohorts(view: MarketView, weeks: number): WeeklyCohort[] {
  const { payer, atMs } = view.table.columns;
  const weekOf = (at: number) => Math.floor((at - MONDAY_MS) / WEEK_MS);
  const thisWeek = weekOf(view.nowMs);
  const firstWeek = thisWeek - weeks + 1;
  const cohorts = Array.from({ length: weeks }, (_, i): WeeklyCohort => {
    const weekStartMs = (firstWeek + i) * WEEK_MS + MONDAY_MS;
    return { weekStartMs, active: Array.from({ length: weeks - i }, () => 0) };
  });
  const first = new Map<number, number>();
  const last = new Map<number, number>();
  const window = { fromMs: -Infinity, untilMs: view.nowMs + 1 };
  for (const row of genuineRows(view, { window, paid: true })) {
    const who = payer[row]!;
    const week = weekOf(atMs[row]!);
    if (!first.has(who)) first.set(who, week);
    if (last.get(who) === week) continue;
    last.set(who, week);
    const active = cohorts[first.get(who)! - firstWeek]?.active;
    if (active) active[week - first.get(who)!]!++;
  }
  return cohorts;
}

export const TRENDING =
  'Score = sum over genuine payers and UTC days of 0.5 ^ (age of the day / 3 days), last 14 days. A payer counts once ' +
  'per model and day however often they call, so volume alone moves nothing.';

export interface Trend {
  model: string;
  score: number;
}

const TREND_DAYS = 14;
const HALF_LIFE_DAYS = 3;

/** Models with a score, highest first; equal scores by ID. */
export function trending(view: MarketView): Trend[] {
  const { payer, model, atMs } = view.table.columns;
  const today = dayOf(view.nowMs);
  const counts = new Map<number, number[]>();
  let day = NaN;
  let seen = new Set<number>();
  for (const row of genuineRows(view, { window: recent(view, TREND_DAYS), paid: true })) {
    if (dayOf(atMs[row]!) !== day) {
      day = dayOf(atMs[row]!);
      seen = new Set();
    }
    const key = payer[row]! * view.table.models.size + model[row]!;
    if (seen.has(key)) continue;
    seen.add(key);
    let days = counts.get(model[row]!);
    if (!days) counts.set(model[row]!, (days = Array.from({ length: TREND_DAYS + 1 }, () => 0)));
    days[today - day]!++;
  }
  // Counted first and weighed after, so that the score does not depend on the order of rows.
  return [...counts]
    .map(([id, days]) => ({
      model: view.table.models.name(id),
      score: days.reduce((sum, count, age) => sum + count * 0.5 ** (age / HALF_LIFE_DAYS), 0),
    }))
    .sort((a, b) => b.score - a.score || (a.model < b.model ? -1 : 1));
}
