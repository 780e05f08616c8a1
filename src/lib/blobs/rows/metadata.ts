// A blob's metadata as storage nodes serve it: the digests of all its slivers, which prove themselves against the
// blob ID. Knows no sidecar's layout and no row's bytes.
import { DIGEST_BYTES, SHARDS, type RowGeometry } from './geometry.ts';
import type { Kernel } from './kernel.ts';
import {
  blobIdOf,
  claimedGeometry,
  ENCODING_TYPE,
  pairFrontier,
  refusal,
  type PairDigests,
} from './proof.ts';

export interface BlobMetadata extends PairDigests {
  geometry: RowGeometry;
}

// BCS: blob ID, enum V1, encoding type, unencoded length u64, then a vector of pairs of enum Digest and 32 bytes.
const BLOB_ID_BYTES = 32;
const LENGTH_AT = BLOB_ID_BYTES + 2;
const PAIRS_AT = LENGTH_AT + 8;
const V1 = 0;
const DIGEST = 1;

/**
 * Parses what `GET /v1/blobs/{id}/metadata` of a storage node answers, 66 KB, and believes it only if it hashes to the
 * blob ID. Throws BlobError blobs/sidecar otherwise.
 */
export function openMetadata(
  kernel: Kernel,
  bytes: Uint8Array,
  options: { blobId: string; shards?: number },
): BlobMetadata {
  const { blobId, shards = SHARDS } = options;
  const count = uleb128(shards);
  const pairBytes = 2 * (1 + DIGEST_BYTES);
  const from = PAIRS_AT + count.length;
  if (bytes.length !== from + shards * pairBytes) {
    throw refusal('Its length is not that of metadata', { bytes: bytes.length });
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  if (view.getUint8(BLOB_ID_BYTES) !== V1 || view.getUint8(BLOB_ID_BYTES + 1) !== ENCODING_TYPE) {
    throw refusal('Its version or its encoding is unknown');
  }
  if (count.some((byte, index) => bytes[PAIRS_AT + index] !== byte)) throw refusal('It is for other shards');
  const geometry = claimedGeometry(view.getBigUint64(LENGTH_AT, true), shards);
  const primaries = new Uint8Array(shards * DIGEST_BYTES);
  const secondaries = new Uint8Array(shards * DIGEST_BYTES);
  for (let pair = 0; pair < shards; pair++) {
    for (const [digests, at] of [
      [primaries, from + pair * pairBytes],
      [secondaries, from + pair * pairBytes + 1 + DIGEST_BYTES],
    ] as const) {
      if (bytes[at] !== DIGEST) throw refusal('A digest is missing', { pair });
      digests.set(bytes.subarray(at + 1, at + 1 + DIGEST_BYTES), pair * DIGEST_BYTES);
    }
  }
  const metadata = { geometry, primaries, secondaries };
  const { root } = pairFrontier(kernel, geometry, metadata);
  if (blobIdOf(kernel, root, geometry.bytes) !== blobId) throw refusal('It is not of this blob', { blobId });
  return metadata;
}

function uleb128(value: number): number[] {
  return value < 128 ? [value] : [(value & 127) | 128, ...uleb128(value >>> 7)];
}
