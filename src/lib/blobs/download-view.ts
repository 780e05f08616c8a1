// How the download of a version stands: the readings of its parts put together, for whoever shows it. Fetches nothing.
import type { OpenedPart, PartReading } from './cache/part-load.ts';
import type { OriginFailure, OriginProgress } from './ranges/types.ts';
import { createMeter } from './speed.ts';

/**
 * How what comes is checked: by rows as it comes, against digests out of the manifest (`sidecar`) or asked of storage
 * nodes (`metadata`); or all at once when it is here, by the hashes of its files (`files`).
 */
export type CheckedBy = 'sidecar' | 'metadata' | 'files';

/** Survives `structuredClone`. */
export interface DownloadView {
  /** Bytes to download, and how many of them are here or on their way. May fall back. */
  total: number;
  loaded: number;
  /** Bytes that were here when it began, checked; not in `total`. */
  present: number;
  /** Over the last seconds. Undefined while there is nothing to tell it from. */
  bytesPerSecond: number | undefined;
  msLeft: number | undefined;
  /** Of the part that is under way. */
  checkedBy: CheckedBy;
  /** There is no network: it waits until there is. */
  offline: boolean;
  /** Everybody who was or may be asked, over all parts so far. */
  origins: OriginProgress[];
}

/** Long enough to be steady, short enough to follow a line that becomes slow. */
const SPEED_MEMORY_MS = 6_000;

export interface DownloadTracker {
  /** `loaded` bytes of this part are here. */
  view(part: OpenedPart, loaded: number, reading: PartReading): DownloadView;
}

/** For parts that are completed one after another, in this order. */
export function createDownloadTracker(
  parts: readonly OpenedPart[],
  now: () => number = () => performance.now(),
): DownloadTracker {
  const total = sum(parts.map(({ missingBytes }) => missingBytes));
  const present = sum(parts.flatMap(({ held }) => [...held.values()].map(({ size }) => size)));
  const meter = createMeter(now, SPEED_MEMORY_MS);
  meter.open();
  let current: OpenedPart | undefined;
  let before = 0;
  /** What falls back and comes again is counted once. */
  let furthest = 0;
  let earlier: readonly OriginProgress[] = [];
  let latest: readonly OriginProgress[] = [];

  function enter(part: OpenedPart): void {
    if (current === part) return;
    earlier = merge(earlier, latest);
    latest = [];
    before = sum(parts.slice(0, parts.indexOf(part)).map(({ missingBytes }) => missingBytes));
    current = part;
  }

  return {
    view(part, loadedOfPart, reading) {
      enter(part);
      latest = reading.origins;
      const loaded = before + loadedOfPart;
      meter.add(Math.max(0, loaded - furthest));
      furthest = Math.max(furthest, loaded);
      const bytesPerMs = meter.bytesPerMs();
      return {
        total,
        loaded,
        present,
        bytesPerSecond: bytesPerMs === undefined ? undefined : bytesPerMs * 1000,
        msLeft: bytesPerMs ? (total - loaded) / bytesPerMs : undefined,
        // Where nobody's rows can be believed, a part comes whole although there is a proof.
        checkedBy: reading.whole ? 'files' : checkedBy(part),
        offline: reading.offline,
        origins: merge(earlier, latest),
      };
    },
  };
}

function checkedBy({ sidecar, proof }: OpenedPart): CheckedBy {
  // A proof beside a sidecar was asked for because the sidecar was none.
  return proof || !sidecar ? 'metadata' : 'sidecar';
}

/** Bytes and faults of both; what it does now, as the later says. */
function merge(earlier: readonly OriginProgress[], later: readonly OriginProgress[]): OriginProgress[] {
  const left = new Map(later.map((origin) => [origin.origin, origin]));
  const merged = earlier.map((one) => {
    const next = left.get(one.origin);
    left.delete(one.origin);
    return next ? add(one, next) : { ...one, state: one.state === 'reading' ? ('idle' as const) : one.state };
  });
  return [...merged, ...left.values()];
}

function add(one: OriginProgress, next: OriginProgress): OriginProgress {
  return {
    ...next,
    bytes: one.bytes + next.bytes,
    errors: one.errors + next.errors,
    refused: one.refused + next.refused,
    hedged: one.hedged + next.hedged,
    failures: addFailures(one.failures, next.failures),
  };
}

function addFailures(one: readonly OriginFailure[], next: readonly OriginFailure[]): OriginFailure[] {
  const all = one.map((failure) => ({ ...failure }));
  for (const { reason, status, times } of next) {
    const known = all.find((failure) => failure.reason === reason && failure.status === status);
    if (known) known.times += times;
    else all.push({ reason, ...(status === undefined ? {} : { status }), times });
  }
  return all;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
