// Ends a request that shows no sign of life in time, or with its caller.

export interface Watchdog {
  signal: AbortSignal;
  /** The next sign of life has to come within so long. Cheap: it is called for every chunk. */
  expect(withinMs: number): void;
  /** Also ends a body that is not wanted any more. */
  stop(): void;
}

export function createWatchdog(outer: AbortSignal | undefined): Watchdog {
  const controller = new AbortController();
  let timer: ReturnType<typeof setTimeout> | undefined;
  let firesAt = 0;
  let deadline = Number.POSITIVE_INFINITY;
  const onAbort = () => controller.abort(outer!.reason);
  outer?.addEventListener('abort', onAbort, { once: true });
  if (outer?.aborted) onAbort();

  function arm(): void {
    clearTimeout(timer);
    firesAt = deadline;
    timer = setTimeout(() => (performance.now() < deadline ? arm() : controller.abort()), waitMs());
  }
  // A timer may fire a fraction of a millisecond early: never wait for less than one.
  const waitMs = () => Math.max(1, deadline - performance.now());

  return {
    signal: controller.signal,
    expect(withinMs) {
      deadline = performance.now() + withinMs;
      // One that fires too early finds the deadline moved and waits on.
      if (timer === undefined || deadline < firesAt) arm();
    },
    stop() {
      clearTimeout(timer);
      outer?.removeEventListener('abort', onAbort);
      controller.abort();
    },
  };
}
