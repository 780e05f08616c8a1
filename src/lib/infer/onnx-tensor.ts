// What a weight in an ONNX file says of itself, and whether there is as much of it as it says. Reads no weight.
import { InferError } from './errors.ts';
import { elementBits, elementType } from './onnx-value.ts';
import { fieldsOf, varintsOf, type ByteSource, type Field } from './protobuf.ts';

/** A stretch of a file beside the model. */
export interface ExternalWeight {
  name: string;
  /** As the model names it, without a leading `./`. */
  path: string;
  /** As written: nothing is believed of it yet. */
  offset: string | undefined;
  length: string | undefined;
  /** By shape and element type; of strings 0. */
  bytes: number;
}

export interface OnnxTensor {
  name: string;
  dtype: string;
  dims: number[];
  elements: number;
  /** By shape and element type: what the runtime will hold. */
  bytes: number;
  external: ExternalWeight | undefined;
}

/** TensorProto's fields. */
const [DIMS, DATA_TYPE, NAME, RAW_DATA, EXTERNAL_DATA, DATA_LOCATION] = [1, 2, 8, 9, 13, 14];
const TYPED_DATA = new Set([4, 5, 6, 7, 10, 11]);
const EXTERNAL = 1n;
/** Elements that one byte of typed data can hold: packed ones of 4 bits and less lie several to a number. */
const MOST_PER_BYTE = 8;

/**
 * @throws InferError 'infer/load-failed' if the shape is none, or the file holds less than the tensor declares
 */
export async function readTensor(source: ByteSource, tensor: Field): Promise<OnnxTensor> {
  let name = '';
  let dtype = 'undefined';
  let raw = 0;
  let typed = 0;
  let outside = false;
  const dims: bigint[] = [];
  const places: Record<string, string> = Object.create(null);
  for await (const field of fieldsOf(source, tensor.start, tensor.end)) {
    if (field.number === DIMS) dims.push(...(await varintsOf(source, field)));
    else if (field.number === DATA_TYPE && field.wire === 0) dtype = elementType(Number(field.value));
    else if (field.number === NAME && field.wire === 2) name = await source.text(field);
    else if (field.number === RAW_DATA) raw += field.end - field.start;
    // One that is not packed is a varint, or four or eight bytes.
    else if (TYPED_DATA.has(field.number)) typed += Math.max(field.end - field.start, 8);
    else if (field.number === DATA_LOCATION) outside = field.value === EXTERNAL;
    else if (field.number === EXTERNAL_DATA && field.wire === 2) {
      const [key, value] = await readPair(source, field);
      places[key] = value;
    }
  }
  const size = elementsOf(name, dims);
  const bytes = Math.ceil((size * elementBits(dtype)) / 8);
  const shared = { name, dtype, dims: dims.map(Number), elements: size, bytes };
  if (outside || 'location' in places) {
    const { location = '', offset, length } = places;
    const path = location.replace(/^(\.\/)+/, '');
    return { ...shared, external: { name, path, offset, length, bytes } };
  }
  const short =
    raw > 0 ? elementBits(dtype) > 0 && raw < bytes : elementBits(dtype) > 0 && typed * MOST_PER_BYTE < size;
  if (short) {
    throw new InferError('infer/load-failed', `Weight "${name}" declares ${size} values and holds fewer`, {
      details: { name, declared: bytes, held: raw || typed },
    });
  }
  return { ...shared, external: undefined };
}

function elementsOf(name: string, dims: readonly bigint[]): number {
  let elements = 1;
  for (const dim of dims) {
    const size = BigInt.asIntN(64, dim);
    if (size < 0n) {
      throw new InferError('infer/load-failed', `Weight "${name}" has a dimension of ${size}`, {
        details: { name },
      });
    }
    elements *= Number(size);
  }
  return elements;
}

/** StringStringEntryProto { key = 1, value = 2 } */
export async function readPair(source: ByteSource, pair: Field): Promise<[string, string]> {
  const result: [string, string] = ['', ''];
  for await (const field of fieldsOf(source, pair.start, pair.end)) {
    if (field.number === 1) result[0] = await source.text(field);
    else if (field.number === 2) result[1] = await source.text(field);
  }
  return result;
}
