// The agent's folder: values come back as they were, large Blobs from files of their own, and nothing is left lying about.
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createFileStore } from '../../src/agent/file-store.ts';
import { noise } from '../lib/blobs/noise.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'floe-store-'));
});
afterEach(() => rm(folder, { recursive: true }));

const blobFiles = async () => (await readdir(folder)).filter((name) => name.endsWith('.blob'));
const bytesOf = async (blob: Blob) => Buffer.from(await blob.arrayBuffer());

test('values come back as they were, bigints, bytes and Blobs of any size in them', async () => {
  const store = createFileStore(folder);
  const large = noise(3_000_000);
  const value = {
    price: 10n ** 20n,
    bytes: Uint8Array.of(1, 2),
    files: [
      { path: 'a', data: new Blob(['small'], { type: 'text/plain' }) },
      { path: 'b', data: new Blob([large], { type: 'application/x-weights' }) },
    ],
  };
  await store.set('publication/1', value);
  const found = (await createFileStore(folder).get<typeof value>('publication/1'))!;
  expect({ ...found, files: [] }).toEqual({ ...value, files: [] });
  const [small, big] = found.files;
  expect([small!.path, await small!.data.text(), small!.data.type]).toEqual(['a', 'small', 'text/plain']);
  expect([big!.path, big!.data.size, big!.data.type]).toEqual(['b', 3_000_000, 'application/x-weights']);
  expect((await bytesOf(big!.data)).equals(large)).toBe(true);
  const cut = await bytesOf(big!.data.slice(1_000_000, 1_000_010));
  expect(cut.equals(large.slice(1_000_000, 1_000_010))).toBe(true);
  expect(await store.keys()).toEqual(['publication/1']);
  expect(await blobFiles()).toHaveLength(1);
});

test('a value written again or removed takes its old files with it, and nobody else’s', async () => {
  const store = createFileStore(folder);
  const blob = new Blob([noise(2_000_000)]);
  await store.set('a', [blob, blob]);
  await store.set('ab', blob);
  expect(await blobFiles()).toHaveLength(3);
  await store.set('a', blob);
  expect(await blobFiles()).toHaveLength(2);
  await store.delete('a');
  expect(await store.get('a')).toBeUndefined();
  expect((await bytesOf((await store.get<Blob>('ab'))!)).equals(await bytesOf(blob))).toBe(true);
  await store.delete('ab');
  expect(await readdir(folder)).toEqual([]);
});

test('a write that fails leaves the value that was there, and no files', async () => {
  const store = createFileStore(folder);
  await store.set('a', 'before');
  const unreadable = new Blob([new Uint8Array(2_000_000)]);
  unreadable.stream = () => {
    throw new TypeError('gone');
  };
  await expect(store.set('a', { ok: new Blob([new Uint8Array(2_000_000)]), unreadable })).rejects.toThrow(
    'gone',
  );
  expect(await store.get('a')).toBe('before');
  expect(await blobFiles()).toEqual([]);
});

test('a file that is gone is an error, not an empty value', async () => {
  const store = createFileStore(folder);
  await store.set('a', new Blob([new Uint8Array(2_000_000)]));
  for (const name of await blobFiles()) await rm(join(folder, name));
  await writeFile(join(folder, 'unrelated.txt'), '');
  await expect((async () => (await store.get<Blob>('a'))!.arrayBuffer())()).rejects.toThrow();
});
