// One try to get one range from one aggregator: the request, then the check of its rows. Decides nothing by it.
import type { AggregatorPool } from '../aggregator-pool.ts';
import { AttemptFailure, blame } from '../attempts.ts';
import type { Line } from '../line.ts';
import type { RowChecker } from '../rows/row-checker.ts';
import type { Buffers } from './buffers.ts';
import type { Failure, Origin } from './origin.ts';
import type { RowRange } from './range-plan.ts';
import { requestRange, type RangeForm } from './range-request.ts';
import type { BlobToRead, RangeTimeouts } from './types.ts';

export interface Attempt {
  origin: Origin;
  range: RowRange;
  form: RangeForm;
  /** Of the origin, when it began. */
  strikesBefore: number;
  startedMs: number;
  received: number;
  phase: 'network' | 'check' | 'take';
  /** Ends it at once, for whatever reason that is not its own. */
  stop: AbortController;
}

export type Outcome =
  | { kind: 'proved'; bytes: ArrayBuffer; networkMs: number }
  /** Bytes that are not the blob's: `bytes`, where all have come. */
  | { kind: 'wrong'; failure: Failure; bytes?: ArrayBuffer }
  | { kind: 'failed'; failure: Failure }
  | { kind: 'stopped' };

export interface AttemptPorts {
  pool: AggregatorPool;
  fetch: typeof fetch;
  timeouts: RangeTimeouts;
  checker: RowChecker;
  blob: BlobToRead;
  now: () => number;
  line: Line;
  buffers: Buffers;
  onBytes(bytes: number): void;
  /** The aggregator is free for another request. */
  onRequestEnd(): void;
}

/** @throws what the checker throws: that is nobody's fault but ours */
export async function makeAttempt(attempt: Attempt, ports: AttemptPorts): Promise<Outcome> {
  const { range, stop } = attempt;
  const requested = await request(attempt, ports);
  if (requested.kind !== 'proved') return requested;
  attempt.origin.checking += 1;
  ports.onRequestEnd();
  try {
    const asked = [{ index: range.firstRow, bytes: requested.bytes }];
    const { runs, wrong } = await ports.checker.check(asked, { signal: stop.signal });
    const { bytes } = runs[0]!;
    if (wrong.length === 0) return { ...requested, bytes };
    const failure: Failure = { reason: 'wrong-content', message: `rows ${wrong.join(', ')}` };
    return { kind: 'wrong', failure, bytes };
  } catch (error) {
    if (stop.signal.aborted) return { kind: 'stopped' };
    throw error;
  } finally {
    attempt.origin.checking -= 1;
  }
}

/** It broke because there is no network: nobody's fault. */
export function isCut({ reason }: Failure, line: Line): boolean {
  return !line.isUp && (reason === 'network' || reason === 'stalled' || reason === 'truncated');
}

async function request(attempt: Attempt, ports: AttemptPorts): Promise<Outcome> {
  const { origin, range, form, stop } = attempt;
  const pooled = ports.pool.begin(origin.aggregator);
  origin.busy += 1;
  try {
    const bytes = await requestRange(origin.aggregator, ports.blob, range, {
      form,
      fetch: ports.fetch,
      timeouts: ports.timeouts,
      signal: stop.signal,
      buffer: ports.buffers.take(range.bytes),
      onBytes(bytes) {
        attempt.received += bytes;
        origin.receive(bytes);
        pooled.received(bytes);
        ports.onBytes(bytes);
      },
    });
    pooled.end({ kind: 'served' });
    return { kind: 'proved', bytes, networkMs: ports.now() - attempt.startedMs };
  } catch (error) {
    const failure = error instanceof AttemptFailure && !stop.signal.aborted ? error : undefined;
    // Who does not know one form may know the other, and nobody can answer without a line.
    const failed =
      failure &&
      blame(failure.attempt) === 'failed' &&
      failure.attempt.reason !== 'no-ranges' &&
      !isCut(failure.attempt, ports.line);
    if (failed) {
      const { retryAfterMs } = failure;
      pooled.end({ kind: 'failed', ...(retryAfterMs === undefined ? {} : { retryAfterMs }) });
    } else pooled.end({ kind: 'neutral' });
    if (failure)
      return { kind: blame(failure.attempt) === 'lied' ? 'wrong' : 'failed', failure: failure.attempt };
    if (stop.signal.aborted) return { kind: 'stopped' };
    throw error;
  } finally {
    origin.busy -= 1;
    attempt.phase = 'check';
  }
}
