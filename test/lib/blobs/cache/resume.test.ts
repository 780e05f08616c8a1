// A download that was cut goes on where it ended, whenever and however it was cut, and by whichever tab.
import 'fake-indexeddb/auto';
import { beforeAll, describe, expect, test } from 'vitest';
import { createProcessLocks } from '../../../../src/lib/blobs/locks.ts';
import { createIdbStore, createMemoryStore } from '../../../../src/lib/blobs/stores.ts';
import type { KeyValueStore } from '../../../../src/lib/blobs/types.ts';
import { noise } from '../noise.ts';
import { bytesOf } from '../publication.ts';
import { STORES } from './disk-files.ts';
import {
  openTab,
  provedVersion,
  RANGE_BYTES,
  rangesOf,
  serveVersions,
  type ProvedVersion,
} from './proved-version.ts';

const FILES = { 'model.onnx': noise(190_000), 'config.json': noise(500, 2), 'empty.txt': new Uint8Array(0) };
let published: ProvedVersion;
let total: number;

beforeAll(async () => {
  published = await provedVersion(FILES);
  total = published.manifest.parts[0]!.bytes;
});

test('the version is one part of many ranges', () => {
  // 500 bytes are padded to 512.
  expect(total).toBe(190_512);
  expect(rangesOf(total)).toHaveLength(Math.ceil(190_512 / RANGE_BYTES));
});

describe.each<[string, () => KeyValueStore]>([['IndexedDB', () => createIdbStore('floe-resume')], ...STORES])(
  'in %s',
  (_, createStore) => {
    test('reloaded at every 5%, each range is fetched once, but for the one that was on its way', async () => {
      const aggregator = await serveVersions(published);
      const store = createStore();
      const { version, manifest } = published;
      let reloads = 0;
      for (let percent = 5; percent < 100; percent += 5) {
        // A new page over the same storage; the old one goes in the middle of a range.
        const tab = openTab(aggregator, [published], { store });
        const before = aggregator.sentBytes();
        const reload = new AbortController();
        aggregator.before = () => {
          if (aggregator.sentBytes() >= (total * percent) / 100) reload.abort();
        };
        const loading = tab.load(version, manifest, { name: 'M', signal: reload.signal });
        await expect(loading).rejects.toMatchObject({ name: 'AbortError' });
        reloads += 1;
        const [model] = await tab.cached();
        expect(model!.bytes).toBeLessThanOrEqual(aggregator.sentBytes());
        expect(aggregator.sentBytes() - before).toBeLessThanOrEqual((total * 5) / 100 + 2 * RANGE_BYTES);
      }
      aggregator.before = () => undefined;
      const left = total - ((await openTab(aggregator, [published], { store }).cached())[0]?.bytes ?? 0);
      const progress: [number, number][] = [];
      const { files, storage } = await openTab(aggregator, [published], { store }).load(version, manifest, {
        name: 'M',
        onProgress: (...now) => progress.push(now),
      });
      expect(storage).toBe('stored');
      expect(await bytesOf(files)).toEqual(FILES);
      expect(progress.at(-1)).toEqual([left, left]);
      expect(aggregator.sentBytes()).toBeLessThanOrEqual(total + reloads * RANGE_BYTES);
      expect(aggregator.asked.every(({ whole }) => !whole)).toBe(true);
      const again = openTab(aggregator, [published], { store });
      const asked = aggregator.asked.length;
      expect((await again.load(version, manifest, { name: 'M' })).storage).toBe('cached');
      expect(await again.isCached(manifest)).toBe(true);
      expect(aggregator.asked.length).toBe(asked);
    });
  },
);

