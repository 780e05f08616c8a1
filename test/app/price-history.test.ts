import { expect, test } from 'vitest';
import { priceHistory } from '../../src/app/state/price-history.ts';

test('a price history begins with the listing and goes on with each change; other changes do not count', () => {
  expect(
    priceHistory([
      { kind: 'listed', atMs: 10, digest: 'a', author: '0x1', price: 4n },
      { kind: 'active', atMs: 20, digest: 'b', active: false },
      { kind: 'price', atMs: 30, digest: 'c', from: 4n, to: 7n },
      { kind: 'price', atMs: 40, digest: 'd', from: 7n, to: 0n },
    ]),
  ).toEqual([
    { atMs: 10, price: 4n },
    { atMs: 30, price: 7n },
    { atMs: 40, price: 0n },
  ]);
});

test('where the listing is no longer known, the first known change begins it', () => {
  expect(priceHistory([{ kind: 'price', atMs: 30, digest: 'c', from: 4n, to: 7n }])).toEqual([
    { atMs: 30, price: 7n },
  ]);
});
