// Verified files are kept by content, found again, shared, refetched when damaged, and never stand in the way.
import 'fake-indexeddb/auto';
import { describe, expect, test } from 'vitest';
import { createProcessLocks, createWebLocks, type Locks } from '../../../src/lib/blobs/locks.ts';
import { createReader } from '../../../src/lib/blobs/reader.ts';
import { createIdbStore, createMemoryStore } from '../../../src/lib/blobs/stores.ts';
import type { KeyValueStore } from '../../../src/lib/blobs/types.ts';
import { createWeights } from '../../../src/lib/blobs/weights.ts';
import { toHex } from '../../../src/lib/model/hex.ts';
import { serveAggregator } from './loopback.ts';
import { noise } from './noise.ts';
import { bytesOf, MANIFEST_ID, partId, testVersion, type TestVersion } from './publication.ts';

const SHARED = noise(40_000, 9);
const FILES = { 'model.onnx': noise(50_000), 'shared.bin': SHARED, 'empty.txt': new Uint8Array(0) };
const TIMEOUTS = { firstByteMs: 10_000, stallMs: 10_000 };
/** Small, so that files have several parts: 50,000 bytes are three and a bit. */
const CACHE_PART_BYTES = 16_000;

let databases = 0;
const stores: [string, () => KeyValueStore][] = [
  ['IndexedDB', () => createIdbStore(`floe-test-${databases++}`)],
  ['memory', createMemoryStore],
];

async function setUp(
  published: TestVersion,
  options: { store?: KeyValueStore; locks?: Locks; now?: () => number } = {},
) {
  const faults: Parameters<typeof serveAggregator>[1] = {};
  const server = await serveAggregator(published.blobs, faults);
  const store = options.store ?? createMemoryStore();
  // A tab: a reader and weights of its own over shared storage.
  const tab = () =>
    createWeights({
      reader: createReader({ aggregators: [server.url], timeouts: TIMEOUTS }),
      store,
      locks: options.locks ?? createProcessLocks(),
      cachePartBytes: CACHE_PART_BYTES,
      ...(options.now ? { now: options.now } : {}),
    });
  return { faults, server, store, tab };
}

/** A store that runs out of room after so many bytes of Blobs, with the error a browser gives. */
function limited(store: KeyValueStore, limit: number, name = 'QuotaExceededError'): KeyValueStore {
  let used = 0;
  return {
    ...store,
    async set(key, value) {
      if (value instanceof Blob) used += value.size;
      if (used > limit) throw new DOMException('no room', name);
      return store.set(key, value);
    },
  };
}

describe.each(stores)('in %s', (_, createStore) => {
  test('files are downloaded once, then read without the network', async () => {
    const published = await testVersion(FILES);
    const { server, tab } = await setUp(published, { store: createStore() });
    const first = tab();
    const manifest = await first.manifest(published.version);
    expect(await first.isCached(manifest)).toBe(false);
    const loaded = await first.load(published.version, manifest, { name: 'M' });
    expect(loaded.storage).toBe('stored');
    expect(await bytesOf(loaded.files)).toEqual(FILES);
    expect(await first.isCached(manifest)).toBe(true);
    const requests = server.log.length;

    const later = tab();
    const again = await later.load(published.version, await later.manifest(published.version), { name: 'M' });
    expect(again.storage).toBe('cached');
    expect(await bytesOf(again.files)).toEqual(FILES);
    expect(server.log.length).toBe(requests);
  });

  test('a damaged part is noticed and its file fetched again', async () => {
    const published = await testVersion(FILES);
    const { server, store, tab } = await setUp(published, { store: createStore() });
    await tab().load(published.version, published.manifest, { name: 'M' });
    const { sha256 } = published.manifest.files.find((file) => file.path === 'model.onnx')!;
    const damages: [string, unknown][] = [
      [`part/${sha256}/1`, new Blob([new Uint8Array(CACHE_PART_BYTES)])],
      [`part/${sha256}/1`, new Blob(['short'])],
      [`part/${sha256}/1`, undefined],
      [`file/${sha256}`, { bytes: 50_000, parts: [] }],
      [`file/${sha256}`, undefined],
    ];
    for (const [key, value] of damages) {
      await store.set(key, value);
      const requests = server.log.length;
      const { files, storage } = await tab().load(published.version, published.manifest, { name: 'M' });
      expect(storage).toBe('stored');
      expect(await bytesOf(files)).toEqual(FILES);
      expect(server.log.length).toBe(requests + 1);
      expect((await tab().load(published.version, published.manifest, { name: 'M' })).storage).toBe('cached');
    }
  });

  test('is listed by last use, and forgetting leaves nothing behind', async () => {
    const published = await testVersion(FILES, { model: '0xaa' });
    let clock = 1_000;
    const { store, tab } = await setUp(published, { store: createStore(), now: () => clock });
    const weights = tab();
    const manifest = await weights.manifest(published.version);
    await weights.load(published.version, manifest, { name: 'Old name' });
    clock = 2_000;
    await weights.load(published.version, manifest, { name: 'Name' });
    const manifestHash = toHex(published.version.manifestHash);
    expect(await weights.cached()).toEqual([
      {
        manifestHash,
        model: '0xaa',
        version: 1,
        name: 'Name',
        bytes: 90_000 + published.blobs.get(MANIFEST_ID)!.length,
        lastUsedMs: 2_000,
      },
    ]);
    await weights.forget(manifestHash);
    expect(await weights.cached()).toEqual([]);
    expect(await store.keys()).toEqual([]);
  });

  test('a file two models share is stored once and outlives one of them', async () => {
    const one = await testVersion(FILES, { model: '0x1' });
    const two = await testVersion({ 'other.onnx': noise(3_000, 5), 'same.bin': SHARED }, { model: '0x2' });
    const store = createStore();
    const ones = await setUp(one, { store });
    const twos = await setUp(two, { store });
    await ones.tab().load(one.version, one.manifest, { name: 'One' });
    const before = (await store.keys()).length;
    await twos.tab().load(two.version, two.manifest, { name: 'Two' });
    // The other model's entry, and head and part of its own file.
    expect((await store.keys()).length).toBe(before + 3);
    await ones.tab().forget(toHex(one.version.manifestHash));
    expect((await twos.tab().load(two.version, two.manifest, { name: 'Two' })).storage).toBe('cached');
    await twos.tab().forget(toHex(two.version.manifestHash));
    expect(await store.keys()).toEqual([]);
  });
});

