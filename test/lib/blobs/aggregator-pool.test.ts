// The order in which aggregators are asked, and what is remembered of them. Time is a number here.
import { expect, test } from 'vitest';
import { createAggregatorPool, type Outcome } from '../../../src/lib/blobs/aggregator-pool.ts';

const MB = 1_000_000;

function poolOf(...aggregators: string[]) {
  let time = 0;
  const pool = createAggregatorPool(aggregators, { now: () => time, backOffMs: 100 });
  return {
    pool,
    at: (ms: number) => (time = ms),
    /** One request after another. */
    transfer(aggregator: string, bytes: number, ms: number, outcome: Outcome = { kind: 'served' }) {
      const request = pool.begin(aggregator);
      request.received(bytes);
      time += ms;
      request.end(outcome);
    },
    standing: (aggregator: string) => pool.aggregators.find((one) => one.aggregator === aggregator)!,
  };
}

test('the given order holds until something is known; each is there once, without trailing slashes', () => {
  const { pool } = poolOf('https://a/', 'https://b', 'https://a');
  expect(pool.order()).toEqual(['https://a', 'https://b']);
});

test('each is measured once, then the fastest goes first', () => {
  const { pool, transfer } = poolOf('a', 'b', 'c');
  transfer('a', MB, 100);
  expect(pool.order()).toEqual(['b', 'c', 'a']);
  transfer('b', MB, 50);
  transfer('c', MB, 200);
  expect(pool.order()).toEqual(['b', 'a', 'c']);
});

test('small transfers do not count as a measurement, unless they take their time', () => {
  const { pool, transfer, standing } = poolOf('a', 'b');
  transfer('a', 1_000, 100);
  expect(pool.order()).toEqual(['a', 'b']);
  expect(standing('a').bytesPerMs()).toBeUndefined();
  transfer('a', 0, 10_000);
  expect(standing('a').bytesPerMs()).toBeLessThan(1);
});

test('requests side by side are one flow, and idle time is not counted', () => {
  const { pool, at, standing } = poolOf('a');
  const requests = [pool.begin('a'), pool.begin('a')];
  for (const request of requests) request.received(MB);
  at(10);
  for (const request of requests) request.end({ kind: 'served' });
  at(100_000);
  // 2 MB in 10 ms; the weight of what is older is all but 1.
  expect(standing('a').bytesPerMs()! / 200_000).toBeCloseTo(1, 2);
});

test('what is new weighs more than what is long ago', () => {
  const { transfer, standing } = poolOf('a');
  transfer('a', 100 * MB, 1_000);
  for (let second = 0; second < 20; second++) transfer('a', MB, 1_000);
  expect(standing('a').bytesPerMs()! / 1_000).toBeLessThan(1.5);
});

test('failures in a row weigh until it serves again', () => {
  const { pool, at, transfer } = poolOf('a', 'b', 'c');
  transfer('a', 0, 1, { kind: 'failed' });
  at(10_000);
  transfer('a', 0, 1, { kind: 'failed' });
  at(20_000);
  transfer('b', 0, 1, { kind: 'failed' });
  at(30_000);
  expect(pool.order()).toEqual(['c', 'b', 'a']);
  transfer('a', 10, 1);
  expect(pool.order()).toEqual(['a', 'c', 'b']);
});

test('it is left alone for twice as long after each failure, and for as long as it asks for', () => {
  const { pool, at, transfer, standing } = poolOf('a', 'b');
  transfer('a', 0, 0, { kind: 'failed' });
  expect(standing('a').readyMs).toBe(100);
  expect(pool.order()).toEqual(['b', 'a']);
  at(100);
  transfer('a', 0, 0, { kind: 'failed' });
  expect(standing('a').readyMs).toBe(300);
  at(300);
  transfer('a', 0, 0, { kind: 'failed', retryAfterMs: 7_000 });
  expect(standing('a').readyMs).toBe(7_300);
  at(7_300);
  // Nobody is believed who asks for a week.
  transfer('a', 0, 0, { kind: 'failed', retryAfterMs: 7 * 86_400_000 });
  expect(standing('a').readyMs).toBe(67_300);
});

test('requests that were under way together and broke together are one failure', () => {
  const { pool, standing } = poolOf('a');
  const requests = [pool.begin('a'), pool.begin('a'), pool.begin('a')];
  for (const request of requests) request.end({ kind: 'failed' });
  expect(standing('a')).toMatchObject({ failures: 1, readyMs: 100, busy: 0 });
});

test('reliability falls with failures and comes back with successes', () => {
  const { transfer, standing } = poolOf('a');
  expect(standing('a').reliability).toBe(1);
  transfer('a', 0, 1, { kind: 'failed' });
  expect(standing('a').reliability).toBeCloseTo(0.7);
  transfer('a', 0, 1, { kind: 'neutral' });
  expect(standing('a').reliability).toBeCloseTo(0.7);
  transfer('a', 0, 1);
  expect(standing('a').reliability).toBeCloseTo(0.79);
});

test('not having a blob is no failure', () => {
  const { pool, transfer } = poolOf('a', 'b');
  transfer('a', 0, 1, { kind: 'neutral' });
  expect(pool.order()).toEqual(['a', 'b']);
});

test('the busy ones come after the idle ones', () => {
  const { pool } = poolOf('a', 'b');
  const request = pool.begin('a');
  expect(pool.order()).toEqual(['b', 'a']);
  request.end({ kind: 'neutral' });
  expect(pool.order()).toEqual(['a', 'b']);
});

test('a liar stays last, whatever it does later', () => {
  const { pool, transfer } = poolOf('a', 'b');
  pool.convict('a');
  transfer('a', MB, 1);
  transfer('b', 0, 1, { kind: 'failed' });
  expect(pool.order()).toEqual(['b', 'a']);
});
