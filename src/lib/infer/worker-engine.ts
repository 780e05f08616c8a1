// The engine: one disposable Worker per loaded model, whoever's Workers they are. Holds no tensors, imports no runtime.
import { InferError } from './errors.ts';
import { withFallback } from './fallback.ts';
import { hearing } from './heard.ts';
import type { HeldRun } from './hosted-model.ts';
import type { Tensors } from '../model/tensor.ts';
import type {
  Engine,
  EngineSource,
  LoadedInfo,
  LoadedModel,
  LoadOptions,
  LockedOutput,
  ProviderChoice,
  RunOptions,
} from './types.ts';
import { WorkerLink, type ModelWorker } from './worker-link.ts';

/** How long a graphics process takes to come back after a crash: waits before each try to load again, milliseconds. */
const RETURN_DELAYS = [0, 500, 1500, 3000];

export interface WorkerEnginePorts {
  createWorker: () => ModelWorker;
  /** How long a load or a run may go on without a word before its Worker is ended, milliseconds. */
  silenceMs?: number;
}

const SILENCE_MS = 10 * 60_000;

/** All that 32-bit WebAssembly can address: what goes in is copied to the Worker, and there once more. */
const MOST_INPUT_BYTES = 2 ** 32;

interface Started {
  link: WorkerLink;
  info: LoadedInfo;
}

/** Begins a Worker and loads the model into it. */
type Start = (options: {
  provider: ProviderChoice;
  fallbackReason?: string;
  signal?: AbortSignal | undefined;
}) => Promise<Started>;

export function createWorkerEngine({ createWorker, silenceMs = SILENCE_MS }: WorkerEnginePorts): Engine {
  return withFallback({
    async load(source, { provider, dimensions, signal }) {
      const start: Start = (options) =>
        startWorker(() => new WorkerLink(createWorker(), silenceMs), source, dimensions, options);
      return workerModel(await start({ provider, signal }), start);
    },
  });
}

async function startWorker(
  createLink: () => WorkerLink,
  source: EngineSource,
  dimensions: LoadOptions['dimensions'],
  { provider, fallbackReason, signal }: Parameters<Start>[0],
): Promise<Started> {
  signal?.throwIfAborted();
  const link = createLink();
  try {
    const reply = await link.request<'loaded' | 'gpu-refused'>(
      {
        type: 'load',
        source,
        options: { provider, ...(dimensions ? { dimensions } : {}) },
        ...(fallbackReason === undefined ? {} : { fallbackReason }),
      },
      signal ? { signal } : {},
    );
    if (reply.type === 'loaded') return { link, info: reply.info };
    link.end(new InferError('infer/load-failed', reply.reason));
    const next = { provider: 'wasm', fallbackReason: reply.reason, signal } as const;
    return await startWorker(createLink, source, dimensions, next);
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

function workerModel(first: Started, start: Start): LoadedModel {
  let { info } = first;
  let current = Promise.resolve(first.link);
  const links = new Set([first.link]);
  let disposed = false;

  /** Takes a fresh Worker's place among those to be ended. */
  function adopt({ link, info: found }: Started): WorkerLink {
    if (disposed) {
      link.end(unloaded());
      throw unloaded();
    }
    for (const old of links) if (!old.alive) links.delete(old);
    links.add(link);
    info = found;
    return link;
  }

  /** The Worker in use, or a fresh one if that has retired. Callers at the same time share the restart. */
  async function usableLink(signal: AbortSignal | undefined): Promise<WorkerLink> {
    if (disposed) throw unloaded();
    const asked = current;
    const link = await abortable(
      asked.catch(() => undefined),
      signal,
    );
    if (link?.usable) return link;
    if (current === asked) current = startAgain(() => start(sameAgain(info))).then(adopt);
    return abortable(current, signal);
  }

  async function runOnce(inputs: Tensors, options: RunOptions) {
    return runOn(await usableLink(options.signal), inputs, options);
  }

  return {
    get provider() {
      return info.provider;
    },
    get fallbackReason() {
      return info.fallbackReason;
    },
    get fallbacks() {
      return info.fallbacks;
    },
    runtime: info.runtime,
    graphOptimization: info.graphOptimization,
    sampler: info.sampler,
    signature: info.signature,
    streams: info.streams,
    async run(inputs, options = {}) {
      options.signal?.throwIfAborted();
      if (info.provider !== 'cpu') checkRoom(inputs);
      const { options: watched, heard } = hearing(options);
      try {
        return await runOnce(inputs, watched);
      } catch (error) {
        // Nor is an answer begun twice that somebody is reading.
        if (disposed || heard() || !(error instanceof InferError)) throw error;
        // Inputs are still the caller's: one more try on a fresh device costs nobody anything.
        if (error.code !== 'infer/device-lost') throw error;
        return runOnce(inputs, options);
      }
    },
    dispose() {
      disposed = true;
      for (const link of links) link.end(unloaded());
    },
  };
}

/** As it was loaded, with what was said of it. */
function sameAgain({ provider, fallbackReason }: LoadedInfo): Parameters<Start>[0] {
  return { provider, ...(fallbackReason === undefined ? {} : { fallbackReason }) };
}

/** @throws InferError 'infer/out-of-memory' before anything is copied */
function checkRoom(inputs: Tensors): void {
  let bytes = 0;
  for (const { data } of Object.values(inputs)) bytes += Array.isArray(data) ? 0 : data.byteLength;
  if (bytes < MOST_INPUT_BYTES) return;
  throw new InferError('infer/out-of-memory', `No runtime here has room for inputs of ${bytes} bytes`, {
    details: { bytes },
  });
}

async function runOn(link: WorkerLink, inputs: Tensors, options: RunOptions): Promise<LockedOutput> {
  const streams = options.onText !== undefined;
  return lockedOutput(link, await link.request<'ran'>({ type: 'run', inputs, streams }, options));
}

function lockedOutput(link: WorkerLink, ran: HeldRun): LockedOutput {
  return {
    inputHash: ran.inputHash,
    outputHash: ran.outputHash,
    runMs: ran.runMs,
    stopped: ran.stopped,
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
