// What walrus-wasm makes of a blob: slivers and digests, as the storage nodes would have them.
import { BlobEncoder } from '@mysten/walrus-wasm';
import { blobIdFromInt } from '../../../../src/lib/model/blob-id.ts';
import { rowGeometry } from '../../../../src/lib/blobs/rows/geometry.ts';
import { concat } from './reference.ts';

interface Encoded {
  blob_id: number[];
  metadata: { V1: { hashes: Record<'primary_hash' | 'secondary_hash', { Digest: number[] }>[] } };
}

export interface WasmSlivers {
  /** BCS of BlobMetadataWithId, as a storage node answers. */
  metadata: Uint8Array;
  /** Symbols of each column, all source rows of them: `shards` of them. */
  columns: Uint8Array[];
}

/** What walrus-wasm calls a blob. */
export function wasmIdentity(bytes: Uint8Array, shards: number): { blobId: string; rootHash: Uint8Array } {
  const encoder = new BlobEncoder(shards);
  const [id, root] = encoder.compute_metadata(bytes) as [number[], { Digest: number[] }];
  encoder.free();
  const blobId = blobIdFromInt(id.reduceRight((value, byte) => (value << 8n) | BigInt(byte), 0n));
  return { blobId, rootHash: Uint8Array.from(root.Digest) };
}

export function wasmSlivers(bytes: Uint8Array, shards: number): WasmSlivers {
  const { rowBytes, sourceRows, symbolBytes } = rowGeometry(bytes.length, shards);
  const columnBytes = sourceRows * symbolBytes;
  const rows = Array.from({ length: shards }, () => new Uint8Array(uleb(rowBytes).length + rowBytes + 4));
  const columns = Array.from(
    { length: shards },
    () => new Uint8Array(uleb(columnBytes).length + columnBytes + 4),
  );
  const encoder = new BlobEncoder(shards);
  const [{ blob_id, metadata }] = encoder.encode(bytes, rows, columns) as [Encoded];
  encoder.free();
  const length = new Uint8Array(8);
  new DataView(length.buffer).setBigUint64(0, BigInt(bytes.length), true);
  const digest = ({ Digest }: { Digest: number[] }) => Uint8Array.of(1, ...Digest);
  return {
    metadata: concat([
      Uint8Array.from(blob_id),
      // Enums: metadata V1, encoding RS2.
      Uint8Array.of(0, 1),
      length,
      uleb(shards),
      ...metadata.V1.hashes.flatMap((pair) => [digest(pair.primary_hash), digest(pair.secondary_hash)]),
    ]),
    columns: columns
      .map((bcs) => bcs.subarray(uleb(columnBytes).length, uleb(columnBytes).length + columnBytes))
      .toReversed(),
  };
}

function uleb(value: number): Uint8Array {
  const bytes: number[] = [];
  let rest = value;
  for (; rest >= 128; rest = Math.floor(rest / 128)) bytes.push((rest % 128) + 128);
  return Uint8Array.from([...bytes, rest]);
}
