// The cache of listings: there at once, complete after a sync, and never behind the chain's changes.
import { beforeAll, describe, expect, it } from 'vitest';
import { createProcessLocks } from '../../../src/lib/blobs/locks.ts';
import { createMemoryStore } from '../../../src/lib/blobs/stores.ts';
import { createListingSource } from '../../../src/lib/chain/history-listings.ts';
import { FloeError } from '../../../src/lib/errors.ts';
import { openListingIndex, type ListingProgress } from '../../../src/lib/market/listing-index.ts';
import type { ListingSource } from '../../../src/lib/model/listing-source.ts';
import type { MarketStore } from '../../../src/lib/market/sync-ports.ts';
import type { Listing } from '../../../src/lib/model/listing.ts';
import { createWorld, type Person, type World } from './history-world.ts';
import { id, SUI_COIN } from './sync-source.ts';

export function listingNumber(index: number, changes: Partial<Listing> = {}): Listing {
  return {
    id: id(1000 + index),
    index,
    author: id(7),
    payout: id(7),
    price: BigInt(index),
    coin: SUI_COIN,
    active: true,
    head: 1,
    name: `Model ${index}`,
    summary: '',
    task: 'text-classification',
    runtime: 'onnx',
    license: 'mit',
    tags: ['one', 'two'],
    sealed: false,
    bytes: 1000,
    meters: [id(5)],
    listedMs: index,
    ...changes,
  };
}

interface FakeListings extends ListingSource {
  listings: Listing[];
  /** Ids of changed models; a cursor is a place in it. */
  log: string[];
  sinceMs: number;
  asked: { range: [number, number][]; many: string[][] };
  change(index: number, changes: Partial<Listing>): void;
}

function fakeListings(count: number, options: Partial<FakeListings> = {}): FakeListings {
  const source: FakeListings = {
    listings: Array.from({ length: count }, (_, index) => listingNumber(index)),
    log: [],
    sinceMs: 0,
    asked: { range: [], many: [] },
    change(index, changes) {
      source.listings[index] = { ...source.listings[index]!, ...changes };
      source.log.push(source.listings[index]!.id);
    },
    count: async () => source.listings.length,
    async range(start, end) {
      await Promise.resolve();
      source.asked.range.push([start, end]);
      return source.listings.slice(start, end).toReversed();
    },
    async getMany(ids) {
      source.asked.many.push(ids);
      return source.listings.filter((listing) => ids.includes(listing.id));
    },
    async changes({ cursor, limit }) {
      const start = Number(cursor);
      const items = source.log.slice(start, start + limit);
      const end = start + items.length;
      return { items, cursor: String(end), hasMore: end < source.log.length };
    },
    tip: async () => String(source.log.length),
    knownSinceMs: async () => source.sinceMs,
    ...options,
  };
  return source;
}

function open(store: MarketStore, source: ListingSource, locks = createProcessLocks()) {
  return openListingIndex(store, { source, locks, scope: 'p', now: () => 5_000 });
}

