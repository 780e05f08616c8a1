// What an ONNX file says about itself, read without a runtime and without loading weights.
import type { TensorInfo } from '../model/tensor.ts';
import { InferError } from './errors.ts';
import { elementType, readValueInfo } from './onnx-value.ts';
import { ByteSource, fieldsOf, type Field } from './protobuf.ts';

export interface OnnxOperator {
  /** '' is ai.onnx. */
  domain: string;
  type: string;
}

export interface OnnxHeader {
  irVersion: number;
  producer: string;
  producerVersion: string;
  graphName: string;
  docString: string;
  opsets: { domain: string; version: number }[];
  /** Without initializers. Inputs that are no plain tensors are left out. */
  inputs: TensorInfo[];
  outputs: TensorInfo[];
  metadata: Record<string, string>;
  /** Each operator used once, subgraphs and functions included, functions of the model itself excluded. */
  operators: OnnxOperator[];
  /** Paths of external data, as the model names them without a leading `./`. */
  externalFiles: string[];
  /** ONNX element type names of initializers, inputs and outputs. Wider than DType: bfloat16, int4 and so on. */
  dtypes: string[];
}

/** Collected over the graph and everything nested in it. */
interface Findings {
  operators: Map<string, OnnxOperator>;
  external: Set<string>;
  dtypes: Set<string>;
  functions: Set<string>;
}

/**
 * Walks the protobuf and skips every weight.
 *
 * @throws InferError 'infer/not-a-model' | 'infer/truncated'
 */
export async function readOnnxHeader(file: Blob | Uint8Array): Promise<OnnxHeader> {
  const source = new ByteSource(file);
  const header: OnnxHeader = {
    irVersion: 0,
    producer: '',
    producerVersion: '',
    graphName: '',
    docString: '',
    opsets: [],
    inputs: [],
    outputs: [],
    metadata: {},
    operators: [],
    externalFiles: [],
    dtypes: [],
  };
  const found: Findings = {
    operators: new Map(),
    external: new Set(),
    dtypes: new Set(),
    functions: new Set(),
  };
  let hasGraph = false;
  await refuseOtherFormats(source);
  for await (const field of fieldsOf(source, 0, source.size)) {
    if (field.wire === 0) {
      if (field.number === 1) header.irVersion = Number(field.value);
      continue;
    }
    if (field.wire !== 2) continue;
    if (field.number === 2) header.producer = await source.text(field);
    else if (field.number === 3) header.producerVersion = await source.text(field);
    else if (field.number === 6) header.docString = await source.text(field);
    else if (field.number === 7) {
      hasGraph = true;
      await readGraph(source, field, found, header);
    } else if (field.number === 8) header.opsets.push(await readOpset(source, field));
    else if (field.number === 14) {
      const [key, value] = await readPair(source, field);
      header.metadata[key] = value;
    } else if (field.number === 25) await readFunction(source, field, found);
  }
  if (!hasGraph || header.irVersion === 0) {
    throw new InferError('infer/not-a-model', 'The file is not an ONNX model: it holds no graph');
  }
  header.operators = [...found.operators]
    .filter(([key]) => !found.functions.has(key))
    .map(([, operator]) => operator);
  header.externalFiles = [...found.external];
  header.dtypes = [...found.dtypes];
  return header;
}

/** An ORT-format flatbuffer has `ORTM` at 4; a web page in place of a model begins with `<`. */
async function refuseOtherFormats(source: ByteSource): Promise<void> {
  if (source.size === 0) throw new InferError('infer/truncated', 'The file is empty');
  const head = new TextDecoder('latin1').decode(await source.bytes(0, Math.min(8, source.size)));
  if (head.slice(4) === 'ORTM') {
    throw new InferError(
      'infer/not-a-model',
      'This is an ORT-format file; publish the .onnx it was made from',
      {
        details: { format: 'ort' },
      },
    );
  }
  if (head.startsWith('<'))
    throw new InferError('infer/not-a-model', 'The file is not an ONNX model but markup');
}

