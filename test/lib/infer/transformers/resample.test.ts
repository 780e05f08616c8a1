// Resampling as Pillow does it: by hand where that is short, by properties where it is not.
import { expect, test } from 'vitest';
import { cut, resample, type Raster } from '../../../../src/lib/infer/transformers/resample.ts';

const grey = (width: number, height: number, data: number[]): Raster => {
  return { width, height, channels: 1, data: Uint8Array.from(data) };
};

test('halving counts every pixel under a triangle: 1, 3, 3, 1 of 8', () => {
  const row = grey(8, 1, [0, 80, 0, 0, 160, 0, 0, 0]);
  // At the edge the outermost weight is missing: 3·80 of 7.
  expect([...resample(row, 4, 1, 'bilinear')]).toEqual([34, 30, 60, 0]);
});

test('doubling mixes neighbours by 3 : 1', () => {
  expect([...resample(grey(2, 1, [0, 100]), 4, 1, 'bilinear')]).toEqual([0, 25, 75, 100]);
});

test('box takes means, nearest takes one', () => {
  const row = grey(4, 1, [0, 10, 20, 200]);
  expect([...resample(row, 2, 1, 'box')]).toEqual([5, 110]);
  expect([...resample(row, 2, 1, 'nearest')]).toEqual([10, 200]);
});

test('an even picture stays even by every way, in each channel', () => {
  const even: Raster = {
    width: 3,
    height: 5,
    channels: 3,
    data: Uint8Array.from({ length: 45 }, (_, at) => [9, 90, 250][at % 3]!),
  };
  for (const by of ['nearest', 'lanczos', 'bilinear', 'bicubic', 'box', 'hamming'] as const) {
    const found = resample(even, 7, 2, by);
    expect([...found], by).toEqual(Array.from({ length: 42 }, (_, at) => [9, 90, 250][at % 3]));
  }
});

test('a window is black outside of the picture', () => {
  const four = grey(2, 2, [1, 2, 3, 4]);
  expect([...cut(four, -1, -1, 4, 4)]).toEqual([0, 0, 0, 0, 0, 1, 2, 0, 0, 3, 4, 0, 0, 0, 0, 0]);
  expect([...cut(four, 1, 0, 1, 2)]).toEqual([2, 4]);
  expect([...cut(four, 5, 5, 1, 1)]).toEqual([0]);
});
