// Both kernels hash as the RFC and a second implementation do, for every shape of message and tree.
import { afterEach, describe, expect, test, vi } from 'vitest';
import { loadKernel } from '../../../../src/lib/blobs/rows/kernel.ts';
import type { Lanes } from '../../../../src/lib/blobs/rows/lanes.ts';
import { toHex } from '../../../../src/lib/model/hex.ts';
import { noise } from '../noise.ts';
import { digestOf, leafOf, rootOf, siblingsOf, symbolsOf } from './reference.ts';

afterEach(() => vi.restoreAllMocks());

describe.each<Lanes>(['simd', 'scalar'])('the %s kernel', (lanes) => {
  test('gives the known digests of BLAKE2b-256', async () => {
    const kernel = await loadKernel(lanes);
    expect(kernel.lanes).toBe(lanes);
    expect(toHex(kernel.hash(new Uint8Array(0)))).toBe(
      '0e5751c026e543b2e8ab2eb06099daa1d1e5df47778f7787faab45cdf12fe3a8',
    );
    expect(toHex(kernel.hash(new TextEncoder().encode('abc')))).toBe(
      'bddd813c634239723171ef3fee98579b94964e3bb1cb3e427262c8c068d52319',
    );
  });

  test('hashes messages of every length up to a block', async () => {
    const kernel = await loadKernel(lanes);
    for (let size = 0; size <= 128; size++) {
      expect(kernel.hash(noise(size, 3)), `${size} bytes`).toEqual(digestOf(noise(size, 3)));
    }
  });

  // Around the block of 128 bytes, prefix included; the largest symbol Walrus knows.
  test.each([1, 2, 64, 126, 127, 128, 129, 254, 255, 256, 257, 450, 1000, 2246, 65_534])(
    'hashes symbols of %i bytes, also an odd number of them',
    async (size) => {
      const kernel = await loadKernel(lanes);
      const bytes = noise(size * 7, size);
      kernel.hashSymbols(bytes, size, 7);
      const leaves = symbolsOf(bytes, size).map(leafOf);
      expect(kernel.frontier(7, 7).root).toEqual(rootOf(leaves));
      kernel.hashSymbols(bytes.subarray(0, size), size, 1);
      expect(kernel.rootFrom(1, 1, new Uint8Array(0))).toEqual(leaves[0]);
    },
  );

  test.each([2, 3, 4, 5, 10, 100, 333, 999, 1000])(
    'climbs a tree of %i leaves from any of them',
    async (total) => {
      const kernel = await loadKernel(lanes);
      const bytes = noise(total * 2, total);
      const leaves = symbolsOf(bytes, 2).map(leafOf);
      for (const known of new Set([
        1,
        2,
        Math.ceil(total / 3),
        Math.ceil((2 * total) / 3),
        total - 1,
        total,
      ])) {
        const siblings = siblingsOf(leaves, known);
        kernel.hashSymbols(bytes, 2, total);
        expect(kernel.frontier(known, total), `${known} known`).toEqual({ root: rootOf(leaves), siblings });
        kernel.hashSymbols(bytes.subarray(0, known * 2), 2, known);
        expect(kernel.rootFrom(known, total, siblings), `${known} known`).toEqual(rootOf(leaves));
      }
    },
  );

  test('takes more symbols than fit its memory at once, and zeros for what is missing', async () => {
    const kernel = await loadKernel(lanes);
    // 40 symbols of 20,000 bytes: three times its 256 KiB, the last four of them missing.
    const bytes = noise(36 * 20_000 - 1, 5);
    const padded = new Uint8Array(40 * 20_000);
    padded.set(bytes);
    kernel.hashSymbols(bytes, 20_000, 40);
    expect(kernel.frontier(40, 40).root).toEqual(rootOf(symbolsOf(padded, 20_000).map(leafOf)));
  });

  test('adds leaves behind those it has', async () => {
    const kernel = await loadKernel(lanes);
    const bytes = noise(5 * 30, 8);
    kernel.hashSymbols(bytes.subarray(0, 60), 30, 2);
    kernel.hashSymbols(bytes.subarray(60), 30, 3, 2);
    expect(kernel.frontier(5, 5).root).toEqual(rootOf(symbolsOf(bytes, 30).map(leafOf)));
  });
});

test('SIMD is used where there is SIMD, the scalar kernel elsewhere', async () => {
  expect((await loadKernel()).lanes).toBe('simd');
  vi.spyOn(WebAssembly, 'validate').mockReturnValue(false);
  expect((await loadKernel()).lanes).toBe('scalar');
});
