// The page's engine, its models in Workers, for the tests of the corpus: what it offers on `window` is called through
// Chromium.
import { createModelWorker } from '../../../src/lib/infer/create-model-worker.ts';
import type { Engine, EngineSource, Provider } from '../../../src/lib/infer/types.ts';
import { createWorkerEngine } from '../../../src/lib/infer/worker-engine.ts';
import { FloeError } from '../../../src/lib/errors.ts';
import type { Tensor } from '../../../src/lib/model/tensor.ts';
import { attempt } from '../attempt.ts';
import { distance } from '../compare.ts';
import { bytesOf, fromWire, type WireJob } from '../wire.ts';
import type { Lack } from './lacking.ts';

/** What is expected to be silent for ever is waited for no longer than this. */
const SHORT_MS = 4000;

let workers = 0;
const createWorker = () => {
  workers += 1;
  return createModelWorker();
};
const patient = createWorkerEngine({ createWorker });
const impatient = createWorkerEngine({ createWorker, silenceMs: SHORT_MS });

async function job(name: string): Promise<{ source: EngineSource; given: WireJob }> {
  const given = (await (await fetch(`job?name=${encodeURIComponent(name)}`)).json()) as WireJob;
  const files = new Map(given.files.map(([path, bytes]) => [path, new Blob([bytesOf(bytes)])]));
  return { source: { runtime: given.runtime, entry: given.entry, files }, given };
}

/** Turns of the page's event loop while `work` went on, and the longest time between two, milliseconds. */
async function watched<T>(work: () => Promise<T>): Promise<{ result: T; turns: number; longest: number }> {
  let turns = 0;
  let longest = 0;
  let last = performance.now();
  const timer = setInterval(() => {
    const now = performance.now();
    longest = Math.max(longest, now - last);
    last = now;
    turns += 1;
  }, 4);
  const result = await work();
  longest = Math.max(longest, performance.now() - last);
  clearInterval(timer);
  return { result, turns, longest };
}

async function codeOf(work: Promise<unknown>): Promise<string | undefined> {
  try {
    await work;
    return undefined;
  } catch (error) {
    return error instanceof FloeError ? error.code : `untyped: ${String(error)}`;
  }
}

const api = {
  workers: () => workers,
  /** Loads and runs a hostile model: the code of its error, and how the page fared meanwhile. */
  async hostile(name: string, neverEnds: boolean) {
    const { source, given } = await job(name);
    const engine: Engine = neverEnds ? impatient : patient;
    const inputs = given.inputs && Object.fromEntries(fromWire(given.inputs));
    const { result, turns, longest } = await watched(() =>
      codeOf(attempt(engine, source, inputs, () => undefined)),
    );
    return { code: result ?? 'runs', turns, longest };
  },
  /** What a model answers where no more than a moment's silence is borne, and how long this page slept meanwhile. */
  async answer(name: string) {
    const { source, given } = await job(name);
    const inputs = Object.fromEntries(fromWire(given.inputs!));
    const { result, longest } = await watched(() => attempt(impatient, source, inputs, () => undefined));
    return { values: Object.values(result).map(({ data }) => Array.from(data as Float32Array)), longest };
  },
  /** Runs a real model and holds it against what came out elsewhere: the largest |a - b| / max(1, |b|). */
  async real(name: string, provider: Provider) {
    const { source, given } = await job(name);
    const model = await patient.load(source, { provider });
    try {
      const outputs = await (await model.run(Object.fromEntries(fromWire(given.inputs!)))).release();
      const names = model.signature.outputs.map((output) => output.name);
      const worst = fromWire(given.expected!).map(([, expected], index) =>
        distance(outputs[names[index]!]!, expected),
      );
      return { provider: model.provider, worst: Math.max(...worst) };
    } finally {
      model.dispose();
    }
  },
  /** The first way of computing there is where some things are missing, why it is not another, and what comes out. */
  async way(name: string, missing: readonly Lack[]) {
    const { source, given } = await job(name);
    const engine = createWorkerEngine({
      createWorker: () =>
        new Worker(new URL('./lacking.worker.ts', import.meta.url), { type: 'module', name: missing.join() }),
    });
    const model = await engine.load(source, { provider: 'auto' });
    try {
      const outputs = await (await model.run(Object.fromEntries(fromWire(given.inputs!)))).release();
      const { provider, fallbackReason, fallbacks } = model;
      // Nought has a sign on a graphics card.
      const [values] = Object.values(outputs).map(({ data }) =>
        Array.from(data as Float32Array, (one) => one + 0),
      );
      return { provider, fallbackReason, fallbacks, values };
    } finally {
      model.dispose();
    }
  },
  /** The same for an ONNX model in the runtime itself: the engine would not let a model run that comes out wrong. */
  async plainGpu(name: string) {
    const { source, given } = await job(name);
    const ort = await import('onnxruntime-web/jspi');
    ort.env.wasm.numThreads = 1;
    const bytes = new Uint8Array(await source.files.get(source.entry)!.arrayBuffer());
    const session = await ort.InferenceSession.create(bytes, { executionProviders: ['webgpu'] });
    const feeds = Object.fromEntries(
      fromWire(given.inputs!).map(([key, { dtype, shape, data }]) => [
        key,
        new ort.Tensor(dtype as 'float32', data as Float32Array, shape as number[]),
      ]),
    );
    const results = await session.run(feeds);
    const worst = fromWire(given.expected!).map(([key, expected]) => {
      const { type, dims, data } = results[key]!;
      return distance({ dtype: type, shape: dims, data } as Tensor, expected);
    });
    await session.release();
    return { worst: Math.max(...worst) };
  },
};

export type CorpusPageApi = typeof api;
Object.assign(window, { floe: api });
