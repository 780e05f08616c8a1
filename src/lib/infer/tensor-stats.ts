// How a tensor's numbers are spread, worked out in slices: a hundred million of them never hold a thread up for long.
import type { Tensor } from '../model/tensor.ts';
import { fromHalf } from './half.ts';

export interface TensorStats {
  /** Of the finite ones; undefined where there is none. */
  spread: { least: number; most: number; mean: number; deviation: number } | undefined;
  nan: number;
  /** Plus or minus infinity. */
  infinite: number;
  zeros: number;
  /** How many finite ones lie in each of as many equal steps from least to most. */
  histogram: Uint32Array;
}

export interface StatsOptions {
  signal?: AbortSignal;
  /** Milliseconds at a stretch. */
  sliceMs?: number;
  onProgress?: (share: number) => void;
}

export const STEPS = 48;
/** Between two looks at the clock. */
const BITE = 16_384;

/** One number of a tensor; NaN for what is none. */
export function numberReader({ dtype, data }: Tensor): (index: number) => number {
  if (Array.isArray(data)) return () => NaN;
  if (dtype === 'float16') return (index) => fromHalf(data[index] as number);
  if (data instanceof BigInt64Array || data instanceof BigUint64Array) return (index) => Number(data[index]);
  return (index) => data[index] as number;
}

/** Undefined for strings. Gives way to others between two slices. */
export async function tensorStats(
  tensor: Tensor,
  options: StatsOptions = {},
): Promise<TensorStats | undefined> {
  if (tensor.dtype === 'string') return undefined;
  const { length } = tensor.data;
  const at = numberReader(tensor);
  const counts = { nan: 0, infinite: 0, zeros: 0, finite: 0 };
  let [least, most, mean, squares] = [Infinity, -Infinity, 0, 0];
  await slices(length, options, 0, (index) => {
    const value = at(index);
    if (value - value !== 0) {
      if (Number.isNaN(value)) counts.nan += 1;
      else counts.infinite += 1;
      return;
    }
    if (value === 0) counts.zeros += 1;
    if (value < least) least = value;
    if (value > most) most = value;
    // Welford: sums of squares of large numbers would lose what lies between them.
    counts.finite += 1;
    const off = value - mean;
    mean += off / counts.finite;
    squares += off * (value - mean);
  });
  const { finite, nan, infinite, zeros } = counts;
  const histogram = new Uint32Array(STEPS);
  if (finite === 0) return { spread: undefined, nan, infinite, zeros, histogram };
  // In two steps: the whole width may be more than a number holds.
  const step = most / STEPS - least / STEPS;
  await slices(length, options, 0.5, (index) => {
    const value = at(index);
    if (value - value !== 0) return;
    const place = step > 0 ? Math.min(STEPS - 1, Math.floor((value - least) / step)) : 0;
    histogram[place]! += 1;
  });
  return {
    spread: { least, most, mean, deviation: Math.sqrt(squares / finite) },
    nan,
    infinite,
    zeros,
    histogram,
  };
}

async function slices(
  length: number,
  { signal, sliceMs = 8, onProgress }: StatsOptions,
  from: number,
  visit: (index: number) => void,
): Promise<void> {
  let until = performance.now() + sliceMs;
  for (let index = 0; index < length;) {
    const end = Math.min(length, index + BITE);
    for (; index < end; index++) visit(index);
    if (index >= length || performance.now() < until) continue;
    onProgress?.(from + index / length / 2);
    await pause();
    signal?.throwIfAborted();
    until = performance.now() + sliceMs;
  }
}

export function pause(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve));
}