describe('listings', () => {
  it('come newest first, and are all there on the next visit', async () => {
    const store = createMemoryStore();
    const source = fakeListings(3000);
    const index = await open(store, source);
    const reports: ListingProgress[] = [];
    await index.sync({ onProgress: (progress) => reports.push(progress) });
    expect(index.all()).toEqual(source.listings);
    expect(index.syncedMs).toBe(5000);
    expect(reports[0]).toMatchObject({ total: 3000 });
    expect(Math.min(...reports[0]!.changed.map((listing) => listing.index))).toBeGreaterThan(1900);
    expect(reports.at(-1)).toMatchObject({ fresh: 3000, total: 3000 });
    expect(reports.flatMap(({ changed }) => changed)).toHaveLength(3000);
    const again = await open(store, source);
    expect(again.all()).toEqual(source.listings);
    expect(again.get(id(1000 + 17))).toEqual(source.listings[17]);
  });

  it('that are new or changed are read again, and no others', async () => {
    const store = createMemoryStore();
    const source = fakeListings(600);
    await (await open(store, source)).sync();
    source.listings.push(listingNumber(600));
    source.change(3, { price: 77n });
    source.change(300, { active: false });
    source.change(3, { price: 78n });
    source.asked.range = [];
    const index = await open(store, source);
    const changed: Listing[] = [];
    await index.sync({ onProgress: (progress) => changed.push(...progress.changed) });
    expect(source.asked).toEqual({ range: [[600, 601]], many: [[id(1003), id(1300)]] });
    expect(changed.map(({ index }) => index)).toEqual([600, 3, 300]);
    expect(index.all()).toEqual(source.listings);
    expect((await open(store, source)).all()).toEqual(source.listings);
  });

  it('that change while they are read end up as the chain has them', async () => {
    const source = fakeListings(1500);
    const range = source.range;
    source.range = async (start, end, options) => {
      const read = await range(start, end, options);
      source.change(start, { name: `Renamed ${start}` });
      return read;
    };
    const index = await open(createMemoryStore(), source);
    await index.sync();
    expect(index.all()).toEqual(source.listings);
    expect(index.get(id(1256))?.name).toBe('Renamed 256');
  });

  it('are all read again when changes may have been missed', async () => {
    const store = createMemoryStore();
    const source = fakeListings(500);
    await (await open(store, source)).sync();
    source.listings[9] = listingNumber(9, { price: 1_000_000n });
    source.sinceMs = 6000;
    const index = await open(store, source);
    expect(index.get(id(1009))?.price).toBe(9n);
    // Our clock is behind the node's pruning: that must not make every turn begin anew.
    await index.sync();
    expect(index.all()).toEqual(source.listings);
  });

  it('are all read again when the node does not know the cursor', async () => {
    const store = createMemoryStore();
    const source = fakeListings(300);
    await (await open(store, source)).sync();
    const other = fakeListings(300);
    other.change(5, { price: 5555n });
    const { changes } = other;
    let refused = 0;
    other.changes = (options) => {
      if (options.cursor !== '0') return changes(options);
      refused += 1;
      return Promise.reject(new FloeError('chain/rejected', 'no cursor of ours'));
    };
    const index = await open(store, other);
    await index.sync();
    expect(refused).toBe(1);
    expect(index.all()).toEqual(other.listings);
  });

  it('are all read again when they were stored with fewer fields', async () => {
    const store = createMemoryStore();
    const source = fakeListings(300);
    await (await open(store, source)).sync();
    for (const key of await store.keys()) {
      const value = await store.get<object | Partial<Listing>[]>(key);
      const old = Array.isArray(value)
        ? value.map(({ tags: _, license: __, sealed: ___, ...rest }: Partial<Listing>) => rest)
        : { ...value, format: 1 };
      await store.set(key, old);
    }
    const index = await open(store, source);
    expect(index.size).toBe(0);
    await index.sync();
    expect(index.all()).toEqual(source.listings);
    expect((await open(store, source)).all()).toEqual(source.listings);
  });

  it.each<[string, Partial<Listing>]>([
    ['licence', { license: 'gpl-3.0' }],
    ['tags', { tags: ['two', 'one'] }],
    ['sealing', { sealed: true }],
  ])('whose %s changed are told of', async (_, change) => {
    const source = fakeListings(3);
    const index = await open(createMemoryStore(), source);
    await index.sync();
    source.change(1, change);
    const changed: Listing[] = [];
    await index.sync({ onProgress: (progress) => changed.push(...progress.changed) });
    expect(changed).toEqual([source.listings[1]]);
    expect(index.get(source.listings[1]!.id)).toMatchObject(change);
  });

  it('survive a crash between any two writes', async () => {
    const store = createMemoryStore();
    const source = fakeListings(1200);
    for (let writes = 0, done = false; !done; writes++) {
      let left = writes;
      const dying: MarketStore = {
        ...store,
        set: (key, value) =>
          left-- <= 0 ? Promise.reject(new Error('the tab is gone')) : store.set(key, value),
      };
      const index = await open(dying, source);
      source.change(writes % 1200, { price: BigInt(10_000 + writes) });
      done = await index.sync().then(
        () => true,
        () => false,
      );
    }
    expect((await open(store, source)).all()).toEqual(source.listings);
  });

  it('are read by two tabs together, each chunk by one', async () => {
    const [store, locks] = [createMemoryStore(), createProcessLocks()];
    const source = fakeListings(4000);
    const [one, two] = [await open(store, source, locks), await open(store, source, locks)];
    await Promise.all([one.sync(), two.sync()]);
    expect(one.all()).toEqual(source.listings);
    expect(two.all()).toEqual(source.listings);
    expect(source.asked.range).toHaveLength(16);
  });
});

