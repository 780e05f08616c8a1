// One aggregator during one read: what it sent, what it failed at, and whether it is still asked.
import type { Standing } from '../aggregator-pool.ts';
import type { ReadAttempt } from '../types.ts';
import type { RangeForm } from './range-request.ts';
import type { OriginFailure, OriginProgress } from './types.ts';

export type Failure = Omit<ReadAttempt, 'aggregator'>;

/** Failures in a row after which a read goes on without it. */
const MOST_STRIKES = 4;
const UNPROVED_RANGES = 2;

export class Origin {
  /** Network requests under way. */
  busy = 0;
  /** Ranges that came from it and are being checked. */
  checking = 0;
  form: RangeForm = 'header';
  /** Says it does not have the blob. */
  missing = false;
  dropped = false;
  /** Ranges that another was asked for too. */
  hedged = 0;
  readonly #standing: Standing;
  #bytes = 0;
  #refused = 0;
  #errors = 0;
  #strikes = 0;
  #proved = false;
  #last: Failure | undefined;
  readonly #failures: OriginFailure[] = [];

  constructor(standing: Standing) {
    this.#standing = standing;
  }

  get aggregator(): string {
    return this.#standing.aggregator;
  }
  get standing(): Standing {
    return this.#standing;
  }
  get isOut(): boolean {
    return this.dropped || this.missing;
  }
  /** Handed back to `fail`: failures of requests that were under way together count once. */
  get strikes(): number {
    return this.#strikes;
  }
  get bytes(): number {
    return this.#bytes;
  }
  get refused(): number {
    return this.#refused;
  }

  /** Until it has sent right bytes once, little is staked on it: what a liar sends is fetched for nothing. */
  room(slots: number): number {
    return this.#proved ? slots : Math.min(slots, UNPROVED_RANGES) - this.checking;
  }

  receive(bytes: number): void {
    this.#bytes += bytes;
  }

  prove(): void {
    if (this.dropped) return;
    this.#proved = true;
    this.#strikes = 0;
    this.#last = undefined;
  }

  fail(failure: Failure, strikesBefore: number): void {
    this.#errors += 1;
    this.#note(failure);
    if (this.dropped) return;
    this.#last = failure;
    if (this.#strikes === strikesBefore) this.#strikes += 1;
    if (this.#strikes >= MOST_STRIKES || isFinal(failure)) this.dropped = true;
  }

  miss(failure: Failure): void {
    this.#note(failure);
    if (this.dropped) return;
    this.missing = true;
    this.#last = failure;
  }

  /** Its bytes are wrong: nothing more is taken from it. */
  refuse(failure: Failure, bytes: number): void {
    this.#errors += 1;
    this.#note(failure);
    this.#refused += bytes;
    this.#last = failure;
    this.dropped = true;
  }

  progress(now: number): OriginProgress {
    const waits = this.#standing.readyMs > now;
    const state = this.isOut ? 'dropped' : this.busy > 0 ? 'reading' : waits ? 'backing-off' : 'idle';
    return {
      origin: this.aggregator,
      state,
      bytes: this.#bytes,
      bytesPerSecond: (this.#standing.bytesPerMs() ?? 0) * 1000,
      errors: this.#errors,
      refused: this.#refused,
      hedged: this.hedged,
      failures: this.#failures.map((failure) => ({ ...failure })),
      ...(this.#last && (this.isOut || waits) ? { reason: this.#last } : {}),
    };
  }

  #note({ reason, status }: Failure): void {
    const known = this.#failures.find((failure) => failure.reason === reason && failure.status === status);
    if (known) known.times += 1;
    else this.#failures.push({ reason, ...(status === undefined ? {} : { status }), times: 1 });
  }
}

/** It understood, and says no: asking again would change nothing. */
function isFinal({ reason, status = 0 }: Failure): boolean {
  if (reason === 'no-ranges') return true;
  return reason === 'status' && status >= 400 && status < 500 && ![408, 425, 429].includes(status);
}
