// Recovery symbols are those of walrus-wasm, to the byte, for every tail a symbol can have.
import { expect, test } from 'vitest';
import { rowGeometry } from '../../../../src/lib/blobs/rows/geometry.ts';
import type { Lanes } from '../../../../src/lib/blobs/rows/lanes.ts';
import { loadRecovery } from '../../../../src/lib/blobs/rows/recovery.ts';
import { noise } from '../noise.ts';
import { wasmSlivers } from './wasm-slivers.ts';

async function expectEqual(size: number, shards: number, lanes: Lanes): Promise<void> {
  const bytes = noise(size, shards);
  const geometry = rowGeometry(size, shards);
  const { rowBytes, rows, rowSymbols, symbolBytes } = geometry;
  const columns = wasmSlivers(bytes, shards).columns.slice(rowSymbols);
  const { ofRow } = await loadRecovery(lanes);
  for (let row = 0; row < rows; row++) {
    const recovered = ofRow(geometry, bytes.subarray(row * rowBytes, (row + 1) * rowBytes));
    const theirs = columns.map((column) => column.subarray(row * symbolBytes, (row + 1) * symbolBytes));
    expect(Buffer.compare(recovered, Buffer.concat(theirs)), `row ${row} of ${size} bytes`).toBe(0);
  }
}

// 10 shards, 28 symbols: of 2, 4, ... 130 bytes, so every tail behind no, one and two whole pieces of 64.
test.each<Lanes>(['simd', 'scalar'])('symbols of every length, %s', async (lanes) => {
  for (let symbol = 2; symbol <= 130; symbol += 2) await expectEqual(28 * symbol - 5, 10, lanes);
});

test.each([4, 5, 7, 13, 31, 100, 301])('%i shards', async (shards) => {
  await expectEqual(20_011, shards, 'simd');
  await expectEqual(20_011, shards, 'scalar');
});

test('1000 shards, larger and smaller symbols one after another', async () => {
  await expectEqual(3_000_017, 1000, 'simd');
  await expectEqual(1_000, 1000, 'simd');
  await expectEqual(1_000, 1000, 'scalar');
});
