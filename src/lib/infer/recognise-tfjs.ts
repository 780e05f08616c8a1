// TensorFlow.js exports: model.json, by whatever name, and its shards; what goes in and comes out by the names that the
// engine will give them (tfjs/open-tfjs.ts).
import type { DType, TensorInfo } from '../model/tensor.ts';
import { record } from './json-record.ts';
import type { ModelChoice } from './recognise-models.ts';
import { folderOf, type ExportFile } from './recognise-paths.ts';
import type { TextReader } from './recognise-texts.ts';
import { layerNames } from './tfjs/layers.ts';

export interface TfjsExport {
  /** Path of its model.json. */
  path: string;
  format: 'graph-model' | 'layers-model';
  producer: string;
  inputs: TensorInfo[];
  outputs: TensorInfo[];
  /** Paths of the weight shards that are there. */
  shards: string[];
  /** Shards that model.json names and nobody chose. */
  missing: string[];
  /** Of the shards that are there. */
  bytes: number;
}

const MOST_SHARDS = 10_000;
const MOST_JSON = 64;
/** As the engine reads. */
const LARGEST_JSON = 64 << 20;
/** One of these keys comes first. */
const HEAD = 2_048;
const TOPOLOGY = /"(modelTopology|weightsManifest)"|"format"\s*:\s*"(graph|layers)-model"/;

export async function readTfjsModels(
  files: readonly ExportFile[],
  reader: TextReader,
): Promise<TfjsExport[]> {
  const found: TfjsExport[] = [];
  const named = files.filter(({ path }) => /\.json$/i.test(path)).slice(0, MOST_JSON);
  for (const { path, data } of named) {
    if (!TOPOLOGY.test(await data.slice(0, HEAD).text())) continue;
    const read = await reader.json(path, { quiet: true, most: LARGEST_JSON });
    const model = readTfjs(path, read?.json, files);
    if (model) found.push(model);
  }
  return found;
}

/** The TensorFlow.js model that is published: the one that was chosen, or the first where there is nothing else. */
export function tfjsEntry(
  found: readonly TfjsExport[],
  models: readonly ModelChoice[],
  wanted: string | undefined,
): TfjsExport | undefined {
  const chosen = found.find(({ path }) => path === wanted);
  if (chosen || models.some(({ path, fault }) => fault === undefined || path === wanted)) return chosen;
  return found.find(({ missing }) => missing.length === 0) ?? found[0];
}

/** Undefined if the JSON is not a TensorFlow.js model. */
export function readTfjs(path: string, json: unknown, files: readonly ExportFile[]): TfjsExport | undefined {
  const model = record(json);
  const { modelTopology: topology, weightsManifest: manifest } = model;
  if (typeof topology !== 'object' || topology === null || !Array.isArray(manifest)) return undefined;
  const graph = model['format'] === 'graph-model' || Array.isArray(record(topology)['node']);
  const named = manifest
    .flatMap((group) => record(group)['paths'])
    .filter((name): name is string => typeof name === 'string')
    .slice(0, MOST_SHARDS);
  const known = new Map(files.map((file) => [file.path, file.data.size]));
  const paths = [...new Set(named)].map((name) => folderOf(path) + name);
  const shards = paths.filter((shard) => known.has(shard));
  const signature = graph ? graphSignature(model) : layersSignature(topology);
  return {
    path,
    format: graph ? 'graph-model' : 'layers-model',
    producer: [model['generatedBy'], model['convertedBy']]
      .filter((part): part is string => typeof part === 'string')
      .join(', ')
      .slice(0, 200),
    ...signature,
    shards,
    missing: paths.filter((shard) => !known.has(shard)),
    bytes: shards.reduce((sum, shard) => sum + known.get(shard)!, 0),
  };
}

type Signature = Pick<TfjsExport, 'inputs' | 'outputs'>;

