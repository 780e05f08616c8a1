// TensorFlow.js exports: model.json and its shards. Recognised and read, so that an author is told what was found; there
// is no engine for them here yet.
import { DTYPES, type DType, type TensorInfo } from '../model/tensor.ts';
import { record } from './recognise-config.ts';
import { folderOf, type ExportFile } from './recognise-paths.ts';

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

function graphSignature(model: Record<string, unknown>): Pick<TfjsExport, 'inputs' | 'outputs'> {
  const signature = record(model['signature'] ?? record(model['userDefinedMetadata'])['signature']);
  const side = (part: unknown) =>
    Object.entries(record(part)).map(([key, value]): TensorInfo => {
      const info = record(value);
      const dimensions = record(info['tensorShape'])['dim'];
      const shape = Array.isArray(dimensions) ? dimensions.map((entry) => size(record(entry)['size'])) : [];
      const name = typeof info['name'] === 'string' ? info['name'].replace(/:0$/, '') : key;
      return { name: name.slice(0, 512), dtype: dtypeOf(info['dtype']), shape };
    });
  return { inputs: side(signature['inputs']), outputs: side(signature['outputs']) };
}

/** Keras says the input's shape in its first layer; the output's is nowhere. */
function layersSignature(topology: unknown): Pick<TfjsExport, 'inputs' | 'outputs'> {
  const config = record(record(topology)['model_config'] ?? topology);
  const inner = config['config'];
  const layers = Array.isArray(inner) ? inner : record(inner)['layers'];
  const list = Array.isArray(layers) ? layers.map((layer) => record(record(layer)['config'])) : [];
  const inputs = list.flatMap((layer): TensorInfo[] => {
    const shape = layer['batch_input_shape'] ?? layer['batch_shape'];
    if (!Array.isArray(shape)) return [];
    const name = typeof layer['name'] === 'string' ? layer['name'].slice(0, 512) : 'input';
    return [{ name, dtype: dtypeOf(layer['dtype']), shape: shape.map(size) }];
  });
  return { inputs, outputs: [] };
}

/** Sizes come as text, -1 is unknown. */
function size(value: unknown): number | null {
  const number = typeof value === 'number' || typeof value === 'string' ? Number(value) : Number.NaN;
  return Number.isSafeInteger(number) && number >= 0 ? number : null;
}

function dtypeOf(value: unknown): DType {
  const name = String(value)
    .toLowerCase()
    .replace(/^dt_/, '')
    .replace(/^float$/, 'float32');
  return DTYPES.find((dtype) => dtype === name) ?? 'float32';
}
