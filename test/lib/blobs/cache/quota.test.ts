// A disk that is full costs a visitor nothing but the next download: nothing is lost, nothing half stored counts, and
// what may go for it goes in order of use, pinned models never.
import { beforeAll, describe, expect, test } from 'vitest';
import { createProcessLocks } from '../../../../src/lib/blobs/locks.ts';
import { createMemoryStore } from '../../../../src/lib/blobs/stores.ts';
import type { KeyValueStore } from '../../../../src/lib/blobs/types.ts';
import { noise } from '../noise.ts';
import { bytesOf } from '../publication.ts';
import { STORES } from './disk-files.ts';
import {
  limited,
  openTab,
  provedVersion,
  serveVersions,
  watched,
  type ProvedVersion,
} from './proved-version.ts';

const SPARED = 16 * 1024 * 1024;
const SHARED = noise(30_000, 9);
/** `one` and `two` share their second part: 30,000 bytes each part. */
let [one, two, three]: ProvedVersion[] = [];
let all: ProvedVersion[];

beforeAll(async () => {
  const parts = { maxPartBytes: 30_000 };
  one = await provedVersion({ 'a.onnx': noise(30_000, 1), 'z.bin': SHARED }, { model: '0x1', ...parts });
  two = await provedVersion({ 'b.onnx': noise(30_000, 2), 'z.bin': SHARED }, { model: '0x2', ...parts });
  three = await provedVersion({ 'c.onnx': noise(30_000, 3) }, { model: '0x3', ...parts });
  all = [one, two, three];
});

/** Refuses exactly the nth write from now on. */
function refusing(store: KeyValueStore, name: string) {
  let writes = 0;
  const refused = { at: Infinity };
  return {
    refused,
    get writes() {
      return writes;
    },
    store: watched(store, () => {
      writes += 1;
      if (writes >= refused.at) throw new DOMException('no room', name);
    }),
  };
}

describe.each(
  STORES.flatMap(([where, createStore]) => [
    ['QuotaExceededError', where, 'full', createStore] as const,
    ['InvalidStateError', where, 'failed', createStore] as const,
  ]),
)('%s in %s', (name, _, expected, createStore) => {
  test('at every single write: the files come, nothing counts that is not there, nothing is left behind', async () => {
    const aggregator = await serveVersions(...all);
    const { version, manifest } = one!;
    const counting = refusing(createStore(), name);
    const counter = openTab(aggregator, all, { store: counting.store });
    await counter.load(version, await counter.manifest(version), { name: 'One' });
    expect(counting.writes).toBeGreaterThan(8);
    for (let n = 1; n <= counting.writes; n += 1) {
      const memory = createStore();
      const full = refusing(memory, name);
      full.refused.at = n;
      const tab = openTab(aggregator, all, { store: full.store });
      const opened = await tab.manifest(version);
      const { files, storage } = await tab.load(version, opened, { name: 'One' });
      expect(await bytesOf(files)).toEqual({ 'a.onnx': noise(30_000, 1), 'z.bin': SHARED });
      // The last write only says when it was checked: all bytes are there by then.
      const complete = n > counting.writes - 1;
      expect([n, storage]).toEqual([n, complete ? 'stored' : expected]);
      expect(await tab.isCached(manifest)).toBe(complete);
      if (!complete) expect(await memory.keys()).toEqual([]);
    }
  });

  test('while a damaged range is replaced: what was there before stays', async () => {
    const aggregator = await serveVersions(...all);
    const memory = createStore();
    const { version, manifest } = one!;
    await openTab(aggregator, all, { store: memory }).load(version, manifest, { name: 'One' });
    const keys = (await memory.keys()).filter((key) => key.startsWith('range/'));
    await memory.set(keys[1]!, new Blob(['damaged']));
    const full = refusing(memory, name);
    full.refused.at = 2;
    const { storage, files } = await openTab(aggregator, all, { store: full.store }).load(version, manifest, {
      name: 'One',
    });
    expect(storage).toBe(expected);
    expect((await bytesOf(files))['z.bin']).toEqual(SHARED);
    const left = (await memory.keys()).filter((key) => key.startsWith('range/'));
    expect(left.sort()).toEqual(keys.filter((key) => key !== keys[1]).sort());
  });
});

test('no storage at all means running without it', async () => {
  const refuse = () => Promise.reject(new DOMException('private window', 'InvalidStateError'));
  const aggregator = await serveVersions(...all);
  const store = { get: refuse, set: refuse, delete: refuse, keys: refuse };
  const tab = openTab(aggregator, all, { store });
  const { version } = three!;
  const { files, storage } = await tab.load(version, await tab.manifest(version), { name: 'Three' });
  expect(storage).toBe('failed');
  expect((await bytesOf(files))['c.onnx']).toEqual(noise(30_000, 3));
  expect(await tab.cached()).toEqual([]);
  expect(await tab.isCached(three!.manifest)).toBe(false);
  expect(await tab.kept(version, three!.manifest)).toEqual({ paths: new Set(), checkedMs: undefined });
});

/** All three loaded in this order: one is used least lately. */
async function threeModels(store: KeyValueStore, space?: () => Promise<{ usage: number; quota: number }>) {
  const aggregator = await serveVersions(...all);
  let clock = 0;
  const locks = createProcessLocks();
  const open = () =>
    openTab(aggregator, all, { store, locks, now: () => (clock += 1_000), ...(space ? { space } : {}) });
  const load = (published: ProvedVersion, name: string) =>
    open().load(published.version, published.manifest, { name });
  return { aggregator, open, load, locks };
}

