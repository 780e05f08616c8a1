// One piece of work for all who ask for it at the same time. Each may stop waiting; when nobody waits, the work stops.

export interface Run<Progress> {
  signal: AbortSignal;
  report(progress: Progress): void;
  /** True once since somebody joined: what was read before they asked must be read again. */
  takeJoined(): boolean;
  /** From now on nobody joins: who asks next gets a run of their own after this one. */
  closeDoor(): void;
}

interface Waiter<Progress> {
  onProgress: ((progress: Progress) => void) | undefined;
}

interface Current<Progress, Result> {
  result: Promise<Result>;
  waiters: Set<Waiter<Progress>>;
  abort: AbortController;
  isOpen: boolean;
  joined: boolean;
}

export function createSharedRuns<Progress, Result>(
  work: (run: Run<Progress>) => Promise<Result>,
): {
  run(options: { signal?: AbortSignal; onProgress?: (progress: Progress) => void }): Promise<Result>;
  /** Stops the work for everybody. */
  stop(): void;
} {
  let current: Current<Progress, Result> | undefined;
  let next: Current<Progress, Result> | undefined;

  function start(after: Promise<unknown> | undefined): Current<Progress, Result> {
    const abort = new AbortController();
    const started: Current<Progress, Result> = {
      result: Promise.resolve(after).then(() => {
        abort.signal.throwIfAborted();
        if (next === started) [current, next] = [started, undefined];
        return work({
          signal: abort.signal,
          report: (progress) => {
            for (const { onProgress } of started.waiters) onProgress?.(progress);
          },
          takeJoined() {
            const { joined } = started;
            started.joined = false;
            return joined;
          },
          closeDoor: () => (started.isOpen = false),
        });
      }),
      waiters: new Set(),
      abort,
      isOpen: true,
      joined: false,
    };
    const ended = () => {
      if (current === started) current = undefined;
      if (next === started) next = undefined;
    };
    started.result.then(ended, ended);
    return started;
  }

  /** The run that a question asked now may join. */
  function choose(): Current<Progress, Result> {
    if (!current) return (current = start(undefined));
    if (current.isOpen && !current.abort.signal.aborted) {
      current.joined = true;
      return current;
    }
    return (next ??= start(current.result.catch(() => {})));
  }

  return {
    async run({ signal, onProgress }) {
      signal?.throwIfAborted();
      const run = choose();
      const waiter: Waiter<Progress> = { onProgress };
      run.waiters.add(waiter);
      let onAbort!: () => void;
      const given = new Promise<never>((_, reject) => {
        onAbort = () => {
          run.waiters.delete(waiter);
          if (run.waiters.size === 0) run.abort.abort(signal?.reason);
          reject(signal?.reason as Error);
        };
      });
      signal?.addEventListener('abort', onAbort, { once: true });
      try {
        return await Promise.race([run.result, given]);
      } finally {
        run.waiters.delete(waiter);
        signal?.removeEventListener('abort', onAbort);
      }
    },
    stop() {
      for (const run of [current, next]) run?.abort.abort(new DOMException('Closed', 'AbortError'));
    },
  };
}
