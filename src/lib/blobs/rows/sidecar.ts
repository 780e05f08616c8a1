// The sidecar: what lets anybody check a blob row by row, and that proves itself against the blob ID. Its bytes may
// come from anywhere. Knows no row's bytes.
import { sha256 } from '@noble/hashes/sha2.js';
import { DIGEST_BYTES, SHARDS, siblingCount, type RowGeometry } from './geometry.ts';
import type { Kernel } from './kernel.ts';
import {
  blobIdOf,
  claimedGeometry,
  ENCODING_TYPE,
  equal,
  pairLeaves,
  refusal,
  type PairDigests,
} from './proof.ts';

/** Of the pairs, only those of the source rows: `sourceRows` digests of 32 bytes each. */
export interface Sidecar extends PairDigests {
  geometry: RowGeometry;
  /** With the two above: the root over all pairs. */
  pairSiblings: Uint8Array;
  /** With the row's own symbols: its digest. 5 of 32 bytes for each row that holds bytes of the blob. */
  rowSiblings: Uint8Array;
}

// magic, version, encoding type, shards u16, unencoded length u64: little-endian, as all of Walrus.
const MAGIC = 'floerows';
const VERSION = 1;
const HEADER_BYTES = 20;

/** About 75 KB for any blob of 1000 shards, less where few rows hold bytes. */
export function sidecarBytes(geometry: RowGeometry): number {
  const sizes = sectionBytes(geometry);
  return HEADER_BYTES + sizes.reduce((sum, size) => sum + size, 0) + DIGEST_BYTES;
}

/** Of primaries, secondaries, pair siblings and row siblings. */
function sectionBytes({
  sourceRows,
  rowSymbols,
  rows,
  shards,
}: RowGeometry): [number, number, number, number] {
  const counts = [
    sourceRows,
    sourceRows,
    siblingCount(sourceRows, shards),
    rows * siblingCount(rowSymbols, shards),
  ] as const;
  return counts.map((count) => count * DIGEST_BYTES) as [number, number, number, number];
}

export function serialiseSidecar(sidecar: Sidecar): Uint8Array<ArrayBuffer> {
  const { geometry, primaries, secondaries, pairSiblings, rowSiblings } = sidecar;
  const bytes = new Uint8Array(sidecarBytes(geometry));
  bytes.set(new TextEncoder().encode(MAGIC));
  const view = new DataView(bytes.buffer);
  view.setUint8(8, VERSION);
  view.setUint8(9, ENCODING_TYPE);
  view.setUint16(10, geometry.shards, true);
  view.setBigUint64(12, BigInt(geometry.bytes), true);
  let at = HEADER_BYTES;
  for (const section of [primaries, secondaries, pairSiblings, rowSiblings]) {
    bytes.set(section, at);
    at += section.length;
  }
  // Row siblings prove nothing by themselves: without this, damage to one would look like damage to its row.
  bytes.set(sha256(bytes.subarray(0, at)), at);
  return bytes;
}

/**
 * Views into a copy of `bytes`. Throws BlobError blobs/sidecar unless each byte is accounted for and its checksum is
 * right, which says nothing yet about any blob: `authenticateSidecar` does.
 */
export function parseSidecar(source: Uint8Array, options: { shards?: number } = {}): Sidecar {
  const bytes = source.slice();
  const view = new DataView(bytes.buffer);
  if (bytes.length < HEADER_BYTES) throw refusal('It is too short', { bytes: bytes.length });
  if (new TextDecoder().decode(bytes.subarray(0, 8)) !== MAGIC) throw refusal('It is no row sidecar');
  if (view.getUint8(8) !== VERSION) throw refusal('Its version is unknown', { version: view.getUint8(8) });
  if (view.getUint8(9) !== ENCODING_TYPE) throw refusal('Its encoding is unknown');
  const shards = view.getUint16(10, true);
  // A tree of other shards can have the same root: which network this is must not be the sidecar's to say.
  if (shards !== (options.shards ?? SHARDS)) throw refusal('It is for another number of shards', { shards });
  const geometry = claimedGeometry(view.getBigUint64(12, true), shards);
  const expected = sidecarBytes(geometry);
  if (bytes.length !== expected) throw refusal('Its length is wrong', { bytes: bytes.length, expected });
  const body = bytes.subarray(0, expected - DIGEST_BYTES);
  if (!equal(sha256(body), bytes.subarray(expected - DIGEST_BYTES))) throw refusal('It is damaged');

  let at = HEADER_BYTES;
  const [primaries, secondaries, pairSiblings, rowSiblings] = sectionBytes(geometry).map((size) =>
    bytes.subarray(at, (at += size)),
  ) as [Uint8Array, Uint8Array, Uint8Array, Uint8Array];
  return { geometry, primaries, secondaries, pairSiblings, rowSiblings };
}

/**
 * True only if the row digests are those of the blob so named, at the length the sidecar claims. A row then passes
 * only with its true bytes; wrong row siblings can make a true row fail, never a false one pass.
 */
export function authenticateSidecar(kernel: Kernel, sidecar: Sidecar, blobId: string): boolean {
  const { geometry, pairSiblings } = sidecar;
  const { sourceRows, shards } = geometry;
  kernel.hashSymbols(pairLeaves(sidecar, sourceRows), 2 * DIGEST_BYTES, sourceRows);
  const root = kernel.rootFrom(sourceRows, shards, pairSiblings);
  return blobIdOf(kernel, root, geometry.bytes) === blobId;
}