const names = async (tab: ReturnType<typeof openTab>) => (await tab.cached()).map(({ name }) => name);

describe.each(STORES)('room is made in %s by removing', (_, createStore) => {
  test('what was used least lately, as much as is needed and no more', async () => {
    const store = limited(createStore(), 100_000);
    const { open, load } = await threeModels(store);
    await load(one!, 'One');
    await load(three!, 'Three');
    await load(one!, 'One');
    expect(await names(open())).toEqual(['One', 'Three']);
    // 60,000 + 30,000 are there; two needs 30,000 more, for it shares the rest with one.
    expect((await load(two!, 'Two')).storage).toBe('stored');
    expect(await names(open())).toEqual(['Two', 'One']);
  });

  test('never a pinned model', async () => {
    const store = limited(createStore(), 100_000);
    const { open, load } = await threeModels(store);
    await load(three!, 'Three');
    await open().pin(three!.hash, true);
    await load(one!, 'One');
    expect((await load(two!, 'Two')).storage).toBe('stored');
    expect(await names(open())).toEqual(['Two', 'Three']);
    expect(await open().cached()).toMatchObject([{ pinned: false }, { pinned: true }]);
    await open().pin(two!.hash, true);
    const { storage, files } = await load(one!, 'One');
    expect(storage).toBe('full');
    expect((await bytesOf(files))['a.onnx']).toEqual(noise(30_000, 1));
    expect(await names(open())).toEqual(['Two', 'Three']);
  });

  test('never one that another tab is loading', async () => {
    const store = limited(createStore(), 70_000);
    const { open, load, locks } = await threeModels(store);
    await load(one!, 'One');
    let release!: () => void;
    const other = locks.run(
      `floe/model/${one!.hash}`,
      () => new Promise<void>((resolve) => (release = resolve)),
      {},
    );
    expect((await load(three!, 'Three')).storage).toBe('full');
    expect(await names(open())).toEqual(['One']);
    release();
    await other;
    expect((await load(three!, 'Three')).storage).toBe('stored');
    expect(await names(open())).toEqual(['Three']);
  });

  test('before the download, where the browser says how much is left', async () => {
    const store = createStore();
    let quota = SPARED + 95_000;
    const usage = async () => {
      const keys = (await store.keys()).filter((key) => key.startsWith('range/'));
      return Promise.all(keys.map((key) => store.get<Blob>(key))).then((blobs) =>
        blobs.reduce((sum, blob) => sum + blob!.size, 0),
      );
    };
    const { aggregator, open, load } = await threeModels(store, async () => ({
      usage: await usage(),
      quota,
    }));
    await load(three!, 'Three');
    await load(one!, 'One');
    expect(await open().space()).toEqual({ modelBytes: 90_000, usage: 90_000, quota });
    const seen: string[][] = [];
    aggregator.before = async () => void seen.push(await names(open()));
    expect((await load(two!, 'Two')).storage).toBe('stored');
    // Half of two came with one; three went before the first request.
    expect(seen[0]).toEqual(['Two', 'One']);
    expect(await open().space()).toMatchObject({ modelBytes: 90_000 });
    aggregator.before = () => undefined;
    // Too little for it even without the others: they stay, and it runs from memory.
    quota = SPARED + 20_000;
    const before = await store.keys();
    expect((await load(three!, 'Three')).storage).toBe('full');
    expect((await store.keys()).sort()).toEqual(before.sort());
  });
});

describe.each(STORES)('what two models share in %s', (_, createStore) => {
  test('is downloaded, stored and counted once, and kept while one of them needs it', async () => {
    const store = createStore();
    const { aggregator, open, load } = await threeModels(store);
    await load(one!, 'One');
    await load(two!, 'Two');
    expect(aggregator.sentBytes()).toBe(90_000);
    expect(await open().space()).toMatchObject({ modelBytes: 90_000 });
    expect(await open().cached()).toMatchObject([
      { name: 'Two', bytes: 60_000, totalBytes: 60_000, ownBytes: 30_000 },
      { name: 'One', bytes: 60_000, totalBytes: 60_000, ownBytes: 30_000 },
    ]);
    await open().forget(one!.hash);
    expect(await open().cached()).toMatchObject([{ name: 'Two', bytes: 60_000, ownBytes: 60_000 }]);
    expect((await load(two!, 'Two')).storage).toBe('cached');
    await open().forget(two!.hash);
    expect(await store.keys()).toEqual([]);
  });

  test('comes once where both are loaded at the same time', async () => {
    const { aggregator, load } = await threeModels(createStore());
    const results = await Promise.all([load(one!, 'One'), load(two!, 'Two')]);
    expect(results.map(({ storage }) => storage)).toEqual(['stored', 'stored']);
    expect(aggregator.sentBytes()).toBe(90_000);
  });
});

test('what earlier versions and half-done removals left is swept, and nothing else is', async () => {
  const store = createMemoryStore();
  const { open, load } = await threeModels(store);
  await load(three!, 'Three');
  const kept = (await store.keys()).sort();
  for (const key of [
    'model/ab',
    'file/ab',
    'part/ab/0',
    `range/${'x'.repeat(43)}/0`,
    `proof/${'x'.repeat(43)}`,
  ]) {
    await store.set(key, new Blob(['left']));
  }
  await store.set('manifest/ab', new Blob(['left']));
  await store.set('market/p/head', { rows: 1 });
  expect(await names(open())).toEqual(['Three']);
  expect((await store.keys()).sort()).toEqual([...kept, 'market/p/head'].sort());
});
