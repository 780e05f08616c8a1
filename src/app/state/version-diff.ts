// What changed from one version of a model to another, from their manifests alone. Pure.
import type { Manifest, ManifestFile, ModelVersion, TensorInfo } from '../../lib/index.ts';
import { shapeText } from './field-kind.ts';
import { diffLines, type DiffLine } from './line-diff.ts';

export interface VersionSide {
  version: ModelVersion;
  manifest: Manifest;
}

export interface FileChange {
  kind: 'added' | 'removed' | 'changed' | 'moved';
  path: string;
  /** Of a file with the same bytes under another name. */
  from?: string;
  beforeBytes?: number;
  afterBytes?: number;
}

/** An input or output as text: `float32 [n, 3]`; undefined on the side where it is absent. */
export interface SignatureChange {
  side: 'input' | 'output';
  name: string;
  before: string | undefined;
  after: string | undefined;
}

/** One value that differs: task, licence, runtime, entry, source. */
export interface FieldChange {
  field: string;
  before: string;
  after: string;
}

export interface VersionDiff {
  files: FileChange[];
  signature: SignatureChange[];
  fields: FieldChange[];
  card: DiffLine[];
  /** Bytes of the packs. */
  bytes: { before: number; after: number };
}

export function diffVersions(before: VersionSide, after: VersionSide): VersionDiff {
  return {
    files: diffFiles(before.manifest.files, after.manifest.files),
    signature: [
      ...diffSignature('input', before.manifest.inputs, after.manifest.inputs),
      ...diffSignature('output', before.manifest.outputs, after.manifest.outputs),
    ],
    fields: diffFields(before.manifest, after.manifest),
    card: diffLines(before.manifest.card, after.manifest.card),
    bytes: { before: before.version.bytes, after: after.version.bytes },
  };
}

export function isSame({ files, signature, fields, card }: VersionDiff): boolean {
  return files.length + signature.length + fields.length + card.length === 0;
}

/** By path first; what is left is matched by hash, so that a renamed file is not two changes. */
function diffFiles(before: readonly ManifestFile[], after: readonly ManifestFile[]): FileChange[] {
  const old = new Map(before.map((file) => [file.path, file]));
  const fresh = new Map(after.map((file) => [file.path, file]));
  const gone = before.filter(({ path }) => !fresh.has(path));
  const changes: FileChange[] = [];
  for (const file of after) {
    const known = old.get(file.path);
    if (known && known.sha256 === file.sha256) continue;
    if (known) {
      changes.push({ kind: 'changed', path: file.path, beforeBytes: known.bytes, afterBytes: file.bytes });
      continue;
    }
    const at = gone.findIndex(({ sha256 }) => sha256 === file.sha256);
    const [source] = at === -1 ? [] : gone.splice(at, 1);
    changes.push(
      source
        ? { kind: 'moved', path: file.path, from: source.path, afterBytes: file.bytes }
        : { kind: 'added', path: file.path, afterBytes: file.bytes },
    );
  }
  for (const file of gone) changes.push({ kind: 'removed', path: file.path, beforeBytes: file.bytes });
  return changes.sort((a, b) => (a.path < b.path ? -1 : 1));
}

function diffSignature(
  side: SignatureChange['side'],
  before: readonly TensorInfo[],
  after: readonly TensorInfo[],
): SignatureChange[] {
  const text = (infos: readonly TensorInfo[]) =>
    new Map(infos.map(({ name, dtype, shape }) => [name, `${dtype} ${shapeText(shape)}`]));
  const old = text(before);
  const fresh = text(after);
  return [...new Set([...old.keys(), ...fresh.keys()])]
    .map((name) => ({ side, name, before: old.get(name), after: fresh.get(name) }))
    .filter((change) => change.before !== change.after);
}

function diffFields(before: Manifest, after: Manifest): FieldChange[] {
  const values = (manifest: Manifest) => ({
    task: manifest.task,
    licence: manifest.license ?? '',
    runtime: manifest.runtime,
    entry: manifest.entry,
    source: manifest.source ?? '',
    examples: JSON.stringify(manifest.examples),
  });
  const old = values(before);
  const fresh = values(after);
  const changed = (Object.keys(old) as (keyof typeof old)[]).filter((field) => old[field] !== fresh[field]);
  // Examples are data, not a value to be read on one line.
  return changed.map((field) =>
    field === 'examples'
      ? { field, before: `${before.examples.length}`, after: `${after.examples.length}` }
      : { field, before: old[field], after: fresh[field] },
  );
}
