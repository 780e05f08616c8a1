// What runs a version: its runtime, or the pipeline that its manifest declares. Each comes only when it is needed.
import type { OpenRunner } from './runner.ts';

export const openRunner: OpenRunner = async (source, options) => {
  const { pipeline, runtime } = source;
  if (pipeline?.kind === 'transformers') {
    return (await import('./transformers/open-transformers.ts')).openTransformers(source, options);
  }
  if (pipeline?.kind === 'text-generation') {
    return (await import('./generation/text-generation.ts')).openTextGeneration(source, options);
  }
  if (runtime === 'tfjs') return (await import('./tfjs/open-tfjs.ts')).openTfjs(source, options);
  return (await import('./onnx-runner.ts')).openOnnx(source, options);
};
