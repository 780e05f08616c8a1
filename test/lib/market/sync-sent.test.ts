// Transfers out of wallets that matter: read in full, kept, continued, and never read for nothing.
import { expect, it } from 'vitest';
import { createProcessLocks } from '../../../src/lib/blobs/locks.ts';
import { createMemoryStore } from '../../../src/lib/blobs/stores.ts';
import { openSent } from '../../../src/lib/market/sync-sent.ts';
import type { MarketStore } from '../../../src/lib/market/sync-ports.ts';
import type { Transfer } from '../../../src/lib/model/history.ts';
import { fakeSource, SUI_COIN, type FakeSource } from './sync-source.ts';

const gift = (from: string, n: number): Transfer => {
  return { from, to: `0x${n}`, amount: BigInt(n), coin: SUI_COIN, atMs: n, digest: `d${n}` };
};
const gifts = (from: string, count: number) => Array.from({ length: count }, (_, i) => gift(from, i));

function open(store: MarketStore, source: FakeSource, maxPages?: number) {
  const limits = maxPages === undefined ? {} : { maxPages };
  return openSent(store, { source, locks: createProcessLocks(), scope: 'p', now: () => 7, ...limits });
}

it('is read page by page, as far as one go reaches, and continued', async () => {
  const store = createMemoryStore();
  const source = fakeSource([]);
  source.gifts.set('0xa', gifts('0xa', 450));
  const brief = await open(store, source, 1);
  await brief.ask(new Map([['0xa', 1]]));
  expect(brief.known.get('0xa')).toMatchObject({ items: gifts('0xa', 200), complete: false, mark: 1 });
  const whole = await open(store, source);
  expect(whole.known.get('0xa')?.items).toHaveLength(200);
  await whole.ask(new Map([['0xa', 2]]));
  expect(whole.known.get('0xa')).toMatchObject({ items: gifts('0xa', 450), complete: true, mark: 2 });
  source.gifts.get('0xa')!.push(gift('0xa', 450));
  const later = await open(store, source);
  await later.ask(new Map([['0xa', 3]]));
  expect(later.known.get('0xa')?.items).toEqual(gifts('0xa', 451));
});

it('keeps many addresses apart, and what was read before one failed', async () => {
  const store = createMemoryStore();
  const source = fakeSource([]);
  const addresses = Array.from({ length: 100 }, (_, i) => `0x${i}`);
  for (const address of addresses) source.gifts.set(address, gifts(address, 3));
  const read = source.transfersFrom;
  source.transfersFrom = (address, options) =>
    address === '0x50' ? Promise.reject(new Error('gone')) : read(address, options);
  const sent = await open(store, source);
  const marks = new Map(addresses.map((address) => [address, 0]));
  await expect(sent.ask(marks)).rejects.toThrow('gone');
  const again = await open(store, source);
  expect(again.known.size).toBe(99);
  for (const [address, { items }] of again.known) expect(items).toEqual(gifts(address, 3));
});

it('says when an answer changed, and only then', async () => {
  const source = fakeSource([]);
  source.gifts.set('0xa', gifts('0xa', 3));
  const sent = await open(createMemoryStore(), source);
  await sent.ask(new Map([['0xa', 1]]));
  const { revision } = sent;
  await sent.ask(new Map([['0xa', 2]]));
  expect(sent.revision).toBe(revision);
  source.gifts.get('0xa')!.push(gift('0xa', 9));
  await sent.ask(new Map([['0xa', 3]]));
  expect(sent.revision).toBeGreaterThan(revision);
});

it('of another source begins anew', async () => {
  const store = createMemoryStore();
  const source = fakeSource([]);
  source.gifts.set('0xa', gifts('0xa', 5));
  await (await open(store, source)).ask(new Map([['0xa', 1]]));
  const { FloeError } = await import('../../../src/lib/errors.ts');
  const other = fakeSource([]);
  other.transfersFrom = async (_, { cursor }) => {
    if (cursor !== undefined) throw new FloeError('chain/rejected', 'no cursor of ours');
    return { items: gifts('0xa', 6), cursor: 'x', hasMore: false };
  };
  const sent = await open(store, other);
  await sent.ask(new Map([['0xa', 2]]));
  expect(sent.known.get('0xa')?.items).toEqual(gifts('0xa', 6));
});
