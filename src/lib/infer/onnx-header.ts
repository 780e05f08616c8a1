// What an ONNX file says about itself, read without a runtime and without loading weights. `OnnxHeader` is what there is
// to know before anything is paid for: signature, operators, nodes, weights by what they declare, and what they need.
import type { TensorInfo } from '../model/tensor.ts';
import { InferError } from './errors.ts';
import { Findings, type OnnxOperator, type OnnxWeights } from './onnx-findings.ts';
import { readPair, readTensor, type ExternalWeight, type OnnxTensor } from './onnx-tensor.ts';
import { elementType, readValueInfo, type NonTensor, type OnnxValue } from './onnx-value.ts';
import { ByteSource, fieldsOf, tooComplex, type Field } from './protobuf.ts';

export { operatorName, type OnnxOperator } from './onnx-findings.ts';

export interface OnnxHeader {
  irVersion: number;
  producer: string;
  producerVersion: string;
  graphName: string;
  docString: string;
  opsets: { domain: string; version: number }[];
  /**
   * Without initializers. Optional tensors are among them: the runtime takes plain ones in their place. An element type
   * may be none of DType; `checkOnnx` says so.
   */
  inputs: TensorInfo[];
  outputs: TensorInfo[];
  /** Inputs and outputs that are no tensors: sequences, maps, optionals of sequences. */
  otherInputs: NonTensor[];
  otherOutputs: NonTensor[];
  metadata: Record<string, string>;
  /** Each operator used once, subgraphs and functions included, functions of the model itself excluded. */
  operators: OnnxOperator[];
  /** With subgraphs, and with functions laid out. */
  nodes: number;
  weights: OnnxWeights;
  /** Paths of external data, as the model names them without a leading `./`. */
  externalFiles: string[];
  /** Each stretch of them that is named. */
  external: ExternalWeight[];
  /** ONNX element type names of weights, inputs, outputs and casts. Wider than DType: bfloat16, int4 and so on. */
  dtypes: string[];
  /** Names of weights of nodes that the runtime computes wrongly on WebGPU, and says nothing: `gpu-faults.ts`. */
  wrongOnGpu: string[];
}

const MOST_INPUTS_AND_OUTPUTS = 1024;
/** Old exports list weights among their inputs. */
const MOST_DECLARED = 65_536;
/** Attributes that name an element type: of Cast, of the Random operators and of quantization. */
const TYPE_ATTRIBUTES = new Set(['to', 'dtype', 'output_dtype', 'stash_type']);

/**
 * Walks the protobuf and skips every weight. Gives way to others while it does.
 *
 * @throws InferError 'infer/not-a-model' | 'infer/truncated' | 'infer/too-complex' | 'infer/load-failed' where a weight
 * or a function cannot be what it says
 */
export async function readOnnxHeader(file: Blob | Uint8Array): Promise<OnnxHeader> {
  const source = new ByteSource(file);
  const found = new Findings();
  const header: OnnxHeader = {
    irVersion: 0,
    producer: '',
    producerVersion: '',
    graphName: '',
    docString: '',
    opsets: [],
    inputs: [],
    outputs: [],
    otherInputs: [],
    otherOutputs: [],
    metadata: {},
    operators: [],
    nodes: 0,
    weights: found.weights(),
    externalFiles: [],
    external: found.external,
    dtypes: [],
    wrongOnGpu: [],
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
      await readMainGraph(source, field, found, header);
    } else if (field.number === 8) header.opsets.push(await readOpset(source, field));
    else if (field.number === 14) {
      const [key, value] = await readPair(source, field);
      if (key !== '__proto__') header.metadata[key] = value;
    } else if (field.number === 25) await found.inFunction(() => readFunction(source, field, found));
  }
  if (!hasGraph || header.irVersion === 0) {
    throw new InferError('infer/not-a-model', 'The file is not an ONNX model: it holds no graph');
  }
  header.operators = found.operators();
  header.nodes = found.nodes();
  header.weights = found.weights();
  header.externalFiles = [...new Set(found.external.map(({ path }) => path))];
  header.dtypes = [...found.dtypes];
  header.wrongOnGpu = found.wrongOnGpu();
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

async function readMainGraph(
  source: ByteSource,
  graph: Field,
  found: Findings,
  header: OnnxHeader,
): Promise<void> {
  const inputs: OnnxValue[] = [];
  const outputs: OnnxValue[] = [];
  const initializers = new Set<string>();
  await readGraph(source, graph, found, {
    async value(field) {
      const list = field.number === 11 ? inputs : outputs;
      if (list.length >= MOST_DECLARED) throw tooComplex('inputs or outputs', MOST_DECLARED);
      list.push(await readValueInfo(source, field));
    },
    async name(field) {
      header.graphName = await source.text(field);
    },
    initializer: (name) => initializers.add(name),
  });
  const fed = inputs.filter(({ tensor }) => !tensor || !initializers.has(tensor.name));
  for (const list of [fed, outputs]) {
    if (list.length > MOST_INPUTS_AND_OUTPUTS) throw tooComplex('inputs or outputs', MOST_INPUTS_AND_OUTPUTS);
  }
  header.inputs = fed.flatMap(infoOf);
  header.otherInputs = fed.flatMap(({ other }) => other ?? []);
  // The runtime can be given a tensor for an optional one, and cannot give one back.
  header.outputs = outputs.filter(({ optional }) => !optional).flatMap(infoOf);
  header.otherOutputs = outputs.flatMap(({ tensor, optional, other }) =>
    tensor && optional ? { name: tensor.name, kind: 'optional' } : (other ?? []),
  );
  for (const info of [...header.inputs, ...header.outputs]) found.dtypes.add(info.dtype);
}

