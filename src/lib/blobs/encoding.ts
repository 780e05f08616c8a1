// A blob's identity on Walrus, and what proves its rows, by our own RS2 encoding; and plain hashes. In this thread.
// Knows no network and no thread.
import { errorFromWire, type ErrorWire } from '../errors.ts';
import { BlobError, type BlobErrorCode } from './errors.ts';
import { buildSidecar, type BuiltSidecar } from './rows/build-sidecar.ts';
import { readBytes, type ByteSource } from './rows/byte-source.ts';
import { createSha256 } from './rows/sha256.ts';
import type { EncodedBlob, EncoderOptions } from './types.ts';

const SLICE_BYTES = 4 * 1024 * 1024;
/** What SHA-256 takes of all the time that encoding takes. */
const HASH_SHARE = 0.15;

/** Blocks its thread for about 0.02 s per MB, 40 ms at a time; needs at most 170 MB of memory. */
export async function computeEncoding(
  blob: Blob,
  options: EncoderOptions & { shards?: number } = {},
): Promise<EncodedBlob> {
  const { signal, onProgress, shards } = options;
  const abortable = signal ? { signal } : {};
  let done = 0;
  const tell = (fraction: number) => {
    const now = Math.floor(fraction * blob.size);
    if (now > done) onProgress?.((done = now));
  };
  const blobDigest = await hashStream(blob, {
    ...abortable,
    onProgress: (hashed) => tell((HASH_SHARE * hashed) / blob.size),
  });
  const built = await buildSidecar(blob, {
    ...abortable,
    ...(shards === undefined ? {} : { shards }),
    onProgress: (fraction) => tell(HASH_SHARE + (1 - HASH_SHARE) * fraction),
  });
  return toEncodedBlob(blob, built, blobDigest);
}

export function toEncodedBlob(blob: Blob, built: BuiltSidecar, blobDigest: Uint8Array): EncodedBlob {
  const { blobId, rootHash, sidecar } = built;
  const nonce = crypto.getRandomValues(new Uint8Array(32));
  return { blobId, rootHash, size: blob.size, nonce, blobDigest, sidecar };
}

/** SHA-256, 32 bytes; about 3 ms per MB, 4 MiB at a time. */
export async function hashStream(source: ByteSource, options: EncoderOptions = {}): Promise<Uint8Array> {
  const { signal, onProgress } = options;
  signal?.throwIfAborted();
  const hash = await createSha256();
  const read = (start: number) => {
    const bytes = readBytes(source, start, Math.min(start + SLICE_BYTES, source.size));
    // Whoever waits for it meets the error; it may fail before anybody does.
    bytes.catch(() => undefined);
    return bytes;
  };
  let next = read(0);
  for (let at = 0; at < source.size; at += SLICE_BYTES) {
    const bytes = await next;
    signal?.throwIfAborted();
    if (at + SLICE_BYTES < source.size) next = read(at + SLICE_BYTES);
    hash.update(bytes);
    onProgress?.(at + bytes.length);
  }
  return hash.digest();
}

/** An encoder's error as it is thrown, whatever went wrong, here or in a thread. */
export function encodingError(wire: ErrorWire, bytes: number, cause?: unknown): Error {
  if (wire.code === 'abort') return errorFromWire(wire);
  return new BlobError(wire.code as BlobErrorCode, wire.message, {
    details: { ...wire.details, bytes },
    ...(cause === undefined ? {} : { cause }),
  });
}
