// Who is asked for a range, in numbers.
import { expect, test } from 'vitest';
import { chooseAggregator, dueMs, msLeft, type Choice } from '../../../../src/lib/blobs/ranges/schedule.ts';

const RANGE = { bytes: 8_000 };
const one = (name: string, over: Partial<Choice> = {}) => ({
  name,
  busy: 0,
  slots: 3,
  readyMs: 0,
  bytesPerMs: undefined,
  reliability: 1,
  tries: 0,
  ...over,
});

function chosen(choices: Choice[], pendingBytes = 0, now = 1_000) {
  const decision = chooseAggregator(choices, RANGE, { now, pendingBytes });
  return decision.kind === 'start' ? (decision.choice as ReturnType<typeof one>).name : decision.untilMs;
}

test('where nothing is known all get the same, in the given order', () => {
  expect(chosen([one('a'), one('b')])).toBe('a');
  expect(chosen([one('a', { busy: 1 }), one('b')])).toBe('b');
  expect(chosen([one('a', { busy: 1 }), one('b', { busy: 1 })])).toBe('a');
});

test('one never measured counts as fast as the fastest', () => {
  expect(chosen([one('a', { bytesPerMs: 100 }), one('b', { bytesPerMs: 10 }), one('c')])).toBe('a');
  expect(chosen([one('a', { bytesPerMs: 100, busy: 1 }), one('b', { bytesPerMs: 10 }), one('c')])).toBe('c');
});

test('it goes where it would end first', () => {
  // a: third in line at 30 bytes/ms, 800 ms; b: alone at 9, 889 ms; at 11, 727 ms.
  const a = one('a', { bytesPerMs: 30, busy: 2 });
  expect(chosen([a, one('b', { bytesPerMs: 9 })])).toBe('a');
  expect(chosen([a, one('b', { bytesPerMs: 11 })])).toBe('b');
});

test('it waits for a fast one rather than to end last with a slow one, unless much is left', () => {
  const fast = one('fast', { bytesPerMs: 100, busy: 3 });
  const slow = one('slow', { bytesPerMs: 10 });
  // The slow one needs 800 ms; both together would have read 88,000 bytes by then.
  expect(chosen([fast, slow], 80_000)).toBeUndefined();
  expect(chosen([fast, slow], 90_000)).toBe('slow');
});

test('the unreliable and those that failed for this range come later', () => {
  // 0.7 squared is about half.
  expect(chosen([one('a', { bytesPerMs: 19, reliability: 0.7 }), one('b', { bytesPerMs: 10 })])).toBe('b');
  expect(chosen([one('a', { bytesPerMs: 21, reliability: 0.7 }), one('b', { bytesPerMs: 10 })])).toBe('a');
  expect(chosen([one('a', { tries: 1 }), one('b', { busy: 2 })])).toBe('b');
});

test('who wants to be left alone is waited for only where that is the shortest way', () => {
  const away = one('away', { bytesPerMs: 10, readyMs: 1_500 });
  expect(chosen([away])).toBe(1_500);
  // Until 1,500 and 800 ms more, against 1,600 ms.
  expect(chosen([away, one('slow', { bytesPerMs: 5 })])).toBe(1_500);
  expect(chosen([away, one('better', { bytesPerMs: 7 })])).toBe('better');
});

test('nobody: nothing to wait for', () => {
  expect(chosen([])).toBeUndefined();
});

test('a range is slow after twice the median, or after a while where nothing has come yet', () => {
  const running = { startedMs: 1_000, range: RANGE, received: 2_000 };
  const limits = { hedgeMs: 300, patienceMs: 4_000 };
  expect(dueMs(running, [], limits)).toBe(5_000);
  expect(dueMs(running, [500, 10, 900], limits)).toBe(2_000);
  expect(dueMs(running, [10], limits)).toBe(1_300);
  // A quarter in 100 ms: the rest in 300.
  expect(msLeft(running, 1_100)).toBe(300);
});
