// Nothing on disk is believed: what is damaged is found when it is read, removed, and only that is fetched again.
import { beforeAll, describe, expect, test } from 'vitest';
import { createMemoryStore } from '../../../../src/lib/blobs/stores.ts';
import type { KeyValueStore } from '../../../../src/lib/blobs/types.ts';
import { noise } from '../noise.ts';
import { bytesOf } from '../publication.ts';
import { openFiledStore, type DiskFiles } from './disk-files.ts';
import {
  openTab,
  provedVersion,
  RANGE_BYTES,
  rangesOf,
  serveVersions,
  type ProvedVersion,
} from './proved-version.ts';

const FILES = { 'model.onnx': noise(60_000), 'config.json': noise(500, 2) };
let published: ProvedVersion;
let blobId: string;

beforeAll(async () => {
  published = await provedVersion(FILES);
  blobId = published.version.partBlobIds[0]!;
});

async function loadedOnce(store: KeyValueStore = createMemoryStore()) {
  const aggregator = await serveVersions(published);
  const tab = openTab(aggregator, [published], { store });
  await tab.load(published.version, await tab.manifest(published.version), { name: 'M' });
  aggregator.asked.length = 0;
  return { aggregator, store };
}

async function flipBit(store: KeyValueStore, key: string, at: number): Promise<void> {
  const bytes = new Uint8Array(await (await store.get<Blob>(key))!.arrayBuffer());
  bytes[at]! ^= 1;
  await store.set(key, new Blob([bytes]));
}

const last = () => rangesOf(published.manifest.parts[0]!.bytes).at(-1)!;

const DAMAGES: [string, number[], (store: KeyValueStore) => Promise<void>][] = [
  ['one bit in a range', [2], (store) => flipBit(store, `range/${blobId}/2`, 4_321)],
  [
    'a bit in two ranges',
    [0, 5],
    async (store) => {
      await flipBit(store, `range/${blobId}/0`, 0);
      await flipBit(store, `range/${blobId}/5`, RANGE_BYTES - 1);
    },
  ],
  ['a range cut short', [1], (store) => store.set(`range/${blobId}/1`, new Blob([new Uint8Array(100)]))],
  ['a range that is empty', [3], (store) => store.set(`range/${blobId}/3`, new Blob([]))],
  ['a range that is no Blob', [3], (store) => store.set(`range/${blobId}/3`, 'text')],
  [
    'another range in its place',
    [4],
    async (store) => store.set(`range/${blobId}/4`, await store.get<Blob>(`range/${blobId}/1`)),
  ],
];

/** The files of a range that came first. */
const fileOf = (files: DiskFiles, index: number) =>
  files.list().find((name) => name.startsWith(`range/${blobId}/${index}.`))!;

const FILE_DAMAGES: [string, number[], (files: DiskFiles) => void][] = [
  [
    'one bit in a file',
    [2],
    (files) => {
      const bytes = files.bytes(fileOf(files, 2));
      bytes[4_321]! ^= 1;
      files.damage(fileOf(files, 2), bytes);
    },
  ],
  ['a file cut short', [1], (files) => files.damage(fileOf(files, 1), new Uint8Array(100))],
  ['an empty file', [3], (files) => files.damage(fileOf(files, 3), new Uint8Array(0))],
  ['files that are gone', [0, 5], (files) => [0, 5].forEach((at) => files.damage(fileOf(files, at)))],
  [
    'another range in its place',
    [4],
    (files) => files.damage(fileOf(files, 4), files.bytes(fileOf(files, 1))),
  ],
];

