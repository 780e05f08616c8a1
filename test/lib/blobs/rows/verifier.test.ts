// Rows pass only with the bytes walrus-wasm would give this blob ID to; a sidecar only with its own blob.
import { beforeAll, describe, expect, test } from 'vitest';
import { buildSidecar, type BuiltSidecar } from '../../../../src/lib/blobs/rows/build-sidecar.ts';
import { rowGeometry } from '../../../../src/lib/blobs/rows/geometry.ts';
import { loadKernel } from '../../../../src/lib/blobs/rows/kernel.ts';
import { loadRecovery } from '../../../../src/lib/blobs/rows/recovery.ts';
import { createRowVerifier, type RowVerifier } from '../../../../src/lib/blobs/rows/verifier.ts';
import { noise } from '../noise.ts';
import { wasmIdentity } from './wasm-slivers.ts';

/** 1000 shards, as every network; also few, because walrus-wasm takes seconds for the smallest blob of 1000. */
async function published(bytes: Uint8Array<ArrayBuffer>, shards: number): Promise<BuiltSidecar> {
  const blob = new Blob([bytes]);
  const built = await buildSidecar(blob, { shards });
  const theirs = wasmIdentity(bytes, shards);
  expect(built.blobId).toBe(theirs.blobId);
  expect(built.rootHash).toEqual(theirs.rootHash);
  return built;
}

describe('the true bytes pass, and have the blob ID of walrus-wasm', () => {
  // Of 1000 shards: one byte; the boundary of 2-byte symbols; a prime; some megabytes.
  test.each([1, 445_556, 445_557, 1_000_003, 3_141_592])('%i bytes over 1000 shards', async (size) => {
    const bytes = noise(size);
    const verifier = await createRowVerifier(await published(bytes, 1000));
    expect(verifier.geometry).toEqual(rowGeometry(size));
    expect(verifier.verify(0, bytes)).toEqual([]);
  });

  // 10 shards are 4 rows of 7 symbols: symbols of 2 bytes up to 56, of 4 up to 112, of 128 up to 3,584.
  test.each([4, 7, 10, 31, 100])('every kind of length over %i shards', async (shards) => {
    const { sourceRows, rowSymbols } = rowGeometry(1, shards);
    const full = sourceRows * rowSymbols * 2;
    const sizes = [1, 2, 3, rowSymbols * 2, full - 1, full, full + 1, 2 * full - 1, 2 * full, 2 * full + 1];
    for (const size of [...sizes, 62 * full, 63 * full, 63 * full + 1, 64 * full + 1, 997, 10_007]) {
      const bytes = noise(size, shards);
      for (const lanes of ['simd', 'scalar'] as const) {
        const kernel = await loadKernel(lanes);
        const verifier = await createRowVerifier({ ...(await published(bytes, shards)), shards, kernel });
        expect(verifier.verify(0, bytes), `${size} bytes, ${lanes}`).toEqual([]);
      }
    }
  });

  test('sizes at random', async () => {
    for (const seed of [11, 12, 13, 14, 15, 16]) {
      const size = new DataView(noise(4, seed).buffer).getUint32(0) % 300_000;
      const bytes = noise(size, seed);
      const verifier = await createRowVerifier({ ...(await published(bytes, 13)), shards: 13 });
      expect(verifier.verify(0, bytes), `${size} bytes`).toEqual([]);
    }
  });

  test('the scalar build encodes alike', async () => {
    const tools = { kernel: await loadKernel('scalar'), recovery: await loadRecovery('scalar') };
    for (const [size, shards] of [
      [10_007, 10],
      [5_000, 31],
    ] as const) {
      const blob = new Blob([noise(size)]);
      expect(await buildSidecar(blob, { ...tools, shards })).toEqual(await buildSidecar(blob, { shards }));
    }
  });

  test('zeros at the end are bytes like any others', async () => {
    const bytes = new Uint8Array(1000);
    bytes.set(noise(300));
    const verifier = await createRowVerifier({ ...(await published(bytes, 10)), shards: 10 });
    expect(verifier.verify(0, bytes)).toEqual([]);
    const last = verifier.geometry.rows - 1;
    // Padding makes a truncated row hash as the whole one does: its length has to tell.
    expect(verifier.verify(0, bytes.subarray(0, 999))).toEqual([last]);
    expect(
      verifier.verify(last, new Uint8Array([...bytes.subarray(last * verifier.geometry.rowBytes), 0])),
    ).toEqual([last]);
  });

  test('an empty blob has nothing to check', async () => {
    const verifier = await createRowVerifier({ ...(await published(new Uint8Array(0), 10)), shards: 10 });
    expect(() => verifier.verify(0, new Uint8Array(0))).toThrow(RangeError);
  });
});

