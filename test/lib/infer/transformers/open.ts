// A folder as an engine takes it, and what goes in and comes out as plain values.
import { createNodeEngine } from '../../../../src/agent/node-engine.ts';
import type { RunControl } from '../../../../src/lib/infer/runner.ts';
import { openTransformers } from '../../../../src/lib/infer/transformers/open-transformers.ts';
import type { EngineSource, LoadedModel, RunOptions } from '../../../../src/lib/infer/types.ts';
import type { Tensor, Tensors } from '../../../../src/lib/model/tensor.ts';
import type { Contents } from '../../../hf-folders/words.ts';

export interface SourceOptions {
  entry?: string;
  folder?: string;
  dtype?: string;
}

export function sourceOf(contents: Contents, task: string, options: SourceOptions = {}): EngineSource {
  const { entry = Object.keys(contents).find((path) => path.endsWith('.onnx')) ?? 'onnx/model.onnx' } =
    options;
  const { folder, dtype } = options;
  return {
    runtime: 'onnx',
    entry,
    files: new Map(Object.entries(contents).map(([path, data]) => [path, new Blob([data])])),
    pipeline: {
      kind: 'transformers',
      task,
      ...(folder === undefined ? {} : { folder }),
      ...(dtype === undefined ? {} : { dtype }),
    },
  };
}

const engine = createNodeEngine();

export function open(contents: Contents, task: string, options: SourceOptions = {}): Promise<LoadedModel> {
  return engine.load(sourceOf(contents, task, options), { provider: 'auto' });
}

export async function answer(
  model: LoadedModel,
  inputs: Tensors,
  options: RunOptions = {},
): Promise<Tensors> {
  return (await model.run(inputs, options)).release();
}

/** Loads, runs once, gives back. */
export async function ask(
  contents: Contents,
  task: string,
  inputs: Tensors,
  options: SourceOptions = {},
): Promise<Tensors> {
  const model = await open(contents, task, options);
  try {
    return await answer(model, inputs);
  } finally {
    model.dispose();
  }
}

/** As `ask`, in this thread: what it says, reads and asks for can be watched, and a word about its run comes at once. */
export async function askHere(
  contents: Contents,
  task: string,
  inputs: Tensors,
  control: Partial<RunControl> = {},
): Promise<{ outputs: Tensors; stopped: boolean }> {
  const runner = await openTransformers(sourceOf(contents, task), { provider: 'auto' });
  try {
    return await runner.run(inputs, { cancelled: () => false, stopped: () => false, ...control });
  } finally {
    await runner.dispose();
  }
}

export const text = (value: string): Tensor => ({ dtype: 'string', shape: [], data: [value] });
export const lines = (...values: string[]): Tensor => ({
  dtype: 'string',
  shape: [values.length],
  data: values,
});
export const whole = (value: number): Tensor => ({ dtype: 'int32', shape: [], data: Int32Array.of(value) });
export const part = (value: number): Tensor => ({
  dtype: 'float32',
  shape: [],
  data: Float32Array.of(value),
});
export const sound = (data: Float32Array<ArrayBuffer>): Tensor => ({
  dtype: 'float32',
  shape: [data.length],
  data,
});

export type Colour = readonly [number, number, number];

/** A picture whose pixels `colour` says. */
export function picture(width: number, height: number, colour: (x: number, y: number) => Colour): Tensor {
  const data = new Uint8Array(width * height * 3);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) data.set(colour(x, y), (y * width + x) * 3);
  }
  return { dtype: 'uint8', shape: [height, width, 3], data };
}
