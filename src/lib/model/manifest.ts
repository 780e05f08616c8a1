// The manifest: what a version is made of and how its tensors are meant. Its bytes' SHA-256 is on chain.
import * as v from 'valibot';
import { FloeError } from '../errors.ts';
import { blobId, count, path, positive, sha256Hex, text } from './manifest-fields.ts';
import { Postprocess, Preprocess } from './manifest-meaning.ts';
import { needsEntries } from './manifest-needs.ts';
import { Pipeline } from './manifest-pipeline.ts';
import { DTYPES } from './tensor.ts';

/** Larger ones are neither published nor read. */
export const MAX_MANIFEST_BYTES = 8 * 1024 * 1024;
export const MAX_PARTS = 64;
/** A sidecar is about 75 KB. */
export const MAX_SIDECAR_BYTES = 128 * 1024;

const infoEntries = {
  name: text(512),
  dtype: v.picklist(DTYPES),
  shape: v.array(v.union([count, text(128), v.null()])),
  /** `shape` is empty, and any will do. */
  anyRank: v.optional(v.literal(true)),
  /** What a person sees above the field. */
  label: v.optional(text(80)),
};

const ManifestInput = v.strictObject({
  ...infoEntries,
  preprocess: v.optional(Preprocess),
  /** Filled in for the caller: values (decimal text for 64-bit) and the shape they have. */
  fixed: v.optional(v.strictObject({ shape: v.array(count), fill: v.union([v.number(), text(32)]) })),
  /** What the caller finds in the field, and may change: one value. */
  initial: v.optional(v.union([v.number(), text(2_000)])),
  /** Of one number: what it may be. */
  range: v.optional(v.strictObject({ min: v.number(), max: v.number(), step: v.optional(v.number()) })),
  /** Seldom changed: behind "More". */
  advanced: v.optional(v.boolean()),
  /** Of one whole number: what answers are drawn by. Another number draws another answer. */
  seed: v.optional(v.boolean()),
});
const ManifestOutput = v.strictObject({
  ...infoEntries,
  postprocess: v.optional(Postprocess),
  /** State and other by-products: shown only among the raw tensors. */
  secondary: v.optional(v.boolean()),
});

const FilePiece = v.strictObject({ part: count, offset: count, bytes: positive, sha256: sha256Hex });
/** A file larger than a part lies in several, one piece in each, in their order. */
const ManifestFile = v.union([
  v.strictObject({ path, part: count, offset: count, bytes: count, sha256: sha256Hex }),
  v.strictObject({
    path,
    bytes: positive,
    sha256: sha256Hex,
    pieces: v.pipe(v.array(FilePiece), v.minLength(2), v.maxLength(MAX_PARTS)),
  }),
]);

const Part = v.strictObject({
  blobId,
  bytes: positive,
  /** What proves this part's rows, behind the manifest where there is one; see manifest-blob.ts. */
  sidecar: v.optional(
    v.strictObject({ bytes: v.pipe(positive, v.maxValue(MAX_SIDECAR_BYTES)), sha256: sha256Hex }),
  ),
});

const Example = v.strictObject({
  label: text(120),
  /** Per input name: literal text, or the path of a packed file. */
  inputs: v.record(
    v.string(),
    v.variant('kind', [
      v.strictObject({ kind: v.literal('text'), text: text(20_000) }),
      v.strictObject({ kind: v.literal('file'), path, mime: text(100) }),
    ]),
  ),
});

const ManifestSchema = v.strictObject({
  format: v.literal('floe-manifest/1'),
  runtime: v.picklist(['onnx', 'tfjs']),
  /** Path of the file the runtime opens. */
  entry: path,
  /** Inputs and outputs are the pipeline's where there is one, else those of the entry's graph. */
  pipeline: v.optional(Pipeline),
  task: text(48),
  license: v.optional(text(80)),
  source: v.optional(text(300)),
  /** Markdown about the model. Hostile until sanitised. */
  card: v.optional(text(100_000), ''),
  parts: v.pipe(v.array(Part), v.minLength(1), v.maxLength(MAX_PARTS)),
  files: v.pipe(v.array(ManifestFile), v.minLength(1), v.maxLength(10_000)),
  inputs: v.pipe(v.array(ManifestInput), v.maxLength(1_000)),
  outputs: v.pipe(v.array(ManifestOutput), v.maxLength(1_000)),
  examples: v.optional(v.pipe(v.array(Example), v.maxLength(50)), []),
  ...needsEntries,
});

export type Manifest = v.InferOutput<typeof ManifestSchema>;
export type ManifestFile = v.InferOutput<typeof ManifestFile>;
/** Where bytes of a file lie, and their own SHA-256 in hex. */
export type FilePiece = v.InferOutput<typeof FilePiece>;
export type ManifestInput = v.InferOutput<typeof ManifestInput>;
export type ManifestOutput = v.InferOutput<typeof ManifestOutput>;
export type ManifestExample = v.InferOutput<typeof Example>;