function infoOf({ tensor, anyRank }: OnnxValue): TensorInfo[] {
  if (!tensor) return [];
  return [anyRank ? { ...tensor, anyRank } : tensor];
}

interface GraphVisitor {
  value(field: Field): Promise<void>;
  name(field: Field): Promise<void>;
  initializer(name: string): void;
}

async function readGraph(
  source: ByteSource,
  graph: Field,
  found: Findings,
  visitor?: GraphVisitor,
): Promise<void> {
  for await (const field of fieldsOf(source, graph.start, graph.end)) {
    if (field.wire !== 2) continue;
    if (field.number === 1) await readNode(source, field, found);
    else if (field.number === 2) await visitor?.name(field);
    else if (field.number === 5 || field.number === 15) {
      const name = await (field.number === 5 ? addTensor : addSparse)(source, field, found);
      visitor?.initializer(name);
    } else if (field.number === 11 || field.number === 12) await visitor?.value(field);
  }
}

async function readNode(source: ByteSource, node: Field, found: Findings): Promise<void> {
  const operator: OnnxOperator = { domain: '', type: '' };
  const inputs: Field[] = [];
  let output: Field | undefined;
  let groups = 1;
  let constant: OnnxTensor | undefined;
  for await (const field of fieldsOf(source, node.start, node.end)) {
    if (field.wire !== 2) continue;
    if (field.number === 1 && inputs.length < 2) inputs.push(field);
    else if (field.number === 2) output ??= field;
    else if (field.number === 4) operator.type = await source.text(field);
    else if (field.number === 7) operator.domain = await source.text(field);
    else if (field.number === 5) {
      const { name, number, tensor } = await readAttribute(source, field, found);
      if (name === 'group' && number !== undefined) groups = Number(number);
      constant ??= tensor;
    }
  }
  found.addNode(operator);
  if (operator.type === 'Conv' && inputs[1]) found.addConvolution(await source.text(inputs[1]), groups);
  if (constant)
    found.addTensor(constant, operator.type === 'Constant' && output ? await source.text(output) : '');
}

/** Subgraphs (If, Loop, Scan), constants and the types of casts hide in attributes. */
async function readAttribute(source: ByteSource, attribute: Field, found: Findings) {
  let name = '';
  let number: bigint | undefined;
  let tensor: OnnxTensor | undefined;
  for await (const field of fieldsOf(source, attribute.start, attribute.end)) {
    if (field.number === 3 && field.wire === 0) number = field.value;
    if (field.wire !== 2) continue;
    if (field.number === 1) name = await source.text(field, 64);
    else if (field.number === 5) tensor = await readTensor(source, field);
    else if (field.number === 10) await addTensor(source, field, found);
    else if (field.number === 6 || field.number === 11) {
      await found.deeper(() => readGraph(source, field, found));
    } else if (field.number === 22 || field.number === 23) await addSparse(source, field, found);
  }
  if (number !== undefined && number > 0n && TYPE_ATTRIBUTES.has(name)) {
    found.dtypes.add(elementType(Number(number)));
  }
  return { name, number, tensor };
}

/** @returns the tensor's name */
async function addTensor(source: ByteSource, field: Field, found: Findings): Promise<string> {
  const tensor = await readTensor(source, field);
  found.addTensor(tensor);
  return tensor.name;
}

/** Its shape is not that of its values, and nothing here needs it. */
async function addSparse(source: ByteSource, sparse: Field, found: Findings): Promise<string> {
  let name = '';
  for await (const field of fieldsOf(source, sparse.start, sparse.end)) {
    if (field.number === 1) name = await addTensor(source, field, found);
    else if (field.number === 2) await addTensor(source, field, found);
  }
  return name;
}

async function readFunction(source: ByteSource, fn: Field, found: Findings): Promise<OnnxOperator> {
  const name: OnnxOperator = { domain: '', type: '' };
  for await (const field of fieldsOf(source, fn.start, fn.end)) {
    if (field.wire !== 2) continue;
    if (field.number === 1) name.type = await source.text(field);
    else if (field.number === 7) await readNode(source, field, found);
    else if (field.number === 10) name.domain = await source.text(field);
  }
  return name;
}

async function readOpset(source: ByteSource, opset: Field): Promise<OnnxHeader['opsets'][number]> {
  const result = { domain: '', version: 0 };
  for await (const field of fieldsOf(source, opset.start, opset.end)) {
    if (field.number === 1) result.domain = await source.text(field);
    else if (field.number === 2) result.version = Number(field.value);
  }
  return result;
}
