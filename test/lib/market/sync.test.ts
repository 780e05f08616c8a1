// The cache of calls: complete after any crash, shared by tabs, honest about what it cannot know.
import { describe, expect, it } from 'vitest';
import { createProcessLocks } from '../../../src/lib/blobs/locks.ts';
import { createMemoryStore } from '../../../src/lib/blobs/stores.ts';
import { createHistorySource } from '../../../src/lib/chain/history.ts';
import { openHistory, type CallHistory } from '../../../src/lib/market/sync.ts';
import type { MarketStore } from '../../../src/lib/market/sync-ports.ts';
import type { CalledEvent } from '../../../src/lib/model/listing.ts';
import { createWorld } from './history-world.ts';
import { callNumber, fakeSource, manyCalls, type FakeSource } from './sync-source.ts';

const MINUTE = 60_000;
const plain = ({ commitment: _, ...call }: CalledEvent) => call;
const stored = (history: CallHistory) => [...history.calls()];

function open(
  store: MarketStore,
  source: FakeSource,
  options: { now?: () => number; locks?: ReturnType<typeof createProcessLocks> } = {},
) {
  const { now = () => 1_000_000 + 10 ** 9, locks = createProcessLocks() } = options;
  return openHistory(store, { source, locks, scope: 'p', now });
}

describe('a first visit', () => {
  it('begins with nothing, and knows every call afterwards', async () => {
    const source = fakeSource(manyCalls(9500));
    const history = await open(createMemoryStore(), source);
    expect(history.table.size).toBe(0);
    expect(history.complete).toBe(false);
    const progress: number[] = [];
    await history.sync({ onProgress: ({ calls }) => progress.push(calls) });
    expect(stored(history)).toEqual(source.log.map(plain));
    expect(history).toMatchObject({ complete: true, knownSinceMs: 0 });
    expect(progress).toEqual([1000, 2000, 3000, 4000, 5000, 6000, 7000, 8000, 9000, 9500]);
  });

  it('stores what was read before it was stopped, and goes on from there', async () => {
    const store = createMemoryStore();
    const source = fakeSource(manyCalls(5000));
    const abort = new AbortController();
    const first = await open(store, source);
    const sync = first.sync({
      signal: abort.signal,
      onProgress: ({ calls }) => calls === 3000 && abort.abort(),
    });
    await expect(sync).rejects.toMatchObject({ name: 'AbortError' });
    const second = await open(store, source);
    expect(second.table.size).toBe(3000);
    expect(second.complete).toBe(false);
    source.asked.calls = 0;
    await second.sync();
    expect(source.asked.calls).toBe(2);
    expect(stored(second)).toEqual(source.log.map(plain));
  });
});

describe('a later visit', () => {
  it('has everything at once, and asks only for what is new', async () => {
    const store = createMemoryStore();
    const source = fakeSource(manyCalls(4500));
    await (await open(store, source)).sync();
    const history = await open(store, source);
    expect(stored(history)).toEqual(source.log.map(plain));
    source.log = manyCalls(4600);
    source.asked.calls = 0;
    await history.sync();
    expect(source.asked.calls).toBe(1);
    expect(stored(history)).toEqual(source.log.map(plain));
    expect(stored(await open(store, source))).toEqual(source.log.map(plain));
  });

  it('knows digests and names of any kind again', async () => {
    const odd = {
      ...callNumber(3),
      digest: 'not base58!',
      payer: 'payer',
      model: 'Modèle',
      price: 2n ** 64n - 1n,
    };
    const store = createMemoryStore();
    await (await open(store, fakeSource([callNumber(1), odd, callNumber(2)]))).sync();
    const again = await open(store, fakeSource([]));
    expect(stored(again)).toEqual([callNumber(1), odd, callNumber(2)].map(plain));
  });

  it('begins anew where what is stored is damaged', async () => {
    const store = createMemoryStore();
    const source = fakeSource(manyCalls(5000));
    await (await open(store, source)).sync();
    const chunk = (await store.keys()).find((key) => key.endsWith('/1'))!;
    await store.set(chunk, new Uint8Array(100));
    const history = await open(store, source);
    expect(history.table.size).toBe(0);
    await history.sync();
    expect(stored(await open(store, source))).toEqual(source.log.map(plain));
    expect(await store.keys()).not.toContain(chunk);
  });
});

