// The hash of tensors, by the engine's own SHA-256 where there is one: several times faster on large outputs.
import { hashTensors, tensorBytes, type Tensors } from '../model/tensor.ts';

/** Below this the hop to the crypto thread costs more than it saves. */
const SMALL = 16 * 1024;
/** Above this the copy it needs costs too much memory. */
const LARGE = 256 * 1024 * 1024;
/** So much stays at hand from one call to the next: memory that is new costs more to touch than to copy into. */
const KEPT = 16 * 1024 * 1024;

let scratch = new Uint8Array(0);

/** Equals `hashTensors`. */
export async function digestTensors(tensors: Tensors): Promise<Uint8Array> {
  const pieces = [...tensorBytes(tensors)];
  const size = pieces.reduce((total, piece) => total + piece.length, 0);
  // `subtle` is missing outside secure contexts, e.g. on a plain-http gateway.
  if (!globalThis.crypto?.subtle || size < SMALL || size > LARGE) return hashTensors(tensors);
  if (scratch.length < size && size <= KEPT) scratch = new Uint8Array(size);
  const joined = size <= KEPT ? scratch.subarray(0, size) : new Uint8Array(size);
  let offset = 0;
  for (const piece of pieces) {
    joined.set(piece, offset);
    offset += piece.length;
  }
  // Copied as it is asked, so that others may use the scratch meanwhile.
  return new Uint8Array(await crypto.subtle.digest('SHA-256', joined));
}
