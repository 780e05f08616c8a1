// Whether two tensors say the same, and by how much they do not.
import type { Tensor } from '../../src/lib/model/tensor.ts';

export interface Tolerance {
  relative: number;
  absolute: number;
}

/** What is different, in words; undefined if nothing is. No number equals no number. */
export function difference(actual: Tensor, expected: Tensor, tolerance: Tolerance): string | undefined {
  if (actual.dtype !== expected.dtype) return `${actual.dtype} in place of ${expected.dtype}`;
  if (actual.shape.join() !== expected.shape.join())
    return `[${actual.shape}] in place of [${expected.shape}]`;
  if (actual.data.length !== expected.data.length) return `${actual.data.length} values`;
  let worst = 0;
  for (let index = 0; index < expected.data.length; index++) {
    const [a, b] = [numberAt(actual, index), numberAt(expected, index)];
    if (Object.is(a, b) || a === b) continue;
    if (typeof a !== 'number' || typeof b !== 'number') return `${a} in place of ${b}`;
    const off = Math.abs(a - b);
    if (off <= tolerance.absolute + tolerance.relative * Math.abs(b)) continue;
    worst = Math.max(worst, Number.isNaN(off) ? Infinity : off);
  }
  return worst === 0 ? undefined : `off by ${worst.toPrecision(2)}`;
}

/** The largest |a - b| / max(1, |b|). */
export function distance(actual: Tensor, expected: Tensor): number {
  let worst = 0;
  for (let index = 0; index < expected.data.length; index++) {
    const [a, b] = [Number(actual.data[index]), Number(expected.data[index])];
    if (Object.is(a, b)) continue;
    const off = Math.abs(a - b) / Math.max(1, Math.abs(b));
    worst = Math.max(worst, Number.isNaN(off) ? Infinity : off);
  }
  return worst;
}

function numberAt({ dtype, data }: Tensor, index: number): number | bigint | string {
  const item = data[index]!;
  return dtype === 'float16' ? halfOf(Number(item)) : item;
}

function halfOf(bits: number): number {
  const sign = bits >> 15 ? -1 : 1;
  const [exponent, fraction] = [(bits >> 10) & 31, bits & 1023];
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 31) return fraction ? NaN : sign * Infinity;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}
