// The main graph of an ONNX file as far as shapes depend on it: nodes with their attributes, and of weights the shapes and
// the few small integers that say how others are cut. Reads no weight that is larger.
import type { TensorInfo } from '../model/tensor.ts';
import { readTensor } from './onnx-tensor.ts';
import { readValueInfo } from './onnx-value.ts';
import { ByteSource, fieldsOf, tooComplex, varintsOf, type Field } from './protobuf.ts';
import { MOST_NODES } from './onnx-findings.ts';

export interface OnnxNode {
  /** Of ai.onnx without a domain. */
  type: string;
  /** '' where one is left out. */
  inputs: string[];
  outputs: string[];
  attributes: ReadonlyMap<string, number | string | number[] | Constant>;
}

export interface Constant {
  dims: number[];
  /** In order, of few and only where they are integers or floats. */
  values: number[] | undefined;
}

export interface OnnxGraph {
  nodes: OnnxNode[];
  constants: ReadonlyMap<string, Constant>;
  /** Without initializers. */
  inputs: TensorInfo[];
  outputs: TensorInfo[];
  /** What the model says of outputs and of values in between. */
  declared: ReadonlyMap<string, TensorInfo>;
}

const FEW = 64;
const ELEMENTS: Record<string, (bytes: DataView) => number[]> = {
  int64: (bytes) => every(bytes, 8, (at) => Number(bytes.getBigInt64(at, true))),
  int32: (bytes) => every(bytes, 4, (at) => bytes.getInt32(at, true)),
  float32: (bytes) => every(bytes, 4, (at) => bytes.getFloat32(at, true)),
};

/** @throws InferError as `readOnnxHeader` */
export async function readOnnxGraph(file: Blob | Uint8Array): Promise<OnnxGraph> {
  const source = new ByteSource(file);
  const nodes: OnnxNode[] = [];
  const constants = new Map<string, Constant>();
  const declared = new Map<string, TensorInfo>();
  const values: { number: number; info: TensorInfo }[] = [];
  for await (const top of fieldsOf(source, 0, source.size)) {
    if (top.number !== 7 || top.wire !== 2) continue;
    for await (const field of fieldsOf(source, top.start, top.end)) {
      if (field.wire !== 2) continue;
      if (field.number === 1) {
        if (nodes.length >= MOST_NODES) throw tooComplex('nodes', MOST_NODES);
        nodes.push(await readNode(source, field));
      } else if (field.number === 5) {
        const { name, ...constant } = await readConstant(source, field);
        constants.set(name, constant);
      } else if ([11, 12, 13].includes(field.number)) {
        const { tensor, anyRank } = await readValueInfo(source, field);
        if (!tensor) continue;
        if (field.number !== 13) values.push({ number: field.number, info: tensor });
        if (field.number !== 11 && !anyRank) declared.set(tensor.name, tensor);
      }
    }
  }
  const of = (number: number) => values.flatMap((value) => (value.number === number ? value.info : []));
  return {
    nodes,
    constants,
    declared,
    outputs: of(12),
    inputs: of(11).filter((v) => !constants.has(v.name)),
  };
}

async function readNode(source: ByteSource, node: Field): Promise<OnnxNode> {
  const inputs: string[] = [];
  const outputs: string[] = [];
  const attributes = new Map<string, number | string | number[] | Constant>();
  let type = '';
  let domain = '';
  for await (const field of fieldsOf(source, node.start, node.end)) {
    if (field.number === 1) inputs.push(await source.text(field));
    else if (field.number === 2) outputs.push(await source.text(field));
    else if (field.number === 4) type = await source.text(field);
    else if (field.number === 7) domain = await source.text(field);
    else if (field.number === 5) {
      const [name, value] = await readAttribute(source, field);
      if (value !== undefined) attributes.set(name, value);
    }
  }
  const known = domain === '' || domain === 'ai.onnx' || domain === 'com.microsoft';
  return { type: known ? type : `${domain}::${type}`, inputs, outputs, attributes };
}

async function readAttribute(source: ByteSource, attribute: Field) {
  let name = '';
  let value: number | string | Constant | undefined;
  const ints: number[] = [];
  for await (const field of fieldsOf(source, attribute.start, attribute.end)) {
    if (field.number === 1) name = await source.text(field);
    else if (field.number === 3) value = signed(field.value);
    else if (field.number === 4) value = await source.text(field);
    else if (field.number === 5) value = await readConstant(source, field);
    else if (field.number === 8) ints.push(...(await varintsOf(source, field)).map(signed));
  }
  return [name, ints.length > 0 ? ints : value] as const;
}

async function readConstant(source: ByteSource, field: Field): Promise<Constant & { name: string }> {
  const { name, dims, dtype, elements, external } = await readTensor(source, field);
  const read = ELEMENTS[dtype];
  if (!read || elements > FEW || external) return { name, dims, values: undefined };
  let values: number[] = [];
  for await (const part of fieldsOf(source, field.start, field.end)) {
    if (part.number === 9 && part.wire === 2) values = read(await viewOf(source, part));
    else if ((part.number === 7 && dtype === 'int64') || (part.number === 5 && dtype === 'int32')) {
      values.push(...(await varintsOf(source, part)).map(signed));
    } else if (part.number === 4 && dtype === 'float32' && part.wire === 2) {
      values.push(...ELEMENTS['float32']!(await viewOf(source, part)));
    }
  }
  return { name, dims, values: values.length === elements ? values : undefined };
}

async function viewOf(source: ByteSource, { start, end }: Field): Promise<DataView> {
  const bytes = await source.bytes(start, Math.min(end, start + FEW * 8));
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

function every(bytes: DataView, size: number, read: (at: number) => number): number[] {
  return Array.from({ length: Math.floor(bytes.byteLength / size) }, (_, index) => read(index * size));
}

function signed(value: bigint): number {
  return Number(BigInt.asIntN(64, value));
}
