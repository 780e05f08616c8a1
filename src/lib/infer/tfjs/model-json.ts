// What a TensorFlow.js model.json says, checked before any runtime sees it: weights that are not there, operators that
// nobody executes, graphs that turn in circles. Knows no runtime.
import * as v from 'valibot';
import { elementCount } from '../../model/tensor.ts';
import { InferError } from '../errors.ts';
import { fileAt } from '../onnx-files.ts';
import type { EngineSource } from '../types.ts';
import { checkGraph } from './graph.ts';

/** JSON is read whole: larger ones are weights in disguise, or worse. */
const MOST_JSON_BYTES = 64 << 20;
const MOST_WEIGHTS = 100_000;
/** Of lists and objects within each other: the runtime goes down them without looking how deep it is. */
const MOST_DEPTH = 200;
/** All that 32-bit WebAssembly can address. */
const MOST_WEIGHT_BYTES = 2 ** 32;

const BYTES = {
  float32: 4,
  int32: 4,
  bool: 1,
  complex64: 8,
  string: 4,
  uint8: 1,
  uint16: 2,
  float16: 2,
} as const;

const finite = v.pipe(v.number(), v.finite());
const Weight = v.looseObject({
  name: v.pipe(v.string(), v.maxLength(4_096)),
  shape: v.pipe(v.array(v.pipe(v.number(), v.safeInteger(), v.minValue(0))), v.maxLength(16)),
  dtype: v.picklist(['float32', 'int32', 'bool', 'complex64', 'string']),
  quantization: v.optional(
    v.looseObject({
      dtype: v.picklist(['uint8', 'uint16', 'float16']),
      min: v.optional(finite),
      scale: v.optional(finite),
    }),
  ),
});
const ModelJson = v.looseObject({
  modelTopology: v.record(v.string(), v.unknown()),
  weightsManifest: v.array(
    v.looseObject({
      paths: v.array(v.pipe(v.string(), v.maxLength(1_024))),
      weights: v.pipe(v.array(Weight), v.maxLength(MOST_WEIGHTS)),
    }),
  ),
});

export type TfjsWeight = v.InferOutput<typeof Weight>;

export interface TfjsModel {
  format: 'graph-model' | 'layers-model';
  /** The JSON as it is, for what the runtime takes out of it. */
  json: Readonly<Record<string, unknown>>;
  topology: Readonly<Record<string, unknown>>;
  weights: TfjsWeight[];
  /** One behind the other, as the weights lie in them. */
  shards: Blob[];
  /** In memory: what is quantised in the files is float32 there. */
  weightBytes: number;
  /** Of a graph: what executes node by node, because sizes or ways are known only then. */
  dynamic: boolean;
  /** Of a graph: it takes text, and keeps lists of tensors. */
  textLists: boolean;
}

/**
 * Reads and checks model.json and the sizes of its shards; no weight is read.
 *
 * @throws InferError 'infer/not-a-model' | 'infer/too-complex' | 'infer/missing-external-data' | 'infer/truncated' |
 * 'infer/unsupported-operator' | 'infer/out-of-memory' | 'infer/load-failed' (a graph in a circle)
 */
export async function readTfjsModel(source: Pick<EngineSource, 'entry' | 'files'>): Promise<TfjsModel> {
  const json = await readJson(fileAt(source.files, source.entry));
  const { modelTopology: topology, weightsManifest: groups } = json;
  const weights = groups.flatMap((group) => group.weights);
  if (weights.length > MOST_WEIGHTS) {
    throw new InferError('infer/too-complex', `The model has ${weights.length} weights`);
  }
  const shards = shardsOf(
    source,
    groups.flatMap((group) => group.paths),
  );
  checkSizes(weights, shards);
  const isGraph = Array.isArray(topology['node']);
  const { dynamic, textLists } = isGraph ? checkGraph(topology) : { dynamic: false, textLists: false };
  return {
    format: isGraph ? 'graph-model' : 'layers-model',
    json,
    topology,
    weights,
    shards,
    weightBytes: expandedBytes(weights),
    dynamic,
    textLists,
  };
}

async function readJson(file: Blob): Promise<v.InferOutput<typeof ModelJson>> {
  if (file.size > MOST_JSON_BYTES) {
    throw new InferError('infer/too-complex', `A model.json of ${file.size} bytes is not read`);
  }
  let json: unknown;
  try {
    json = JSON.parse(await file.text());
  } catch (cause) {
    throw new InferError('infer/not-a-model', 'The entry is not a TensorFlow.js model.json', { cause });
  }
  if (depthOf(json) > MOST_DEPTH) {
    throw new InferError('infer/too-complex', `The model.json is nested more than ${MOST_DEPTH} deep`);
  }
  const result = v.safeParse(ModelJson, json, { abortEarly: true });
  if (result.success) return result.output;
  const where = v.getDotPath(result.issues[0]) ?? '';
  throw new InferError(
    'infer/not-a-model',
    `The model.json is off at ${where}: ${result.issues[0].message}`,
    {
      details: { where },
    },
  );
}

/** Counts one more than there may be, at most. */
function depthOf(json: unknown): number {
  let level = [json];
  let depth = 0;
  while (level.length > 0 && depth <= MOST_DEPTH) {
    depth += 1;
    const next: unknown[] = [];
    for (const value of level) {
      if (typeof value !== 'object' || value === null) continue;
      for (const inner of Object.values(value))
        if (typeof inner === 'object' && inner !== null) next.push(inner);
    }
    level = next;
  }
  return depth;
}

function shardsOf({ entry, files }: Pick<EngineSource, 'entry' | 'files'>, names: readonly string[]): Blob[] {
  const folder = entry.slice(0, entry.lastIndexOf('/') + 1);
  const missing = names.filter((name) => !files.has(folder + name));
  if (missing.length > 0) {
    throw new InferError(
      'infer/missing-external-data',
      `The model's weights ${missing.join(', ')} are missing`,
      {
        details: { files: missing },
      },
    );
  }
  return names.map((name) => files.get(folder + name)!);
}

/** Of strings the length is in the bytes themselves: at least their counts must be there. */
function checkSizes(weights: readonly TfjsWeight[], shards: readonly Blob[]): void {
  const there = shards.reduce((sum, { size }) => sum + size, 0);
  const declared = weights.reduce(
    (sum, { shape, dtype, quantization }) => sum + elementCount(shape) * BYTES[quantization?.dtype ?? dtype],
    0,
  );
  if (declared > there) {
    throw new InferError('infer/truncated', `The weights have ${there} of ${declared} bytes`, {
      details: { bytes: there, declared },
    });
  }
  const weightBytes = expandedBytes(weights);
  if (weightBytes > MOST_WEIGHT_BYTES) {
    throw new InferError('infer/out-of-memory', 'The weights do not fit 4 GiB', { details: { weightBytes } });
  }
}

function expandedBytes(weights: readonly TfjsWeight[]): number {
  return weights.reduce((sum, { shape, dtype }) => sum + elementCount(shape) * BYTES[dtype], 0);
}
