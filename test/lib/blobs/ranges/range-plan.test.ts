// The cut of a blob in ranges is the same for everybody and leaves nothing out.
import { expect, test } from 'vitest';
import { planRanges } from '../../../../src/lib/blobs/ranges/range-plan.ts';
import { rowGeometry } from '../../../../src/lib/blobs/rows/geometry.ts';

test('half a gigabyte is cut in runs of five rows, about 8 MB', () => {
  // 512 MiB in 334 * 667 symbols: 2,410 bytes each, so a row is 1,607,470 bytes, of which 334 hold the blob.
  const ranges = planRanges(512 * 1024 * 1024);
  expect(ranges).toHaveLength(67);
  expect(ranges[0]).toEqual({ index: 0, firstRow: 0, rows: 5, offset: 0, bytes: 8_037_350 });
  expect(ranges[1]).toEqual({ index: 1, firstRow: 5, rows: 5, offset: 8_037_350, bytes: 8_037_350 });
  expect(ranges[66]).toEqual({
    index: 66,
    firstRow: 330,
    rows: 4,
    offset: 530_465_100,
    bytes: 536_870_912 - 530_465_100,
  });
});

test('a small blob is one range, an empty one none', () => {
  // One byte is one row of 667 symbols of 2 bytes.
  expect(planRanges(1)).toEqual([{ index: 0, firstRow: 0, rows: 1, offset: 0, bytes: 1 }]);
  expect(planRanges(1_000_000)).toMatchObject([{ offset: 0, bytes: 1_000_000 }]);
  expect(planRanges(0)).toEqual([]);
});

test('the largest blobs are cut in single rows', () => {
  // 14,599,533,452 bytes: symbols of 65,534, rows of 43,711,178.
  const ranges = planRanges(14_599_533_452);
  expect(ranges).toHaveLength(334);
  expect(ranges.every(({ rows }) => rows === 1)).toBe(true);
});

test.each([2_000, 1_336_001, 8_388_608, 10_000_000, 33_333_333, 500_000_000])(
  'ranges of %i bytes lie side by side, in whole rows',
  (bytes) => {
    const { rowBytes, rows } = rowGeometry(bytes);
    const ranges = planRanges(bytes);
    let [offset, row] = [0, 0];
    for (const [index, range] of ranges.entries()) {
      expect(range).toMatchObject({ index, offset, firstRow: row });
      expect(range.offset).toBe(range.firstRow * rowBytes);
      offset += range.bytes;
      row += range.rows;
    }
    expect([offset, row]).toEqual([bytes, rows]);
    expect(Math.max(...ranges.map((range) => range.bytes))).toBeLessThan(12_600_000);
  },
);
