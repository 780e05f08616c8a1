// A blob without a sidecar is checked from what storage nodes say of it, which has to be its blob ID's.
import { WalrusClient } from '@mysten/walrus';
import { ClientCache, type ClientWithCoreApi } from '@mysten/sui/client';
import { beforeAll, describe, expect, test } from 'vitest';
import { loadEncoder } from '../../../../devnet/walrus/encoder.ts';
import { loadKernel, type Kernel } from '../../../../src/lib/blobs/rows/kernel.ts';
import { openMetadata } from '../../../../src/lib/blobs/rows/metadata.ts';
import { rowGeometry } from '../../../../src/lib/blobs/rows/geometry.ts';
import { loadRecovery } from '../../../../src/lib/blobs/rows/recovery.ts';
import { createRowVerifier } from '../../../../src/lib/blobs/rows/verifier.ts';
import { noise } from '../noise.ts';
import { wasmIdentity, wasmSlivers } from './wasm-slivers.ts';

const shards = 10;
/** 4 rows of 2,506 bytes, the last of 2,482. */
const bytes = noise(10_000, 7);
const metadata = wasmSlivers(bytes, shards).metadata;
const refused = expect.objectContaining({ name: 'BlobError', code: 'blobs/sidecar' });
let blobId: string;
let kernel: Kernel;
beforeAll(async () => {
  blobId = wasmIdentity(bytes, shards).blobId;
  kernel = await loadKernel();
});

describe('rows checked from metadata', () => {
  test.each(['simd', 'scalar'] as const)('pass with their bytes and no others, %s', async (lanes) => {
    const kernel = await loadKernel(lanes);
    const recovery = await loadRecovery(lanes);
    const verifier = await createRowVerifier({ metadata, blobId, shards, kernel, recovery });
    expect(verifier.geometry).toEqual(rowGeometry(10_000, shards));
    expect(verifier.verify(0, bytes)).toEqual([]);
    const copy = bytes.slice();
    for (let at = 0; at < bytes.length; at += 113) {
      copy[at]! ^= 1 << (at % 8);
      expect(verifier.verify(0, copy), `byte ${at}`).toEqual([Math.floor(at / 2506)]);
      copy[at]! ^= 1 << (at % 8);
    }
    expect(verifier.verify(0, bytes.subarray(0, 9_999))).toEqual([3]);
  });

  test('of 1000 shards, as the local storage node serves it and under the blob ID of the SDK', async () => {
    const large = noise(1_000_003);
    const sdk = new WalrusClient({
      packageConfig: { systemObjectId: '0x1', stakingPoolId: '0x2' },
      suiClient: { cache: new ClientCache() } as unknown as ClientWithCoreApi,
    });
    const theirs = await sdk.computeBlobMetadata({ bytes: large, numShards: 1000 });
    const verifier = await createRowVerifier({
      metadata: await (await loadEncoder()).metadata(new Blob([large])),
      blobId: theirs.blobId,
    });
    expect(verifier.verify(0, large)).toEqual([]);
    large[777_777]! ^= 4;
    // Rows of 667 * 6 bytes.
    expect(verifier.verify(0, large)).toEqual([Math.floor(777_777 / 4002)]);
  });
});

describe('metadata', () => {
  test('with any bit changed but those of its own blob ID is refused', () => {
    for (let bit = 32 * 8; bit < metadata.length * 8; bit++) {
      const copy = metadata.slice();
      copy[bit >> 3]! ^= 1 << (bit & 7);
      expect(() => openMetadata(kernel, copy, { blobId, shards }), `bit ${bit}`).toThrow(refused);
    }
  });

  test('of any other length, of other shards or under another blob ID is refused', () => {
    for (let length = 0; length < metadata.length; length += 7) {
      expect(() => openMetadata(kernel, metadata.subarray(0, length), { blobId, shards })).toThrow(refused);
    }
    const longer = new Uint8Array([...metadata, 0]);
    expect(() => openMetadata(kernel, longer, { blobId, shards })).toThrow(refused);
    expect(() => openMetadata(kernel, metadata, { blobId })).toThrow(refused);
    expect(() => openMetadata(kernel, metadata, { blobId: `A${blobId.slice(1)}x`, shards })).toThrow(refused);
  });
});
