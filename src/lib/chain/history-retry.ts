// Tries again what may succeed the next time: history is long, and one lost page should not lose the rest.
import { FloeError } from '../errors.ts';
import { explainRpcError } from './rpc.ts';

const WAITS_MS = [200, 800, 2_500];
/** A node that says nothing for this long is taken for lost. */
const ATTEMPT_MS = 60_000;

/** @throws what `explainRpcError` makes of the last failure; cancellation passes at once */
export async function retryReads<T>(
  attempt: (signal: AbortSignal) => Promise<T>,
  { packageId, signal }: { packageId?: string | undefined; signal?: AbortSignal | undefined },
): Promise<T> {
  for (let tries = 0; ; tries++) {
    signal?.throwIfAborted();
    const deadline = AbortSignal.timeout(ATTEMPT_MS);
    try {
      return await attempt(signal ? AbortSignal.any([signal, deadline]) : deadline);
    } catch (error) {
      signal?.throwIfAborted();
      const explained = explainRpcError(error, packageId);
      const wait = WAITS_MS[tries];
      if (wait === undefined || !(explained instanceof FloeError) || !explained.retryable) throw explained;
      // Spread out, so that many tabs do not come back at the same moment.
      await pause(wait * (0.5 + Math.random()), signal);
    }
  }
}

function pause(ms: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = () => {
      clearTimeout(timer);
      reject(signal!.reason as Error);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', stop);
      resolve();
    }, ms);
    signal?.addEventListener('abort', stop, { once: true });
  });
}