export class ManifestError extends FloeError<
  'manifest/syntax' | 'manifest/schema' | 'manifest/layout' | 'manifest/too-large'
> {
  override name = 'ManifestError';
}

/**
 * Reads and validates manifest bytes. Does not check their hash.
 *
 * @throws ManifestError on anything but UTF-8 JSON of the schema whose file table is sound: the entry exists, paths
 * are unique, and every file, or each piece of it, lies inside its part without overlapping another
 */
export function parseManifest(bytes: Uint8Array): Manifest {
  if (bytes.length > MAX_MANIFEST_BYTES) {
    throw new ManifestError('manifest/too-large', `A manifest is at most ${MAX_MANIFEST_BYTES} bytes`);
  }
  let json: unknown;
  try {
    json = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (cause) {
    throw new ManifestError('manifest/syntax', 'The manifest is not JSON', { cause });
  }
  return checkManifest(json);
}

/** Validates a manifest object, e.g. one about to be published. @throws ManifestError as `parseManifest` */
export function checkManifest(json: unknown): Manifest {
  const manifest = parsed(v.safeParse(ManifestSchema, json));
  checkLayout(manifest);
  return manifest;
}

function parsed<T>(
  result:
    | { success: true; output: T }
    | { success: false; issues: [v.BaseIssue<unknown>, ...v.BaseIssue<unknown>[]] },
): T {
  if (result.success) return result.output;
  const issue = result.issues[0];
  const where = v.getDotPath(issue) ?? '';
  throw new ManifestError('manifest/schema', `Manifest ${where}: ${issue.message}`, { details: { where } });
}

/** What an input means, as an author wrote it. @throws ManifestError 'manifest/schema' */
export function parsePreprocess(json: unknown): Preprocess {
  return parsed(v.safeParse(Preprocess, json));
}

/** What an output means, as an author wrote it. @throws ManifestError 'manifest/schema' */
export function parsePostprocess(json: unknown): Postprocess {
  return parsed(v.safeParse(Postprocess, json));
}

/** Canonical bytes: the ones published, hashed and stored. */
export function encodeManifest(manifest: Manifest): Uint8Array {
  return new TextEncoder().encode(JSON.stringify(manifest));
}

/** Of a file that lies in one part, the one. */
export function piecesOf(file: ManifestFile): readonly FilePiece[] {
  if ('pieces' in file) return file.pieces;
  const { part, offset, bytes, sha256 } = file;
  return [{ part, offset, bytes, sha256 }];
}

/** What a part has of a file: all of it, or one piece. */
export interface PartFile {
  path: string;
  /** In the part. */
  offset: number;
  bytes: number;
  /** Hex, of these bytes. */
  sha256: string;
}

export function filesOfPart({ files }: Pick<Manifest, 'files'>, part: number): PartFile[] {
  return files.flatMap((file) =>
    piecesOf(file)
      .filter((piece) => piece.part === part)
      .map(({ offset, bytes, sha256 }) => ({ path: file.path, offset, bytes, sha256 })),
  );
}

function checkLayout(manifest: Manifest): void {
  const fail = (message: string, path: string) => {
    throw new ManifestError('manifest/layout', message, { details: { path } });
  };
  const seen = new Set<string>();
  const placed: (FilePiece & { path: string })[] = [];
  for (const file of manifest.files) {
    const { path, bytes } = file;
    if (seen.has(path)) fail(`Two files are named ${path}`, path);
    seen.add(path);
    const pieces = piecesOf(file);
    if (pieces.some(({ part }, index) => index > 0 && part <= pieces[index - 1]!.part)) {
      fail(`The pieces of ${path} are not in the order of the parts`, path);
    }
    if (pieces.reduce((sum, piece) => sum + piece.bytes, 0) !== bytes) {
      fail(`The pieces of ${path} are not as long as the file`, path);
    }
    for (const piece of pieces) placed.push({ ...piece, path });
  }
  const ends = manifest.parts.map(() => 0);
  for (const { path, part: at, offset, bytes } of placed.sort(byPlace)) {
    const part = manifest.parts[at];
    if (!part) fail(`${path} is in a part that does not exist`, path);
    if (offset < ends[at]!) fail(`${path} overlaps another file`, path);
    ends[at] = offset + bytes;
    if (ends[at]! > part!.bytes) fail(`${path} reaches past its part`, path);
  }
  if (!seen.has(manifest.entry)) fail(`The entry ${manifest.entry} is not in the pack`, manifest.entry);
}

function byPlace(a: FilePiece, b: FilePiece): number {
  return a.part - b.part || a.offset - b.offset;
}
