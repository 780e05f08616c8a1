// A page around the Worker engine for tests and benchmarks: what it offers on `window` is called through Chromium.
import { createModelWorker } from '../../src/lib/infer/create-model-worker.ts';
import { InferError } from '../../src/lib/infer/errors.ts';
import { fixedTensor, prepareInput, type Media } from '../../src/lib/infer/media.ts';
import { decodeWav } from '../../src/lib/infer/wav.ts';
import type {
  EngineSource,
  LoadedModel,
  LockedOutput,
  Provider,
  ProviderChoice,
} from '../../src/lib/infer/types.ts';
import { createWorkerEngine } from '../../src/lib/infer/worker-engine.ts';
import type { Manifest } from '../../src/lib/model/manifest.ts';
import { toHex } from '../../src/lib/model/hex.ts';
import { hashTensors, type Tensor, type Tensors } from '../../src/lib/model/tensor.ts';
import { createPlain, type Plain } from './plain.ts';

export type PageModel = Pick<Manifest, 'entry' | 'task' | 'inputs' | 'outputs' | 'examples'>;

let workers = 0;
let newest: Worker;
/** The Worker each model was loaded into. */
const workerOf = new Map<string, Worker>();
const engine = createWorkerEngine({
  createWorker: () => {
    workers++;
    newest = createModelWorker();
    return newest;
  },
});

const models = new Map<string, LoadedModel>();
const plains = new Map<string, Plain>();
const held = new Map<string, LockedOutput>();
const prepared = new Map<string, Tensors>();

async function describe(task: string): Promise<PageModel> {
  return (await (await fetch(`models/${task}.json`)).json()) as PageModel;
}

async function fileOf(task: string, path: string): Promise<Blob> {
  return (await fetch(`files/${task}/${path}`)).blob();
}

async function sourceOf(task: string): Promise<EngineSource> {
  const { entry } = await describe(task);
  return { runtime: 'onnx', entry, files: new Map([[entry, await fileOf(task, entry)]]) };
}

function sourceOfBytes(data: Blob): EngineSource {
  return { runtime: 'onnx', entry: 'model.onnx', files: new Map([['model.onnx', data]]) };
}

async function mediaOf(
  task: string,
  given: { kind: 'text'; text: string } | { kind: 'file'; path: string; mime: string },
) {
  if (given.kind === 'text') return given;
  const file = await fileOf(task, given.path);
  if (given.mime === 'image/png') return { kind: 'image', image: await pixelsOf(file) } satisfies Media;
  return { kind: 'audio', recording: decodeWav(new Uint8Array(await file.arrayBuffer())) } satisfies Media;
}

async function pixelsOf(file: Blob) {
  const bitmap = await createImageBitmap(file, { premultiplyAlpha: 'none', colorSpaceConversion: 'none' });
  const context = new OffscreenCanvas(bitmap.width, bitmap.height).getContext('2d')!;
  context.drawImage(bitmap, 0, 0);
  return context.getImageData(0, 0, bitmap.width, bitmap.height);
}

async function inputsOf(task: string): Promise<Tensors> {
  const known = prepared.get(task);
  if (known) return known;
  const model = await describe(task);
  const inputs: Tensors = {};
  for (const input of model.inputs) {
    inputs[input.name] =
      fixedTensor(input) ?? prepareInput(input, await mediaOf(task, model.examples[0]!.inputs[input.name]!));
  }
  prepared.set(task, inputs);
  return inputs;
}

/** Errors as data: they cross into the test by value. */
async function caught<T>(work: Promise<T>): Promise<T | { code: string; name: string }> {
  try {
    return await work;
  } catch (error) {
    const { name, message } = error as Error;
    return { code: error instanceof InferError ? error.code : message, name };
  }
}

/** Tensors as JSON carries them. */
export type PlainTensors = Record<
  string,
  { dtype: Tensor['dtype']; shape: number[]; data: (number | string)[] }
>;

export interface PlainSource {
  entry: string;
  pipeline: NonNullable<EngineSource['pipeline']>;
  files: Record<string, string | number[]>;
}

const ARRAYS = { float32: Float32Array, int32: Int32Array, uint8: Uint8Array } as const;

function tensorsOf(plain: PlainTensors): Tensors {
  return Object.fromEntries(
    Object.entries(plain).map(([name, { dtype, shape, data }]) => {
      const array = dtype === 'string' ? data : ARRAYS[dtype as 'float32'].from(data as number[]);
      return [name, { dtype, shape, data: array as Tensor['data'] }];
    }),
  );
}

