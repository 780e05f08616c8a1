// Reads a version's manifest and files, each checked against the chain before anyone sees it.
import { hashBlob } from '../model/blob-hash.ts';
import { fromHex, sameBytes, toHex } from '../model/hex.ts';
import type { ModelVersion } from '../model/listing.ts';
import { manifestLine, MAX_MANIFEST_BLOB_BYTES, sidecarsIn } from '../model/manifest-blob.ts';
import { parseManifest, type Manifest, type PartFile } from '../model/manifest.ts';
import { BlobError } from './errors.ts';
import type { BlobReader, ReadOptions } from './reader.ts';

/** One part of a pack and the files wanted from it. */
export interface PartRequest {
  blobId: string;
  bytes: number;
  files: PartFile[];
}

/** Gets the wanted files of one part whose rows nobody can prove, verified by their hashes, by path. */
export type PartReader = (
  part: PartRequest,
  options: Pick<ReadOptions, 'signal' | 'onProgress' | 'onOrigins'>,
) => Promise<Map<string, Blob>>;

/**
 * The manifest, and the blob it came in: with the sidecars behind it, so that all can be kept.
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
    maxBytes: MAX_MANIFEST_BLOB_BYTES,
    verify: (blob) => verifyManifestBlob(blob, version.manifestHash),
  });
  return { manifest: await openManifest(bytes, version), bytes };
}

/** Parses bytes whose hash was checked, and holds them against the version. @throws as `readManifest` */
export async function openManifest(bytes: Blob, version: ModelVersion): Promise<Manifest> {
  const line = await manifestLine(bytes);
  const manifest = parseManifest(new Uint8Array(await line.arrayBuffer()));
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

function cut(part: Blob, file: PartFile): Blob {
  return part.slice(file.offset, file.offset + file.bytes);
}

/**
 * The line by the hash on chain, the sidecars by those in it.
 *
 * @throws BlobError 'blobs/corrupt'; ManifestError
 */
export async function verifyManifestBlob(blob: Blob, manifestHash: Uint8Array): Promise<void> {
  const line = await manifestLine(blob);
  await verifyHash(line, manifestHash, 'the manifest');
  const manifest = parseManifest(new Uint8Array(await line.arrayBuffer()));
  const sidecars = sidecarsIn(blob, line, manifest);
  for (const { blobId, sidecar } of manifest.parts) {
    if (!sidecar) continue;
    const bytes = sidecars.get(blobId) ?? new Blob([]);
    await verifyHash(bytes, fromHex(sidecar.sha256), `the sidecar of ${blobId}`);
  }
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
