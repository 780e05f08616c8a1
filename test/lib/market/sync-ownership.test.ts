// Who answered for a model when: from the events, and from the listing where history forgot.
import { describe, expect, it } from 'vitest';
import { createProcessLocks } from '../../../src/lib/blobs/locks.ts';
import { createMemoryStore } from '../../../src/lib/blobs/stores.ts';
import { authorshipsOf, openOwnership } from '../../../src/lib/market/sync-ownership.ts';
import type { OwnershipEvent } from '../../../src/lib/model/history.ts';
import { fakeSource } from './sync-source.ts';

const of = (model: string, atMs: number) => ({ model, atMs, digest: `d${atMs}` });
const listedBy = (model: string, atMs: number, author: string, payout = author): OwnershipEvent => {
  return { kind: 'listed', author, payout, price: 1n, ...of(model, atMs) };
};
const handed = (model: string, atMs: number, from: string, to: string): OwnershipEvent => {
  return { kind: 'hand-over', from, to, ...of(model, atMs) };
};
const paid = (model: string, atMs: number, from: string, to: string): OwnershipEvent => {
  return { kind: 'payout', from, to, ...of(model, atMs) };
};
const today = (id: string, author: string, payout = author) => ({ id, author, payout, listedMs: 10 });

describe('authorships', () => {
  it('follow every change of author and payout; the new author is paid from then on', () => {
    const events = [
      listedBy('m', 10, 'anna', 'purse'),
      paid('m', 20, 'purse', 'other'),
      handed('m', 30, 'anna', 'bert'),
    ];
    expect(authorshipsOf(events, [today('m', 'bert')])).toEqual([
      { model: 'm', author: 'anna', payout: 'purse', atMs: 10 },
      { model: 'm', author: 'anna', payout: 'other', atMs: 20 },
      { model: 'm', author: 'bert', payout: 'bert', atMs: 30 },
    ]);
  });

  it('begin with whom the first known change took the model from, where the listing is forgotten', () => {
    expect(authorshipsOf([handed('m', 30, 'anna', 'bert')], [today('m', 'bert')])).toEqual([
      { model: 'm', author: 'anna', payout: 'anna', atMs: 10 },
      { model: 'm', author: 'bert', payout: 'bert', atMs: 30 },
    ]);
    expect(authorshipsOf([paid('m', 30, 'old', 'new')], [today('m', 'anna', 'new')])[0]).toEqual({
      model: 'm',
      author: 'anna',
      payout: 'old',
      atMs: 10,
    });
    expect(authorshipsOf([], [today('m', 'anna', 'purse')])).toEqual([
      { model: 'm', author: 'anna', payout: 'purse', atMs: 10 },
    ]);
  });
});

describe('the log of events', () => {
  const many = Array.from({ length: 3000 }, (_, i) => listedBy(`m${i}`, i, `a${i % 7}`));
  const listings = many.map(({ model }) => today(model, 'today'));
  const open = (store: ReturnType<typeof createMemoryStore>, source: ReturnType<typeof fakeSource>) =>
    openOwnership(store, { source, locks: createProcessLocks(), scope: 'p' });
  const authors = (events: readonly { author: string }[]) => events.map(({ author }) => author);

  it('is read once, found again, and continued, by several tabs', async () => {
    const store = createMemoryStore();
    const source = fakeSource([], { owners: many.slice(0, 2500) });
    const one = await open(store, source);
    await one.sync();
    expect(one.size).toBe(2500);
    const two = await open(store, source);
    expect(two.size).toBe(2500);
    source.owners = many;
    await two.sync();
    await one.sync();
    for (const tab of [one, two, await open(store, source)]) {
      expect(authors(tab.authorships(listings))).toEqual(many.map((_, i) => `a${i % 7}`));
    }
  });

  it('begins anew for another source, and after the store was cleared', async () => {
    const store = createMemoryStore();
    await (await open(store, fakeSource([], { owners: many.slice(0, 5) }))).sync();
    const other = await open(store, fakeSource([], { owners: many.slice(0, 3), kind: 'indexer' }));
    await other.sync();
    expect(other.size).toBe(3);
    for (const key of await store.keys()) await store.delete(key);
    await other.sync();
    expect(other.size).toBe(3);
  });
});
