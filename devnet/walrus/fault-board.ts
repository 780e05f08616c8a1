// Which service has which fault, how much of it is used up, and who waits for it to end.
import type { Fault } from './fault.ts';

/** A fault at work: what it is, and what it has done so far. */
export interface ActiveFault {
  readonly fault: Fault;
  /** Between 0 and 1; the same numbers for the same seed. */
  random(): number;
  /** Requests answered of each blob, by a stale cache. */
  readonly asked: Map<string, number>;
}

export class FaultBoard {
  readonly #active = new Map<string, ActiveFault & { left: number }>();
  #waiting: { service: string; resume: () => void }[] = [];

  /** The fault that the service's next request meets; one that is scoped in `times` is used up by being met. */
  meet(service: string, blobId: string | undefined): ActiveFault | undefined {
    const active = this.#active.get(service);
    if (!active || (active.fault.blob !== undefined && active.fault.blob !== blobId)) return undefined;
    if (--active.left <= 0) this.#active.delete(service);
    return active;
  }

  set(service: string, fault: Fault | undefined): void {
    if (fault) {
      const seed = 'seed' in fault ? fault.seed : undefined;
      this.#active.set(service, {
        fault,
        left: fault.times ?? Infinity,
        random: createRandom(seed ?? 1),
        asked: new Map(),
      });
    } else this.#active.delete(service);
    const due = this.#waiting.filter((waiter) => waiter.service === service);
    this.#waiting = this.#waiting.filter((waiter) => waiter.service !== service);
    for (const waiter of due) waiter.resume();
  }

  /** Resolves when the service's fault is next set or cleared; rejects with the signal's reason. */
  changed(service: string, signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      if (signal.aborted) return reject(signal.reason);
      const waiter = { service, resume: done };
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

/** mulberry32: small, and good enough to choose a row. */
function createRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
