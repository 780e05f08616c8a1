// How an ONNX file declares one input or output: name, element type, shape.
import type { DType, TensorInfo } from '../model/tensor.ts';
import { fieldsOf, varintsOf, type ByteSource, type Field } from './protobuf.ts';

/** TensorProto.DataType, by number. */
const ELEMENT_TYPES = [
  'undefined', 'float32', 'uint8', 'int8', 'uint16', 'int16', 'int32', 'int64', 'string', 'bool', 'float16', 'float64',
  'uint32', 'uint64', 'complex64', 'complex128', 'bfloat16', 'float8e4m3fn', 'float8e4m3fnuz', 'float8e5m2',
  'float8e5m2fnuz', 'uint4', 'int4', 'float4e2m1',
]; // prettier-ignore

/** ValueInfo { name = 1, type = 2 { tensor_type = 1 { elem_type = 1, shape = 2 { dim = 1 { value = 1 | param = 2 }}}}} */
export async function readValueInfo(source: ByteSource, value: Field): Promise<TensorInfo | undefined> {
  let name = '';
  let tensor: Field | undefined;
  for await (const field of fieldsOf(source, value.start, value.end)) {
    if (field.number === 1) name = await source.text(field);
    else if (field.number === 2) tensor = await childOf(source, field, 1);
  }
  if (!tensor) return undefined;
  let dtype = 'undefined';
  const shape: TensorInfo['shape'][number][] = [];
  for await (const field of fieldsOf(source, tensor.start, tensor.end)) {
    if (field.number === 1) dtype = elementType(Number((await varintsOf(source, field))[0]));
    else if (field.number === 2) {
      for await (const dim of fieldsOf(source, field.start, field.end)) {
        if (dim.number === 1) shape.push(await readDimension(source, dim));
      }
    }
  }
  return { name, dtype: dtype as DType, shape };
}

async function readDimension(source: ByteSource, dimension: Field): Promise<number | string | null> {
  for await (const field of fieldsOf(source, dimension.start, dimension.end)) {
    if (field.number === 1) {
      const size = BigInt.asIntN(64, field.value);
      return size < 0n ? null : Number(size);
    }
    if (field.number === 2) return (await source.text(field)) || null;
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
  return ELEMENT_TYPES[code] ?? `type-${code}`;
}
