// Which aggregator to ask first. Remembers how each one did; knows no HTTP.

export interface AggregatorPool {
  /** All aggregators, most promising first. */
  order(): string[];
  /** Counts as busy until the returned function is called with what came of it. */
  begin(aggregator: string): (outcome: Outcome) => void;
}

export type Outcome =
  | { kind: 'served'; bytes: number; ms: number }
  /** Does not have the blob, or the caller gave up: says nothing about the server. */
  | { kind: 'neutral' }
  | { kind: 'failed' }
  /** Sent bytes that are not the blob. Never forgotten. */
  | { kind: 'lied' };

interface Standing {
  bytesPerMs: number | undefined;
  failures: number;
  lied: boolean;
  busy: number;
}

/** How much the newest speed counts against the earlier ones. */
const NEWEST_WEIGHT = 0.5;
/** Below this a transfer measures latency. */
const MEASURABLE_BYTES = 256 * 1024;

export function createAggregatorPool(aggregators: readonly string[]): AggregatorPool {
  const records = new Map<string, Standing>();
  for (const url of aggregators) {
    const base = url.replace(/\/+$/, '');
    records.set(base, { bytesPerMs: undefined, failures: 0, lied: false, busy: 0 });
  }
  return {
    order: () => [...records.keys()].sort((a, b) => compare(records.get(a)!, records.get(b)!)),
    begin(aggregator) {
      const record = records.get(aggregator)!;
      record.busy += 1;
      return (outcome) => {
        record.busy -= 1;
        if (outcome.kind === 'failed') record.failures += 1;
        if (outcome.kind === 'lied') record.lied = true;
        if (outcome.kind !== 'served') return;
        record.failures = 0;
        if (outcome.bytes < MEASURABLE_BYTES) return;
        const speed = outcome.bytes / Math.max(outcome.ms, 1);
        record.bytesPerMs = speed * NEWEST_WEIGHT + (record.bytesPerMs ?? speed) * (1 - NEWEST_WEIGHT);
      };
    },
  };
}

/**
 * Liars last, then by failures in a row, then the less busy, then the faster, where one never measured counts as fast
 * so that it gets measured. The given order decides the rest.
 */
function compare(a: Standing, b: Standing): number {
  return (
    Number(a.lied) - Number(b.lied) || a.failures - b.failures || a.busy - b.busy || speedOf(b) - speedOf(a)
  );
}

function speedOf(record: Standing): number {
  return record.bytesPerMs ?? Number.MAX_VALUE;
}
