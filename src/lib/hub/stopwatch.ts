// How long each step of a call took, told as it goes.
import type { CallOptions, CallProgress, CallTimings } from './call-types.ts';

export type Stopwatch = ReturnType<typeof createStopwatch>;

/** Wall-clock milliseconds per step; a step ends where the next begins. */
export function createStopwatch(report: CallOptions['onProgress'], timings: CallTimings = {}) {
  let current: { step: CallProgress['step']; since: number } | undefined;
  const close = () => {
    if (!current || current.step === 'build') return;
    timings[current.step] = (timings[current.step] ?? 0) + performance.now() - current.since;
  };
  return {
    timings,
    enter(progress: CallProgress) {
      if (progress.step !== current?.step) {
        close();
        current = { step: progress.step, since: performance.now() };
      }
      report?.(progress);
    },
    leave() {
      close();
      current = undefined;
    },
  };
}
