// What runs a version: its runtime, or the pipeline that its manifest declares. Each comes only when it is needed.
import type { OpenRunner } from './runner.ts';

/** Where the runners come from. */
export interface Runners {
  transformers(): Promise<typeof import('./transformers/open-transformers.ts')>;
  generation(): Promise<typeof import('./generation/text-generation.ts')>;
  tfjs(): Promise<typeof import('./tfjs/open-tfjs.ts')>;
  onnx(): Promise<typeof import('./onnx-runner.ts')>;
}

export function openWith(runners: Runners): OpenRunner {
  return async (source, options) => {
    const { pipeline, runtime } = source;
    if (pipeline?.kind === 'transformers') {
      return (await runners.transformers()).openTransformers(source, options);
    }
    if (pipeline?.kind === 'text-generation') {
      return (await runners.generation()).openTextGeneration(source, options);
    }
    if (runtime === 'tfjs') return (await runners.tfjs()).openTfjs(source, options);
    return (await runners.onnx()).openOnnx(source, options);
  };
}

export const openRunner = openWith({
  transformers: () => import('./transformers/open-transformers.ts'),
  generation: () => import('./generation/text-generation.ts'),
  tfjs: () => import('./tfjs/open-tfjs.ts'),
  onnx: () => import('./onnx-runner.ts'),
});
