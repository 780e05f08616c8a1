import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createFileBlobStore, FileBytes } from '../../../devnet/node/file-store.ts';
import type { StoredBytes } from '../../../devnet/walrus/blob-store.ts';

const bytes = Uint8Array.from({ length: 100_000 }, (_, i) => (i * 31 + (i >> 8)) & 0xff);

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'floe-test-'));
});
afterEach(() => rm(directory, { recursive: true }));

async function upload(content: Uint8Array<ArrayBuffer>, chunk: number): Promise<StoredBytes> {
  const upload = createFileBlobStore({ memoryUpTo: 50_000, directory }).begin();
  for (let at = 0; at < content.length; at += chunk) await upload.write(content.slice(at, at + chunk));
  return upload.finish();
}
const bodyOf = async (stored: StoredBytes) => new Uint8Array(await stored.arrayBuffer());

describe('an upload', () => {
  it.each([
    { size: 50_000, chunk: 7_000, isFile: false },
    { size: 50_001, chunk: 7_000, isFile: true },
    { size: 100_000, chunk: 100_000, isFile: true },
    { size: 0, chunk: 1, isFile: false },
  ])('of $size bytes in pieces of $chunk is in a file: $isFile', async ({ size, chunk, isFile }) => {
    const stored = await upload(bytes.subarray(0, size), chunk);
    expect(stored instanceof FileBytes).toBe(isFile);
    expect(stored.size).toBe(size);
    expect(await bodyOf(stored)).toEqual(bytes.subarray(0, size));
    expect(await bodyOf(stored.slice(size >> 1, size))).toEqual(bytes.subarray(size >> 1, size));
  });

  it('leaves no name behind', async () => {
    const stored = await upload(bytes, 9_999);
    expect(await readdir(directory)).toEqual([]);
    expect(await bodyOf(stored.slice(10, 20).slice(5, 99))).toEqual(bytes.subarray(15, 20));
    expect(await bodyOf(stored.slice(100_000, 100_001))).toEqual(new Uint8Array());
  });
});

it('a store gives back what was put', async () => {
  const store = createFileBlobStore({ memoryUpTo: 10, directory });
  const begun = store.begin();
  await begun.write(bytes.slice(0, 1_000));
  await store.put('some', await begun.finish());
  expect(await bodyOf((await store.get('some'))!)).toEqual(bytes.subarray(0, 1_000));
  expect(await store.get('other')).toBeUndefined();
});
