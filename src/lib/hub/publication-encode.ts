// From files to blobs: hashed, laid out in parts, encoded, described by a manifest. Stores what is done, so that a reload
// repeats one part at most. Knows no wallet.
import type { BlobEncoder, EncodedBlob } from '../blobs/types.ts';
import { hashBlob } from '../model/blob-hash.ts';
import { toHex } from '../model/hex.ts';
import { manifestBlob, manifestLine } from '../model/manifest-blob.ts';
import { checkManifest } from '../model/manifest.ts';
import { packFiles, partsOf } from '../model/pack.ts';
import type { StoredPublication } from './publication-store.ts';
import type { PublishProgress } from './types.ts';

/** Smaller parts are read in one piece and need no proof of their rows. */
export const SIDECAR_FROM_BYTES = 8 * 1024 * 1024;

export interface EncodePorts {
  encoder: BlobEncoder;
  /** The largest part; 512 MiB where absent. */
  partBytes?: number | undefined;
  save: (state: StoredPublication) => Promise<StoredPublication>;
}

interface Options {
  signal?: AbortSignal;
  onProgress?: (progress: PublishProgress) => void;
}

/** @throws PackError, ManifestError, BlobError 'blobs/encode-failed' */
export async function encodePublication(
  ports: EncodePorts,
  begun: StoredPublication,
  { signal, onProgress }: Options,
): Promise<StoredPublication> {
  const { encoder, partBytes, save } = ports;
  const abortable = signal ? { signal } : {};
  let state = begun;
  if (!state.pack) {
    const { files } = await packFiles(state.draft.files, {
      ...abortable,
      ...(partBytes === undefined ? {} : { maxPartBytes: partBytes }),
      hash: (data, options) => encoder.hash(data, options),
      onProgress: (loaded, total) => onProgress?.({ step: 'encode', doing: 'hash', loaded, total }),
    });
    state = await save({ ...state, pack: files });
  }
  const parts = partsOf(state.pack!, new Map(state.draft.files.map(({ path, data }) => [path, data])));
  const total = parts.reduce((sum, part) => sum + part.size, 0);
  let before = 0;
  for (const [index, part] of parts.entries()) {
    if (!state.parts?.[index]) {
      const start = before;
      const encoded = await encoder.encode(part, {
        ...abortable,
        onProgress: (done) => onProgress?.({ step: 'encode', doing: 'encode', loaded: start + done, total }),
      });
      state = await save({ ...state, parts: [...(state.parts ?? []), encoded] });
    }
    before += part.size;
    onProgress?.({ step: 'encode', doing: 'encode', loaded: before, total });
  }
  const data = await describe(state, parts);
  return save({
    ...state,
    manifest: { data, encoded: await encoder.encode(data, abortable) },
    step: 'register',
  });
}

async function describe(
  { draft, needs, pack, parts }: StoredPublication,
  data: readonly Blob[],
): Promise<Blob> {
  const manifest = checkManifest({
    format: 'floe-manifest/1',
    runtime: draft.runtime,
    entry: draft.entry,
    pipeline: draft.pipeline,
    task: draft.task,
    license: draft.license,
    source: draft.source,
    card: draft.card ?? '',
    parts: await Promise.all(parts!.map((encoded, index) => describePart(encoded, data[index]!.size))),
    files: pack!,
    inputs: draft.inputs,
    outputs: draft.outputs,
    examples: draft.examples ?? [],
    needs,
    measured: draft.tried && [draft.tried.run],
  });
  return manifestBlob(
    manifest,
    parts!.flatMap(({ sidecar }, index) => (manifest.parts[index]!.sidecar ? [sidecar] : [])),
  );
}

async function describePart({ blobId, sidecar }: EncodedBlob, bytes: number) {
  if (bytes < SIDECAR_FROM_BYTES) return { blobId, bytes };
  const sha256 = toHex(await hashBlob(new Blob([sidecar])));
  return { blobId, bytes, sidecar: { bytes: sidecar.length, sha256 } };
}

/** A blob of the publication, its bytes at hand. */
export interface PublicationBlob {
  data: Blob;
  encoded: EncodedBlob;
}

/** Of an encoded publication: manifest first, then the parts, equal ones once. */
export function blobsOf({ draft, pack, parts, manifest }: StoredPublication): PublicationBlob[] {
  const data = partsOf(pack!, new Map(draft.files.map((file) => [file.path, file.data])));
  const all = [manifest!, ...parts!.map((encoded, index) => ({ data: data[index]!, encoded }))];
  return [...new Map(all.map((blob) => [blob.encoded.blobId, blob])).values()];
}

/** What the version says of itself on chain. */
export async function versionOf(state: StoredPublication) {
  const { encoded, data } = state.manifest!;
  return {
    manifestBlobId: encoded.blobId,
    manifestHash: await hashBlob(await manifestLine(data)),
    partBlobIds: state.parts!.map(({ blobId }) => blobId),
    bytes: state.parts!.reduce((sum, { size }) => sum + size, 0),
  };
}
