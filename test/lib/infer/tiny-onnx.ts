// Small ONNX files for tests, written by onnx-proto: the second implementation our reader is held against.
import onnxProto from 'onnx-proto';
import type { EngineSource } from '../../../src/lib/infer/types.ts';

export const { onnx } = onnxProto;

/** TensorProto.DataType numbers, written out here so that the reader's own table is not used to test it. */
export const ELEMENT = {
  float32: 1, uint8: 2, int8: 3, uint16: 4, int16: 5, int32: 6, int64: 7, string: 8, bool: 9, float16: 10, float64: 11,
  uint32: 12, uint64: 13,
} as const; // prettier-ignore

/** As the engine takes it: the entry, and external data by the path the model names. */
export function onnxSource(entry: Blob, external: { path: string; data: Blob }[] = []): EngineSource {
  const files = [{ path: 'model.onnx', data: entry }, ...external];
  return {
    runtime: 'onnx',
    entry: 'model.onnx',
    files: new Map(files.map(({ path, data }) => [path, data])),
  };
}

export type Dim = number | string | null;

export interface TinyValue {
  name: string;
  dtype?: keyof typeof ELEMENT;
  shape: Dim[];
}

export interface TinyModel {
  inputs: TinyValue[];
  outputs: TinyValue[];
  nodes: { op: string; domain?: string; in: string[]; out: string[]; attribute?: object[] }[];
  initializers?: object[];
  /** More ModelProto fields. */
  extra?: object;
}

export function tinyOnnx({
  inputs,
  outputs,
  nodes,
  initializers = [],
  extra = {},
}: TinyModel): Uint8Array<ArrayBuffer> {
  const domains = new Set(nodes.map((node) => node.domain ?? ''));
  domains.add('');
  const message = {
    irVersion: 9,
    producerName: 'tiny',
    opsetImport: [...domains].map((domain) => ({ domain, version: domain === '' ? 21 : 1 })),
    graph: {
      name: 'tiny',
      node: nodes.map(({ op, domain = '', in: input, out, attribute = [] }) => {
        return { opType: op, domain, input, output: out, attribute };
      }),
      initializer: initializers,
      input: inputs.map(valueInfo),
      output: outputs.map(valueInfo),
    },
    ...extra,
  };
  return new Uint8Array(onnx.ModelProto.encode(message).finish());
}

function valueInfo({ name, dtype = 'float32', shape }: TinyValue): object {
  const dim = shape.map((size) =>
    typeof size === 'number' ? { dimValue: size } : size === null ? {} : { dimParam: size },
  );
  return { name, type: { tensorType: { elemType: ELEMENT[dtype], shape: { dim } } } };
}

/** Weights in another file: `y = x + w`, `w` being `count` floats at the start of `location`. */
export function externalModel(location: string, count: number): Uint8Array<ArrayBuffer> {
  const w = {
    name: 'w',
    dims: [count],
    dataType: ELEMENT.float32,
    dataLocation: 1,
    externalData: [
      { key: 'location', value: location },
      { key: 'offset', value: '0' },
      { key: 'length', value: String(count * 4) },
    ],
  };
  return tinyOnnx({
    inputs: [{ name: 'x', shape: [count] }],
    outputs: [{ name: 'y', shape: [count] }],
    nodes: [{ op: 'Add', in: ['x', 'w'], out: ['y'] }],
    initializers: [w],
  });
}
