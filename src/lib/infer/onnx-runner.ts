// One ONNX graph, run as it is: reads the header, chooses the provider, opens the session. Knows no Worker.
import { messageOf } from '../errors.ts';
import { checkOnnx, plainPath } from './check-onnx.ts';
import { InferError } from './errors.ts';
import { onnxFiles, type OnnxFiles } from './onnx-files.ts';
import { readOnnxHeader, type OnnxHeader } from './onnx-header.ts';
import { importOrt, type OrtBuild } from './ort-runtime.ts';
import { withWeightsOutside } from './outside-weights.ts';
import { decideProvider, type ProviderDecision } from './provider.ts';
import { GpuRefusal, type OpenRunner } from './runner.ts';
import { GRAPH_OPTIMIZATION, openSession } from './session.ts';
import type { ProviderChoice } from './types.ts';

/** All that 32-bit WebAssembly can address. On a GPU weights lie elsewhere. */
const HEAP_BYTES = 2 ** 32;

/** A graph that was looked at, with the runtime that can open it. */
export interface PreparedOnnx {
  files: OnnxFiles;
  build: OrtBuild;
  decision: ProviderDecision;
  header: OnnxHeader;
}

export const openOnnx: OpenRunner = async (source, { provider, dimensions = {} }) => {
  const { files, build, decision, header } = await prepareOnnx(onnxFiles(source), provider);
  const session = await refusable(
    openSession(build, files, decision.provider, { dimensions, declared: header }),
    provider,
    decision,
  );
  return {
    info: {
      ...decision,
      fallbacks: provider === 'auto' && decision.provider === 'webgpu' ? ['wasm'] : [],
      runtime: session.runtime,
      graphOptimization: GRAPH_OPTIMIZATION,
      sampler: '',
      signature: session.signature,
      streams: false,
    },
    deviceLost: deviceLost(build, decision),
    async run(inputs) {
      return { ...(await session.run(inputs)), stopped: false };
    },
    dispose: () => session.release(),
  };
};

/**
 * Checks a graph, lays its weights where they are copied least, and brings in the runtime for it.
 *
 * @throws InferError as `Engine.load`
 */
export async function prepareOnnx(files: OnnxFiles, choice: ProviderChoice): Promise<PreparedOnnx> {
  const header = await readOnnxHeader(files.entry);
  checkOnnx(header, new Map(files.external.map(({ path, data }) => [path, data])));
  const decision = await decideProvider(choice, {
    float16: header.dtypes.includes('float16'),
    wrongOnGpu: header.wrongOnGpu,
  });
  const named = onlyNamed(files, header.externalFiles);
  if (decision.provider === 'cpu' && named.external.length > 0) {
    throw new InferError('infer/load-failed', 'onnxruntime-node takes weights from inside the file alone');
  }
  const light = decision.provider === 'cpu' ? named : await withWeightsOutside(named);
  const weightBytes = light.external.reduce((sum, { data }) => sum + data.size, 0);
  if (decision.provider === 'wasm' && weightBytes >= HEAP_BYTES) {
    throw new InferError('infer/out-of-memory', 'The weights do not fit the 4 GiB of a WebAssembly heap', {
      details: { weightBytes },
    });
  }
  const build = await importOrt(decision.provider, weightBytes).catch((cause: unknown) => {
    if (cause instanceof InferError) throw cause;
    throw new InferError('infer/load-failed', `The runtime could not be loaded: ${messageOf(cause)}`, {
      cause,
      retryable: true,
    });
  });
  return { files: light, build, decision, header };
}

/** What a GPU will not open is opened without it, where nobody insisted. */
export async function refusable<T>(
  opening: Promise<T>,
  choice: ProviderChoice,
  { provider }: ProviderDecision,
): Promise<T> {
  try {
    return await opening;
  } catch (error) {
    if (choice === 'auto' && provider === 'webgpu') throw new GpuRefusal(messageOf(error));
    throw error;
  }
}

/** Resolves with a sentence if the device of the runtime goes away. */
export function deviceLost({ ort }: OrtBuild, { provider }: ProviderDecision): Promise<string> {
  return new Promise<string>((resolve) => {
    if (provider !== 'webgpu') return;
    void Promise.resolve(ort.env.webgpu.device).then(async (device: GPUDevice | undefined) => {
      const info = await device?.lost;
      if (info) resolve(`The graphics device was lost (${info.reason}): ${info.message}`);
    });
  });
}

/** A folder may hold other variants too, and some builds of the runtime read all they are given. */
function onlyNamed({ entry, external }: OnnxFiles, names: readonly string[]): OnnxFiles {
  return { entry, external: external.filter(({ path }) => names.includes(plainPath(path))) };
}
