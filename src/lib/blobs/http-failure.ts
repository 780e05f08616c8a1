// What an aggregator's answers and breakdowns mean, in the terms of a failed attempt.
import { isAbort, messageOf } from '../errors.ts';
import { AttemptFailure } from './attempts.ts';

/** Where a busy server names no time. */
const BUSY_RETRY_MS = 2_000;

/** An answer that is not the bytes. */
export function refusal(response: Response): AttemptFailure {
  const { status, headers } = response;
  const busy = status === 429 || status === 503;
  const retryAfterMs = busy ? (parseRetryAfter(headers.get('retry-after')) ?? BUSY_RETRY_MS) : undefined;
  return new AttemptFailure({ reason: 'status', status }, retryAfterMs === undefined ? {} : { retryAfterMs });
}

/** What a request threw, when it was not its caller who ended it: only the watchdog aborts then. */
export function breakdown(error: unknown): AttemptFailure {
  if (error instanceof AttemptFailure) return error;
  if (isAbort(error)) return new AttemptFailure({ reason: 'stalled' });
  return new AttemptFailure({ reason: 'network', message: messageOf(error) });
}

/** Milliseconds from now on. Seconds or a date, RFC 9110; across origins it is seen only where it is exposed. */
function parseRetryAfter(value: string | null): number | undefined {
  if (value === null) return undefined;
  if (/^\d+$/.test(value)) return Number(value) * 1000;
  const date = Date.parse(value);
  return Number.isNaN(date) ? undefined : Math.max(0, date - Date.now());
}
