// What is known of each aggregator from all that was read: speed, reliability, when it may be asked again, and whether
// it lied. Knows no HTTP and no blob.
import { createMeter, type Meter } from './speed.ts';

export interface AggregatorPool {
  /** In the given order. */
  readonly aggregators: readonly Standing[];
  /** All aggregators, most promising first. */
  order(): string[];
  /** A request begins; it counts as busy until `end` says what came of it. */
  begin(aggregator: string): PoolRequest;
  /** It sent bytes that are not the blob. Never forgotten. */
  convict(aggregator: string): void;
}

/** Live: read it when needed. */
export interface Standing {
  readonly aggregator: string;
  readonly lied: boolean;
  /** Requests under way. */
  readonly busy: number;
  /** In a row. */
  readonly failures: number;
  /** It should not be asked before; on the pool's clock. */
  readonly readyMs: number;
  /** 1 for one that never failed, less for each failure, more for each success. */
  readonly reliability: number;
  /** Over all requests at once, while there are any; undefined if never measured. */
  bytesPerMs(): number | undefined;
}

export interface PoolRequest {
  received(bytes: number): void;
  end(outcome: Outcome): void;
}

export type Outcome =
  | { kind: 'served' }
  /** Does not have the blob, or the caller gave up: says nothing about the server. */
  | { kind: 'neutral' }
  /** `retryAfterMs`: what it asked for, or what its answer calls for. */
  | { kind: 'failed'; retryAfterMs?: number };

export interface PoolOptions {
  now?: () => number;
  /** After a first failure; twice as long after each that follows. */
  backOffMs?: number;
}

const BACK_OFF_MS = 250;
/** Nobody is waited for longer than this, whatever they ask. */
const LONGEST_BACK_OFF_MS = 60_000;
const SPEED_MEMORY_MS = 5_000;
const NEWEST_WEIGHT = 0.3;

class Record implements Standing {
  lied = false;
  busy = 0;
  failures = 0;
  readyMs = 0;
  reliability = 1;
  readonly meter: Meter;
  constructor(
    readonly aggregator: string,
    now: () => number,
  ) {
    this.meter = createMeter(now, SPEED_MEMORY_MS);
  }
  bytesPerMs(): number | undefined {
    return this.meter.bytesPerMs();
  }
}

export function createAggregatorPool(
  aggregators: readonly string[],
  options: PoolOptions = {},
): AggregatorPool {
  const { now = () => performance.now(), backOffMs = BACK_OFF_MS } = options;
  const records = new Map<string, Record>();
  for (const url of aggregators) {
    const base = url.replace(/\/+$/, '');
    if (!records.has(base)) records.set(base, new Record(base, now));
  }
  return {
    aggregators: [...records.values()],
    order: () => {
      const at = now();
      return [...records.values()].sort((a, b) => compare(a, b, at)).map(({ aggregator }) => aggregator);
    },
    begin(aggregator) {
      const record = records.get(aggregator)!;
      const failuresBefore = record.failures;
      record.busy += 1;
      record.meter.open();
      return {
        received: (bytes) => record.meter.add(bytes),
        end(outcome) {
          record.busy -= 1;
          record.meter.close();
          if (outcome.kind === 'neutral') return;
          const served = outcome.kind === 'served';
          record.reliability += NEWEST_WEIGHT * (Number(served) - record.reliability);
          if (served) record.failures = 0;
          // Requests that were under way together and broke together are one failure.
          else if (record.failures === failuresBefore) record.failures += 1;
          if (served) return;
          const wait = outcome.retryAfterMs ?? backOffMs * 2 ** (Math.max(1, record.failures) - 1);
          record.readyMs = Math.max(record.readyMs, now() + Math.min(wait, LONGEST_BACK_OFF_MS));
        },
      };
    },
    convict(aggregator) {
      records.get(aggregator)!.lied = true;
    },
  };
}

/**
 * Liars last, then those that should be left alone, then by failures in a row, then the less busy, then the faster,
 * where one never measured counts as fast so that it gets measured. The given order decides the rest.
 */
function compare(a: Standing, b: Standing, now: number): number {
  return (
    Number(a.lied) - Number(b.lied) ||
    Math.max(a.readyMs, now) - Math.max(b.readyMs, now) ||
    a.failures - b.failures ||
    a.busy - b.busy ||
    speedOf(b) - speedOf(a)
  );
}

function speedOf(standing: Standing): number {
  return standing.bytesPerMs() ?? Number.MAX_VALUE;
}