describe('a crash', () => {
  /** A store whose tab dies at the write with this number. */
  function dyingAt(store: MarketStore, writes: number): MarketStore {
    return {
      ...store,
      async set(key, value) {
        if (writes-- <= 0) throw new Error('the tab is gone');
        await store.set(key, value);
      },
    };
  }

  it('between any two writes loses no call and doubles none', async () => {
    const source = fakeSource(manyCalls(6000), { page: 700 });
    const store = createMemoryStore();
    let crashes = 0;
    // Each visit gets a little further: it dies one write later than the one before.
    for (let writes = 0; ; writes++) {
      const history = await open(dyingAt(store, writes), source);
      expect(stored(history)).toEqual(source.log.slice(0, history.table.size).map(plain));
      try {
        await history.sync();
        break;
      } catch (error) {
        expect(error).toMatchObject({ message: 'the tab is gone' });
        crashes += 1;
      }
    }
    expect(crashes).toBeGreaterThan(4);
    expect(stored(await open(store, source))).toEqual(source.log.map(plain));
  });

  it('of the store in mid-visit is made good by the next sync of the same page', async () => {
    const source = fakeSource(manyCalls(3000));
    const store = createMemoryStore();
    let full = false;
    const history = await open(
      {
        ...store,
        set: (key, value) => (full ? Promise.reject(new Error('quota')) : store.set(key, value)),
      },
      source,
    );
    const sync = history.sync({ onProgress: ({ calls }) => (full = calls === 2000) });
    await expect(sync).rejects.toThrow('quota');
    full = false;
    await history.sync();
    expect(stored(history)).toEqual(source.log.map(plain));
    expect(stored(await open(store, source))).toEqual(source.log.map(plain));
  });
});

describe('two tabs', () => {
  it('share the work: no page is read twice, and both know everything', async () => {
    const source = fakeSource(manyCalls(30_000));
    const [store, locks] = [createMemoryStore(), createProcessLocks()];
    const [one, two] = [await open(store, source, { locks }), await open(store, source, { locks })];
    await Promise.all([one.sync(), two.sync()]);
    expect(stored(one)).toEqual(source.log.map(plain));
    expect(stored(two)).toEqual(source.log.map(plain));
    // 30 pages, and one look of the second tab at the end.
    expect(source.asked.calls).toBeLessThanOrEqual(32);
  });

  it('do not mind if one of them clears the store', async () => {
    const source = fakeSource(manyCalls(2000));
    const store = createMemoryStore();
    const history = await open(store, source);
    await history.sync();
    for (const key of await store.keys()) await store.delete(key);
    source.log = manyCalls(2500);
    await history.sync();
    expect(stored(history)).toEqual(source.log.map(plain));
    expect(stored(await open(store, source))).toEqual(source.log.map(plain));
  });
});

describe('pruned history', () => {
  it('is unknown, not empty', async () => {
    const source = fakeSource(manyCalls(100), { lowest: 40, sinceMs: callNumber(40).atMs });
    const history = await open(createMemoryStore(), source, { now: () => callNumber(100).atMs });
    await history.sync();
    expect(history.table.size).toBe(60);
    expect(history.knownSinceMs).toBe(callNumber(40).atMs);
    expect(history.known).toEqual([{ fromMs: callNumber(40).atMs, untilMs: callNumber(100).atMs }]);
  });

  it('that was pruned since the last visit leaves a gap that is told', async () => {
    const store = createMemoryStore();
    const source = fakeSource(manyCalls(100));
    await (await open(store, source, { now: () => callNumber(100).atMs })).sync();
    source.log = manyCalls(300);
    [source.lowest, source.sinceMs] = [200, callNumber(200).atMs];
    const history = await open(store, source, { now: () => callNumber(300).atMs });
    await history.sync();
    expect(stored(history)).toEqual([...manyCalls(100), ...manyCalls(100, 200)].map(plain));
    expect(history.known).toEqual([
      { fromMs: 0, untilMs: callNumber(100).atMs },
      { fromMs: callNumber(200).atMs, untilMs: callNumber(300).atMs },
    ]);
    expect(history.knownSinceMs).toBe(callNumber(200).atMs);
  });

  it('is filled in when a deeper source is found, without doubling a call', async () => {
    const store = createMemoryStore();
    const node = fakeSource(manyCalls(5000), { lowest: 3000, sinceMs: callNumber(3000).atMs });
    await (await open(store, node, { now: () => callNumber(5000).atMs })).sync();
    const archive = fakeSource(manyCalls(5000), { kind: 'archive' });
    const history = await open(store, archive, { now: () => callNumber(5001).atMs });
    await history.sync();
    expect(history.known).toEqual([{ fromMs: 0, untilMs: callNumber(5001).atMs }]);
    const rows = [...history.table.rows()].map((row) => history.table.call(row));
    expect(rows).toEqual(archive.log.map(plain));
  });

  it('does not send a visitor back to the start for a day more or less', async () => {
    const store = createMemoryStore();
    const source = fakeSource(manyCalls(3000), { sinceMs: 10 * MINUTE });
    await (await open(store, source)).sync();
    [source.sinceMs, source.asked.calls] = [5 * MINUTE, 0];
    await (await open(store, source)).sync();
    expect(source.asked.calls).toBe(1);
  });
});

