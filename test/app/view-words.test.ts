// Figures as answers show them.
import { describe, expect, test } from 'vitest';
import type { Tensor } from '../../src/lib/index.ts';
import { oddities } from '../../src/app/ui/view/oddities.ts';
import { percent } from '../../src/app/ui/view/percent.ts';
import { exactCell } from '../../src/app/ui/view/tensor-window.ts';

test.each([
  [0, '0.0%'],
  [0.00004, '< 0.1%'],
  [0.0005, '0.1%'],
  [0.7311, '73.1%'],
  [0.9994, '99.9%'],
  [0.99996, '> 99.9%'],
  [1, '100.0%'],
  [Number.NaN, 'NaN'],
])('a share of %s is %s', (share, text) => {
  expect(percent(share)).toBe(text);
});

test.each([
  [0, 0, ''],
  [1, 0, 'Not numbers: 1 NaN.'],
  [1_200, 2, 'Not numbers: 1,200 NaN, 2 infinite.'],
])('%d that are none and %d without end', (nan, infinite, text) => {
  expect(oddities({ nan, infinite })).toBe(text);
});

describe('one value with all its figures', () => {
  test.each<[string, Tensor]>([
    ['1234568', { dtype: 'float32', shape: [], data: Float32Array.of(1_234_567.9) }],
    ['0.2', { dtype: 'float32', shape: [1], data: Float32Array.of(0.2) }],
    ['NaN', { dtype: 'float32', shape: [1], data: Float32Array.of(Number.NaN) }],
    ['-Infinity', { dtype: 'float32', shape: [1], data: Float32Array.of(-Infinity) }],
    ['9007199254740993', { dtype: 'int64', shape: [1], data: BigInt64Array.of(9_007_199_254_740_993n) }],
    ['true', { dtype: 'bool', shape: [1], data: Uint8Array.of(1) }],
    ['a b', { dtype: 'string', shape: [1], data: ['a b'] }],
  ])('%s', (text, tensor) => {
    expect(exactCell(tensor, 0)).toBe(text);
  });
});
