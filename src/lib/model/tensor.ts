// Tensors as plain data that crosses Workers, files and hashes. Knows no runtime.
import { sha256 } from '@noble/hashes/sha2.js';
import { FloeError } from '../errors.ts';

/** Element types, by ONNX's names. float16 data is the raw bits in a Uint16Array; bool is a Uint8Array of 0 and 1. */
export const DTYPES = [
  'float32',
  'float16',
  'float64',
  'int8',
  'uint8',
  'int16',
  'uint16',
  'int32',
  'uint32',
  'int64',
  'uint64',
  'bool',
  'string',
] as const;
export type DType = (typeof DTYPES)[number];

export type TensorData =
  | Float32Array
  | Float64Array
  | Int8Array
  | Uint8Array
  | Int16Array
  | Uint16Array
  | Int32Array
  | Uint32Array
  | BigInt64Array
  | BigUint64Array
  | string[];

/** A dense row-major tensor. `data.length` is the product of `shape`. */
export interface Tensor {
  dtype: DType;
  shape: readonly number[];
  data: TensorData;
}

export type Tensors = Record<string, Tensor>;

/** One input or output as a model declares it. A dimension is a size, a symbol, or null where nothing is known. */
export interface TensorInfo {
  name: string;
  dtype: DType;
  shape: readonly (number | string | null)[];
  /** Nothing is known of the shape, not even how many dimensions there are; `shape` is empty then. */
  anyRank?: true | undefined;
}

export interface ModelSignature {
  inputs: TensorInfo[];
  outputs: TensorInfo[];
}

export type TensorErrorCode =
  | 'tensor/missing-input'
  | 'tensor/unknown-input'
  | 'tensor/dtype'
  | 'tensor/shape'
  | 'tensor/length'
  | 'tensor/not-finite';

/** An input does not fit the model's signature. `details.name` names it. */
export class TensorError extends FloeError<TensorErrorCode> {
  override name = 'TensorError';
}

const ARRAYS = {
  float32: Float32Array,
  float16: Uint16Array,
  float64: Float64Array,
  int8: Int8Array,
  uint8: Uint8Array,
  int16: Int16Array,
  uint16: Uint16Array,
  int32: Int32Array,
  uint32: Uint32Array,
  int64: BigInt64Array,
  uint64: BigUint64Array,
  bool: Uint8Array,
} as const;

/** The typed array that holds a dtype's elements; `undefined` for string. */
export function arrayOf(dtype: DType) {
  return dtype === 'string' ? undefined : ARRAYS[dtype];
}

export function elementCount(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1);
}

/**
 * Checks inputs against a signature: every declared input present, no others, dtype equal, rank and fixed sizes
 * equal, one size per symbol, data as long as the shape says, floats finite.
 *
 * @throws TensorError naming the first input that does not fit
 */
export function checkInputs(signature: Pick<ModelSignature, 'inputs'>, inputs: Tensors): void {
  const declared = new Set(signature.inputs.map((info) => info.name));
  for (const name of Object.keys(inputs)) {
    if (!declared.has(name)) {
      throw new TensorError('tensor/unknown-input', `The model has no input "${name}"`, {
        details: { name },
      });
    }
  }
  const symbols = new Map<string, number>();
  for (const info of signature.inputs) {
    const tensor = inputs[info.name];
    if (!tensor) {
      throw new TensorError('tensor/missing-input', `Input "${info.name}" is missing`, {
        details: { name: info.name },
      });
    }
    checkTensor(info, tensor, symbols);
  }
}