describe('bytes that are not the blob', () => {
  // 4 rows of 7 symbols of 358 bytes: rows of 2,506; the last has 10,000 - 3 * 2,506 = 2,482.
  const bytes = noise(10_000, 7);
  const rowBytes = 2506;
  let verifier: RowVerifier;
  beforeAll(async () => {
    verifier = await createRowVerifier({ ...(await published(bytes, 10)), shards: 10 });
    expect(verifier.geometry).toMatchObject({ symbolBytes: 358, rowBytes, rows: 4 });
  });

  test('one bit anywhere is found in its row, and only there', () => {
    const copy = bytes.slice();
    for (let at = 0; at < bytes.length; at += at % 358 < 8 ? 1 : 37) {
      copy[at]! ^= 1 << (at % 8);
      expect(verifier.verify(0, copy), `byte ${at}`).toEqual([Math.floor(at / rowBytes)]);
      copy[at]! ^= 1 << (at % 8);
    }
    expect(verifier.verify(0, copy)).toEqual([]);
  });

  test('each row can be checked alone, in any order, and runs of them', () => {
    for (const row of [3, 1, 0, 2]) {
      expect(verifier.verify(row, bytes.subarray(row * rowBytes, (row + 1) * rowBytes))).toEqual([]);
    }
    expect(verifier.verify(1, bytes.subarray(rowBytes, 3 * rowBytes))).toEqual([]);
    expect(verifier.verify(2, bytes.subarray(2 * rowBytes))).toEqual([]);
  });

  test('several wrong rows are all named', () => {
    const copy = bytes.slice();
    copy[rowBytes]! ^= 128;
    copy[4 * rowBytes - 30]! ^= 1;
    expect(verifier.verify(0, copy)).toEqual([1, 3]);
  });

  test('rows that changed places are wrong', () => {
    const row = (index: number) => bytes.subarray(index * rowBytes, (index + 1) * rowBytes);
    expect(verifier.verify(0, row(1))).toEqual([0]);
    expect(verifier.verify(1, new Uint8Array([...row(2), ...row(1)]))).toEqual([1, 2]);
  });

  test('a truncated row is wrong, those before it are not', () => {
    expect(verifier.verify(0, bytes.subarray(0, rowBytes - 1))).toEqual([0]);
    expect(verifier.verify(0, bytes.subarray(0, rowBytes + 1))).toEqual([1]);
    expect(verifier.verify(0, bytes.subarray(0, 9999))).toEqual([3]);
    expect(verifier.verify(2, new Uint8Array(0))).toEqual([2]);
  });

  test('bytes past the end make the last row wrong', () => {
    expect(verifier.verify(0, new Uint8Array([...bytes, 0]))).toEqual([3]);
    expect(verifier.verify(3, new Uint8Array(1_000_000))).toEqual([3]);
  });

  test('there is no row beyond the blob', () => {
    for (const row of [4, -1, 0.5, Number.NaN]) expect(() => verifier.verify(row, bytes)).toThrow(RangeError);
  });
});
