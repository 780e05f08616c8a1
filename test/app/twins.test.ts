import { describe, expect, test } from 'vitest';
import type { MarketRow } from '../../src/app/state/market-list.svelte.ts';
import { mostUsed, olderTwin } from '../../src/app/state/twins.svelte.ts';

function row(index: number, name: string, author: string, payers: number): MarketRow {
  return { listing: { index, name, author, id: `0x${index}` }, stats: { payers } } as unknown as MarketRow;
}

const whisper = row(1, 'whisper', '0xa', 40);

describe('a name that imitates', () => {
  const known = mostUsed([whisper, row(2, 'Whisper', '0xb', 3), row(3, 'unused', '0xa', 0)]);

  test('is one by somebody else, later, with fewer payers, that looks the same', () => {
    expect(olderTwin(known, row(9, 'whіsper', '0xc', 0))).toBe(whisper.listing);
    expect(olderTwin(known, row(2, 'Whisper', '0xb', 3))).toBe(whisper.listing);
  });

  test.each([
    ['the same author', row(9, 'whisper', '0xa', 0)],
    ['an earlier listing', row(0, 'whisper', '0xc', 0)],
    ['one that more people use', row(9, 'whisper', '0xc', 41)],
    ['another name', row(9, 'whisper-2', '0xc', 0)],
    ['a name without letters', row(9, '--', '0xc', 0)],
  ])('is not one of %s', (_, other) => {
    expect(olderTwin(known, other)).toBeUndefined();
  });

  test('has nothing to gain from what nobody uses', () => {
    expect(olderTwin(known, row(9, 'unused', '0xc', 0))).toBeUndefined();
  });
});
