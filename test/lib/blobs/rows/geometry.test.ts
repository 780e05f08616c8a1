// Rows lie where hand arithmetic says, and where walrus-wasm's own encoding puts them.
import { expect, test } from 'vitest';
import { bytesOfRows, rowGeometry, rowsOver, siblingCount } from '../../../../src/lib/blobs/rows/geometry.ts';

test('1000 shards are 334 rows of 667 symbols', () => {
  // faulty = floor(999 / 3) = 333; 1000 - 666 and 1000 - 333.
  expect(rowGeometry(1)).toEqual({
    bytes: 1,
    shards: 1000,
    sourceRows: 334,
    rowSymbols: 667,
    symbolBytes: 2,
    rowBytes: 1334,
    rows: 1,
    // (334 + 667) * 2 * 1000 of slivers, 1000 * (1000 * 64 + 32) of metadata
    encodedBytes: 2_002_000 + 64_032_000,
  });
});

test.each([
  // 334 * 667 = 222,778 symbols: as many bytes each as it takes, rounded up to even.
  [222_778, 2, 167],
  [222_779, 2, 168],
  [445_556, 2, 334],
  [445_557, 4, 168],
  [668_335, 4, 251],
  [891_112, 4, 334],
  [891_113, 6, 223],
  [100_000_000, 450, 334],
  [500_000_000, 2246, 334],
  // The largest Walrus takes: 222,778 * 65,534.
  [14_599_533_452, 65_534, 334],
])('%i bytes have symbols of %i bytes in %i rows', (bytes, symbolBytes, rows) => {
  expect(rowGeometry(bytes)).toMatchObject({ symbolBytes, rowBytes: 667 * symbolBytes, rows });
});

test('an empty blob has no rows', () => {
  expect(rowGeometry(0)).toMatchObject({ symbolBytes: 2, rows: 0 });
});

test('lengths and shards that Walrus does not know are refused', () => {
  for (const bytes of [-1, 0.5, Number.NaN, Number.POSITIVE_INFINITY, 14_599_533_453]) {
    expect(() => rowGeometry(bytes)).toThrow(RangeError);
  }
  for (const shards of [0, 1001, 1.5]) expect(() => rowGeometry(1, shards)).toThrow(RangeError);
});

test('a byte range has the rows it touches', () => {
  // Rows of 667 * 4 = 2,668 bytes; 188 of them, the last with 500,000 - 187 * 2,668 = 1,084 bytes.
  const geometry = rowGeometry(500_000);
  expect(geometry).toMatchObject({ rowBytes: 2668, rows: 188 });
  expect(rowsOver(geometry, 0, 1)).toEqual({ first: 0, count: 1 });
  expect(rowsOver(geometry, 2667, 1)).toEqual({ first: 0, count: 1 });
  expect(rowsOver(geometry, 2667, 2)).toEqual({ first: 0, count: 2 });
  expect(rowsOver(geometry, 2668, 5336)).toEqual({ first: 1, count: 2 });
  expect(rowsOver(geometry, 499_999, 10_000)).toEqual({ first: 187, count: 1 });
  expect(rowsOver(geometry, 0, 500_000)).toEqual({ first: 0, count: 188 });
  expect(rowsOver(geometry, 500_000, 1).count).toBe(0);
  expect(rowsOver(geometry, 10, 0).count).toBe(0);
});

test('rows have the bytes of the blob, the last ends with it', () => {
  const geometry = rowGeometry(500_000);
  expect(bytesOfRows(geometry, 0, 2)).toEqual({ offset: 0, length: 5336 });
  expect(bytesOfRows(geometry, 187, 1)).toEqual({ offset: 498_916, length: 1084 });
  expect(bytesOfRows(geometry, 186, 20)).toEqual({ offset: 496_248, length: 3752 });
  expect(bytesOfRows(geometry, 188, 1)).toEqual({ offset: 500_000, length: 0 });
});

test('a frontier has a sibling for each odd level', () => {
  // 667, 334, 167, 84, 42, 21, 11, 6, 3, 2, 1: five of them odd before the root.
  expect(siblingCount(667, 1000)).toBe(5);
  // 334, 167, 84, 42, 21, 11, 6, 3, 2, 1 of 2: five as well.
  expect(siblingCount(334, 1000)).toBe(5);
  expect(siblingCount(1, 1)).toBe(0);
  expect(siblingCount(1, 2)).toBe(1);
});