function checkTensor(info: TensorInfo, tensor: Tensor, symbols: Map<string, number>): void {
  const { name } = info;
  if (tensor.dtype !== info.dtype) {
    throw new TensorError('tensor/dtype', `Input "${name}" takes ${info.dtype}, not ${tensor.dtype}`, {
      details: { name, expected: info.dtype, actual: tensor.dtype },
    });
  }
  const sound = tensor.shape.every((size) => Number.isSafeInteger(size) && size >= 0);
  const ranked =
    tensor.shape.length === info.shape.length &&
    info.shape.every((expected, axis) => {
      const actual = tensor.shape[axis]!;
      if (expected === null) return true;
      if (typeof expected === 'number') return expected === actual;
      const bound = symbols.get(expected);
      if (bound === undefined) symbols.set(expected, actual);
      return bound === undefined || bound === actual;
    });
  if (!sound || !(ranked || info.anyRank)) {
    throw new TensorError(
      'tensor/shape',
      `Input "${name}" takes shape ${formatShape(info.shape)}, not ${formatShape(tensor.shape)}`,
      { details: { name, expected: [...info.shape], actual: [...tensor.shape] } },
    );
  }
  const Expected = arrayOf(tensor.dtype);
  const rightKind = Expected ? tensor.data instanceof Expected : Array.isArray(tensor.data);
  if (!rightKind || tensor.data.length !== elementCount(tensor.shape)) {
    throw new TensorError(
      'tensor/length',
      `Input "${name}" does not hold ${elementCount(tensor.shape)} elements`,
      {
        details: { name, expected: elementCount(tensor.shape), actual: tensor.data.length },
      },
    );
  }
  if (tensor.data instanceof Float32Array || tensor.data instanceof Float64Array) {
    const index = firstNotFinite(tensor.data);
    if (index >= 0) {
      throw new TensorError('tensor/not-finite', `Input "${name}" holds ${tensor.data[index]} at ${index}`, {
        details: { name, index },
      });
    }
  }
}

/** Eight at a time: nought times their sum is nought unless one of them, or the sum, is not finite. It runs on every call. */
function firstNotFinite(data: Float32Array | Float64Array): number {
  const whole = data.length - (data.length % 8);
  let start = 0;
  for (; start < whole; start += 8) {
    const sum =
      data[start]! +
      data[start + 1]! +
      data[start + 2]! +
      data[start + 3]! +
      data[start + 4]! +
      data[start + 5]! +
      data[start + 6]! +
      data[start + 7]!;
    if (sum * 0 === 0) continue;
    const index = firstNotFiniteOf(data, start, start + 8);
    if (index >= 0) return index;
  }
  return firstNotFiniteOf(data, whole, data.length);
}

function firstNotFiniteOf(data: Float32Array | Float64Array, start: number, end: number): number {
  for (let index = start; index < end; index++) if (!Number.isFinite(data[index]!)) return index;
  return -1;
}

/** `[1, 3, height, ?]` */
export function formatShape(shape: readonly (number | string | null)[]): string {
  return `[${shape.map((size) => size ?? '?').join(', ')}]`;
}

/**
 * SHA-256 over named tensors, independent of key order: for each name in code-unit order, the lengths and bytes of
 * name, dtype, shape (u64 LE each) and little-endian data. This is `inputHash` and `outputHash` of a receipt.
 */
export function hashTensors(tensors: Tensors): Uint8Array {
  const hash = sha256.create();
  for (const bytes of tensorBytes(tensors)) hash.update(bytes);
  return hash.digest();
}

/** What `hashTensors` hashes, piece by piece, for those with a faster SHA-256 at hand. Pieces may alias the tensors. */
export function* tensorBytes(tensors: Tensors): Generator<Uint8Array> {
  const text = new TextEncoder();
  function* sized(bytes: Uint8Array) {
    yield u64(bytes.length);
    yield bytes;
  }
  for (const name of Object.keys(tensors).sort()) {
    const tensor = tensors[name]!;
    yield* sized(text.encode(name));
    yield* sized(text.encode(tensor.dtype));
    yield u64(tensor.shape.length);
    for (const size of tensor.shape) yield u64(size);
    if (Array.isArray(tensor.data)) for (const item of tensor.data) yield* sized(text.encode(item));
    else yield* sized(new Uint8Array(tensor.data.buffer, tensor.data.byteOffset, tensor.data.byteLength));
  }
}

function u64(value: number): Uint8Array {
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(value), true);
  return bytes;
}
