// Pieces of ONNX files as onnx-proto takes them: short names, so that a case reads as what it is.
import onnxProto from 'onnx-proto';

const { onnx } = onnxProto;

/** TensorProto.DataType. */
export const TYPE = {
  float32: 1, uint8: 2, int8: 3, int32: 6, int64: 7, string: 8, bool: 9, float16: 10, bfloat16: 16, float8: 17,
} as const; // prettier-ignore
export type TypeName = keyof typeof TYPE;

export type Dim = number | bigint | string;
type Attribute = object;
export type Node = object;

/** A value that goes in or comes out; without `dims` its rank is not declared. */
export function value(name: string, dims?: readonly Dim[], type: number = TYPE.float32) {
  const shape = dims && {
    dim: dims.map((dim) => (typeof dim === 'string' ? { dimParam: dim } : { dimValue: String(dim) })),
  };
  return { name, type: { tensorType: { elemType: type, ...(shape && { shape }) } } };
}

export function floats(name: string, dims: readonly number[], data: readonly number[]) {
  return { name, dims, dataType: TYPE.float32, rawData: bytesOf(Float32Array.from(data)) };
}

export function ints(name: string, dims: readonly number[], data: readonly (number | bigint)[]) {
  return { name, dims, dataType: TYPE.int64, rawData: bytesOf(BigInt64Array.from(data, BigInt)) };
}

export function node(
  opType: string,
  input: readonly string[],
  output: readonly string[],
  attribute: readonly Attribute[] = [],
  more: object = {},
): Node {
  return { opType, input, output, attribute, ...more };
}

/** Attributes by their types. */
export const attribute = {
  int: (name: string, i: number | bigint) => ({ name, i: String(i), type: 2 }),
  ints: (name: string, list: readonly number[]) => ({ name, ints: list, type: 7 }),
  float: (name: string, f: number) => ({ name, f, type: 1 }),
  text: (name: string, s: string) => ({ name, s: new TextEncoder().encode(s), type: 3 }),
  graph: (name: string, g: object) => ({ name, g, type: 5 }),
};

/** A whole file of opset 17; `more` are fields of ModelProto. */
export function model(graph: object, more: object = {}): Uint8Array<ArrayBuffer> {
  return encode({
    irVersion: 8,
    opsetImport: [{ domain: '', version: 17 }],
    producerName: 'floe-tests',
    ...more,
    graph: { name: 'g', ...graph },
  });
}

export function encode(message: object): Uint8Array<ArrayBuffer> {
  return new Uint8Array(onnx.ModelProto.encode(onnx.ModelProto.fromObject(message as never)).finish());
}

export const X = value('x', [1]);
export const Y = value('y', [1]);

/** y = relu(x), of one value. */
export const goodModel = (more: object = {}) =>
  model({ node: [node('Relu', ['x'], ['y'])], input: [X], output: [Y] }, more);

function bytesOf(array: ArrayBufferView): Uint8Array {
  return new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
}
