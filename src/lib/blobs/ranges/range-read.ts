// One read: keeps requests going until every range was handed over. Whom to ask schedule.ts decides; what one try does
// is in attempt.ts.
import { hashBlob } from '../../model/blob-hash.ts';
import { toHex } from '../../model/hex.ts';
import { conclude } from '../attempts.ts';
import { BlobError } from '../errors.ts';
import type { ReadAttempt } from '../types.ts';
import { isCut, makeAttempt, type Attempt, type AttemptPorts, type Outcome } from './attempt.ts';
import { createBuffers } from './buffers.ts';
import { Origin, type Failure } from './origin.ts';
import { chooseAggregator, dueMs, msLeft } from './schedule.ts';
import { createTally } from './tally.ts';
import { Task } from './task.ts';
import type { BlobToRead, RangeReadOptions, RangeReport } from './types.ts';

export interface ReadSettings extends Pick<AttemptPorts, 'pool' | 'fetch' | 'timeouts' | 'now' | 'line'> {
  perOrigin: number;
  mostRanges: number;
}

/** Ranges asked for twice at once. */
const MOST_HEDGES = 2;

/** @throws as RangeReader.read */
export async function readRanges(
  settings: ReadSettings,
  blob: BlobToRead,
  read: RangeReadOptions,
): Promise<RangeReport> {
  const { pool, timeouts, now, line, mostRanges, perOrigin } = settings;
  const { signal } = read;
  signal?.throwIfAborted();
  const origins = pool.aggregators.map((standing) => new Origin(standing));
  const pending = read.ranges.map((range) => new Task(range));
  /** Under way; a range is in memory for each. */
  const attempts = new Map<Attempt, Task>();
  const failures = new Map<string, ReadAttempt>();
  const finishedMs: number[] = [];
  const total = read.ranges.reduce((sum, range) => sum + range.bytes, 0);
  const tally = createTally({ total, origins, attempts, now, line, onProgress: read.onProgress });
  const ports: AttemptPorts = {
    ...settings,
    blob,
    checker: read.checker,
    buffers: createBuffers(mostRanges),
    onBytes: (bytes) => tally.receive(bytes),
    onRequestEnd: pump,
  };
  let failed: { error: unknown } | undefined;
  let wakeUp: ReturnType<typeof setTimeout> | undefined;
  let grace: { endsMs: number } | 'over' | undefined;
  let finish!: () => void;
  const finished = new Promise<void>((resolve) => (finish = resolve));

  const onAbort = () => fail(signal!.reason);
  signal?.addEventListener('abort', onAbort, { once: true });
  const stopListening = line.onChange(pump);
  try {
    pump();
    await finished;
  } finally {
    signal?.removeEventListener('abort', onAbort);
    stopListening();
  }
  tally.show('now');
  if (failed) throw (failed as { error: unknown }).error;
  return tally.report();

  /** The first reason counts, and ends every request. */
  function fail(error: unknown): void {
    failed ??= { error };
    for (const { stop } of attempts.keys()) stop.abort();
    pump();
  }

  /** To be called after whatever may have made room or work. */
  function pump(): void {
    clearTimeout(wakeUp);
    const wakes: number[] = [];
    // Without a network what is wanted waits, and nobody is blamed.
    if (!failed && line.isUp) startPending(wakes);
    if (!failed && line.isUp && pending.length === 0) hedge(wakes);
    const showAtMs = tally.show();
    if (showAtMs !== undefined) wakes.push(showAtMs);
    if (attempts.size === 0 && (failed || pending.length === 0)) finish();
    else if (wakes.length > 0 && !failed) wakeUp = setTimeout(pump, Math.max(1, Math.min(...wakes) - now()));
  }

  function startPending(wakes: number[]): void {
    endGrace();
    for (const task of [...pending]) {
      if (attempts.size >= mostRanges) return;
      const choices = task.choices(origins, perOrigin);
      if (choices.length === 0) {
        const untilMs = graceEnd();
        if (untilMs !== undefined) wakes.push(untilMs);
        // What is still under way may be stored, or say more about who is to blame.
        else if (attempts.size === 0) return fail(conclude(blob.blobId, [...failures.values()]));
        continue;
      }
      const pendingBytes = pending.reduce((sum, { range }) => sum + range.bytes, 0);
      const decision = chooseAggregator(choices, task.range, { now: now(), pendingBytes });
      if (decision.kind === 'start') {
        pending.splice(pending.indexOf(task), 1);
        start(task, decision.choice.origin);
      } else if (decision.untilMs !== undefined) wakes.push(decision.untilMs);
    }
  }

  /** Nothing is left to begin: what is slow is asked for elsewhere too, and whoever is first is taken. */
  function hedge(wakes: number[]): void {
    const at = now();
    const running = [...attempts].filter(([{ phase }, task]) => phase === 'network' && !task.settled);
    const slowestFirst = running.sort(([a], [b]) => msLeft(b, at) - msLeft(a, at));
    for (const [attempt, task] of slowestFirst) {
      const hedged = new Set(running.filter(([, { attempts }]) => attempts.size > 1).map(([, task]) => task));
      if (attempts.size >= mostRanges || hedged.size >= MOST_HEDGES) return;
      const choices = task.choices(origins, perOrigin).filter(({ origin }) => !origin.standing.lied);
      if (task.attempts.size > 1 || choices.length === 0) continue;
      const due = dueMs(attempt, finishedMs, timeouts);
      const decision = chooseAggregator(choices, task.range, { now: at, pendingBytes: 0 });
      if (due > at) wakes.push(due);
      else if (decision.kind === 'start' && decision.ms < msLeft(attempt, at)) {
        attempt.origin.hedged += 1;
        start(task, decision.choice.origin);
      } else wakes.push(at + timeouts.hedgeMs);
    }
  }

  function start(task: Task, origin: Origin): void {
    const attempt: Attempt = {
      origin,
      range: task.range,
      form: origin.form,
      strikesBefore: origin.strikes,
      startedMs: now(),
      received: 0,
      phase: 'network',
      stop: new AbortController(),
    };
    task.attempts.add(attempt);
    attempts.set(attempt, task);
    makeAttempt(attempt, ports)
      .then((outcome) => settle(task, attempt, outcome))
      .catch((error: unknown) => fail(error))
      .finally(() => {
        task.attempts.delete(attempt);
        attempts.delete(attempt);
        // Refetched ranges go first: somebody may be waiting for them longest.
        if (!task.settled && task.attempts.size === 0) pending.unshift(task);
        pump();
      });
  }

  async function settle(task: Task, attempt: Attempt, outcome: Outcome): Promise<void> {
    if (task.settled || outcome.kind === 'stopped' || failed) return;
    const { origin } = attempt;
    if (outcome.kind === 'proved') {
      task.settled = true;
      for (const other of task.attempts) if (other !== attempt) other.stop.abort();
      finishedMs.push(outcome.networkMs);
      origin.prove();
      // Only now is it certain that it was their bytes that were wrong, and not the digests they were held against.
      for (const liar of task.refused) pool.convict(liar.aggregator);
      attempt.phase = 'take';
      const back = await read.take(task.range, outcome.bytes);
      if (back) ports.buffers.give(back);
      return tally.store(task.range.bytes);
    }
    const { failure } = outcome;
    if (isCut(failure, line)) return void tally.show('now');
    note(origin, failure);
    if (outcome.kind === 'wrong') await refuse(task, attempt, outcome);
    else if (failure.status === 404) origin.miss(failure);
    else if (failure.reason === 'no-ranges' && attempt.form === 'header') origin.form = 'query';
    else {
      task.failedAt(origin);
      origin.fail(failure, attempt.strikesBefore);
    }
    if (origin.isOut) tally.show('now');
  }

  async function refuse(
    task: Task,
    attempt: Attempt,
    { failure, bytes }: Extract<Outcome, { kind: 'wrong' }>,
  ): Promise<void> {
    const { origin } = attempt;
    origin.refuse(failure, attempt.received);
    // What it still has under way would be for nothing; what has come is checked as all else.
    for (const other of attempts.keys()) {
      if (other.origin === origin && other.phase === 'network') other.stop.abort();
    }
    tally.show('now');
    const digest = bytes && hashBlob(new Blob([bytes])).then(toHex);
    if (bytes) ports.buffers.give(bytes);
    if (!(await task.refusedFrom(origin, digest))) return;
    const details = { blobId: blob.blobId, attempts: [...failures.values()] };
    fail(new BlobError('blobs/sidecar', 'Two aggregators agree on what the digests refuse', { details }));
  }

  /** One for each aggregator and reason, the latest last. */
  function note({ aggregator }: Origin, failure: Failure): void {
    const key = [aggregator, failure.reason, failure.status].join(' ');
    failures.delete(key);
    failures.set(key, { aggregator, ...failure });
  }

  /** When those that do not know the blob may be asked again, which is once; undefined if that is no hope. */
  function graceEnd(): number | undefined {
    if (read.graceMs === undefined || grace === 'over') return undefined;
    if (!origins.some(({ missing, dropped }) => missing && !dropped)) return undefined;
    grace ??= { endsMs: now() + read.graceMs };
    return grace.endsMs;
  }

  function endGrace(): void {
    if (grace === undefined || grace === 'over' || now() < grace.endsMs) return;
    grace = 'over';
    for (const origin of origins) origin.missing = false;
  }
}
