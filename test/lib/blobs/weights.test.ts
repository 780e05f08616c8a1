// Versions whose parts nobody has a proof of: files are checked by their hashes, kept as ranges of their parts, found
// again, shared, refetched when damaged, and never stand in the way.
import 'fake-indexeddb/auto';
import { describe, expect, test } from 'vitest';
import {
  createProcessLocks,
  createWebLocks,
  type CacheLocks,
  type WebLocks,
} from '../../../src/lib/blobs/locks.ts';
import { createRangeReader } from '../../../src/lib/blobs/ranges/range-reader.ts';
import { createReader } from '../../../src/lib/blobs/reader.ts';
import { createIdbStore, createMemoryStore } from '../../../src/lib/blobs/stores.ts';
import type { KeyValueStore } from '../../../src/lib/blobs/types.ts';
import { createWeights } from '../../../src/lib/blobs/weights.ts';
import { toHex } from '../../../src/lib/model/hex.ts';
import { serveAggregator } from './loopback.ts';
import { noise } from './noise.ts';
import { bytesOf, partId, testVersion, type TestVersion } from './publication.ts';

const SHARED = noise(40_000, 9);
const FILES = { 'model.onnx': noise(50_000), 'shared.bin': SHARED, 'empty.txt': new Uint8Array(0) };
const TIMEOUTS = { firstByteMs: 10_000, stallMs: 10_000 };
/** Twelve rows of 667 symbols of 2 bytes: the part of 90,000 bytes has five of them, and a bit. */
const RANGE_BYTES = 12 * 667 * 2;

let databases = 0;
const stores: [string, () => KeyValueStore][] = [
  ['IndexedDB', () => createIdbStore(`floe-test-${databases++}`)],
  ['memory', createMemoryStore],
];

async function setUp(
  published: TestVersion,
  options: { store?: KeyValueStore; locks?: CacheLocks; now?: () => number } = {},
) {
  const faults: Parameters<typeof serveAggregator>[1] = {};
  const server = await serveAggregator(published.blobs, faults);
  const store = options.store ?? createMemoryStore();
  // A tab: a reader and weights of its own over shared storage.
  const tab = () =>
    createWeights({
      reader: createReader({ aggregators: [server.url], timeouts: TIMEOUTS }),
      readRanges: createRangeReader({ aggregators: [server.url] }),
      store,
      locks: options.locks ?? createProcessLocks(),
      rangeBytes: RANGE_BYTES,
      wait: async () => undefined,
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

  test('a damaged range is noticed and its part fetched again', async () => {
    const published = await testVersion(FILES);
    const { server, store, tab } = await setUp(published, { store: createStore() });
    await tab().load(published.version, published.manifest, { name: 'M' });
    const key = `range/${partId(0)}/4`;
    for (const value of [new Blob([new Uint8Array(RANGE_BYTES)]), new Blob(['short']), undefined]) {
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
        bytes: 90_000,
        totalBytes: 90_000,
        ownBytes: 90_000,
        lastUsedMs: 2_000,
        checkedMs: 2_000,
        pinned: false,
      },
    ]);
    await weights.forget(manifestHash);
    expect(await weights.cached()).toEqual([]);
    expect(await store.keys()).toEqual([]);
  });
});

test('nothing unverified is stored', async () => {
  const published = await testVersion(FILES);
  const { faults, store, tab } = await setUp(published);
  faults.first = 'wrong';
  const loading = tab().load(published.version, published.manifest, { name: 'M' });
  await expect(loading).rejects.toMatchObject({ code: 'blobs/corrupt' });
  expect((await store.keys()).filter((key) => key.startsWith('range/'))).toEqual([]);
  expect(await tab().cached()).toEqual([]);
});

test('what lies between the files of a part is zeros, whatever was sent', async () => {
  const published = await testVersion({ 'model.onnx': noise(50_000), 'a.txt': noise(10, 2) });
  const { store, tab } = await setUp(published);
  published.blobs.get(partId(0))!.fill(7, 10, 64);
  await tab().load(published.version, published.manifest, { name: 'M' });
  const first = new Uint8Array(await (await store.get<Blob>(`range/${partId(0)}/0`))!.arrayBuffer());
  expect(first.subarray(0, 10)).toEqual(noise(10, 2));
  expect(first.subarray(10, 64)).toEqual(new Uint8Array(54));
});

test('a manifest that leaves most of a part unhashed gets its file, and stores nothing under the blob’s name', async () => {
  const { version, manifest, blobs } = await testVersion(FILES);
  const sly = { ...manifest, files: manifest.files.filter(({ path }) => path === 'shared.bin') };
  blobs.get(partId(0))!.fill(7, 50_000);
  const { store, tab } = await setUp({ version, manifest: sly, blobs });
  const { files } = await tab().load(version, sly, { name: 'Sly' });
  expect(await bytesOf(files)).toEqual({ 'shared.bin': SHARED });
  expect((await store.keys()).filter((key) => key.startsWith('range/'))).toEqual([]);
  expect(await tab().isCached(sly)).toBe(false);
});

test('a part of a length that no blob has is read whole and not kept', async () => {
  const { version, manifest, blobs } = await testVersion({ 'model.onnx': noise(100) });
  const claimed = { ...manifest, parts: [{ blobId: partId(0), bytes: 2 ** 40 }] };
  const { tab } = await setUp({ version, manifest: claimed, blobs });
  const loading = tab().load(version, claimed, { name: 'M' });
  await expect(loading).rejects.toMatchObject({ code: 'blobs/unavailable' });
  expect(await tab().isCached(claimed)).toBe(false);
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

test.each([
  ['in this process', createProcessLocks],
  ['Web Locks', () => createWebLocks(webLocks())],
])('what must not wait runs only where the lock is free: %s', async (_, create) => {
  const locks = create();
  const ran: string[] = [];
  const run = (what: string) => locks.runIfFree('x', async () => void ran.push(what));
  expect(await run('free')).toBe(true);
  let [begin, release] = [() => {}, () => {}];
  const begun = new Promise<void>((resolve) => (begin = resolve));
  const task = () => new Promise<void>((resolve) => ((release = resolve), begin()));
  const held = locks.run('x', task, {});
  await begun;
  expect(await run('held')).toBe(false);
  release();
  await held;
  expect(await run('free again')).toBe(true);
  expect(ran).toEqual(['free', 'free again']);
});

/** Web Locks of one page, as the standard has them. */
function webLocks(): WebLocks {
  const locks = createProcessLocks();
  const held = new Set<string>();
  return {
    async request(name, { signal, ifAvailable }, task) {
      if (ifAvailable && held.has(name)) return task(null);
      return locks.run(
        name,
        async () => {
          held.add(name);
          return task({ name }).finally(() => held.delete(name));
        },
        signal ? { signal } : {},
      );
    },
  };
}

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
