// Publications for tests: a multiplication written here, and Silero VAD v6 out of its npm package.
import { createRequire } from 'node:module';
import type { PublicationDraft, Tensors } from '../src/lib/index.ts';
import { tinyModel } from './tiny-onnx.ts';

const require = createRequire(import.meta.url);
export const VAD_FILE = require.resolve('@ricky0123/vad-web/dist/silero_vad_v6.onnx');
/** 512 samples and 64 of context, as the model's authors call it. */
const WINDOW = 576;

/** A vowel-like buzz, or silence. */
export function vadInputs(kind: 'buzz' | 'silence' = 'buzz'): Tensors {
  const samples = Float32Array.from({ length: WINDOW }, (_, i) =>
    kind === 'silence'
      ? 0
      : 0.3 * Math.sin((2 * Math.PI * 140 * i) / 16000) * Math.sin((2 * Math.PI * 700 * i) / 16000),
  );
  return {
    input: { dtype: 'float32', shape: [1, WINDOW], data: samples },
    state: { dtype: 'float32', shape: [2, 1, 128], data: new Float32Array(256) },
    sr: { dtype: 'int64', shape: [], data: BigInt64Array.of(16000n) },
  };
}

/** x[n, 3] -> y[n, 3] = x * weights. */
export function tinyDraft(overrides: Partial<PublicationDraft> = {}, weights = [2, 3, 4]): PublicationDraft {
  return {
    files: [{ path: 'tiny.onnx', data: new Blob([tinyModel({ weights })]) }],
    entry: 'tiny.onnx',
    name: 'Scale',
    summary: 'Multiplies three numbers',
    task: 'other',
    runtime: 'onnx',
    license: 'mit',
    tags: ['numbers', 'three'],
    inputs: [{ name: 'x', dtype: 'float32', shape: ['n', 3] }],
    outputs: [{ name: 'y', dtype: 'float32', shape: ['n', 3] }],
    price: 4_000_000n,
    epochs: 5,
    shards: 2,
    ...overrides,
  };
}

export function tinyInputs(...row: [number, number, number]): Tensors {
  return { x: { dtype: 'float32', shape: [1, 3], data: Float32Array.from(row) } };
}
