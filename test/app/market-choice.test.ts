import { describe, expect, test } from 'vitest';
import {
  countFilters,
  NO_CHOICE,
  questionOf,
  readChoice,
  writeChoice,
  type MarketChoice,
} from '../../src/app/state/market-choice.ts';
import { limitsOf } from '../../src/app/state/device.svelte.ts';

const SUI = `0x${'2'.padStart(64, '0')}::sui::SUI`;
const USDC = `0x${'ab'.repeat(32)}::usdc::USDC`;
const A = `0x${'a'.repeat(64)}`;
const B = `0x${'b'.repeat(64)}`;
const AROUND = { device: { runtimes: ['onnx'], maxBytes: 8e8 }, hidden: undefined };

const EVERYTHING: MarketChoice = {
  text: 'größe & more',
  task: 'ocr',
  runtime: 'onnx',
  license: 'mit',
  tag: 'vision',
  coin: USDC,
  from: '0.001',
  to: '2',
  size: '100MB',
  weights: 'open',
  here: true,
  off: true,
  hidden: true,
  sort: 'trending',
  compare: [A, B],
};

describe('a search in the address', () => {
  test('comes back as it was', () => {
    expect(readChoice(writeChoice(EVERYTHING))).toEqual(EVERYTHING);
    expect(readChoice(writeChoice(NO_CHOICE))).toEqual(NO_CHOICE);
  });

  test('of nothing is the plain address', () => {
    expect(writeChoice(NO_CHOICE)).toEqual({});
    expect(readChoice(undefined)).toEqual(NO_CHOICE);
  });

  test('leaves out what makes no sense', () => {
    const nonsense = {
      coin: 'SUI',
      from: '-1',
      to: '1e9',
      size: '7GB',
      weights: 'both',
      here: 'yes',
      sort: 'likes',
      compare: `${A},${A.toUpperCase().replace('0X', '0x')},x,${B},0x1`,
    };
    expect(readChoice(nonsense)).toEqual({ ...NO_CHOICE, compare: [A, B] });
    expect(readChoice({ size: 'constructor' }).size).toBe('');
  });

  test('compares four at most and carries no endless words', () => {
    const ids = ['1', '2', '3', '4', '5'].map((digit) => `0x${digit.repeat(64)}`);
    expect(readChoice({ compare: ids.join(',') }).compare).toHaveLength(4);
    expect(readChoice({ q: 'x'.repeat(1_000) }).text).toHaveLength(200);
  });
});

describe('what the market is asked', () => {
  test('without a choice: all that is switched on, in the market’s own order', () => {
    expect(questionOf(NO_CHOICE, AROUND)).toEqual({ filter: { active: true } });
  });

  test('with every choice', () => {
    expect(questionOf(EVERYTHING, AROUND)).toEqual({
      text: 'größe & more',
      sort: 'trending',
      filter: {
        tasks: ['ocr'],
        runtimes: ['onnx'],
        licenses: ['mit'],
        tags: ['vision'],
        coin: USDC,
        minPrice: 1_000_000n,
        maxPrice: 2_000_000_000n,
        maxBytes: 100_000_000,
        sealed: false,
      },
    });
  });

  test('a price without a coin is one in SUI', () => {
    expect(questionOf({ ...NO_CHOICE, to: '0.01' }, AROUND).filter).toEqual({
      coin: SUI,
      maxPrice: 10_000_000n,
      active: true,
    });
  });

  test('what runs here: this page’s runtimes, open weights, what fits', () => {
    expect(questionOf({ ...NO_CHOICE, here: true }, AROUND).filter).toEqual({
      runtimes: ['onnx'],
      sealed: false,
      maxBytes: 8e8,
      active: true,
    });
  });

  test('a runtime that does not run here leaves nothing', () => {
    const { filter } = questionOf({ ...NO_CHOICE, here: true, runtime: 'tfjs' }, AROUND);
    expect(filter!.runtimes).toHaveLength(1);
    expect(filter!.runtimes).not.toContain('tfjs');
    expect(filter!.runtimes).not.toContain('onnx');
  });

  test('"none given" asks for the empty licence', () => {
    expect(questionOf({ ...NO_CHOICE, license: 'none' }, AROUND).filter!.licenses).toEqual(['']);
  });

  test('the hide-list goes along unless the hidden are asked for', () => {
    const around = { ...AROUND, hidden: new Set([A]) };
    expect(questionOf(NO_CHOICE, around).filter!.hidden).toEqual(new Set([A]));
    expect(questionOf({ ...NO_CHOICE, hidden: true }, around).filter!.hidden).toBeUndefined();
  });

  test('filters are counted without text, order and comparison', () => {
    expect(countFilters({ ...NO_CHOICE, text: 'x', sort: 'newest', compare: [A, B] })).toBe(0);
    expect(countFilters({ ...NO_CHOICE, task: 'ocr', here: true })).toBe(2);
  });
});

test('a device that tells its memory is taken at its word, others by what WebAssembly can address', () => {
  expect(limitsOf(2e9)).toEqual({ runtimes: ['onnx', 'tfjs'], maxBytes: 748e6 });
  expect(limitsOf(undefined).maxBytes).toBe(3.75 * 2 ** 30);
});