test('a network that goes away leaves what came, and the rest comes when it is back', async () => {
  const aggregator = await serveVersions(published);
  const store = createMemoryStore();
  let online = true;
  const fetchFn: typeof fetch = (input, init) =>
    online ? fetch(input, init) : Promise.reject(new TypeError('Failed to fetch'));
  const tab = openTab(aggregator, [published], { store, fetch: fetchFn });
  aggregator.before = () => {
    if (aggregator.sentBytes() > total / 2) online = false;
  };
  const { version, manifest } = published;
  const cut = tab.load(version, manifest, { name: 'M' });
  await expect(cut).rejects.toMatchObject({ code: 'blobs/unavailable', retryable: true });
  const [model] = await tab.cached();
  expect(model!.bytes).toBeGreaterThan(total / 2);
  expect(model!.totalBytes).toBe(total);
  expect(await tab.isCached(manifest)).toBe(false);
  online = true;
  aggregator.before = () => undefined;
  const before = aggregator.sentBytes();
  const { files } = await openTab(aggregator, [published], { store }).load(version, manifest, { name: 'M' });
  expect(await bytesOf(files)).toEqual(FILES);
  expect(aggregator.sentBytes() - before).toBe(total - model!.bytes);
});

test('only the ranges that hold a wanted file are fetched', async () => {
  const aggregator = await serveVersions(published);
  const tab = openTab(aggregator, [published]);
  const { version, manifest } = published;
  const { files } = await tab.load(version, manifest, { name: 'M', paths: ['config.json'] });
  expect(await bytesOf(files)).toEqual({ 'config.json': FILES['config.json'] });
  expect(aggregator.asked).toEqual([
    { blobId: version.partBlobIds[0], offset: 0, bytes: RANGE_BYTES, whole: false },
  ]);
  expect([...(await tab.kept(version, manifest)).paths].sort()).toEqual(['config.json', 'empty.txt']);
  await tab.load(version, manifest, { name: 'M' });
  expect(aggregator.sentBytes()).toBe(total);
});

describe.each(STORES)('over %s', (_, createStore) => {
  test('two tabs that want one version share the work: the second waits, then reads what the first stored', async () => {
    const aggregator = await serveVersions(published);
    const [store, locks] = [createStore(), createProcessLocks()];
    const tabs = [0, 1].map(() => openTab(aggregator, [published], { store, locks }));
    const { version, manifest } = published;
    const results = await Promise.all(tabs.map((tab) => tab.load(version, manifest, { name: 'M' })));
    expect(results.map(({ storage }) => storage)).toEqual(['stored', 'cached']);
    for (const { files } of results) expect(await bytesOf(files)).toEqual(FILES);
    expect(aggregator.sentBytes()).toBe(total);
  });

  test('where the first tab closes midway, the second goes on from what it left', async () => {
    const aggregator = await serveVersions(published);
    const [store, locks] = [createStore(), createProcessLocks()];
    const [first, second] = [0, 1].map(() => openTab(aggregator, [published], { store, locks })) as [
      ReturnType<typeof openTab>,
      ReturnType<typeof openTab>,
    ];
    const { version, manifest } = published;
    const close = new AbortController();
    aggregator.before = () => {
      if (aggregator.sentBytes() > total / 2) close.abort();
    };
    const closed = first.load(version, manifest, { name: 'M', signal: close.signal });
    const whole = second.load(version, manifest, { name: 'M' });
    await expect(closed).rejects.toMatchObject({ name: 'AbortError' });
    expect(await bytesOf((await whole).files)).toEqual(FILES);
    expect(aggregator.sentBytes()).toBeLessThanOrEqual(total + RANGE_BYTES);
  });
});

test('who waits for another tab can give up', async () => {
  const aggregator = await serveVersions(published);
  const [store, locks] = [createMemoryStore(), createProcessLocks()];
  const [first, second] = [0, 1].map(() => openTab(aggregator, [published], { store, locks }));
  const { version, manifest } = published;
  let open!: () => void;
  const gate = new Promise<void>((resolve) => (open = resolve));
  aggregator.before = () => gate;
  const loading = first!.load(version, manifest, { name: 'M' });
  const impatient = new AbortController();
  const waiting = second!.load(version, manifest, { name: 'M', signal: impatient.signal });
  impatient.abort();
  await expect(waiting).rejects.toMatchObject({ name: 'AbortError' });
  open();
  expect((await loading).storage).toBe('stored');
});
