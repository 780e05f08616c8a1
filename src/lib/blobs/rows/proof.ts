// How digests of slivers prove themselves against a blob ID, and how they are refused. Knows no file format.
import { blobIdFromInt } from '../../model/blob-id.ts';
import { BlobError } from '../errors.ts';
import { DIGEST_BYTES, rowGeometry, type RowGeometry } from './geometry.ts';
import type { Kernel } from './kernel.ts';

/** RS2, in Walrus's formats; a blob ID is hashed from it. */
export const ENCODING_TYPE = 1;

/** Digests of both slivers of every pair: `shards` of 32 bytes each. Pair i has row i and column shards-1-i. */
export interface PairDigests {
  primaries: Uint8Array;
  secondaries: Uint8Array;
}

/** The first `count` pairs as the leaves that Walrus hashes, 64 bytes each. */
export function pairLeaves({ primaries, secondaries }: PairDigests, count: number): Uint8Array {
  const leaves = new Uint8Array(count * 2 * DIGEST_BYTES);
  for (let pair = 0; pair < count; pair++) {
    const [from, to] = [pair * DIGEST_BYTES, (pair + 1) * DIGEST_BYTES];
    leaves.set(primaries.subarray(from, to), 2 * from);
    leaves.set(secondaries.subarray(from, to), 2 * from + DIGEST_BYTES);
  }
  return leaves;
}

/** The root over all pairs, and what gives it beside the pairs of the source rows. */
export function pairFrontier(
  kernel: Kernel,
  { shards, sourceRows }: RowGeometry,
  pairs: PairDigests,
): { root: Uint8Array; siblings: Uint8Array } {
  kernel.hashSymbols(pairLeaves(pairs, shards), 2 * DIGEST_BYTES, shards);
  return kernel.frontier(sourceRows, shards);
}

/** The blob ID, as text, of a blob of `bytes` bytes whose pairs of slivers have this root. */
export function blobIdOf(kernel: Kernel, pairRoot: Uint8Array, bytes: number): string {
  const message = new Uint8Array(9 + DIGEST_BYTES);
  message[0] = ENCODING_TYPE;
  new DataView(message.buffer).setBigUint64(1, BigInt(bytes), true);
  message.set(pairRoot, 9);
  const digest = kernel.hash(message);
  return blobIdFromInt(digest.reduceRight((value, byte) => (value << 8n) | BigInt(byte), 0n));
}

/** The geometry of a length that somebody claims. */
export function claimedGeometry(length: bigint, shards: number): RowGeometry {
  try {
    return rowGeometry(Number(length), shards);
  } catch (cause) {
    throw refusal('No blob is that long', { length, cause });
  }
}

export function refusal(reason: string, { cause, ...details }: Record<string, unknown> = {}): BlobError {
  return new BlobError('blobs/sidecar', reason, { details, ...(cause === undefined ? {} : { cause }) });
}

export function equal(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, index) => byte === b[index]);
}