describe('a real chain', () => {
  let world: World;
  let author: Person;
  let source: ListingSource;

  beforeAll(async () => {
    world = await createWorld();
    author = world.person();
    await world.fund(author);
    for (const name of ['One', 'Two', 'Three']) await world.list(author, name);
    source = createListingSource(world.chain.rpc, world.chain.packageId, world.chain);
  });

  it('without any listing has none', async () => {
    const empty = await createWorld();
    const index = await open(
      createMemoryStore(),
      createListingSource(empty.chain.rpc, empty.chain.packageId, empty.chain),
    );
    await index.sync();
    expect(index.all()).toEqual([]);
    expect(index.syncedMs).toBe(5000);
    const first = empty.person();
    await empty.fund(first);
    const listing = await empty.list(first);
    await empty.chain.update(first, (await empty.chain.owned(first.address))[0]!, {
      kind: 'price',
      price: 3n,
    });
    await index.sync();
    expect(index.all()).toEqual([{ ...listing, price: 3n }]);
  });

  it('tells of every kind of change', async () => {
    const store = createMemoryStore();
    const index = await open(store, source);
    await index.sync();
    expect(index.all().map(({ name }) => name)).toEqual(['One', 'Two', 'Three']);
    const target = (await world.chain.owned(author.address)).find(
      ({ model }) => model === index.all()[0]!.id,
    )!;
    const changed: Listing[] = [];
    const read = async () => {
      await index.sync({ onProgress: (progress) => changed.push(...progress.changed) });
      return index.get(target.model);
    };
    await world.chain.update(author, target, { kind: 'price', price: 42n });
    expect(await read()).toMatchObject({ price: 42n });
    await world.chain.update(author, target, { kind: 'active', active: false });
    expect(await read()).toMatchObject({ active: false });
    const texts = { name: 'Uno', summary: 's', task: 'other', license: 'gpl-3.0', tags: ['two', 'three'] };
    await world.chain.update(author, target, { kind: 'texts', ...texts });
    expect(await read()).toMatchObject(texts);
    const tx = world.chain.newTransaction();
    const blob = 'A'.repeat(43);
    world.chain.addVersion(tx, target, {
      manifestBlobId: blob,
      manifestHash: new Uint8Array(32),
      partBlobIds: [blob],
      bytes: 99,
    });
    await world.chain.executor.run(author, tx);
    expect(await read()).toMatchObject({ head: 2, bytes: 99 });
    const other = world.person();
    await world.chain.update(author, target, { kind: 'payout', payout: other.address });
    expect(await read()).toMatchObject({ payout: other.address });
    await world.chain.update(author, target, { kind: 'hand-over', to: other.address });
    expect(await read()).toMatchObject({ author: other.address });
    expect(changed).toHaveLength(6);
    expect(await world.chain.get(target.model)).toEqual(index.get(target.model));
    expect((await open(store, source)).get(target.model)).toEqual(index.get(target.model));
  });
});
