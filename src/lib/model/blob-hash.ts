// SHA-256 of a Blob in bounded memory: WebCrypto where one buffer is small enough, streaming beyond that.
import { sha256 } from '@noble/hashes/sha2.js';

/** WebCrypto is 5 to 15 times as fast but takes one buffer, and exists in secure contexts only. */
const WHOLE_BUFFER_BYTES = 256 * 1024 * 1024;
const SLICE_BYTES = 4 * 1024 * 1024;

/** SHA-256, 32 bytes. Holds at most 256 MiB of the Blob at a time. */
export async function hashBlob(blob: Blob, options: { signal?: AbortSignal } = {}): Promise<Uint8Array> {
  options.signal?.throwIfAborted();
  const subtle = (globalThis.crypto as Crypto | undefined)?.subtle as SubtleCrypto | undefined;
  if (subtle && blob.size <= WHOLE_BUFFER_BYTES) {
    return new Uint8Array(await subtle.digest('SHA-256', await blob.arrayBuffer()));
  }
  return hashBlobStreaming(blob, options);
}

/** The same digest without WebCrypto, 4 MiB at a time. */
export async function hashBlobStreaming(
  blob: Blob,
  options: { signal?: AbortSignal } = {},
): Promise<Uint8Array> {
  const hash = sha256.create();
  for (let offset = 0; offset < blob.size; offset += SLICE_BYTES) {
    options.signal?.throwIfAborted();
    hash.update(new Uint8Array(await blob.slice(offset, offset + SLICE_BYTES).arrayBuffer()));
  }
  return hash.digest();
}
