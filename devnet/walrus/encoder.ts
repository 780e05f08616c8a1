// Blob IDs and blob metadata, computed by the real RS2 encoder in @mysten/walrus-wasm.
// Knows the encoding and its byte forms; knows no chain, no HTTP, no storage.
import { bcs } from '@mysten/sui/bcs';
import { fromBase64, toBase64 } from '@mysten/sui/utils';
import initWasm, { BlobEncoder } from '@mysten/walrus-wasm';

export const N_SHARDS = 1000;
/** Symbols of a primary and of a secondary sliver's source, for 1000 shards. */
const ROWS = 334;
const COLUMNS = 667;

/** What registration and confirmation need to know of a blob. */
export interface EncodedBlob {
  /** base64url of the 32 bytes, without padding. */
  blobId: string;
  rootHash: Uint8Array;
  size: number;
}

export interface Encoder {
  /** Blob ID and root hash of the bytes. Blocks its thread: about 10 s for 100 MB. */
  identify(bytes: Uint8Array): EncodedBlob;
  /**
   * BCS of BlobMetadataWithId, with the two hashes of every sliver pair: what a storage node serves. Blocks its thread
   * and needs several times the blob in memory.
   */
  metadata(bytes: Uint8Array): Uint8Array;
}

const MerkleNode = bcs.enum('MerkleNode', { Empty: null, Digest: bcs.bytes(32) });
const SliverPairMetadata = bcs.struct('SliverPairMetadata', {
  primary_hash: MerkleNode,
  secondary_hash: MerkleNode,
});
const BlobMetadataWithId = bcs.struct('BlobMetadataWithId', {
  blobId: bcs.bytes(32),
  metadata: bcs.enum('BlobMetadata', {
    V1: bcs.struct('BlobMetadataV1', {
      encoding_type: bcs.enum('EncodingType', { RedStuff: null, RS2: null }),
      unencoded_length: bcs.u64(),
      hashes: bcs.vector(SliverPairMetadata),
    }),
  }),
});

/** As wasm-bindgen hands a Merkle node over. */
interface WasmDigest {
  Digest: number[];
}
interface WasmMetadata {
  blob_id: number[];
  metadata: {
    V1: {
      unencoded_length: number | bigint;
      hashes: { primary_hash: WasmDigest; secondary_hash: WasmDigest }[];
    };
  };
}

/** Loads the encoder. `wasm` is needed only where a bundler does not resolve the module's own .wasm file. */
export async function loadEncoder(wasm?: URL | string | BufferSource): Promise<Encoder> {
  await initWasm(wasm === undefined ? undefined : { module_or_path: wasm });
  const encoder = new BlobEncoder(N_SHARDS);
  return {
    identify(bytes) {
      const [blobId, rootHash] = encoder.compute_metadata(bytes) as [number[], WasmDigest];
      return {
        blobId: blobIdText(Uint8Array.from(blobId)),
        rootHash: Uint8Array.from(rootHash.Digest),
        size: bytes.length,
      };
    },
    metadata(bytes) {
      const symbol = symbolSize(bytes.length);
      const [{ blob_id, metadata }] = encoder.encode(
        bytes,
        sliverBuffers(COLUMNS * symbol),
        sliverBuffers(ROWS * symbol),
      ) as [WasmMetadata];
      const { unencoded_length, hashes } = metadata.V1;
      return BlobMetadataWithId.serialize(
        {
          blobId: Uint8Array.from(blob_id),
          metadata: {
            V1: {
              encoding_type: { RS2: true },
              unencoded_length,
              hashes: hashes.map(({ primary_hash, secondary_hash }) => ({
                primary_hash: { Digest: Uint8Array.from(primary_hash.Digest) },
                secondary_hash: { Digest: Uint8Array.from(secondary_hash.Digest) },
              })),
            },
          },
        },
        { initialSize: 80 * N_SHARDS },
      ).toBytes();
    },
  };
}

/** Bytes of one symbol of a blob of `size` bytes: the smallest even number that holds it. */
export function symbolSize(size: number): number {
  const bytes = Math.floor((Math.max(size, 1) - 1) / (ROWS * COLUMNS)) + 1;
  return bytes + (bytes % 2);
}

/** Bytes that a blob of `size` bytes occupies over all shards, metadata included: what storage is sold by. */
export function encodedLength(size: number): number {
  const slivers = (ROWS + COLUMNS) * symbolSize(size);
  return N_SHARDS * (slivers + N_SHARDS * 2 * 32 + 32);
}

export function blobIdText(bytes: Uint8Array): string {
  return toBase64Url(bytes);
}

/** The 32 bytes of a blob ID in its text form, or undefined if it is none. */
export function blobIdBytes(text: string): Uint8Array | undefined {
  if (!/^[A-Za-z0-9_-]{43}$/.test(text)) return undefined;
  const bytes = fromBase64(text.replaceAll('-', '+').replaceAll('_', '/') + '=');
  // The last character carries two bits that no byte uses: refuse other spellings of the same ID.
  return blobIdText(bytes) === text ? bytes : undefined;
}

export function toBase64Url(bytes: Uint8Array): string {
  return toBase64(bytes).replace(/=+$/, '').replaceAll('+', '-').replaceAll('/', '_');
}

/** Each buffer takes a BCS-encoded sliver: length prefix, symbols, symbol size and index (u16 each). */
function sliverBuffers(bytes: number): Uint8Array[] {
  let prefix = 1;
  for (let rest = bytes >>> 7; rest > 0; rest >>>= 7) prefix += 1;
  return Array.from({ length: N_SHARDS }, () => new Uint8Array(prefix + bytes + 4));
}
