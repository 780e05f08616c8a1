// A blob's identity on Walrus, and what proves its rows, by our own RS2 encoding; tests hold it against the SDK's. Knows
// no network and no thread.
import { hashBlob } from '../model/blob-hash.ts';
import { buildSidecar } from './rows/build-sidecar.ts';
import type { EncodedBlob } from './types.ts';

/** Blocks its thread for about 0.02 s per MB, and needs 1.5 times the Blob and 40 MB in memory. */
export async function computeEncoding(
  blob: Blob,
  options: { shards?: number; signal?: AbortSignal } = {},
): Promise<EncodedBlob> {
  options.signal?.throwIfAborted();
  const blobDigest = await hashBlob(blob, options.signal ? { signal: options.signal } : {});
  const built = await buildSidecar(blob, options);
  return { ...built, size: blob.size, nonce: crypto.getRandomValues(new Uint8Array(32)), blobDigest };
}
