// Which files of a version an ONNX model may name as external data. Knows no runtime.
import { InferError } from './errors.ts';
import type { EngineSource } from './types.ts';

/** An ONNX model as its runtime takes it. */
export interface OnnxFiles {
  entry: Blob;
  /** External data of the entry, by the path the model names. */
  external: { path: string; data: Blob }[];
}

/** @throws InferError 'infer/load-failed' if the entry is not among the files */
export function onnxFiles({ entry, files }: Pick<EngineSource, 'entry' | 'files'>): OnnxFiles {
  return { entry: fileAt(files, entry), external: filesBeside(entry, files) };
}

/** Everything in the entry's folder, under its path from there. */
export function filesBeside(entry: string, files: ReadonlyMap<string, Blob>): OnnxFiles['external'] {
  const folder = entry.slice(0, entry.lastIndexOf('/') + 1);
  return [...files]
    .filter(([path]) => path !== entry && path.startsWith(folder))
    .map(([path, data]) => ({ path: path.slice(folder.length), data }));
}

/** @throws InferError 'infer/load-failed' */
export function fileAt(files: ReadonlyMap<string, Blob>, path: string): Blob {
  const file = files.get(path);
  if (!file)
    throw new InferError('infer/load-failed', `The model has no file ${path}`, { details: { path } });
  return file;
}