/** By the signature's keys where there is one; else placeholders go in, and what nothing reads comes out. */
function graphSignature(model: Record<string, unknown>): Signature {
  const nodes = nodesOf(model['modelTopology']);
  const inside = record(model['userDefinedMetadata'])['signature'];
  const signature = record(inside ?? model['signature']);
  const signed = (side: unknown) =>
    Object.entries(record(side))
      .map(([key, value]) => ({ key, info: record(value) }))
      .filter(({ info }) => nodes.has(nodeName(info['name'])));
  const [ins, outs] = [signed(signature['inputs']), signed(signature['outputs'])];
  const used = new Set([...nodes.values()].flatMap(({ input }) => input));
  const all = [...nodes.values()];
  const plain = (list: typeof all): typeof ins => list.map((node) => ({ key: node.name, info: {} }));
  const inputs = ins.length > 0 ? ins : plain(all.filter(({ op }) => op.startsWith('Placeholder')));
  const outputs = outs.length > 0 ? outs : plain(all.filter(({ name }) => !used.has(name)));
  return {
    inputs: inputs.map(({ key, info }) => tensorOf(key, info, nodes.get(nodeName(info['name'] ?? key)))),
    outputs: outputs.map(({ key, info }) => tensorOf(key, info, undefined)),
  };
}

interface GraphNode {
  name: string;
  op: string;
  /** Names of nodes. */
  input: string[];
  shape: unknown;
  dtype: unknown;
}

function nodesOf(topology: unknown): Map<string, GraphNode> {
  const list = record(topology)['node'];
  const nodes = (Array.isArray(list) ? list : []).map((value): GraphNode => {
    const { name, op, input, attr } = record(value);
    const attributes = record(attr);
    return {
      name: String(name),
      op: String(op),
      input: Array.isArray(input) ? input.map((from) => nodeName(String(from).replace(/^\^/, ''))) : [],
      shape: record(record(attributes['shape'])['shape'])['dim'],
      dtype: record(attributes['dtype'])['type'],
    };
  });
  return new Map(nodes.map((node) => [node.name, node]));
}

/** `image:0` is the first output of `image`. */
function nodeName(value: unknown): string {
  return String(value).replace(/:\d+$/, '');
}

function tensorOf(name: string, info: Record<string, unknown>, node: GraphNode | undefined): TensorInfo {
  const dimensions = node?.shape ?? record(info['tensorShape'])['dim'];
  const dtype = dtypeOf(node?.dtype ?? info['dtype']);
  const known = { name: name.slice(0, 512), dtype };
  if (!Array.isArray(dimensions)) return { ...known, shape: [], anyRank: true };
  return { ...known, shape: dimensions.map((entry) => size(record(entry)['size'])) };
}

/** Keras says the input's shape in its first layer; the output's is nowhere. */
function layersSignature(topology: unknown): Signature {
  const names = layerNames(record(topology));
  const config = record(record(topology)['model_config'] ?? topology);
  const inner = config['config'];
  const layers = Array.isArray(inner) ? inner : record(inner)['layers'];
  const list = Array.isArray(layers) ? layers.map((layer) => record(record(layer)['config'])) : [];
  const shaped = list.filter((layer) => Array.isArray(layer['batch_input_shape'] ?? layer['batch_shape']));
  const inputs = names.inputs.map((name, index): TensorInfo => {
    const layer = shaped.find((one) => one['name'] === name) ?? shaped[index] ?? {};
    const shape = (layer['batch_input_shape'] ?? layer['batch_shape']) as unknown;
    const dtype = dtypeOf(layer['dtype']);
    if (!Array.isArray(shape)) return { name: name.slice(0, 512), dtype, shape: [], anyRank: true };
    return { name: name.slice(0, 512), dtype, shape: shape.map(size) };
  });
  const outputs = names.outputs.map((name): TensorInfo => {
    return { name: name.slice(0, 512), dtype: 'float32', shape: [], anyRank: true };
  });
  return { inputs, outputs };
}

/** Sizes come as text, -1 is unknown. */
function size(value: unknown): number | null {
  const number = typeof value === 'number' || typeof value === 'string' ? Number(value) : Number.NaN;
  return Number.isSafeInteger(number) && number >= 0 ? number : null;
}

/** What the engine has tensors of: whole numbers of any width are int32 to it. */
function dtypeOf(value: unknown): DType {
  const name = String(value).toLowerCase().replace(/^dt_/, '');
  if (name === 'bool' || name === 'string') return name;
  return /^u?int\d+$/.test(name) ? 'int32' : 'float32';
}
