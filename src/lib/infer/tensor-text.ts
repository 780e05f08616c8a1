// Tensors as people type them: JSON arrays, nested or flat, or comma-separated rows. Keeps every digit of 64-bit integers.
import {
  arrayOf,
  elementCount,
  formatShape,
  TensorError,
  type Tensor,
  type TensorInfo,
} from '../model/tensor.ts';
import { decodeElements } from './elements.ts';
import { InferError } from './errors.ts';
import { toHalf } from './half.ts';
import { readLiteral, type Literal } from './tensor-literal.ts';

/**
 * Reads a tensor. Nesting gives the shape; flat values take the declared shape, one unknown size worked out.
 *
 * @throws InferError 'infer/bad-media' if the text cannot be read (`details.at`) or a value is not of the type
 * (`details.value`); TensorError 'tensor/shape' if values and shape do not fit each other, 'tensor/not-finite'
 */
export function parseTensor(info: TensorInfo, text: string): Tensor {
  return tensorOf(info, readLiteral(text, info.name));
}

/**
 * Reads a tensor from a table: a first row that says what the columns are is left out, where numbers are expected.
 *
 * @throws as `parseTensor`
 */
export function tableTensor(info: TensorInfo, rows: readonly (readonly string[])[]): Tensor {
  const [first = [], ...rest] = rows;
  const named =
    info.dtype !== 'string' && rest.length > 0 && first.some((cell) => Number.isNaN(numberOf(cell)));
  const table = named ? rest : rows;
  return tensorOf(
    info,
    table.length === 1 && info.shape.length < 2 ? [...table[0]!] : table.map((row) => [...row]),
  );
}

/** NaN for what is no number; a number all the same where it is written as one that tensors refuse. */
function numberOf(cell: string): number {
  return NOT_FINITE.test(cell) || cell === 'true' || cell === 'false' ? 0 : cell === '' ? NaN : Number(cell);
}

/**
 * A tensor from a file as the one that an input takes: of its type where every value has one there, of its shape.
 *
 * @throws as `parseTensor`
 */
export function fittedTensor(info: TensorInfo, tensor: Tensor): Tensor {
  const { length } = tensor.shape;
  const shape =
    length === info.shape.length
      ? [...tensor.shape]
      : declaredShape(info, tensor.data.length, [...tensor.shape]);
  if (info.shape.some((size, axis) => typeof size === 'number' && size !== shape[axis])) {
    throw shapeError(info, formatShape(shape));
  }
  const finite = !tensor.dtype.startsWith('float') || tensor.dtype === 'float16';
  if (tensor.dtype === info.dtype && (finite || isFinite(tensor.data))) return { ...tensor, shape };
  const values =
    tensor.dtype === 'float16' ? Array.from(decodeElements(tensor)) : (tensor.data as ArrayLike<unknown>);
  return { dtype: info.dtype, shape, data: convert(info, Array.from(values, String)) };
}

function isFinite(data: Tensor['data']): boolean {
  return (data as Float32Array).every((value) => value - value === 0);
}

function tensorOf(info: TensorInfo, literal: Literal): Tensor {
  const values: string[] = [];
  const nested = shapeOf(literal, info);
  flatten(literal, values);
  const shape = nested.length === info.shape.length ? nested : declaredShape(info, values.length, nested);
  if (info.shape.some((size, axis) => typeof size === 'number' && size !== shape[axis])) {
    throw shapeError(info, formatShape(shape));
  }
  return { dtype: info.dtype, shape, data: convert(info, values) };
}

function shapeOf(literal: Literal, info: TensorInfo): number[] {
  if (!Array.isArray(literal)) return [];
  const inner = literal.map((item) => shapeOf(item, info));
  const first = inner[0] ?? [];
  if (
    inner.some((shape) => shape.length !== first.length || shape.some((size, axis) => size !== first[axis]))
  ) {
    throw shapeError(info, 'rows of different lengths');
  }
  return [literal.length, ...first];
}

function flatten(literal: Literal, values: string[]): void {
  if (Array.isArray(literal)) for (const item of literal) flatten(item, values);
  else values.push(literal);
}

function declaredShape(info: TensorInfo, count: number, nested: number[]): number[] {
  const known = info.shape.filter((size) => typeof size === 'number');
  const product = elementCount(known);
  const unknown = info.shape.length - known.length;
  const rest = product === 0 ? 0 : count / product;
  if (nested.length > 1 || !Number.isInteger(rest) || (unknown === 0 && rest !== 1)) {
    throw shapeError(info, `${count} values in shape ${formatShape(nested)}`);
  }
  // The last unknown size takes what is left; the others (batch, mostly) are 1.
  const last = info.shape.findLastIndex((size) => typeof size !== 'number');
  return info.shape.map((size, axis) => (typeof size === 'number' ? size : axis === last ? rest : 1));
}

function convert(info: TensorInfo, values: string[]): Tensor['data'] {
  const { dtype } = info;
  if (dtype === 'string') return values;
  if (dtype === 'bool') return Uint8Array.from(values, (value) => bit(info, value));
  if (dtype === 'int64' || dtype === 'uint64') {
    const ArrayType = arrayOf(dtype) as BigInt64ArrayConstructor;
    const data = new ArrayType(values.length);
    values.forEach((value, index) => {
      if (!/^[+-]?\d+$/.test(value)) throw valueError(info, value);
      const integer = BigInt(value);
      data[index] = integer;
      if (data[index] !== integer) throw valueError(info, value);
    });
    return data;
  }
  if (dtype === 'float16') return Uint16Array.from(values, (value) => toHalf(number(info, value)));
  const ArrayType = arrayOf(dtype) as typeof Float64Array | typeof Float32Array | typeof Int32Array;
  const isFloat = dtype === 'float32' || dtype === 'float64';
  const data = new ArrayType(values.length);
  values.forEach((value, index) => {
    data[index] = number(info, value);
    if (!isFloat && data[index] !== Number(value)) throw valueError(info, value);
  });
  return data;
}

/** A number all the same, as its writer sees it: said in other words than a typing error. */
const NOT_FINITE = /^[+-]?(?:nan|inf(?:inity)?)$/i;

function number(info: TensorInfo, text: string): number {
  if (NOT_FINITE.test(text)) {
    throw new TensorError('tensor/not-finite', `Input "${info.name}" holds ${text}`, {
      details: { name: info.name, value: text },
    });
  }
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value)) throw valueError(info, text);
  return value;
}

function bit(info: TensorInfo, text: string): number {
  if (text === 'true' || text === '1') return 1;
  if (text === 'false' || text === '0') return 0;
  throw valueError(info, text);
}

function valueError(info: TensorInfo, value: string): InferError {
  return new InferError('infer/bad-media', `"${value}" is not ${info.dtype}`, {
    details: { name: info.name, value, dtype: info.dtype },
  });
}

function shapeError(info: TensorInfo, actual: string): TensorError {
  return new TensorError(
    'tensor/shape',
    `Input "${info.name}" takes shape ${formatShape(info.shape)}, not ${actual}`,
    {
      details: { name: info.name, expected: [...info.shape], actual },
    },
  );
}
