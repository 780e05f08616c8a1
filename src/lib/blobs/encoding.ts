// The RS2 encoding of Walrus: sizes, and a blob's identity as walrus-wasm computes it. Knows no network and no thread.
import initWasm, { BlobEncoder as WasmEncoder } from '@mysten/walrus-wasm';
import { hashBlob } from '../model/blob-hash.ts';
import { blobIdFromInt } from '../model/blob-id.ts';
import type { EncodedBlob } from './types.ts';

/** Shards of every Walrus network so far; blob IDs depend on it. */
export const SHARDS = 1000;

const DIGEST_BYTES = 32;

/** Bytes that a blob occupies over all shards, metadata included: what storage is priced by. */
export function encodedLength(bytes: number, shards = SHARDS): number {
  const faulty = Math.floor((shards - 1) / 3);
  const primary = shards - 2 * faulty;
  const secondary = shards - faulty;
  const symbol = Math.floor((Math.max(bytes, 1) - 1) / (primary * secondary)) + 1;
  const evenSymbol = symbol + (symbol % 2);
  const metadata = shards * 2 * DIGEST_BYTES + DIGEST_BYTES;
  return shards * ((primary + secondary) * evenSymbol + metadata);
}

/** Blocks its thread for about 0.1 s per MB and needs several times the Blob in memory. */
export async function computeEncoding(
  blob: Blob,
  options: { shards?: number; signal?: AbortSignal } = {},
): Promise<EncodedBlob> {
  options.signal?.throwIfAborted();
  const blobDigest = await hashBlob(blob, options.signal ? { signal: options.signal } : {});
  const bytes = new Uint8Array(await blob.arrayBuffer());
  // Node's build of the package loads itself and returns nothing here.
  await initWasm();
  options.signal?.throwIfAborted();
  const wasm = new WasmEncoder(options.shards ?? SHARDS);
  try {
    const [blobId, rootHash] = wasm.compute_metadata(bytes) as [number[], { Digest: number[] }];
    return {
      blobId: blobIdFromBytes(Uint8Array.from(blobId)),
      rootHash: Uint8Array.from(rootHash.Digest),
      size: blob.size,
      nonce: crypto.getRandomValues(new Uint8Array(32)),
      blobDigest,
    };
  } finally {
    wasm.free();
  }
}

function blobIdFromBytes(bytes: Uint8Array): string {
  return blobIdFromInt(bytes.reduceRight((value, byte) => (value << 8n) | BigInt(byte), 0n));
}