describe.each(FILE_DAMAGES)('in the disk’s files: %s', (_, indexes, damage) => {
  async function damaged() {
    const disk = openFiledStore();
    const { aggregator } = await loadedOnce(disk.store);
    expect(disk.files.list().length).toBe(rangesOf(published.manifest.parts[0]!.bytes).length);
    damage(disk.files);
    // As after a reload.
    const { store } = openFiledStore(disk);
    return { aggregator, disk, tab: openTab(aggregator, [published], { store }) };
  }

  test('found when the model is loaded', async () => {
    const { aggregator, disk, tab } = await damaged();
    const { version, manifest } = published;
    const loaded = await tab.load(version, manifest, { name: 'M' });
    expect(loaded).toMatchObject({ storage: 'stored', damagedBytes: indexes.length * RANGE_BYTES });
    expect(await bytesOf(loaded.files)).toEqual(FILES);
    expect(aggregator.asked.map(({ offset }) => offset)).toEqual(indexes.map((index) => index * RANGE_BYTES));
    expect(disk.files.list().length).toBe(rangesOf(published.manifest.parts[0]!.bytes).length);
    const again = await tab.load(version, manifest, { name: 'M' });
    expect(again).toMatchObject({ storage: 'cached', damagedBytes: 0 });
    await tab.forget(published.hash);
    expect(disk.files.list().length).toBe(0);
  });

  test('found when the visitor asks', async () => {
    const { aggregator, disk, tab } = await damaged();
    const damagedBytes = indexes.length * RANGE_BYTES;
    const bytes = published.manifest.parts[0]!.bytes - damagedBytes;
    expect(await tab.check(published.hash)).toEqual({ bytes, damagedBytes });
    expect(disk.files.list().length).toBe(
      rangesOf(published.manifest.parts[0]!.bytes).length - indexes.length,
    );
    expect(aggregator.asked).toEqual([]);
    expect(await tab.check(published.hash)).toEqual({ bytes, damagedBytes: 0 });
  });
});

describe('found when the model is loaded', () => {
  test.each(DAMAGES)('%s', async (_, indexes, damage) => {
    const { aggregator, store } = await loadedOnce();
    await damage(store);
    const { version, manifest } = published;
    const damaged = indexes.length * RANGE_BYTES;
    const { files, storage, damagedBytes } = await openTab(aggregator, [published], { store }).load(
      version,
      manifest,
      { name: 'M' },
    );
    expect({ storage, damagedBytes }).toEqual({ storage: 'stored', damagedBytes: damaged });
    expect(await bytesOf(files)).toEqual(FILES);
    expect(aggregator.asked.map(({ offset }) => offset)).toEqual(indexes.map((index) => index * RANGE_BYTES));
    const again = await openTab(aggregator, [published], { store }).load(version, manifest, { name: 'M' });
    expect(again).toMatchObject({ storage: 'cached', damagedBytes: 0 });
  });

  test('the last, shorter range', async () => {
    const { aggregator, store } = await loadedOnce();
    await flipBit(store, `range/${blobId}/${last().index}`, last().bytes - 1);
    const { damagedBytes } = await openTab(aggregator, [published], { store }).load(
      published.version,
      published.manifest,
      { name: 'M' },
    );
    expect(damagedBytes).toBe(last().bytes);
    expect(aggregator.asked).toEqual([{ blobId, offset: last().offset, bytes: last().bytes, whole: false }]);
  });

  test('a range that is gone is fetched, and nothing is called damaged', async () => {
    const { aggregator, store } = await loadedOnce();
    await store.delete(`range/${blobId}/3`);
    const tab = openTab(aggregator, [published], { store });
    expect(await tab.isCached(published.manifest)).toBe(false);
    const { damagedBytes } = await tab.load(published.version, published.manifest, { name: 'M' });
    expect(damagedBytes).toBe(0);
    expect(aggregator.asked).toHaveLength(1);
  });

  test('a damaged sidecar is asked for again, and the bytes are not', async () => {
    const { aggregator, store } = await loadedOnce();
    const { sidecar } = (await store.get<{ sidecar: Uint8Array }>(`proof/${blobId}`))!;
    for (const damaged of [
      sidecar.map((byte, at) => (at === 900 ? byte ^ 1 : byte)),
      new Uint8Array(3),
      'x',
    ]) {
      await store.set(`proof/${blobId}`, { sidecar: damaged });
      const { files, storage } = await openTab(aggregator, [published], { store }).load(
        published.version,
        published.manifest,
        { name: 'M' },
      );
      expect(storage).toBe('cached');
      expect(await bytesOf(files)).toEqual(FILES);
    }
    expect(aggregator.asked).toEqual([]);
  });

  test('sidecars that came with the manifest are stored with it, once, and prove the rows', async () => {
    const embedded = await provedVersion(FILES, { embed: true });
    const aggregator = await serveVersions(embedded);
    const store = createMemoryStore();
    // Nobody else has a proof.
    const open = () => openTab(aggregator, [], { store });
    const load = async () => {
      const tab = open();
      return tab.load(embedded.version, await tab.manifest(embedded.version), { name: 'M' });
    };
    expect((await load()).storage).toBe('stored');
    expect(aggregator.asked.every(({ whole }) => !whole)).toBe(true);
    expect((await store.keys()).filter((key) => key.startsWith('proof/'))).toEqual([]);
    await flipBit(store, `range/${blobId}/3`, 11);
    expect(await open().check(embedded.hash)).toMatchObject({ damagedBytes: RANGE_BYTES });
    // A manifest whose sidecar is damaged is read and stored anew.
    await flipBit(
      store,
      `manifest/${embedded.hash}`,
      embedded.blobs.get(embedded.version.manifestBlobId)!.length - 99,
    );
    aggregator.asked.length = 0;
    expect((await load()).storage).toBe('stored');
    expect(aggregator.asked).toMatchObject([{ offset: 3 * RANGE_BYTES }]);
    expect((await open().check(embedded.hash)).damagedBytes).toBe(0);
  });

  test('without any proof the files’ own hashes find it, and the part comes whole', async () => {
    const { aggregator, store } = await loadedOnce();
    await store.delete(`proof/${blobId}`);
    await flipBit(store, `range/${blobId}/4`, 17);
    const tab = openTab(aggregator, [published], { store, proofOf: async () => undefined });
    const { files, storage, damagedBytes } = await tab.load(published.version, published.manifest, {
      name: 'M',
    });
    expect(storage).toBe('stored');
    expect(await bytesOf(files)).toEqual(FILES);
    // Which of the file's ranges it was, one hash does not say: model.onnx lies in all of them.
    expect(damagedBytes).toBe(published.manifest.parts[0]!.bytes);
    expect(aggregator.asked).toEqual([
      { blobId, offset: 0, bytes: published.manifest.parts[0]!.bytes, whole: true },
    ]);
  });
});