const api = {
  workers: () => workers,
  /** Loads a pipeline and runs it once for each of `runs`: what came of it, its hash, and what was told meanwhile. */
  async pipeline({ entry, pipeline, files }: PlainSource, provider: ProviderChoice, runs: PlainTensors[]) {
    const blobs = Object.entries(files).map(
      ([path, data]) => [path, new Blob([typeof data === 'string' ? data : Uint8Array.from(data)])] as const,
    );
    const source: EngineSource = { runtime: 'onnx', entry, pipeline, files: new Map(blobs) };
    return caught(
      (async () => {
        const model = await engine.load(source, { provider });
        const answers = [];
        for (const inputs of runs) {
          let told = '';
          answers.push(
            await caught(
              (async () => {
                const locked = await model.run(tensorsOf(inputs), { onText: (text) => (told += text) });
                const outputs = Object.entries(await locked.release());
                return {
                  hash: toHex(locked.outputHash),
                  told,
                  outputs: Object.fromEntries(
                    outputs.map(([name, { data }]) => [name, Array.from(data as ArrayLike<number | string>)]),
                  ),
                };
              })(),
            ),
          );
        }
        model.dispose();
        return { provider: model.provider, runtime: model.runtime, answers };
      })(),
    );
  },
  async load(task: string, provider: ProviderChoice, key = task) {
    const model = await engine.load(await sourceOf(task), { provider });
    models.set(key, model);
    workerOf.set(key, newest);
    const { fallbackReason, runtime, signature } = model;
    return { provider: model.provider, fallbackReason, runtime, signature };
  },
  loadBytes: (bytes: number[], provider: ProviderChoice) =>
    caught(
      engine
        .load(sourceOfBytes(new Blob([new Uint8Array(bytes)])), { provider })
        .then((model) => ({ provider: model.provider, fallbackReason: model.fallbackReason })),
    ),
  hasFloat16: async () => (await navigator.gpu.requestAdapter())!.features.has('shader-f16'),
  async run(key: string, output: string, task = key, abortAfter?: number) {
    const signal = abortAfter === undefined ? undefined : AbortSignal.timeout(abortAfter);
    return caught(
      (async () => {
        const locked = await models.get(key)!.run(await inputsOf(task), signal ? { signal } : {});
        held.set(output, locked);
        return {
          inputHash: toHex(locked.inputHash),
          outputHash: toHex(locked.outputHash),
          runMs: locked.runMs,
        };
      })(),
    );
  },
  release: (output: string) =>
    caught(
      held
        .get(output)!
        .release()
        .then((outputs) => ({ hash: toHex(hashTensors(outputs)), names: Object.keys(outputs) })),
    ),
  drop: (output: string) => held.get(output)!.drop(),
  dispose: (key: string) => models.get(key)!.dispose(),
  /** A message no protocol has: the model's first Worker dies of an uncaught error. */
  killWorker: (key: string) => workerOf.get(key)!.postMessage(null),
  /** The fault is on its way when the run is asked for. */
  runInDyingWorker(key: string, task: string) {
    return caught(
      inputsOf(task).then((inputs) => {
        workerOf.get(key)!.postMessage(null);
        return models.get(key)!.run(inputs);
      }),
    );
  },
  /** Our outputs against the plain runtime's: largest |a - b| / max(1, |b|), and whether every byte agrees. */
  async compare(task: string, provider: Provider) {
    const locked = await models.get(task)!.run(await inputsOf(task));
    const ours = await locked.release();
    const plain = await plainOf(task, provider);
    const theirs = (await plain.run(await inputsOf(task))).outputs;
    let worst = 0;
    for (const [name, tensor] of Object.entries(theirs)) {
      const reference = tensor.data as Float32Array;
      const own = ours[name]!.data as Float32Array;
      reference.forEach((value, index) => {
        worst = Math.max(worst, Math.abs(own[index]! - value) / Math.max(1, Math.abs(value)));
      });
    }
    return { worst, same: toHex(hashTensors(ours)) === toHex(hashTensors(theirs)) };
  },
  /**
   * One measured pair, each from call to outputs in the page, and what of the plain one the runtime alone took.
   * Milliseconds.
   */
  async pair(task: string, provider: Provider, oursFirst: boolean) {
    const inputs = await inputsOf(task);
    const plain = await plainOf(task, provider);
    const measureOurs = async () => {
      const started = performance.now();
      const locked = await models.get(task)!.run(inputs);
      await locked.release();
      return performance.now() - started;
    };
    const first = oursFirst ? await measureOurs() : undefined;
    const started = performance.now();
    const { runMs } = await plain.run(inputs);
    const baseline = performance.now() - started;
    return { baseline, runMs, ours: first ?? (await measureOurs()) };
  },
  /** From nothing to a first answer, each in a Worker of its own, over files that are at hand. Milliseconds. */
  async cold(task: string, provider: Provider, oursFirst: boolean) {
    const [inputs, source] = await Promise.all([inputsOf(task), sourceOf(task)]);
    const bytes = await source.files.get(source.entry)!.arrayBuffer();
    const measureOurs = async () => {
      const started = performance.now();
      const model = await engine.load(source, { provider });
      const locked = await model.run(inputs);
      await locked.release();
      const ms = performance.now() - started;
      model.dispose();
      return ms;
    };
    const first = oursFirst ? await measureOurs() : undefined;
    const started = performance.now();
    const plain = await createPlain(bytes, provider);
    await plain.run(inputs);
    const baseline = performance.now() - started;
    plain.end();
    return { baseline, ours: first ?? (await measureOurs()) };
  },
  /** A first answer, from nothing, by one of the two alone; the model stays open. */
  async first(task: string, provider: Provider, whose: 'ours' | 'plain') {
    const inputs = await inputsOf(task);
    if (whose === 'plain') return void (await (await plainOf(task, provider)).run(inputs));
    const model = await engine.load(await sourceOf(task), { provider });
    models.set(task, model);
    await (await model.run(inputs)).release();
  },
  /** Milliseconds of what kept this page from anything else for longer than 50, since this was last asked. */
  longTasks: async () => longTasks.splice(0),
};

const longTasks: number[] = [];
new PerformanceObserver((list) => {
  longTasks.push(...list.getEntries().map(({ duration }) => duration));
}).observe({ type: 'longtask' });

async function plainOf(task: string, provider: Provider): Promise<Plain> {
  const key = `${task} ${provider}`;
  const plain =
    plains.get(key) ??
    (await createPlain(await (await fileOf(task, (await describe(task)).entry)).arrayBuffer(), provider));
  plains.set(key, plain);
  return plain;
}

export type PageApi = typeof api;
Object.assign(window, { floe: api });
