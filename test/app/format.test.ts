import { describe, expect, test } from 'vitest';
import { readSui, suiField, wal } from '../../src/app/state/format.ts';
import { bytes, count, duration, figure, relative, shorten } from '../../src/app/ui/format.ts';

describe('counts', () => {
  test.each([
    [0, '0'],
    [999, '999'],
    [9_999, '9,999'],
    [10_000, '10k'],
    [12_431, '12.4k'],
    [12_499, '12.4k'],
    [123_456, '123k'],
    [999_999, '999k'],
    [1_000_000, '1M'],
    [3_160_000, '3.1M'],
    [2_000_000_000, '2B'],
  ])('%i is shown as %s', (value, text) => {
    expect(count(value).text).toBe(text);
    expect(count(BigInt(value)).exact).toBe(value.toLocaleString('en-US'));
  });
});

test.each([
  [0, '0 B'],
  [999, '999 B'],
  [1_000, '1 kB'],
  [582_663, '583 kB'],
  [999_999, '1 MB'],
  [2_327_524, '2.33 MB'],
  [10_822_323, '10.8 MB'],
  [1_845_000_000, '1.84 GB'],
])('%i bytes are %s', (size, text) => {
  expect(bytes(size)).toBe(text);
});

test.each([
  [0.2, '< 1 ms'],
  [84.4, '84 ms'],
  [1_340, '1.3 s'],
  [125_000, '2 min 5 s'],
  [119_900, '1 min 59 s'],
  [12_000_000, '3 h 20 min'],
  [91_631_000, '1 d 1 h'],
])('%d ms are %s', (ms, text) => {
  expect(duration(ms)).toBe(text);
});

test('times are told relative to now', () => {
  const now = Date.UTC(2026, 10, 21);
  expect(relative(now - 20_000, now)).toBe('just now');
  expect(relative(now - 3 * 3_600_000, now)).toBe('3 hours ago');
  expect(relative(now - 86_400_000, now)).toBe('yesterday');
  expect(relative(now + 2 * 86_400_000, now)).toBe('in 2 days');
});

test('identifiers keep their head and tail, short ones everything', () => {
  expect(shorten('0x3f9c00000000000000000000000081de')).toBe('0x3f9c…81de');
  expect(shorten('0x3f9c')).toBe('0x3f9c');
});

test('figures have four significant digits', () => {
  expect([0, 0.5, 0.12345678, 1234.5678, 1e-5, 12_345_678, Number.NaN].map(figure)).toEqual([
    '0',
    '0.5',
    '0.1235',
    '1235',
    '1.00e-5',
    '1.23e+7',
    'NaN',
  ]);
});

describe('money in fields', () => {
  test('is exact in both directions', () => {
    expect(readSui('0.004')).toBe(4_000_000n);
    expect(suiField(4_000_000n)).toBe('0.004');
    expect(readSui(suiField(123_456_789_012n))).toBe(123_456_789_012n);
  });

  test('a WAL quote is rounded to four figures', () => {
    expect(wal(19_459_321n)).toBe('0.01946 WAL');
    expect(wal(7n)).toBe('0.000000007 WAL');
  });
});
