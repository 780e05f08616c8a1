// How an ONNX file declares one input or output: name, element type, shape, or that it is no plain tensor.
import type { DType, TensorInfo } from '../model/tensor.ts';
import { fieldsOf, tooComplex, varintsOf, type ByteSource, type Field } from './protobuf.ts';

/** TensorProto.DataType, by number: name and bits of an element. Of a string the bits are not known. */
const ELEMENT_TYPES: readonly (readonly [name: string, bits: number])[] = [
  ['undefined', 0], ['float32', 32], ['uint8', 8], ['int8', 8], ['uint16', 16], ['int16', 16], ['int32', 32],
  ['int64', 64], ['string', 0], ['bool', 8], ['float16', 16], ['float64', 64], ['uint32', 32], ['uint64', 64],
  ['complex64', 64], ['complex128', 128], ['bfloat16', 16], ['float8e4m3fn', 8], ['float8e4m3fnuz', 8],
  ['float8e5m2', 8], ['float8e5m2fnuz', 8], ['uint4', 4], ['int4', 4], ['float4e2m1', 4], ['float8e8m0', 8],
  ['uint2', 2], ['int2', 2],
]; // prettier-ignore
/** Names are handles: there are longer ones only to do harm. */
const LONGEST_NAME = 1 << 16;
const MOST_DIMENSIONS = 256;
/** TypeProto's fields. */
const KINDS: Record<number, NonTensor['kind']> = {
  4: 'sequence',
  5: 'map',
  7: 'opaque',
  8: 'sparse tensor',
  9: 'optional',
};
const [TENSOR, OPTIONAL] = [1, 9];

/** An input or output that is no plain tensor. */
export interface NonTensor {
  name: string;
  kind: 'sequence' | 'map' | 'opaque' | 'sparse tensor' | 'optional' | 'unknown';
}

export interface OnnxValue {
  /** How it is declared; a tensor's shape is empty where the model says nothing of it. */
  tensor?: TensorInfo;
  /** A tensor that need not be given; the runtime takes a plain one all the same. */
  optional: boolean;
  /** There is no shape, which is not the shape of a scalar. */
  anyRank: boolean;
  other?: NonTensor;
}

/**
 * ValueInfo { name = 1, type = 2 { tensor_type = 1 { elem_type = 1, shape = 2 { dim = 1 { value = 1 | param = 2 }}}}},
 * and an optional's type is { optional_type = 9 { elem_type = 1 { tensor_type ... }}}.
 */
export async function readValueInfo(source: ByteSource, value: Field): Promise<OnnxValue> {
  let name = '';
  let tensor: Field | undefined;
  let optional = false;
  let kind: NonTensor['kind'] = 'unknown';
  for await (const field of fieldsOf(source, value.start, value.end)) {
    if (field.number === 1 && field.wire === 2) {
      if (field.end - field.start > LONGEST_NAME) throw tooComplex('bytes in a name', LONGEST_NAME);
      name = await source.text(field);
    } else if (field.number === 2 && field.wire === 2) {
      for await (const type of fieldsOf(source, field.start, field.end)) {
        if (type.wire !== 2) continue;
        kind = KINDS[type.number] ?? kind;
        if (type.number === TENSOR) tensor = type;
        else if (type.number === OPTIONAL) {
          optional = true;
          const inner = await childOf(source, type, 1);
          tensor = inner && (await childOf(source, inner, TENSOR));
        }
      }
    }
  }
  if (!tensor) return { other: { name, kind }, optional, anyRank: false };
  const { dtype, shape } = await readTensorType(source, tensor);
  return { tensor: { name, dtype: dtype as DType, shape: shape ?? [] }, optional, anyRank: !shape };
}

/** `dtype` may be none of ours; `shape` is undefined where there is none. */
async function readTensorType(source: ByteSource, tensor: Field) {
  let dtype = 'undefined';
  let shape: TensorInfo['shape'][number][] | undefined;
  for await (const field of fieldsOf(source, tensor.start, tensor.end)) {
    if (field.number === 1) dtype = elementType(Number((await varintsOf(source, field))[0]));
    else if (field.number === 2) {
      shape = [];
      for await (const dim of fieldsOf(source, field.start, field.end)) {
        if (dim.number === 1) shape.push(await readDimension(source, dim));
        if (shape.length > MOST_DIMENSIONS) throw tooComplex('dimensions', MOST_DIMENSIONS);
      }
    }
  }
  return { dtype, shape };
}

async function readDimension(source: ByteSource, dimension: Field): Promise<number | string | null> {
  for await (const field of fieldsOf(source, dimension.start, dimension.end)) {
    if (field.number === 1) {
      const size = BigInt.asIntN(64, field.value);
      return size < 0n ? null : Number(size);
    }
    if (field.number === 2) return (await source.text(field, LONGEST_NAME)) || null;
  }
  return null;
}

async function childOf(source: ByteSource, parent: Field, number: number): Promise<Field | undefined> {
  for await (const field of fieldsOf(source, parent.start, parent.end)) {
    if (field.number === number && field.wire === 2) return field;
  }
  return undefined;
}

export function elementType(code: number): string {
  return ELEMENT_TYPES[code]?.[0] ?? `type-${code}`;
}

/** Of an element type by its name; 0 where it is not known or has none. */
export function elementBits(type: string): number {
  return BITS.get(type) ?? 0;
}

const BITS = new Map(ELEMENT_TYPES);
