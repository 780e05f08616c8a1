import { describe, expect, test } from 'vitest';
import { cohortTable } from '../../../src/app/ui/chart/cohorts.ts';
import {
  CALLS,
  GENUINE_EXCLUDED_UNKNOWN as SERIES,
  readValues,
  stack,
  sums,
  tableOf,
  type Unit,
} from '../../../src/app/ui/chart/series.ts';
import { nearest, stepTo } from '../../../src/app/ui/chart/walk.ts';

const SUI: Unit = { name: 'SUI', decimals: 9, text: (value) => `${value} MIST`, tone: 'money' };
const DAY = 86_400_000;

describe('stacking', () => {
  test('puts the classes on each other in their order, in the unit of the axis', () => {
    const points = [
      { atMs: 0, values: { genuine: 2_000_000_000n, excluded: 500_000_000n, unknown: 0n } },
      { atMs: DAY, values: { genuine: 0n, excluded: 1_000_000_000n } },
    ];
    expect(stack(points, SERIES, SUI)).toEqual([
      [
        { from: 0, to: 2 },
        { from: 2, to: 2.5 },
        { from: 2.5, to: 2.5 },
      ],
      [
        { from: 0, to: 0 },
        { from: 0, to: 1 },
        { from: 1, to: 1 },
      ],
    ]);
  });

  test('sums are exact where floats are not', () => {
    const values = { genuine: 9_007_199_254_740_993n, excluded: 1n };
    const points = [
      { atMs: 0, values },
      { atMs: DAY, values },
    ];
    expect(sums(points, SERIES)).toEqual({ genuine: 18_014_398_509_481_986n, excluded: 2n, unknown: 0 });
  });

  test('sums of counts stay counts', () => {
    const points = [
      { atMs: 0, values: { genuine: 1 } },
      { atMs: DAY, values: { genuine: 2, unknown: 5 } },
    ];
    expect(sums(points, SERIES)).toEqual({ genuine: 3, excluded: 0, unknown: 5 });
  });
});

test('a point is read in the order of the marks, and what is not known is said', () => {
  expect(readValues({ genuine: 1234, excluded: 0 }, SERIES, CALLS.text)).toBe(
    'genuine 1,234, excluded 0, unknown not known',
  );
});

test('the table of a drawing has its days and its numbers', () => {
  const table = tableOf(
    'file',
    [{ atMs: DAY, values: { genuine: 7n, excluded: 1n, unknown: 0n } }],
    SERIES,
    SUI,
  );
  expect(table.columns.map(({ name, unit }) => [name, unit])).toEqual([
    ['day (UTC)', undefined],
    ['genuine', 'SUI'],
    ['excluded', 'SUI'],
    ['unknown', 'SUI'],
  ]);
  expect(table.rows).toEqual([[DAY, 7n, 1n, 0n]]);
});

test('cohorts become one line per week after the first', () => {
  const { rows } = cohortTable('file', [
    { weekStartMs: 0, active: [4, 1] },
    { weekStartMs: 7 * DAY, active: [0] },
  ]);
  expect(rows).toEqual([
    [0, 0, 4, 1],
    [0, 1, 1, 0.25],
    [7 * DAY, 0, 0, undefined],
  ]);
});

describe('walking', () => {
  test.each([
    ['ArrowRight', undefined, 0],
    ['ArrowLeft', undefined, 9],
    ['ArrowRight', 3, 4],
    ['ArrowRight', 9, 9],
    ['ArrowLeft', 0, 0],
    ['PageDown', 1, 8],
    ['PageUp', 9, 2],
    ['Home', 5, 0],
    ['End', 5, 9],
    ['a', 5, undefined],
    ['Tab', 5, undefined],
  ])('%s at %s of ten leads to %s', (key, at, next) => {
    expect(stepTo(key, at, 10)).toBe(next);
  });

  test('there is nowhere to go in an empty drawing', () => {
    expect(stepTo('ArrowRight', undefined, 0)).toBeUndefined();
    expect(nearest([], 5)).toBeUndefined();
  });

  test('the pointer finds the nearest point', () => {
    expect(nearest([10, 20, 30], 16)).toBe(1);
    expect(nearest([10, 20, 30], -5)).toBe(0);
    expect(nearest([10, 20, 30], 99)).toBe(2);
  });
});
