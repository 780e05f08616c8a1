// Brings in exactly one build of onnxruntime-web. The only place that names its entry points.
import { InferError } from './errors.ts';
import { canReadLate, LateBytes } from './late-bytes.ts';
import type { Provider } from './types.ts';

export type Ort = typeof import('onnxruntime-web/wasm');

export interface OrtBuild {
  ort: Ort;
  /** A file of weights in the form that this build copies least. */
  weights(file: Blob): Blob | Uint8Array;
}

/** Below this the smaller download of the runtime counts for more than a second copy of the weights. */
const HEAVY_BYTES = 64 << 20;

/**
 * WebGPU through JSPI where the engine has it (10 MB smaller), else through asyncify; wasm for the CPU, but for heavy
 * weights the build with JSPI here too: it waits for Blobs, so it alone reads weights without another copy of them all.
 * README.md has the figures.
 */
export async function importOrt(provider: Provider, weightBytes: number): Promise<OrtBuild> {
  if (provider === 'cpu') return importNative();
  const build = buildFor(provider, weightBytes);
  const ort = await BUILDS[build]();
  // More threads need cross-origin isolation, which a page on a gateway does not have.
  ort.env.wasm.numThreads = 1;
  ort.env.logLevel = 'error';
  const late = build !== 'jspi' && canReadLate();
  return { ort, weights: (file) => (late ? new LateBytes(file) : file) };
}

const BUILDS = {
  wasm: (): Promise<Ort> => import('onnxruntime-web/wasm'),
  jspi: (): Promise<Ort> => import('onnxruntime-web/jspi'),
  asyncify: (): Promise<Ort> => import('onnxruntime-web/webgpu'),
};

/** In Node, where somebody installed it: several times faster, equal within rounding. It is no dependency. */
const NATIVE = 'onnxruntime-node';

async function importNative(): Promise<OrtBuild> {
  const ort = (await import(/* @vite-ignore */ NATIVE).catch(() => undefined)) as
    (Ort & { listSupportedBackends?: unknown }) | undefined;
  // The pipelines' library names this package too, and something else may stand in its place.
  if (!ort?.listSupportedBackends) {
    throw new InferError('infer/no-provider', `${NATIVE} is not installed here`, {
      details: { provider: 'cpu' },
    });
  }
  return { ort, weights: (file) => file };
}

function buildFor(provider: Provider, weightBytes: number): keyof typeof BUILDS {
  if ('Suspending' in WebAssembly && (provider === 'webgpu' || weightBytes >= HEAVY_BYTES)) return 'jspi';
  return provider === 'wasm' ? 'wasm' : 'asyncify';
}