describe('another source', () => {
  it('that refuses our cursor is read from its beginning, once', async () => {
    const store = createMemoryStore();
    await (await open(store, fakeSource(manyCalls(2500)))).sync();
    const other = fakeSource(manyCalls(2600), { kind: 'indexer' });
    const history = await open(store, other);
    await history.sync();
    expect(stored(history)).toEqual(other.log.map(plain));
    other.asked.calls = 0;
    await (await open(store, other)).sync();
    expect(other.asked.calls).toBe(1);
  });

  it('that stands still is not asked for ever', async () => {
    const source = fakeSource(manyCalls(10), {
      calls: async () => ({ items: [], cursor: 'x', hasMore: true }),
    });
    const history = await open(createMemoryStore(), source);
    await expect(history.sync()).rejects.toMatchObject({ code: 'market/no-progress' });
  });
});

describe('funding', () => {
  const gift = (from: string, to: string, atMs = 5) => ({
    from,
    to,
    amount: 9n,
    coin: 'c',
    atMs,
    digest: 'd',
  });

  it('is asked once for each address, and there at once on the next visit', async () => {
    const store = createMemoryStore();
    const source = fakeSource([]);
    const payers = Array.from({ length: 700 }, (_, i) => `0x${i}`);
    source.gifts.set(
      '0xrich',
      payers.map((payer) => gift('0xrich', payer)),
    );
    const { funding } = await open(store, source);
    let done = 0;
    await funding.ask([...payers, ...payers], { onProgress: (count) => (done = count) });
    expect(done).toBe(700);
    const again = (await open(store, source)).funding;
    expect(again.size).toBe(700);
    expect(again.get('0x699')).toMatchObject({ first: gift('0xrich', '0x699'), knownSinceMs: 0 });
    await again.ask(payers);
    expect(source.asked.funding).toHaveLength(700);
  });

  it('that is unknown is asked for again later, and when history goes deeper', async () => {
    let now = 0;
    const source = fakeSource([], { sinceMs: 10 * 86_400_000 });
    const { funding } = await open(createMemoryStore(), source, { now: () => now });
    await funding.ask(['0xa']);
    await funding.ask(['0xa']);
    expect(source.asked.funding).toHaveLength(1);
    now = 2 * 3_600_000;
    source.gifts.set('0xb', [gift('0xb', '0xa')]);
    await funding.ask(['0xa']);
    expect(funding.get('0xa')).toMatchObject({ first: { from: '0xb' }, knownSinceMs: 10 * 86_400_000 });
    now = 10 * 3_600_000;
    await funding.ask(['0xa']);
    expect(source.asked.funding).toHaveLength(2);
    source.sinceMs = 0;
    await funding.ask(['0xa']);
    expect(funding.get('0xa')?.knownSinceMs).toBe(0);
    expect(source.asked.funding).toHaveLength(3);
  });

  it('that was answered is kept when a later question fails', async () => {
    const store = createMemoryStore();
    const source = fakeSource([]);
    const ask = source.firstFundings;
    source.firstFundings = (addresses, options) =>
      addresses.includes('0x50') ? Promise.reject(new Error('gone')) : ask(addresses, options);
    const { funding } = await open(store, source);
    const addresses = Array.from({ length: 60 }, (_, i) => `0x${i}`);
    await expect(funding.ask(addresses)).rejects.toThrow('gone');
    // All but those that were asked for in the same breath.
    const kept = (await open(store, source)).funding;
    expect(addresses.filter((address) => kept.get(address) === undefined)).toContain('0x50');
    expect(kept.size).toBe(52);
  });
});

it('a real chain is cached as it is', async () => {
  const world = await createWorld({ scanLimit: 4 });
  const [author, payer] = [world.person(), world.person()];
  await world.fund(author);
  await world.fund(payer);
  const listing = await world.list(author);
  const first = await world.pay(payer, listing, { calls: 2 });
  const store = createMemoryStore();
  const options = {
    source: createHistorySource(world.chain.rpc, world.chain.packageId),
    locks: createProcessLocks(),
    scope: world.chain.packageId,
  };
  await (await openHistory(store, options)).sync();
  const second = await world.pay(author, listing);
  const history = await openHistory(store, options);
  expect(history.table.size).toBe(2);
  await history.sync();
  const events = [...(await world.chain.called(first)), ...(await world.chain.called(second))];
  expect(stored(history)).toEqual(events.map(plain));
  await history.funding.ask([payer.address]);
  expect(history.funding.get(payer.address)?.first?.from).toBe(world.devnet.ledger.faucetAddress);
});
