// Brings in exactly one build of onnxruntime-web. The only place that names its entry points.
import type { Provider } from './types.ts';

export type Ort = typeof import('onnxruntime-web/wasm');

/** WebGPU through JSPI where the engine has it (10 MB smaller), else through asyncify; wasm for the CPU. */
export async function importOrt(provider: Provider): Promise<Ort> {
  const ort = await importBuild(provider);
  // More threads need cross-origin isolation, which a page on a gateway does not have.
  ort.env.wasm.numThreads = 1;
  ort.env.logLevel = 'error';
  return ort;
}

async function importBuild(provider: Provider): Promise<Ort> {
  if (provider === 'wasm') return import('onnxruntime-web/wasm');
  if ('Suspending' in WebAssembly) return import('onnxruntime-web/jspi');
  return import('onnxruntime-web/webgpu');
}
