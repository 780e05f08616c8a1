// Reads a version's manifest and files, each checked against the chain before anyone sees it.
import { hashBlob } from '../model/blob-hash.ts';
import { fromHex, sameBytes, toHex } from '../model/hex.ts';
import type { ModelVersion } from '../model/listing.ts';
import { MAX_MANIFEST_BYTES, parseManifest, type Manifest, type ManifestFile } from '../model/manifest.ts';
import { BlobError } from './errors.ts';
import type { BlobReader } from './reader.ts';

/** Parts in flight at once; the pool spreads them over aggregators. */
const PARALLEL_PARTS = 3;

/** One part of a pack and the files wanted from it. */
export interface PartRequest {
  blobId: string;
  bytes: number;
  files: ManifestFile[];
}

/**
 * Gets the wanted files of one part, verified, and answers them by path. A whole-part download is one way to do it;
 * ranges checked row by row against the blob ID are another.
 */
export type PartReader = (
  part: PartRequest,
  options: { signal?: AbortSignal; onProgress?: (loaded: number) => void },
) => Promise<Map<string, Blob>>;

export interface FilesOptions {
  /** Only these paths. */
  paths?: readonly string[];
  signal?: AbortSignal;
  /** Bytes of the parts that hold the wanted files. */
  onProgress?: (loaded: number, total: number) => void;
  /** Told of verified files as each part is done. */
  onFiles?: (files: Map<string, Blob>) => Promise<void>;
}

/**
 * The manifest's own bytes, so that they can be kept.
 *
 * @throws BlobError as `readBlob`, 'blobs/manifest-mismatch'; ManifestError if the author published nonsense
 */
export async function readManifest(
  reader: BlobReader,
  version: ModelVersion,
  options: { signal?: AbortSignal } = {},
): Promise<{ manifest: Manifest; bytes: Blob }> {
  const bytes = await reader.readBlob(version.manifestBlobId, {
    ...options,
    maxBytes: MAX_MANIFEST_BYTES,
    verify: (blob) => verifyHash(blob, version.manifestHash, 'the manifest'),
  });
  return { manifest: await openManifest(bytes, version), bytes };
}

/** Parses bytes whose hash was checked, and holds them against the version. @throws as `readManifest` */
export async function openManifest(bytes: Blob, version: ModelVersion): Promise<Manifest> {
  const manifest = parseManifest(new Uint8Array(await bytes.arrayBuffer()));
  const named = manifest.parts.map((part) => part.blobId);
  if (named.length !== version.partBlobIds.length || named.some((id, i) => id !== version.partBlobIds[i])) {
    throw new BlobError('blobs/manifest-mismatch', 'The manifest names other parts than the chain does', {
      details: { manifest: named, chain: [...version.partBlobIds] },
    });
  }
  return manifest;
}

/** Downloads whole parts and cuts files out of them. */
export function createPartReader(reader: BlobReader): PartReader {
  return async (part, options) => {
    const blob = await reader.readBlob(part.blobId, {
      ...options,
      expectedBytes: part.bytes,
      verify: async (candidate) => {
        for (const file of part.files) {
          await verifyHash(cut(candidate, file), fromHex(file.sha256), file.path, options.signal);
        }
      },
    });
    return new Map(part.files.map((file) => [file.path, cut(blob, file)]));
  };
}

/** Reads files of a pack by path. @throws what the part reader throws, with the first part that fails */
export async function readFiles(
  readPart: PartReader,
  manifest: Manifest,
  options: FilesOptions = {},
): Promise<Map<string, Blob>> {
  const parts = requestedParts(manifest, options.paths);
  const total = parts.reduce((sum, part) => sum + part.bytes, 0);
  const loaded = parts.map(() => 0);
  const found = new Map<string, Blob>();
  const stop = new AbortController();
  const signal = options.signal ? AbortSignal.any([options.signal, stop.signal]) : stop.signal;
  const queue = parts.entries();
  const work = async () => {
    for (const [index, part] of queue) {
      signal.throwIfAborted();
      const onProgress = (bytes: number) => {
        loaded[index] = bytes;
        options.onProgress?.(
          loaded.reduce((sum, one) => sum + one, 0),
          total,
        );
      };
      const files = await readPart(part, { signal, onProgress });
      onProgress(part.bytes);
      await options.onFiles?.(files);
      for (const [path, file] of files) found.set(path, file);
    }
  };
  const stopped = async () => {
    try {
      await work();
    } catch (error) {
      stop.abort(error);
    }
  };
  // Nothing may still be running when this returns: a failure stops the others and waits for them.
  await Promise.all(Array.from({ length: Math.min(PARALLEL_PARTS, parts.length) }, stopped));
  options.signal?.throwIfAborted();
  stop.signal.throwIfAborted();
  return found;
}

function requestedParts(manifest: Manifest, paths: readonly string[] | undefined): PartRequest[] {
  const wanted = paths && new Set(paths);
  return manifest.parts
    .map(({ blobId, bytes }, index) => ({
      blobId,
      bytes,
      files: manifest.files.filter((file) => file.part === index && (!wanted || wanted.has(file.path))),
    }))
    .filter((part) => part.files.length > 0);
}

function cut(part: Blob, file: ManifestFile): Blob {
  return part.slice(file.offset, file.offset + file.bytes);
}

async function verifyHash(
  blob: Blob,
  expected: Uint8Array,
  what: string,
  signal?: AbortSignal,
): Promise<void> {
  const actual = await hashBlob(blob, signal ? { signal } : {});
  if (!sameBytes(actual, expected)) {
    throw new BlobError('blobs/corrupt', `The SHA-256 of ${what} is not the one on record`, {
      details: { what, expected: toHex(expected), actual: toHex(actual) },
    });
  }
}