test('nothing unverified is stored', async () => {
  const published = await testVersion(FILES);
  const { faults, store, tab } = await setUp(published);
  faults.first = 'wrong';
  const loading = tab().load(published.version, published.manifest, { name: 'M' });
  await expect(loading).rejects.toMatchObject({ code: 'blobs/corrupt' });
  expect((await store.keys()).filter((key) => !key.startsWith('model/'))).toEqual([]);
  expect(await tab().cached()).toEqual([]);
});

test('a cut download goes on with the parts that are missing', async () => {
  const published = await testVersion(FILES, { maxPartBytes: 50_000 });
  const { faults, server, tab } = await setUp(published);
  const abort = new AbortController();
  // The second part hangs until the user gives up.
  faults.of = { [partId(1)]: 'hanging' };
  const loading = tab().load(published.version, published.manifest, {
    name: 'M',
    signal: abort.signal,
    onProgress: (loaded) => {
      if (loaded > 40_000) setTimeout(() => abort.abort(), 30);
    },
  });
  await expect(loading).rejects.toMatchObject({ name: 'AbortError' });
  expect(await tab().cached()).toMatchObject([{ bytes: 40_000 }]);
  delete faults.of;
  const requests = server.log.length;
  const progress: number[] = [];
  const { files } = await tab().load(published.version, published.manifest, {
    name: 'M',
    onProgress: (_, total) => progress.push(total),
  });
  expect(await bytesOf(files)).toEqual(FILES);
  expect(server.log.slice(requests)).toEqual([`GET /v1/blobs/${partId(1)}`]);
  expect(progress.at(-1)).toBe(50_000);
});

test.each([
  ['QuotaExceededError', 'full'],
  ['InvalidStateError', 'failed'],
])('storage that gives %s means running without it', async (name, storage) => {
  const published = await testVersion(FILES);
  for (const limit of [-1, 0, 20_000, 60_000]) {
    const store = createMemoryStore();
    const { tab } = await setUp(published, { store: limited(store, limit, name) });
    const loaded = await tab().load(published.version, published.manifest, { name: 'M' });
    expect(loaded.storage).toBe(storage);
    expect(await bytesOf(loaded.files)).toEqual(FILES);
    expect(await store.keys()).toEqual([]);
  }
});

test('no storage at all means running without it', async () => {
  const refuse = () => Promise.reject(new DOMException('private window', 'InvalidStateError'));
  const published = await testVersion(FILES);
  const { tab } = await setUp(published, {
    store: { get: refuse, set: refuse, delete: refuse, keys: refuse },
  });
  const loaded = await tab().load(published.version, await tab().manifest(published.version), { name: 'M' });
  expect(loaded.storage).toBe('failed');
  expect(await bytesOf(loaded.files)).toEqual(FILES);
  expect(await tab().cached()).toEqual([]);
  expect(await tab().isCached(published.manifest)).toBe(false);
});

test('two tabs that want the same version download it once', async () => {
  const published = await testVersion(FILES);
  const locks = createProcessLocks();
  const { server, tab } = await setUp(published, { locks });
  const results = await Promise.all(
    [tab(), tab()].map((weights) => weights.load(published.version, published.manifest, { name: 'M' })),
  );
  expect(results.map((result) => result.storage)).toEqual(['stored', 'cached']);
  expect(server.log).toEqual([`GET /v1/blobs/${partId(0)}`]);
});

test('who waits for a lock can give up, and the lock goes on', async () => {
  const locks = createProcessLocks();
  const held = locks.run('x', () => new Promise((resolve) => setTimeout(resolve, 50)), {});
  const abort = new AbortController();
  const waiting = locks.run('x', async () => 'never', { signal: abort.signal });
  abort.abort();
  await expect(waiting).rejects.toMatchObject({ name: 'AbortError' });
  await held;
  expect(await locks.run('x', async () => 'free again', {})).toBe('free again');
});

test('Web Locks are asked with the name and the signal', async () => {
  const asked: unknown[] = [];
  const locks = createWebLocks({
    request: (name, options, task) => {
      asked.push(name, options);
      return task();
    },
  });
  const { signal } = new AbortController();
  expect(await locks.run('a', async () => 1, { signal })).toBe(1);
  expect(await locks.run('b', async () => 2, {})).toBe(2);
  expect(asked).toEqual(['a', { signal }, 'b', {}]);
});
