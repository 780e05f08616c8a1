// Counts the bytes of one read and tells whoever watches, not more often than eyes can see.
import type { Line } from '../line.ts';
import { createMeter } from '../speed.ts';
import type { Attempt } from './attempt.ts';
import type { Origin } from './origin.ts';
import type { RangeProgress, RangeReport } from './types.ts';

const SHOW_EVERY_MS = 100;
const SPEED_MEMORY_MS = 3_000;

export interface Tally {
  receive(bytes: number): void;
  store(bytes: number): void;
  /** `now`: something happened that should be seen at once. Returns when to call again for what was not shown. */
  show(when?: 'now'): number | undefined;
  report(): RangeReport;
}

export function createTally(options: {
  total: number;
  origins: readonly Origin[];
  /** Under way. Live. */
  attempts: ReadonlyMap<Attempt, unknown>;
  now: () => number;
  line: Line;
  onProgress: ((progress: RangeProgress) => void) | undefined;
}): Tally {
  const { total, origins, attempts, now, line, onProgress } = options;
  const meter = createMeter(now, SPEED_MEMORY_MS);
  meter.open();
  let stored = 0;
  let shownMs = Number.NEGATIVE_INFINITY;
  const sum = (value: (origin: Origin) => number) => origins.reduce((all, origin) => all + value(origin), 0);

  function onTheWay(): number {
    const furthest = new Map<number, number>();
    for (const { range, received, stop } of attempts.keys()) {
      if (!stop.signal.aborted) {
        furthest.set(range.index, Math.max(furthest.get(range.index) ?? 0, Math.min(received, range.bytes)));
      }
    }
    return [...furthest.values()].reduce((all, bytes) => all + bytes, 0);
  }

  function show(when?: 'now'): number | undefined {
    const at = now();
    if (!onProgress) return undefined;
    if (when !== 'now' && at - shownMs < SHOW_EVERY_MS) return shownMs + SHOW_EVERY_MS;
    shownMs = at;
    const loaded = stored + onTheWay();
    const bytesPerMs = meter.bytesPerMs();
    onProgress({
      loaded,
      total,
      bytesPerSecond: (bytesPerMs ?? 0) * 1000,
      msLeft: bytesPerMs ? (total - loaded) / bytesPerMs : undefined,
      offline: !line.isUp,
      origins: origins.map((origin) => origin.progress(at)),
    });
    return undefined;
  }

  return {
    receive(bytes) {
      meter.add(bytes);
      show();
    },
    store(bytes) {
      stored += bytes;
    },
    show,
    report() {
      return {
        fetched: sum((origin) => origin.bytes),
        stored,
        refused: sum((origin) => origin.refused),
        origins: origins.map((origin) => origin.progress(now())),
      };
    },
  };
}
