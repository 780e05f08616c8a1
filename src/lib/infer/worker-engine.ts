// The engine of the page: one disposable Worker per loaded model. Holds no tensors and imports no runtime.
import { InferError } from './errors.ts';
import type { LoadedInfo } from './protocol.ts';
import type { Engine, EngineSource, LoadedModel, LockedOutput, ProviderChoice } from './types.ts';
import { WorkerLink } from './worker-link.ts';

/** How long a graphics process takes to come back after a crash: waits before each try to load again, milliseconds. */
const RETURN_DELAYS = [0, 500, 1500, 3000];

interface Started {
  link: WorkerLink;
  info: LoadedInfo;
}

export function createWorkerEngine(ports: { createWorker: () => Worker }): Engine {
  const start = (source: EngineSource, provider: ProviderChoice, signal: AbortSignal | undefined) =>
    startWorker(ports.createWorker, source, provider, undefined, signal);
  return {
    async load(source, { provider, signal }) {
      const started = await start(source, provider, signal);
      return workerModel(started, () => startAgain(() => start(source, started.info.provider, undefined)));
    },
  };
}

async function startWorker(
  createWorker: () => Worker,
  source: EngineSource,
  provider: ProviderChoice,
  fallbackReason: string | undefined,
  signal: AbortSignal | undefined,
): Promise<Started> {
  signal?.throwIfAborted();
  const link = new WorkerLink(createWorker());
  try {
    const reply = await link.request<'loaded' | 'gpu-refused'>(
      { type: 'load', source, provider, ...(fallbackReason === undefined ? {} : { fallbackReason }) },
      signal,
    );
    if (reply.type === 'loaded') return { link, info: reply.info };
    link.end(new InferError('infer/load-failed', reply.reason));
    return await startWorker(createWorker, source, 'wasm', reply.reason, signal);
  } catch (error) {
    link.end(error);
    throw error;
  }
}

/** Only a lost device or a dead Worker leads here: that the adapter is missing for a moment is part of the loss. */
async function startAgain(start: () => Promise<Started>): Promise<Started> {
  let cause: unknown;
  for (const delay of RETURN_DELAYS) {
    if (delay > 0) await new Promise((resolve) => setTimeout(resolve, delay));
    try {
      return await start();
    } catch (error) {
      const gone =
        error instanceof InferError &&
        (error.code === 'infer/no-provider' || error.code === 'infer/device-lost');
      if (!gone) throw error;
      cause = error;
    }
  }
  throw new InferError('infer/device-lost', 'The graphics device was lost and did not come back', {
    cause,
    retryable: true,
  });
}

function workerModel(first: Started, restart: () => Promise<Started>): LoadedModel {
  let current = Promise.resolve(first.link);
  const links = new Set([first.link]);
  let disposed = false;

  /** The Worker in use, or a fresh one if that has retired. Callers at the same time share the restart. */
  async function usableLink(signal: AbortSignal | undefined): Promise<WorkerLink> {
    if (disposed) throw unloaded();
    const asked = current;
    const link = await abortable(
      asked.catch(() => undefined),
      signal,
    );
    if (link?.usable) return link;
    if (current === asked) {
      current = restart().then(({ link: fresh }) => {
        if (disposed) {
          fresh.end(unloaded());
          throw unloaded();
        }
        for (const old of links) if (!old.alive) links.delete(old);
        links.add(fresh);
        return fresh;
      });
    }
    return abortable(current, signal);
  }

  async function runOnce(inputs: Parameters<LoadedModel['run']>[0], signal: AbortSignal | undefined) {
    const link = await usableLink(signal);
    const ran = await link.request<'ran'>({ type: 'run', inputs }, signal);
    return lockedOutput(link, ran);
  }

  return {
    provider: first.info.provider,
    fallbackReason: first.info.fallbackReason,
    runtime: first.info.runtime,
    graphOptimization: first.info.graphOptimization,
    signature: first.info.signature,
    async run(inputs, { signal } = {}) {
      signal?.throwIfAborted();
      try {
        return await runOnce(inputs, signal);
      } catch (error) {
        // Inputs are still the caller's: one more try on a fresh device costs nobody anything.
        const lost = error instanceof InferError && error.code === 'infer/device-lost';
        if (!lost || disposed) throw error;
        return runOnce(inputs, signal);
      }
    },
    dispose() {
      disposed = true;
      for (const link of links) link.end(unloaded());
    },
  };
}

function lockedOutput(
  link: WorkerLink,
  ran: { output: number; inputHash: Uint8Array; outputHash: Uint8Array; runMs: number },
): LockedOutput {
  return {
    inputHash: ran.inputHash,
    outputHash: ran.outputHash,
    runMs: ran.runMs,
    async release() {
      try {
        return (await link.request<'released'>({ type: 'release', output: ran.output })).outputs;
      } finally {
        link.settled(ran.output);
      }
    },
    drop: () => link.drop(ran.output),
  };
}

/** Unloading is the caller's own doing: a cancellation, not a failure. */
function unloaded(): DOMException {
  return new DOMException('The model was unloaded', 'AbortError');
}

/** One caller gives up; the work goes on for the others. */
async function abortable<T>(work: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (!signal) return work;
  signal.throwIfAborted();
  let stop: () => void = () => undefined;
  const aborted = new Promise<never>((_, reject) => {
    stop = () => reject(signal.reason);
    signal.addEventListener('abort', stop, { once: true });
  });
  return Promise.race([work, aborted]).finally(() => signal.removeEventListener('abort', stop));
}
