// What a hostile model is to the tests that run it: a file made on the spot, and what must come of it.
import type { Tensor } from '../../src/lib/model/tensor.ts';
import type { InferErrorCode } from '../../src/lib/infer/errors.ts';

export interface HostileCase {
  name: string;
  /** What is wrong with it. */
  why: string;
  make(): Uint8Array<ArrayBuffer>;
  /** Sizes of files beside the model, all zeros. */
  beside?: Record<string, number>;
  /** Inputs of the run; without them every input is a single 1. */
  inputs?: Record<string, Tensor>;
  /**
   * The code of the error, by where it comes to light: before a runtime is asked, while it opens the model, in the run.
   * `runs` is harmless and answers; `never-ends` is ended by whoever waits.
   */
  expected:
    | 'runs'
    | { header: InferErrorCode }
    | { load: InferErrorCode }
    | { run: InferErrorCode }
    | { neverEnds: 'load' | 'run' };
  /** Takes gigabytes for a moment: run only where FLOE_HEAVY is set. */
  heavy?: boolean;
}

export const f32 = (shape: number[], data: number[]): Tensor => ({
  dtype: 'float32',
  shape,
  data: Float32Array.from(data),
});
export const i32 = (shape: number[], data: number[]): Tensor => ({
  dtype: 'int32',
  shape,
  data: Int32Array.from(data),
});
export const i64 = (shape: number[], data: (number | bigint)[]): Tensor => ({
  dtype: 'int64',
  shape,
  data: BigInt64Array.from(data, BigInt),
});
