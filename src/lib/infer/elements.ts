// Numbers in and out of tensors of any element type. The one place that knows how each is stored.
import { arrayOf, type DType, type Tensor, type TensorData } from '../model/tensor.ts';
import { fromHalf, toHalf } from './half.ts';

/** Numbers as a tensor's data. Integers are rounded; float16 becomes bits. */
export function encodeElements(dtype: DType, values: ArrayLike<number>): TensorData {
  if (dtype === 'float32') return Float32Array.from(values);
  if (dtype === 'float16') return Uint16Array.from(values, toHalf);
  if (dtype === 'int64') return BigInt64Array.from(Array.from(values, (value) => BigInt(Math.round(value))));
  if (dtype === 'uint64')
    return BigUint64Array.from(Array.from(values, (value) => BigInt(Math.round(value))));
  if (dtype === 'string') return Array.from(values, String);
  if (dtype === 'bool') return Uint8Array.from(values, (value) => (value ? 1 : 0));
  if (dtype === 'float64') return Float64Array.from(values);
  // One of the integer arrays; their `from` overloads do not unite.
  const IntegerArray = arrayOf(dtype) as typeof Int32Array;
  return IntegerArray.from(values, Math.round);
}

/** A tensor's data as numbers; 64-bit integers lose precision past 2^53. Strings become NaN. */
export function decodeElements({ dtype, data }: Tensor): ArrayLike<number> {
  if (data instanceof BigInt64Array || data instanceof BigUint64Array) return Float64Array.from(data, Number);
  if (Array.isArray(data)) return Float64Array.from(data, () => NaN);
  return dtype === 'float16' ? Float32Array.from(data, fromHalf) : data;
}
