// A model where it is computed: checks, runs, hashes and holds outputs. Shared by the page's Worker and Node.
import { checkInputs, type Tensors } from '../model/tensor.ts';
import { messageOf } from '../errors.ts';
import { checkOnnx, plainPath } from './check-onnx.ts';
import { digestTensors } from './digest.ts';
import { InferError } from './errors.ts';
import { readOnnxHeader } from './onnx-header.ts';
import { importOrt } from './ort-runtime.ts';
import { withWeightsOutside } from './outside-weights.ts';
import type { LoadedInfo } from './protocol.ts';
import { decideProvider } from './provider.ts';
import type { Queue } from './queue.ts';
import { GRAPH_OPTIMIZATION, openSession } from './session.ts';
import type { EngineSource, ProviderChoice } from './types.ts';

/** All that 32-bit WebAssembly can address. On a GPU weights lie elsewhere. */
const HEAP_BYTES = 2 ** 32;

export interface HeldRun {
  output: number;
  inputHash: Uint8Array;
  outputHash: Uint8Array;
  runMs: number;
}

export interface HostedModel {
  readonly info: LoadedInfo;
  /** Resolves with a sentence if the graphics device goes away; never resolves otherwise. */
  readonly deviceLost: Promise<string>;
  run(inputs: Tensors, cancelled?: () => boolean): Promise<HeldRun>;
  /** Hands held outputs over and forgets them. @throws InferError 'infer/output-gone' */
  take(output: number): Tensors;
  drop(output: number): void;
  dispose(): Promise<void>;
}

/** The GPU would not compile the model though an adapter exists; `auto` goes on without it. */
export class GpuRefusal extends Error {
  override name = 'GpuRefusal';
}

/** @throws InferError as `Engine.load`; GpuRefusal instead if `auto` was asked */
export async function hostModel(
  source: EngineSource,
  choice: ProviderChoice,
  queue: Queue,
): Promise<HostedModel> {
  const header = await readOnnxHeader(source.entry);
  checkOnnx(
    header,
    source.external.map((file) => file.path),
  );
  const decision = await decideProvider(choice, { float16: header.dtypes.includes('float16') });
  const light = await withWeightsOutside(onlyNamed(source, header.externalFiles));
  const weightBytes = bytesOf(light.external);
  if (decision.provider === 'wasm' && weightBytes >= HEAP_BYTES) {
    throw new InferError('infer/out-of-memory', 'The weights do not fit the 4 GiB of a WebAssembly heap', {
      details: { weightBytes },
    });
  }
  const build = await importOrt(decision.provider, weightBytes).catch((cause: unknown) => {
    throw new InferError('infer/load-failed', `The runtime could not be loaded: ${messageOf(cause)}`, {
      cause,
      retryable: true,
    });
  });
  const session = await queue(() => openSession(build, light, decision.provider)).catch((error: unknown) => {
    if (choice === 'auto' && decision.provider === 'webgpu') throw new GpuRefusal(messageOf(error));
    throw error;
  });

  let lost: string | undefined;
  const deviceLost = new Promise<string>((resolve) => {
    if (decision.provider !== 'webgpu') return;
    void Promise.resolve(build.ort.env.webgpu.device).then(async (device: GPUDevice | undefined) => {
      const info = await device?.lost;
      if (!info) return;
      lost = `The graphics device was lost (${info.reason}): ${info.message}`;
      resolve(lost);
    });
  });

  const held = new Map<number, Tensors>();
  let nextOutput = 1;

  async function runNow(inputs: Tensors, cancelled: () => boolean): Promise<HeldRun> {
    if (cancelled()) throw new DOMException('Cancelled', 'AbortError');
    checkInputs(session.signature, inputs);
    // Large inputs are hashed on the engine's crypto thread while the model runs on this one.
    const [inputHash, { outputs, runMs }] = await Promise.all([
      digestTensors(inputs),
      session.run(inputs).catch((error: unknown) => {
        throw lost === undefined
          ? error
          : new InferError('infer/device-lost', lost, { cause: error, retryable: true });
      }),
    ]);
    // A lost device may also answer, with nothing in it.
    if (lost !== undefined) throw new InferError('infer/device-lost', lost, { retryable: true });
    if (cancelled()) throw new DOMException('Cancelled', 'AbortError');
    const outputHash = await digestTensors(outputs);
    const output = nextOutput++;
    held.set(output, outputs);
    return { output, inputHash, outputHash, runMs };
  }

  return {
    info: {
      ...decision,
      runtime: session.runtime,
      graphOptimization: GRAPH_OPTIMIZATION,
      signature: session.signature,
    },
    deviceLost,
    run: (inputs, cancelled = () => false) => queue(() => runNow(inputs, cancelled)),
    take(output) {
      const outputs = held.get(output);
      if (!outputs)
        throw new InferError('infer/output-gone', 'These outputs were handed over or dropped before');
      held.delete(output);
      return outputs;
    },
    drop: (output) => void held.delete(output),
    async dispose() {
      held.clear();
      await queue(() => session.release());
    },
  };
}

/** A folder may hold other variants too, and some builds of the runtime read all they are given. */
function onlyNamed({ entry, external }: EngineSource, names: readonly string[]): EngineSource {
  return { entry, external: external.filter(({ path }) => names.includes(plainPath(path))) };
}

function bytesOf(files: EngineSource['external']): number {
  return files.reduce((sum, { data }) => sum + data.size, 0);
}
