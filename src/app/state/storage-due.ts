// Which of an author's models to speak of: those that end within so many days and were not put off. Pure.
import type { Listing } from '../../lib/index.ts';

export const DAY_MS = 86_400_000;
const USUAL_DAYS = 30;
const MOST_DAYS = 365;

export interface RenewalSettings {
  /** Days before the end from which a model is listed. */
  days: number;
  /** By model: not before then. */
  putOff: Readonly<Record<string, number>>;
}

export interface Renewal {
  listing: Listing;
  /** Undefined where it could not be found. */
  endEpoch: number | undefined;
  /** Undefined also where the network keeps no calendar: such a model is spoken of only once it has ended. */
  endsMs: number | undefined;
  ended: boolean;
}

/** Soonest first; those whose end is not known last. */
export function inOrder(renewals: readonly Renewal[]): Renewal[] {
  const order = ({ endEpoch = Number.MAX_SAFE_INTEGER }: Renewal) => endEpoch;
  return [...renewals].sort((a, b) => order(a) - order(b));
}

export interface DueRenewals {
  due: Renewal[];
  putOff: { renewal: Renewal; untilMs: number }[];
}

/** Keeps the order given. What was put off comes back on its day, or when it is recalled. */
export function dueRenewals(
  renewals: readonly Renewal[],
  { days, putOff }: RenewalSettings,
  nowMs: number,
): DueRenewals {
  const found: DueRenewals = { due: [], putOff: [] };
  for (const renewal of renewals) {
    const { listing, ended, endsMs } = renewal;
    if (!ended && (endsMs === undefined || endsMs > nowMs + days * DAY_MS)) continue;
    const untilMs = putOff[listing.id];
    if (untilMs === undefined || untilMs <= nowMs) found.due.push(renewal);
    else found.putOff.push({ renewal, untilMs });
  }
  return found;
}

/** Sound settings from whatever a browser had stored. */
export function readSettings(json: unknown): RenewalSettings {
  const given = typeof json === 'object' && json !== null ? (json as Partial<RenewalSettings>) : {};
  const entries =
    typeof given.putOff === 'object' && given.putOff !== null ? Object.entries(given.putOff) : [];
  return {
    days: soundDays(given.days),
    putOff: Object.fromEntries(entries.filter(([, until]) => Number.isFinite(until))),
  };
}

/** 1 to 365; 30 for what is no number. */
export function soundDays(days: unknown): number {
  return typeof days === 'number' && Number.isFinite(days)
    ? Math.min(MOST_DAYS, Math.max(1, Math.round(days)))
    : USUAL_DAYS;
}
