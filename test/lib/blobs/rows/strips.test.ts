// However a blob's columns are cut into strips, it has the name that walrus-wasm gives it.
import { describe, expect, test } from 'vitest';
import { buildSidecar } from '../../../../src/lib/blobs/rows/build-sidecar.ts';
import { rowGeometry } from '../../../../src/lib/blobs/rows/geometry.ts';
import { planStrips, workOf } from '../../../../src/lib/blobs/rows/strips.ts';
import { noise } from '../noise.ts';
import { wasmIdentity } from './wasm-slivers.ts';

describe('a plan', () => {
  test.each([0, 1, 1_000_003, 100_000_000, 536_870_912, 14_599_533_452])(
    'of %i bytes has every column once',
    (size) => {
      const columns = { source: [] as number[], recovery: [] as number[] };
      for (const { kind, first, count } of planStrips(rowGeometry(size))) {
        for (let column = first; column < first + count; column++) columns[kind].push(column);
      }
      expect(columns.source).toEqual(Array.from({ length: 667 }, (_, column) => column));
      expect(columns.recovery).toEqual(Array.from({ length: 333 }, (_, column) => 667 + column));
    },
  );

  test('holds no more bytes than it may, whatever the blob', () => {
    // 512 MiB have symbols of 2410 bytes, 804,940 in a column of 334: 19 columns to 16 MB, 119 to 96 MB.
    const plan = planStrips(rowGeometry(536_870_912));
    const widest = (kind: string) =>
      Math.max(...plan.filter((strip) => strip.kind === kind).map((s) => s.count));
    expect(widest('source')).toBe(19);
    expect(widest('recovery')).toBe(111);
    expect(plan.filter(({ kind }) => kind === 'recovery')).toHaveLength(3);
  });

  test('of a small blob has one strip of each kind', () => {
    expect(planStrips(rowGeometry(10_000))).toEqual([
      { kind: 'recovery', first: 667, count: 333 },
      { kind: 'source', first: 0, count: 667 },
    ]);
  });
});

// 10 shards are 4 rows of 7 symbols and 3 of recovery.
test('strips of any width are joined to the same blob', async () => {
  for (const size of [0, 1, 55, 57, 997, 3_585]) {
    const bytes = noise(size, 3);
    const { blobId, rootHash } = wasmIdentity(bytes, 10);
    const whole = await buildSidecar(new Blob([bytes]), { shards: 10 });
    for (const bytesHeld of [1, 600, 1_200, 2_400]) {
      const limits = { source: bytesHeld, recovery: bytesHeld };
      const built = await buildSidecar(new Blob([bytes]), { shards: 10, limits });
      expect(built).toEqual(whole);
      expect(built).toMatchObject({ blobId, rootHash });
    }
  }
});

test('sizes at random up to 64 MB, over 1000 shards and in many strips', async () => {
  for (const [seed, most] of [
    [21, 4_000_000],
    [22, 20_000_000],
    [23, 64_000_000],
  ] as const) {
    const size = most - (new DataView(noise(4, seed).buffer).getUint32(0) % (most / 2));
    const bytes = noise(size, seed);
    const limits = { source: 3_000_000, recovery: 5_000_000 };
    const told: number[] = [];
    const built = await buildSidecar(new Blob([bytes]), { limits, onProgress: (done) => told.push(done) });
    expect(built).toMatchObject(wasmIdentity(bytes, 1000));
    expect(told).toEqual(told.toSorted((a, b) => a - b));
    expect(told.at(-1)).toBe(1);
  }
});

test('work counts rows only where they are recovered', () => {
  expect(workOf({ kind: 'source', first: 0, count: 7 })).toBe(7);
  expect(workOf({ kind: 'recovery', first: 667, count: 7 })).toBeGreaterThan(7);
});
