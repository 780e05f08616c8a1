// The order in which aggregators are asked.
import { expect, test } from 'vitest';
import { createAggregatorPool } from '../../../src/lib/blobs/aggregator-pool.ts';

const MB = 1_000_000;

test('the given order holds until something is known, without trailing slashes', () => {
  expect(createAggregatorPool(['https://a/', 'https://b']).order()).toEqual(['https://a', 'https://b']);
});

test('each is measured once, then the fastest goes first', () => {
  const pool = createAggregatorPool(['a', 'b', 'c']);
  pool.begin('a')({ kind: 'served', bytes: MB, ms: 100 });
  expect(pool.order()).toEqual(['b', 'c', 'a']);
  pool.begin('b')({ kind: 'served', bytes: MB, ms: 50 });
  pool.begin('c')({ kind: 'served', bytes: MB, ms: 200 });
  expect(pool.order()).toEqual(['b', 'a', 'c']);
});

test('small transfers do not count as a measurement', () => {
  const pool = createAggregatorPool(['a', 'b']);
  pool.begin('a')({ kind: 'served', bytes: 1_000, ms: 100 });
  expect(pool.order()).toEqual(['a', 'b']);
});

test('failures in a row weigh until it serves again', () => {
  const pool = createAggregatorPool(['a', 'b', 'c']);
  pool.begin('a')({ kind: 'failed' });
  pool.begin('a')({ kind: 'failed' });
  pool.begin('b')({ kind: 'failed' });
  expect(pool.order()).toEqual(['c', 'b', 'a']);
  pool.begin('a')({ kind: 'served', bytes: 10, ms: 1 });
  expect(pool.order()).toEqual(['a', 'c', 'b']);
});

test('not having a blob is no failure', () => {
  const pool = createAggregatorPool(['a', 'b']);
  pool.begin('a')({ kind: 'neutral' });
  expect(pool.order()).toEqual(['a', 'b']);
});

test('the busy ones come after the idle ones', () => {
  const pool = createAggregatorPool(['a', 'b']);
  const end = pool.begin('a');
  expect(pool.order()).toEqual(['b', 'a']);
  end({ kind: 'neutral' });
  expect(pool.order()).toEqual(['a', 'b']);
});

test('a liar stays last, whatever it does later', () => {
  const pool = createAggregatorPool(['a', 'b']);
  pool.begin('a')({ kind: 'lied' });
  pool.begin('a')({ kind: 'served', bytes: MB, ms: 1 });
  pool.begin('b')({ kind: 'failed' });
  expect(pool.order()).toEqual(['b', 'a']);
});
