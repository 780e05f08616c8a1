// The files of a real model, as they were pinned.
import { createHash } from 'node:crypto';
import type { EngineSource } from '../../src/lib/infer/types.ts';
import type { CorpusModel } from './model.ts';
import { packageFile } from './packages.ts';

const CONVERTED = 'model.onnx';

/** By path: out of the package, or converted. Hashes are checked. */
export async function filesOf(model: CorpusModel): Promise<Map<string, Uint8Array<ArrayBuffer>>> {
  if (model.convert) return new Map([[CONVERTED, await model.convert()]]);
  const files = new Map<string, Uint8Array<ArrayBuffer>>();
  for (const [path, sha256] of model.files) {
    const bytes = await packageFile(model.package, path);
    const hash = createHash('sha256').update(bytes).digest('hex');
    if (hash !== sha256) throw new Error(`${model.package}/${path} is not the file it was: ${hash}`);
    files.set(path, bytes);
  }
  return files;
}

export function sourceOf(
  { runtime }: CorpusModel,
  files: ReadonlyMap<string, Uint8Array<ArrayBuffer>>,
): EngineSource {
  const entry = [...files.keys()][0]!;
  return { runtime, entry, files: new Map([...files].map(([path, bytes]) => [path, new Blob([bytes])])) };
}
