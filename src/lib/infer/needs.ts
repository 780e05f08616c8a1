// What a version asks of a device, read out of its files: the author's page does it before publishing. Knows no runtime.
import type { ModelNeeds } from '../model/manifest-needs.ts';
import { checkOnnx } from './check-onnx.ts';
import { InferError } from './errors.ts';
import { estimateRun } from './onnx-estimate.ts';
import { filesBeside, onnxFiles } from './onnx-files.ts';
import { readOnnxGraph } from './onnx-graph.ts';
import { operatorName, readOnnxHeader, type OnnxHeader } from './onnx-header.ts';
import { readTfjsModel } from './tfjs/model-json.ts';
import { graphOperators } from './tfjs/graph.ts';
import type { EngineSource } from './types.ts';

/** The shape of each input as it was tried, by name. */
export type TriedShapes = Readonly<Record<string, readonly number[]>>;

/**
 * Also says whether the version could be opened at all.
 *
 * @throws InferError as `readOnnxHeader`, `checkOnnx` and `readTfjsModel`; 'infer/missing-external-data' where a pipeline
 * lacks a file
 */
export async function readNeeds(source: EngineSource, tried: TriedShapes = {}): Promise<ModelNeeds> {
  checkPipeline(source);
  if (source.runtime === 'tfjs') return tfjsNeeds(source);
  const graphs = graphsOf(source);
  const all = await Promise.all(graphs.map((entry) => graphNeeds({ ...source, entry })));
  const run = source.pipeline ? {} : await runNeeds(source, tried);
  return { ...all.reduce(merged), ...run };
}

/** A pipeline says its files by itself: the library opens what its task needs. */
function graphsOf({ entry, files, pipeline }: EngineSource): string[] {
  if (pipeline?.kind !== 'transformers') return [entry];
  const folder = pipeline.folder === undefined ? '' : `${pipeline.folder}/`;
  const graphs = [...files.keys()].filter((path) => path.startsWith(folder) && path.endsWith('.onnx'));
  return graphs.includes(entry) ? graphs : [entry];
}

async function graphNeeds(source: EngineSource): Promise<ModelNeeds> {
  const { entry } = onnxFiles(source);
  const header = await readOnnxHeader(entry);
  checkOnnx(header, new Map(filesBeside(source.entry, source.files).map(({ path, data }) => [path, data])));
  return needsOf(header);
}

function needsOf({ operators, dtypes, weights, wrongOnGpu }: OnnxHeader): ModelNeeds {
  return {
    operators: operators.map(operatorName),
    dtypes,
    weightBytes: weights.insideBytes + weights.outsideBytes,
    largestWeightBytes: weights.largestBytes,
    ...(wrongOnGpu.length > 0 ? { wrongOnGpu: true } : {}),
  };
}

async function runNeeds(
  source: EngineSource,
  tried: TriedShapes,
): Promise<Pick<ModelNeeds, 'activationBytes' | 'largestValueBytes'>> {
  const graph = await readOnnxGraph(onnxFiles(source).entry);
  const fixed = graph.inputs.every(({ shape }) => shape.every((size) => typeof size === 'number'));
  // What a picture of no particular size will take nobody can tell.
  if (!fixed && Object.keys(tried).length === 0) return {};
  const { activationBytes, largestBytes } = estimateRun(graph, tried);
  return { activationBytes, largestValueBytes: largestBytes };
}

async function tfjsNeeds(source: EngineSource): Promise<ModelNeeds> {
  const { weights, weightBytes, format, topology } = await readTfjsModel(source);
  const sizes = weights.map(({ shape }) => shape.reduce((size, dim) => size * dim, 4));
  return {
    operators: format === 'graph-model' ? graphOperators(topology) : [],
    dtypes: [...new Set(weights.map(({ dtype }) => dtype))],
    weightBytes,
    largestWeightBytes: sizes.reduce((most, size) => Math.max(most, size), 0),
  };
}

function merged(a: ModelNeeds, b: ModelNeeds): ModelNeeds {
  return {
    operators: [...new Set([...a.operators, ...b.operators])],
    dtypes: [...new Set([...a.dtypes, ...b.dtypes])],
    weightBytes: a.weightBytes + b.weightBytes,
    largestWeightBytes: Math.max(a.largestWeightBytes, b.largestWeightBytes),
    ...(a.wrongOnGpu || b.wrongOnGpu ? { wrongOnGpu: true } : {}),
  };
}

function checkPipeline({ files, pipeline }: EngineSource): void {
  const needed = pipeline?.kind === 'text-generation' ? [pipeline.tokenizer, pipeline.chat] : [];
  const missing = needed.filter((path): path is string => path !== undefined && !files.has(path));
  if (missing.length === 0) return;
  throw new InferError('infer/missing-external-data', `The model's ${missing.join(', ')} is missing`, {
    details: { files: missing },
  });
}
