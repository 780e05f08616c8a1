// Blob IDs and blob metadata, computed by the real RS2 encoder in @mysten/walrus-wasm.
// Knows the encoding and its byte forms; knows no chain, no HTTP, no storage.
import { bcs } from '@mysten/sui/bcs';
import { fromBase64, toBase64 } from '@mysten/sui/utils';
import initWasm, { BlobEncoder } from '@mysten/walrus-wasm';
import type { StoredBytes } from './blob-store.ts';

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
  /** Blob ID and root hash of the bytes. Hashes four million digests for any size, and about 0.1 s more for each MB. */
  identify(bytes: StoredBytes): Promise<EncodedBlob>;
  /**
   * BCS of BlobMetadataWithId, with the two hashes of every sliver pair: what a storage node serves. As slow, and
   * needs several times the blob in memory.
   */
  metadata(bytes: StoredBytes): Promise<Uint8Array<ArrayBuffer>>;
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

/**
 * Loads the encoder; it blocks its thread. `wasm` is needed only where a bundler does not resolve the module's own
 * .wasm file.
 */
export async function loadEncoder(wasm?: URL | string | BufferSource): Promise<Encoder> {
  await initWasm(wasm === undefined ? undefined : { module_or_path: wasm });
  const encoder = new BlobEncoder(N_SHARDS);
  return {
    async identify(bytes) {
      const [blobId, rootHash] = encoder.compute_metadata(await read(bytes)) as [number[], WasmDigest];
      return {
        blobId: blobIdText(Uint8Array.from(blobId)),
        rootHash: Uint8Array.from(rootHash.Digest),
        size: bytes.size,
      };
    },
    async metadata(bytes) {
      const symbol = symbolSize(bytes.size);
      const [encoded] = encoder.encode(
        await read(bytes),
        unreadSlivers(COLUMNS * symbol),
        unreadSlivers(ROWS * symbol),
      ) as [WasmMetadata];
      return serializeMetadata(fromWasm(encoded));
    },
  };
}

const read = async (bytes: StoredBytes) => new Uint8Array(await bytes.arrayBuffer());

function fromWasm({ blob_id, metadata }: WasmMetadata): BlobMetadata {
  const { unencoded_length, hashes } = metadata.V1;
  return {
    blobId: Uint8Array.from(blob_id),
    size: unencoded_length,
    pairs: hashes.map(({ primary_hash, secondary_hash }) => ({
      primary: Uint8Array.from(primary_hash.Digest),
      secondary: Uint8Array.from(secondary_hash.Digest),
    })),
  };
}

/** What a storage node serves, whoever computed the hashes. */
export interface BlobMetadata {
  blobId: Uint8Array;
  size: number | bigint;
  pairs: { primary: Uint8Array; secondary: Uint8Array }[];
}

/** BCS of BlobMetadataWithId. */
export function serializeMetadata({ blobId, size, pairs }: BlobMetadata): Uint8Array<ArrayBuffer> {
  return BlobMetadataWithId.serialize(
    {
      blobId,
      metadata: {
        V1: {
          encoding_type: { RS2: true },
          unencoded_length: size,
          hashes: pairs.map(({ primary, secondary }) => ({
            primary_hash: { Digest: primary },
            secondary_hash: { Digest: secondary },
          })),
        },
      },
    },
    { initialSize: 80 * N_SHARDS },
  ).toBytes();
}

/** Bytes of one symbol of a blob of `size` bytes: the smallest even number that holds it. */
export function symbolSize(size: number): number {
  const bytes = Math.floor((Math.max(size, 1) - 1) / (ROWS * COLUMNS)) + 1;
  return bytes + (bytes % 2);
}

/** Bytes of the blob in one row of symbols, which is one primary sliver: rows are checked one by one. */
export function rowBytes(size: number): number {
  return COLUMNS * symbolSize(size);
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

/**
 * Each buffer takes a BCS-encoded sliver: length prefix, symbols, symbol size and index (u16 each). Slivers are copied
 * out one after another and nobody reads them, so all share one buffer.
 */
function unreadSlivers(bytes: number): Uint8Array[] {
  let prefix = 1;
  for (let rest = bytes >>> 7; rest > 0; rest >>>= 7) prefix += 1;
  const shared = new Uint8Array(prefix + bytes + 4);
  return Array.from({ length: N_SHARDS }, () => shared);
}
