// A file larger than a part: its pieces come out of several blobs, each checked by what proves it.
import { createHash } from 'node:crypto';
import { beforeAll, describe, expect, test } from 'vitest';
import { createMemoryStore } from '../../../../src/lib/blobs/stores.ts';
import { noise } from '../noise.ts';
import { bytesOf } from '../publication.ts';
import { openTab, provedVersion, RANGE_BYTES, serveVersions, type ProvedVersion } from './proved-version.ts';

const FILES = { 'model.onnx': noise(300), 'weights.bin': noise(70_000, 2) };
let published: ProvedVersion;

beforeAll(async () => {
  published = await provedVersion(FILES, { maxPartBytes: 30_000 });
});

const load = (tab: ReturnType<typeof openTab>, paths?: string[]) =>
  tab.load(published.version, published.manifest, { name: 'M', ...(paths ? { paths } : {}) });

test('lies in as many blobs as it needs, and is one file again', async () => {
  expect(published.manifest.parts.map(({ bytes }) => bytes)).toEqual([300, 30_000, 30_000, 10_000]);
  const aggregator = await serveVersions(published);
  const store = createMemoryStore();
  const { files } = await load(openTab(aggregator, [published], { store }));
  expect(await bytesOf(files)).toEqual(FILES);
  const digest = createHash('sha256').update(FILES['weights.bin']).digest('hex');
  expect(published.manifest.files.find(({ path }) => path === 'weights.bin')!.sha256).toBe(digest);
  expect(aggregator.sentBytes()).toBe(70_300);

  const again = await load(openTab(aggregator, [published], { store }));
  expect(await bytesOf(again.files)).toEqual(FILES);
  expect(again.storage).toBe('cached');
  expect(aggregator.sentBytes()).toBe(70_300);
});

test('is kept once all its pieces are', async () => {
  const aggregator = await serveVersions(published);
  const store = createMemoryStore();
  const tab = openTab(aggregator, [published], { store });
  await load(tab, ['model.onnx']);
  expect(aggregator.sentBytes()).toBe(300);
  const { paths } = await tab.kept(published.version, published.manifest);
  expect([...paths]).toEqual(['model.onnx']);
  await load(tab, ['weights.bin']);
  expect((await tab.kept(published.version, published.manifest)).paths.size).toBe(2);
  await store.delete(`range/${published.version.partBlobIds[3]!}/0`);
  expect([...(await tab.kept(published.version, published.manifest)).paths]).toEqual(['model.onnx']);
});

describe('one bit wrong in a stored piece', () => {
  test.each([
    ['with proofs, a range is fetched again', true, RANGE_BYTES],
    ['without, the part', false, 30_000],
  ])('%s', async (_, proved, fetched) => {
    const aggregator = await serveVersions(published);
    const store = createMemoryStore();
    const options = { store, ...(proved ? {} : { proofOf: async () => undefined }) };
    await load(openTab(aggregator, [published], options));
    expect(aggregator.sentBytes()).toBe(70_300);
    const key = `range/${published.version.partBlobIds[2]!}/1`;
    const bytes = new Uint8Array(await (await store.get<Blob>(key))!.arrayBuffer());
    bytes[77]! ^= 4;
    await store.set(key, new Blob([bytes]));
    const { files, damagedBytes } = await load(openTab(aggregator, [published], options));
    expect(await bytesOf(files)).toEqual(FILES);
    expect(aggregator.sentBytes() - 70_300).toBe(fetched);
    expect(damagedBytes).toBeGreaterThanOrEqual(RANGE_BYTES);
  });
});
