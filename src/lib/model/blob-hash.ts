// SHA-256 of a Blob in bounded memory: WebCrypto where one buffer is small enough, streaming beyond that.
import { sha256 } from '@noble/hashes/sha2.js';

/** WebCrypto is 5 to 15 times as fast but takes one buffer, and exists in secure contexts only. */
const WHOLE_BUFFER_BYTES = 256 * 1024 * 1024;
const SLICE_BYTES = 4 * 1024 * 1024;

interface HashOptions {
  signal?: AbortSignal;
  /** Bytes hashed so far; once, at the end, where they are hashed in one piece. */
  onProgress?: (done: number) => void;
}

/** SHA-256, 32 bytes. Holds at most 256 MiB of the Blob at a time. */
export async function hashBlob(blob: Blob, options: HashOptions = {}): Promise<Uint8Array> {
  options.signal?.throwIfAborted();
  const subtle = (globalThis.crypto as Crypto | undefined)?.subtle as SubtleCrypto | undefined;
  if (!subtle || blob.size > WHOLE_BUFFER_BYTES) return hashBlobStreaming(blob, options);
  const digest = new Uint8Array(await subtle.digest('SHA-256', await blob.arrayBuffer()));
  options.onProgress?.(blob.size);
  return digest;
}

/** The same digest without WebCrypto, 4 MiB at a time. */
export async function hashBlobStreaming(blob: Blob, options: HashOptions = {}): Promise<Uint8Array> {
  const hash = sha256.create();
  for (let offset = 0; offset < blob.size; offset += SLICE_BYTES) {
    options.signal?.throwIfAborted();
    const bytes = new Uint8Array(await blob.slice(offset, offset + SLICE_BYTES).arrayBuffer());
    hash.update(bytes);
    options.onProgress?.(offset + bytes.length);
  }
  return hash.digest();
}
