// Misbehaviour of an aggregator, switched on by tests of the reader: any aggregator may fail or lie.

export type Fault =
  /** Answers every request with this status. */
  | { kind: 'status'; status: number }
  /** Never answers, until the request is aborted or the fault is cleared. */
  | { kind: 'hang' }
  /** Answers with the right length and headers, one byte in the middle changed. */
  | { kind: 'corrupt' }
  /** Sends only the first half of the bytes it announced the length of. */
  | { kind: 'truncate' }
  /** Answers rightly, this many milliseconds late. */
  | { kind: 'slow'; ms: number };

/** Reads a fault from JSON; null means none. Throws TypeError on anything else. */
export function parseFault(value: unknown): Fault | undefined {
  if (value === null || value === undefined) return undefined;
  const { kind, status, ms } = value as { kind?: unknown; status?: unknown; ms?: unknown };
  if (kind === 'hang' || kind === 'corrupt' || kind === 'truncate') return { kind };
  if (kind === 'status' && typeof status === 'number' && status >= 400 && status <= 599)
    return { kind, status };
  if (kind === 'slow' && typeof ms === 'number' && ms >= 0) return { kind, ms };
  throw new TypeError(`not a fault: ${JSON.stringify(value)}`);
}

/** Which aggregator has which fault, and who waits for one to end. */
export class FaultBoard {
  readonly #faults = new Map<number, Fault>();
  #waiting: { aggregator: number; resume: () => void }[] = [];

  get(aggregator: number): Fault | undefined {
    return this.#faults.get(aggregator);
  }

  set(aggregator: number, fault: Fault | undefined): void {
    if (fault) this.#faults.set(aggregator, fault);
    else this.#faults.delete(aggregator);
    const due = this.#waiting.filter((waiter) => waiter.aggregator === aggregator);
    this.#waiting = this.#waiting.filter((waiter) => waiter.aggregator !== aggregator);
    for (const waiter of due) waiter.resume();
  }

  /** Resolves when the aggregator's fault is next set or cleared; rejects with the signal's reason. */
  changed(aggregator: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      if (signal.aborted) return reject(signal.reason);
      const waiter = { aggregator, resume: done };
      const abort = () => {
        this.#waiting = this.#waiting.filter((other) => other !== waiter);
        reject(signal.reason);
      };
      function done() {
        signal.removeEventListener('abort', abort);
        resolve();
      }
      signal.addEventListener('abort', abort, { once: true });
      this.#waiting.push(waiter);
    });
  }
}

/** Resolves after `ms`; rejects with the signal's reason. */
export function delay(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(signal.reason);
    const abort = () => {
      clearTimeout(timer);
      reject(signal.reason);
    };
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', abort);
      resolve();
    }, ms);
    signal.addEventListener('abort', abort, { once: true });
  });
}
