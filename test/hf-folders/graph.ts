// A small ONNX graph as an exporter of transformers would write it: named inputs, operators one a line, weights inside or
// in a file of their own.
import onnxProto from 'onnx-proto';
import { toHalf } from '../../src/lib/infer/half.ts';

const { onnx } = onnxProto;

export type Shape = (number | string)[];

const ELEMENT = { float32: 1, uint8: 2, int64: 7, bool: 9, float16: 10 } as const;

export interface Node {
  op: string;
  in: string[];
  out: string[];
  /** Numbers are integers, lists are lists of integers, `{ f }` is a float, text is text. */
  with?: Record<string, number | number[] | { f: number } | string>;
}

export interface Weight {
  shape: number[];
  values: number[];
  dtype?: 'float32' | 'float16' | 'int64';
}

export interface Graph {
  inputs: Record<string, [keyof typeof ELEMENT, Shape]>;
  outputs: Record<string, [keyof typeof ELEMENT, Shape]>;
  nodes: Node[];
  weights?: Record<string, Weight>;
  /** Keeps float weights in this file, one behind the other. */
  dataFile?: string;
}

export function graph({ inputs, outputs, nodes, weights = {}, dataFile }: Graph): Uint8Array<ArrayBuffer> {
  let offset = 0;
  const initializer = Object.entries(weights).map(([name, weight]) => {
    const { shape, dtype = 'float32' } = weight;
    const rawData = bytesOf(weight);
    const tensor = { name, dataType: ELEMENT[dtype], dims: shape };
    if (dataFile === undefined || dtype !== 'float32') return { ...tensor, rawData };
    const externalData = [
      { key: 'location', value: dataFile },
      { key: 'offset', value: String(offset) },
      { key: 'length', value: String(rawData.length) },
    ];
    offset += rawData.length;
    return { ...tensor, dataLocation: 1, externalData };
  });
  const message = {
    irVersion: 8,
    producerName: 'hf-folders',
    opsetImport: [{ domain: '', version: 13 }],
    graph: {
      name: 'toy',
      node: nodes.map(({ op, in: input, out, with: given = {} }) => {
        return { opType: op, input, output: out, attribute: Object.entries(given).map(attribute) };
      }),
      initializer,
      input: Object.entries(inputs).map(valueInfo),
      output: Object.entries(outputs).map(valueInfo),
    },
  };
  return new Uint8Array(onnx.ModelProto.encode(message as never).finish());
}

/** The bytes of float weights one behind the other, as `dataFile` has them. */
export function weightData(weights: Record<string, Weight>): Uint8Array<ArrayBuffer> {
  const floats = Object.values(weights).filter(({ dtype = 'float32' }) => dtype === 'float32');
  return new Uint8Array(floats.flatMap((weight) => [...bytesOf(weight)]));
}

function bytesOf({ values, dtype = 'float32' }: Weight): Uint8Array<ArrayBuffer> {
  if (dtype === 'float16') return new Uint8Array(Uint16Array.from(values, toHalf).buffer);
  const array = dtype === 'int64' ? BigInt64Array.from(values, BigInt) : Float32Array.from(values);
  return new Uint8Array(array.buffer);
}

function valueInfo([name, [dtype, shape]]: [string, [keyof typeof ELEMENT, Shape]]): object {
  const dim = shape.map((size) => (typeof size === 'number' ? { dimValue: size } : { dimParam: size }));
  return { name, type: { tensorType: { elemType: ELEMENT[dtype], shape: { dim } } } };
}

function attribute([name, value]: [string, number | number[] | { f: number } | string]): object {
  if (typeof value === 'number') return { name, type: 2, i: value };
  if (typeof value === 'string') return { name, type: 3, s: new TextEncoder().encode(value) };
  return Array.isArray(value) ? { name, type: 7, ints: value } : { name, type: 1, f: value.f };
}

/** Rows of a table by a name each; what is not given is zero. */
export function table(names: readonly string[], columns: number, rows: Record<string, number[]>): Weight {
  return {
    shape: [names.length, columns],
    values: names.flatMap((name) =>
      Array.from({ length: columns }, (_, column) => rows[name]?.[column] ?? 0),
    ),
  };
}