async function readGraph(
  source: ByteSource,
  graph: Field,
  found: Findings,
  header?: OnnxHeader,
): Promise<void> {
  const initializers = new Set<string>();
  const inputs: TensorInfo[] = [];
  for await (const field of fieldsOf(source, graph.start, graph.end)) {
    if (field.wire !== 2) continue;
    if (field.number === 1) await readNode(source, field, found);
    else if (field.number === 2 && header) header.graphName = await source.text(field);
    else if (field.number === 5) initializers.add(await readTensor(source, field, found));
    else if (field.number === 15) initializers.add(await readSparse(source, field, found));
    else if (header && (field.number === 11 || field.number === 12)) {
      const info = await readValueInfo(source, field);
      if (info) (field.number === 11 ? inputs : header.outputs).push(info);
    }
  }
  if (!header) return;
  header.inputs = inputs.filter((info) => !initializers.has(info.name));
  for (const info of [...header.inputs, ...header.outputs]) found.dtypes.add(info.dtype);
}

async function readNode(source: ByteSource, node: Field, found: Findings): Promise<void> {
  const operator: OnnxOperator = { domain: '', type: '' };
  for await (const field of fieldsOf(source, node.start, node.end)) {
    if (field.wire !== 2) continue;
    if (field.number === 4) operator.type = await source.text(field);
    else if (field.number === 7) operator.domain = await source.text(field);
    else if (field.number === 5) await readAttribute(source, field, found);
  }
  if (operator.domain === 'ai.onnx') operator.domain = '';
  found.operators.set(operatorName(operator), operator);
}

/** Subgraphs (If, Loop, Scan) and constants hide in attributes. */
async function readAttribute(source: ByteSource, attribute: Field, found: Findings): Promise<void> {
  for await (const field of fieldsOf(source, attribute.start, attribute.end)) {
    if (field.wire !== 2) continue;
    if (field.number === 5 || field.number === 10) await readTensor(source, field, found);
    else if (field.number === 6 || field.number === 11) await readGraph(source, field, found);
    else if (field.number === 22 || field.number === 23) await readSparse(source, field, found);
  }
}

/** @returns the tensor's name */
async function readTensor(source: ByteSource, tensor: Field, found: Findings): Promise<string> {
  let name = '';
  for await (const field of fieldsOf(source, tensor.start, tensor.end)) {
    if (field.number === 2 && field.wire === 0) found.dtypes.add(elementType(Number(field.value)));
    else if (field.number === 8) name = await source.text(field);
    else if (field.number === 13) {
      const [key, value] = await readPair(source, field);
      if (key === 'location') found.external.add(value.replace(/^(\.\/)+/, ''));
    }
  }
  return name;
}

async function readSparse(source: ByteSource, sparse: Field, found: Findings): Promise<string> {
  let name = '';
  for await (const field of fieldsOf(source, sparse.start, sparse.end)) {
    if (field.number === 1) name = await readTensor(source, field, found);
    else if (field.number === 2) await readTensor(source, field, found);
  }
  return name;
}

async function readFunction(source: ByteSource, fn: Field, found: Findings): Promise<void> {
  const name: OnnxOperator = { domain: '', type: '' };
  for await (const field of fieldsOf(source, fn.start, fn.end)) {
    if (field.wire !== 2) continue;
    if (field.number === 1) name.type = await source.text(field);
    else if (field.number === 7) await readNode(source, field, found);
    else if (field.number === 10) name.domain = await source.text(field);
  }
  found.functions.add(operatorName(name));
}

async function readOpset(source: ByteSource, opset: Field): Promise<OnnxHeader['opsets'][number]> {
  const result = { domain: '', version: 0 };
  for await (const field of fieldsOf(source, opset.start, opset.end)) {
    if (field.number === 1) result.domain = await source.text(field);
    else if (field.number === 2) result.version = Number(field.value);
  }
  return result;
}

async function readPair(source: ByteSource, pair: Field): Promise<[string, string]> {
  const result: [string, string] = ['', ''];
  for await (const field of fieldsOf(source, pair.start, pair.end)) {
    if (field.number === 1) result[0] = await source.text(field);
    else if (field.number === 2) result[1] = await source.text(field);
  }
  return result;
}

export function operatorName({ domain, type }: OnnxOperator): string {
  return domain === '' ? type : `${domain}::${type}`;
}
