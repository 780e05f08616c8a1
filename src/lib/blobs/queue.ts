// One job after another. A job that waits can be abandoned; one that runs is its own to stop.

export type Enqueue = <T>(job: () => Promise<T>, options: { signal?: AbortSignal }) => Promise<T>;

/** Returns a function that runs each job when all before it have ended. */
export function createQueue(): Enqueue {
  let last: Promise<unknown> = Promise.resolve();
  return async (job, { signal }) => {
    const before = last;
    let finish!: () => void;
    const done = new Promise<void>((resolve) => (finish = resolve));
    last = before.then(() => done);
    try {
      await abandonable(before, signal);
      return await job();
    } finally {
      finish();
    }
  };
}

/** The promise, or the signal's reason if that comes first. */
export async function abandonable<T>(promise: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (!signal) return promise;
  signal.throwIfAborted();
  let onAbort!: () => void;
  const aborted = new Promise<never>((_, reject) => (onAbort = () => reject(signal.reason)));
  signal.addEventListener('abort', onAbort, { once: true });
  try {
    return await Promise.race([promise, aborted]);
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}
