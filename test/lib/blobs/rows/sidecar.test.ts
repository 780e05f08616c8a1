// A sidecar is taken whole or not at all, and only for the blob it is of.
import { beforeAll, describe, expect, test } from 'vitest';
import { sha256 } from '@noble/hashes/sha2.js';
import { buildSidecar, type BuiltSidecar } from '../../../../src/lib/blobs/rows/build-sidecar.ts';
import { loadKernel, type Kernel } from '../../../../src/lib/blobs/rows/kernel.ts';
import {
  authenticateSidecar,
  parseSidecar,
  serialiseSidecar,
  sidecarBytes,
} from '../../../../src/lib/blobs/rows/sidecar.ts';
import { rowGeometry } from '../../../../src/lib/blobs/rows/geometry.ts';
import { createRowVerifier } from '../../../../src/lib/blobs/rows/verifier.ts';
import { noise } from '../noise.ts';

const shards = 10;
const bytes = noise(10_000, 7);
const refused = expect.objectContaining({ name: 'BlobError', code: 'blobs/sidecar' });
let built: BuiltSidecar;
let kernel: Kernel;
beforeAll(async () => {
  built = await buildSidecar(new Blob([bytes]), { shards });
  kernel = await loadKernel();
});

/** The sidecar with one byte changed and a checksum that fits, as a liar would send it. */
function forged(at: number): Uint8Array {
  const copy = built.sidecar.slice();
  copy[at]! ^= 0x10;
  copy.set(sha256(copy.subarray(0, -32)), copy.length - 32);
  return copy;
}

describe('its bytes', () => {
  test('have the length that hand arithmetic gives', () => {
    // 20 of header; 334 + 334 digests, 5 pair siblings, 334 rows of 5; the checksum: 75,028.
    expect(sidecarBytes(rowGeometry(100_000_000))).toBe(20 + 32 * (334 + 334 + 5 + 334 * 5) + 32);
    expect(sidecarBytes(rowGeometry(14_599_533_452))).toBe(75_028);
    expect(sidecarBytes(rowGeometry(1))).toBe(20 + 32 * (334 + 334 + 5 + 5) + 32);
    // 4 + 4 digests; 4 of 10: 4, 2 of 5, 1 of 3, 1 of 2: 2; 7 of 10: 7, 4 of 5, 2 of 3, 1 of 2: 2 for 4 rows.
    expect(built.sidecar.length).toBe(20 + 32 * (4 + 4 + 2 + 4 * 2) + 32);
  });

  test('come back as they were', () => {
    const sidecar = parseSidecar(built.sidecar, { shards });
    expect(sidecar.geometry).toEqual(rowGeometry(10_000, shards));
    expect(serialiseSidecar(sidecar)).toEqual(built.sidecar);
  });

  test('may be overwritten once they are read', async () => {
    const given = built.sidecar.slice();
    const verifier = await createRowVerifier({ sidecar: given, blobId: built.blobId, shards });
    given.fill(0);
    expect(verifier.verify(0, bytes)).toEqual([]);
  });

  test('are refused with any one bit changed', () => {
    for (let bit = 0; bit < built.sidecar.length * 8; bit++) {
      const copy = built.sidecar.slice();
      copy[bit >> 3]! ^= 1 << (bit & 7);
      expect(() => parseSidecar(copy, { shards }), `bit ${bit}`).toThrow(refused);
    }
  });

  test('are refused shortened by any number of bytes, or with more behind them', () => {
    for (let length = 0; length < built.sidecar.length; length++) {
      expect(() => parseSidecar(built.sidecar.subarray(0, length), { shards })).toThrow(refused);
    }
    expect(() => parseSidecar(new Uint8Array([...built.sidecar, 0]), { shards })).toThrow(refused);
  });

  test('are refused for another length of the blob, also one no blob has', () => {
    const view = (length: bigint) => {
      const copy = built.sidecar.slice();
      new DataView(copy.buffer).setBigUint64(12, length, true);
      copy.set(sha256(copy.subarray(0, -32)), copy.length - 32);
      return copy;
    };
    for (const length of [0n, 1n, 2n ** 53n, 2n ** 64n - 1n]) {
      expect(() => parseSidecar(view(length), { shards })).toThrow(refused);
    }
    // As many rows, so the bytes have the right length: the blob ID is another.
    expect(authenticateSidecar(kernel, parseSidecar(view(9_999n), { shards }), built.blobId)).toBe(false);
  });

  test('are refused for another network', () => {
    expect(() => parseSidecar(built.sidecar)).toThrow(refused);
    expect(() => parseSidecar(built.sidecar, { shards: 11 })).toThrow(refused);
  });
});

describe('its digests', () => {
  test('are those of its blob', () => {
    const sidecar = parseSidecar(built.sidecar, { shards });
    expect(authenticateSidecar(kernel, sidecar, built.blobId)).toBe(true);
  });

  test('forged anywhere but in row siblings, they are not its blob any more', async () => {
    // Header, 4 + 4 digests, 2 pair siblings.
    for (let at = 20; at < 20 + 32 * 10; at++) {
      const sidecar = parseSidecar(forged(at), { shards });
      expect(authenticateSidecar(kernel, sidecar, built.blobId), `byte ${at}`).toBe(false);
    }
    const opened = createRowVerifier({ sidecar: forged(100), blobId: built.blobId, shards });
    await expect(opened).rejects.toEqual(refused);
  });

  test('forged in row siblings, they make a true row fail and no false one pass', async () => {
    for (let at = 20 + 32 * 10; at < built.sidecar.length - 32; at += 5) {
      const verifier = await createRowVerifier({ sidecar: forged(at), blobId: built.blobId, shards });
      expect(verifier.verify(0, bytes), `byte ${at}`).toEqual([Math.floor((at - 20 - 32 * 10) / 64)]);
    }
  });

  test('of another blob, or under a changed blob ID, are refused', async () => {
    const other = await buildSidecar(new Blob([noise(10_000, 8)]), { shards });
    await expect(createRowVerifier({ ...other, blobId: built.blobId, shards })).rejects.toEqual(refused);
    const [first, ...rest] = built.blobId;
    for (const blobId of [
      '',
      `${first === 'A' ? 'B' : 'A'}${rest.join('')}`,
      `${built.blobId}=`,
      'no blob ID',
    ]) {
      await expect(createRowVerifier({ ...built, blobId, shards })).rejects.toEqual(refused);
    }
  });
});
