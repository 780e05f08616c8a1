// Who is asked for a range, and which range is asked for twice. Decides from numbers; starts nothing.

/** An aggregator, as far as one range is concerned. */
export interface Choice {
  /** Requests of this read under way there, and how many there may be. */
  busy: number;
  slots: number;
  /** Not to be asked before. */
  readyMs: number;
  /** Undefined if never measured: it counts as fast as the fastest, so that it gets measured. */
  bytesPerMs: number | undefined;
  /** 0 to 1. */
  reliability: number;
  /** How often it has failed for this very range. */
  tries: number;
}

export type Decision<C extends Choice> =
  /** In about `ms` it would be here. */
  | { kind: 'start'; choice: C; ms: number }
  /** `untilMs`: when something changes by itself; otherwise a request that ends changes it. */
  | { kind: 'wait'; untilMs: number | undefined };

/** Rates below it are as good as none; keeps divisions finite. */
const LEAST_BYTES_PER_MS = 0.001;
/** An aggregator that failed for a range is asked for it again only where others would take this much longer. */
const TRIES_WEIGHT = 3;

/**
 * The one where the range would end first, even if it has no room yet: better to wait for it than to leave the range
 * with one so slow that the rest would be here before it. While much is still to be read, the slow ones help.
 */
export function chooseAggregator<C extends Choice>(
  choices: readonly C[],
  range: { bytes: number },
  { now, pendingBytes }: { now: number; pendingBytes: number },
): Decision<C> {
  const speeds = choices.map(({ bytesPerMs }) => bytesPerMs).filter((speed) => speed !== undefined);
  const unmeasured = speeds.length > 0 ? Math.max(...speeds) : 1;
  const speedOf = ({ bytesPerMs = unmeasured, reliability }: C) =>
    Math.max(bytesPerMs * reliability ** 2, LEAST_BYTES_PER_MS);
  const rated = choices
    .map((choice) => {
      const ms = ((choice.busy + 1) * range.bytes * (1 + TRIES_WEIGHT * choice.tries)) / speedOf(choice);
      return { choice, cost: Math.max(0, choice.readyMs - now) + ms };
    })
    .sort((a, b) => a.cost - b.cost);
  const timeLeft = pendingBytes / choices.reduce((sum, choice) => sum + speedOf(choice), 0);
  const best = rated[0]?.cost ?? 0;
  const found = rated.find(
    ({ choice, cost }) =>
      choice.busy < choice.slots && choice.readyMs <= now && (cost === best || cost <= timeLeft),
  );
  if (found) return { kind: 'start', choice: found.choice, ms: found.cost };
  const waits = choices.map(({ readyMs }) => readyMs).filter((readyMs) => readyMs > now);
  return { kind: 'wait', untilMs: waits.length > 0 ? Math.min(...waits) : undefined };
}

/** A range on its way. */
export interface Running {
  startedMs: number;
  range: { bytes: number };
  received: number;
}

/** How much slower than the others a range has to be. */
const SLOW_FACTOR = 2;

/** When a range has taken so long that it should be asked for elsewhere too. */
export function dueMs(
  running: Running,
  finishedMs: readonly number[],
  { hedgeMs, patienceMs }: { hedgeMs: number; patienceMs: number },
): number {
  if (finishedMs.length === 0) return running.startedMs + patienceMs;
  return running.startedMs + Math.max(hedgeMs, SLOW_FACTOR * median(finishedMs));
}

/** How long it will still take at the pace it had so far. */
export function msLeft({ startedMs, range, received }: Running, now: number): number {
  return ((range.bytes - received) * Math.max(now - startedMs, 1)) / Math.max(received, 1);
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1]!;
}