describe('found when the visitor asks', () => {
  test.each(DAMAGES)('%s', async (_, indexes, damage) => {
    const { aggregator, store } = await loadedOnce();
    await damage(store);
    const total = published.manifest.parts[0]!.bytes;
    const damagedBytes = indexes.length * RANGE_BYTES;
    const progress: [number, number][] = [];
    const tab = openTab(aggregator, [published], { store, now: () => 7_000 });
    const onProgress = (...now: [number, number]) => progress.push(now);
    expect(await tab.check(published.hash, { onProgress })).toEqual({
      bytes: total - damagedBytes,
      damagedBytes,
    });
    expect(progress.at(-1)).toEqual([total, total]);
    expect(await tab.cached()).toMatchObject([{ bytes: total - damagedBytes, checkedMs: 7_000 }]);
    expect(aggregator.asked).toEqual([]);
    expect(await tab.check(published.hash)).toEqual({ bytes: total - damagedBytes, damagedBytes: 0 });
  });

  test('without proof and manifest nothing stored can be believed, and goes', async () => {
    const { aggregator, store } = await loadedOnce();
    const tab = openTab(aggregator, [published], { store });
    await store.delete(`proof/${blobId}`);
    expect((await tab.check(published.hash)).damagedBytes).toBe(0);
    await store.set(`manifest/${published.hash}`, new Blob(['{}']));
    expect(await tab.check(published.hash)).toEqual({
      bytes: 0,
      damagedBytes: published.manifest.parts[0]!.bytes,
    });
    expect(await tab.cached()).toEqual([]);
  });

  test('an abort takes nothing away', async () => {
    const { aggregator, store } = await loadedOnce();
    const tab = openTab(aggregator, [published], { store });
    const abort = AbortSignal.abort();
    await expect(tab.check(published.hash, { signal: abort })).rejects.toMatchObject({ name: 'AbortError' });
    expect(await tab.isCached(published.manifest)).toBe(true);
  });
});
