// How fast something flows: bytes over the time it was open, where what is long ago counts little.

export interface Meter {
  /** Time passes for it only while it is open; opened twice, it has to be closed twice. */
  open(): void;
  close(): void;
  add(bytes: number): void;
  /** Undefined until there is enough to tell. */
  bytesPerMs(): number | undefined;
}

/** Below this a transfer measures latency, unless it has taken its time. */
const MEASURABLE_BYTES = 256 * 1024;
const MEASURABLE_MS = 1_000;

/** What lies `memoryMs` back counts a third of what is new. */
export function createMeter(now: () => number, memoryMs: number): Meter {
  let [bytes, ms] = [0, 0];
  let [openings, last] = [0, 0];

  function advance(): void {
    const at = now();
    if (openings > 0 && at > last) {
      const kept = Math.exp((last - at) / memoryMs);
      bytes *= kept;
      ms = ms * kept + memoryMs * (1 - kept);
    }
    last = at;
  }

  return {
    open() {
      advance();
      openings += 1;
    },
    close() {
      advance();
      openings -= 1;
    },
    add(more) {
      advance();
      bytes += more;
    },
    bytesPerMs() {
      advance();
      return bytes < MEASURABLE_BYTES && ms < MEASURABLE_MS ? undefined : bytes / Math.max(ms, 1);
    },
  };
}
