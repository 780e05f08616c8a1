// The door of this folder: reads ranges of one blob after another over aggregators that are remembered in between.
import { createAggregatorPool, type AggregatorPool } from '../aggregator-pool.ts';
import { browserLine, type Line } from '../line.ts';
import { createQueue } from '../queue.ts';
import { readRanges } from './range-read.ts';
import type { RangeReader, RangeTimeouts } from './types.ts';

export interface RangeReaderOptions {
  /** Or a pool that others read by too: what one finds out about an aggregator helps all. */
  aggregators: readonly string[] | AggregatorPool;
  fetch?: typeof fetch;
  timeouts?: Partial<RangeTimeouts>;
  /** Requests at once; a browser makes six to one server over HTTP/1.1, and others want some too. */
  perOrigin?: number;
  /** Ranges in memory at once, those that are checked and stored included. */
  mostRanges?: number;
  /** Milliseconds, as the pool counts them. */
  now?: () => number;
  /** While it is down, what is wanted waits. */
  line?: Line;
}

const DEFAULT_TIMEOUTS: RangeTimeouts = {
  firstByteMs: 30_000,
  stallMs: 15_000,
  hedgeMs: 300,
  patienceMs: 4_000,
};
const PER_ORIGIN = 3;
const MOST_RANGES = 6;

/**
 * In a page, a Worker or Node.
 *
 * @example
 * const reader = createRangeReader({ aggregators: network.aggregators });
 * const checker = await createLocalRowCheckers().open({ sidecar, blobId });
 * const ranges = planRanges(bytes);
 * await reader.read({ blobId, bytes }, { ranges, checker, take: (range, bytes) => store(range.index, bytes) });
 */
export function createRangeReader(options: RangeReaderOptions): RangeReader {
  const { aggregators, now = () => performance.now() } = options;
  const settings = {
    pool: 'begin' in aggregators ? aggregators : createAggregatorPool(aggregators, { now }),
    // Unbound, a browser's fetch refuses to be called as somebody's method.
    fetch: options.fetch ?? ((input, init) => fetch(input, init)),
    timeouts: { ...DEFAULT_TIMEOUTS, ...options.timeouts },
    perOrigin: options.perOrigin ?? PER_ORIGIN,
    mostRanges: options.mostRanges ?? MOST_RANGES,
    now,
    line: options.line ?? browserLine,
  };
  const enqueue = createQueue();
  return {
    read: (blob, read) => {
      return enqueue(() => readRanges(settings, blob, read), read.signal ? { signal: read.signal } : {});
    },
  };
}
