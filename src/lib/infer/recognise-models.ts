// The ONNX models of an export: which are variants of one another, which data files belong to each, which to take first.
import { readOnnxHeader, type OnnxHeader } from './onnx-header.ts';
import { baseName, folderOf, roleOf, soundPath, type ExportFile } from './recognise-paths.ts';

/** By the file name's ending, as exporters write it. */
export type Precision = 'full' | 'fp16' | 'int8' | 'uint8' | 'q4' | 'q4f16' | 'bnb4';

export interface ModelChoice {
  path: string;
  precision: Precision;
  /** With its data files. */
  bytes: number;
  /** Data files: the path the model knows each by, and the file that is it. */
  data: { path: string; file: ExportFile }[];
  /** Data files that nobody chose. */
  missing: string[];
  header?: OnnxHeader;
  /** Why its header could not be read; an InferError. */
  fault?: unknown;
}

const SUFFIX = /[_.-](fp32|fp16|float16|quantized|int8|uint8|q8|q4|q4f16|bnb4)$/i;
const PRECISION: Record<string, Precision> = {
  fp16: 'fp16',
  float16: 'fp16',
  quantized: 'int8',
  int8: 'int8',
  q8: 'int8',
  uint8: 'uint8',
  q4: 'q4',
  q4f16: 'q4f16',
  bnb4: 'bnb4',
};
/** A tab seldom opens more: above it a smaller variant is the better first choice. */
const COMFORTABLE = 1_000_000_000;
const MOST_MODELS = 64;

/** Best first choice first. Headers are read, weights are not. */
export async function readModels(files: readonly ExportFile[]): Promise<ModelChoice[]> {
  const named = files.filter(({ path }) => roleOf(path) === 'model');
  // One file of any name may be a model, if it is all there is.
  const candidates = named.length > 0 || files.length !== 1 ? named : [...files];
  const models = await Promise.all(candidates.slice(0, MOST_MODELS).map((file) => readModel(file, files)));
  return models.sort(byFitness);
}

async function readModel(file: ExportFile, files: readonly ExportFile[]): Promise<ModelChoice> {
  const model: ModelChoice = {
    path: file.path,
    precision: precisionOf(file.path),
    bytes: file.data.size,
    data: [],
    missing: [],
  };
  try {
    model.header = await readOnnxHeader(file.data);
  } catch (fault) {
    return { ...model, fault };
  }
  const folder = folderOf(file.path);
  for (const name of model.header.externalFiles) {
    const path = folder + name;
    const found = files.find((candidate) => candidate.path === path) ?? strayFile(path, files);
    if (found) {
      model.data.push({ path, file: found });
      model.bytes += found.data.size;
    } else model.missing.push(path);
  }
  return model;
}

/** Chosen by itself, a data file lost its folder; it is known by its name then. */
function strayFile(path: string, files: readonly ExportFile[]): ExportFile | undefined {
  if (!('path' in soundPath(path))) return undefined;
  return files.find((candidate) => candidate.path === baseName(path));
}

export function precisionOf(path: string): Precision {
  const suffix = SUFFIX.exec(stemOf(path))?.[1]?.toLowerCase();
  return (suffix === undefined ? undefined : PRECISION[suffix]) ?? 'full';
}

/** `onnx/model` of `onnx/model_fp16.onnx`: what variants of one model share. */
export function familyOf(path: string): string {
  return folderOf(path) + stemOf(path).replace(SUFFIX, '');
}

function stemOf(path: string): string {
  return baseName(path).replace(/\.onnx$/i, '');
}

function byFitness(a: ModelChoice, b: ModelChoice): number {
  return rank(a) - rank(b) || (a.path < b.path ? -1 : a.path > b.path ? 1 : 0);
}

function rank({ path, precision, bytes, missing, fault }: ModelChoice): number {
  const broken = (fault === undefined ? 0 : 16) + (missing.length > 0 ? 8 : 0);
  const large = bytes > COMFORTABLE ? 4 : 0;
  const named = /^model$/i.test(baseName(familyOf(path))) ? 0 : 2;
  return broken + large + named + (precision === 'full' ? 0 : 1);
}
