// How long a busy aggregator is to be left alone, by its own word.
import { expect, test } from 'vitest';
import { refusal } from '../../../src/lib/blobs/http-failure.ts';

const answer = (status: number, retryAfter?: string) =>
  refusal(new Response(null, { status, headers: retryAfter ? { 'retry-after': retryAfter } : {} }));

test.each([429, 503])('%i: seconds, a date, or two seconds where it says nothing usable', (status) => {
  expect(answer(status, '7').retryAfterMs).toBe(7_000);
  const inAnHour = answer(status, new Date(Date.now() + 3_600_000).toUTCString()).retryAfterMs!;
  // A date has whole seconds, and some time has passed since.
  expect(inAnHour).toBeGreaterThan(3_500_000);
  expect(inAnHour).toBeLessThanOrEqual(3_600_000);
  expect(answer(status, 'Thu, 01 Jan 1970 00:00:00 GMT').retryAfterMs).toBe(0);
  expect(answer(status, 'soon').retryAfterMs).toBe(2_000);
  expect(answer(status).retryAfterMs).toBe(2_000);
});

test('other answers set no time', () => {
  expect(answer(500, '7').retryAfterMs).toBeUndefined();
  expect(answer(404).attempt).toEqual({ reason: 'status', status: 404 });
});
