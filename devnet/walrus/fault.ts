// Misbehaviour of a Walrus service, switched on by tests of its clients: any server may fail or lie. What the faults
// are and how they are read from JSON; fault-board.ts says who has one, misbehave.ts carries it out.

export type Fault = FaultScope &
  (
    | StatusFault
    | HangFault
    | SlowFault
    | TruncateFault
    | StallFault
    | CorruptFault
    | LengthFault
    | OtherFault
    | StaleFault
  );

interface FaultScope {
  /** Only the next requests, this many; for good where absent. */
  times?: number;
  /** Only requests whose path names this blob. */
  blob?: string;
}
/** Answers every request with this status and, where given, `Retry-After` in seconds. */
interface StatusFault {
  kind: 'status';
  status: number;
  retryAfter?: number;
}
/** Never answers, until the request is aborted or the fault is changed. */
interface HangFault {
  kind: 'hang';
}
/** Answers rightly, `ms` late, and with no more than `bytesPerSecond` in each answer. */
interface SlowFault {
  kind: 'slow';
  ms?: number;
  bytesPerSecond?: number;
}
/** Breaks off after this many bytes of what it announced; half of them where absent. */
interface TruncateFault {
  kind: 'truncate';
  after?: number;
}
/** Goes silent after this many bytes, half where absent, until the fault is changed. */
interface StallFault {
  kind: 'stall';
  after?: number;
}
/**
 * Flips one bit: of the part of row `row` that the answer holds (answers without any are left alone), of a random byte,
 * or of the byte in the middle. `seed` makes the same random choices again.
 */
interface CorruptFault {
  kind: 'corrupt';
  row?: number | 'random';
  seed?: number;
}
/** Sends this many bytes more than asked, or fewer, and announces exactly what it sends. */
interface LengthFault {
  kind: 'length';
  by: number;
}
/** Sends as many bytes of another blob, repeated if it is shorter: of `use`, or of any other that is stored. */
interface OtherFault {
  kind: 'other';
  use?: string;
}
/** As a cache just after publishing: 404 for the first requests of each blob, or for a time after its certification. */
interface StaleFault {
  kind: 'stale';
  requests?: number;
  ms?: number;
}

type Check = (value: unknown) => boolean;
const count: Check = (value) => Number.isSafeInteger(value) && Number(value) >= 0;
const positive: Check = (value) => typeof value === 'number' && value > 0;
const text: Check = (value) => typeof value === 'string';

const SCOPE: Record<string, Check> = { times: (value) => count(value) && positive(value), blob: text };
const FIELDS: Record<Fault['kind'], Record<string, Check>> = {
  status: {
    status: (value) => Number.isInteger(value) && Number(value) >= 400 && Number(value) <= 599,
    retryAfter: count,
  },
  hang: {},
  slow: { ms: (value) => typeof value === 'number' && value >= 0, bytesPerSecond: positive },
  truncate: { after: count },
  stall: { after: count },
  corrupt: { row: (value) => value === 'random' || count(value), seed: count },
  length: { by: (value) => Number.isSafeInteger(value) && value !== 0 },
  other: { use: text },
  stale: { requests: count, ms: count },
};
/** Of each list, one field must be there. */
const REQUIRED: Partial<Record<Fault['kind'], string[]>> = {
  status: ['status'],
  slow: ['ms', 'bytesPerSecond'],
  length: ['by'],
  stale: ['requests', 'ms'],
};

/** Reads a fault from JSON; null means none. Throws TypeError on anything else. */
export function parseFault(value: unknown): Fault | undefined {
  if (value === null || value === undefined) return undefined;
  const { kind, ...given } = value as { kind?: unknown };
  const sound = typeof kind === 'string' && Object.hasOwn(FIELDS, kind);
  if (!sound || !areSound(kind as Fault['kind'], given))
    throw new TypeError(`not a fault: ${JSON.stringify(value)}`);
  return value as Fault;
}

function areSound(kind: Fault['kind'], given: Record<string, unknown>): boolean {
  const checks = { ...SCOPE, ...FIELDS[kind] };
  const required = REQUIRED[kind];
  return (
    Object.entries(given).every(([name, value]) => Object.hasOwn(checks, name) && checks[name]!(value)) &&
    (!required || required.some((name) => given[name] !== undefined))
  );
}
