import { describe, expect, it } from 'vitest';
import { parseRangeHeader, parseRangeQuery } from '../../../devnet/walrus/byte-range.ts';

describe('a Range header on a blob of 100 bytes', () => {
  it.each([
    ['bytes=0-0', { start: 0, end: 1 }],
    ['bytes=10-19', { start: 10, end: 20 }],
    ['bytes=0-99', { start: 0, end: 100 }],
  ])('%s names a range', (header, range) => {
    expect(parseRangeHeader(header, 100)).toEqual({ ok: true, range });
  });

  it.each([
    ['bytes=10-', 416],
    ['bytes=-10', 416],
    ['bytes=0-1,5-6', 416],
    ['bytes=20-10', 416],
    ['bytes=90-100', 416],
    ['bytes=100-100', 416],
    ['bytes=abc', 400],
    ['lines=1-2', 400],
  ])('%s is refused with %i', (header, status) => {
    expect(parseRangeHeader(header, 100)).toMatchObject({ ok: false, status });
  });
});

describe('a byte-range query on a blob of 100 bytes', () => {
  it('names a range by start and length', () => {
    const query = new URLSearchParams('start=90&length=10');
    expect(parseRangeQuery(query, 100)).toEqual({ ok: true, range: { start: 90, end: 100 } });
  });

  it.each([
    'start=0',
    'length=5',
    'start=-1&length=5',
    'start=0&length=0',
    'start=91&length=10',
    'start=1.5&length=2',
  ])('%s is refused with 400', (query) => {
    expect(parseRangeQuery(new URLSearchParams(query), 100)).toMatchObject({ ok: false, status: 400 });
  });
});
