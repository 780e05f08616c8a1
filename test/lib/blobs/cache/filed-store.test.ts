// Large values lie in files and the store says which: never an entry without its whole file, and no file for long without
// an entry.
import { describe, expect, test } from 'vitest';
import { createRangeCache } from '../../../../src/lib/blobs/cache/range-cache.ts';
import { createProcessLocks, type CacheLocks } from '../../../../src/lib/blobs/locks.ts';
import { createMemoryStore } from '../../../../src/lib/blobs/stores.ts';
import { noise } from '../noise.ts';
import { createDiskFiles, openFiledStore, type DiskFiles } from './disk-files.ts';

const KEY = `range/${'b'.repeat(43)}/7`;
const lent = (bytes: Uint8Array<ArrayBuffer>) => ({ buffer: bytes.slice().buffer });
const read = async (blob: unknown) => new Uint8Array(await (blob as Blob).arrayBuffer());
const full = () => Promise.reject(new DOMException('no room', 'QuotaExceededError'));
const refused = () => Promise.reject(new DOMException('private window', 'SecurityError'));

/** The one file there is. */
function theFile(files: DiskFiles): string {
  expect(files.list()).toHaveLength(1);
  return files.list()[0]!;
}

test('bytes go to a file and come back to who lent them; the store has the name of the file', async () => {
  const { store, index, files } = openFiledStore();
  const bytes = lent(noise(1_000));
  const { buffer } = bytes;
  await store.setBytes(KEY, bytes);
  expect(buffer.byteLength).toBe(0);
  expect(new Uint8Array(bytes.buffer)).toEqual(noise(1_000));
  const path = theFile(files);
  expect(path.startsWith(`${KEY}.`)).toBe(true);
  expect(await index.get(KEY)).toEqual({ fileName: path });
  expect(await read(await store.get(KEY))).toEqual(noise(1_000));
  expect(await store.keys()).toEqual([KEY]);
  await store.delete(KEY);
  expect(await store.get(KEY)).toBeUndefined();
  expect(files.list()).toEqual([]);
});

test('what is small stays in the store', async () => {
  const { store, index, files } = openFiledStore();
  await store.set('kept/ab', { pinned: true });
  expect(await index.get('kept/ab')).toEqual({ pinned: true });
  expect(await store.get('kept/ab')).toEqual({ pinned: true });
  expect(files.list()).toEqual([]);
});

test('a value that is replaced has a file of its own, and the old one goes after the new entry is there', async () => {
  const { store, index, files } = openFiledStore();
  await store.setBytes(KEY, lent(noise(10, 1)));
  const old = theFile(files);
  const named: unknown[] = [];
  const { remove } = files;
  files.remove = async (path) => {
    named.push(await index.get(KEY));
    await remove(path);
  };
  await store.setBytes(KEY, lent(noise(20, 2)));
  const now = theFile(files);
  expect(now).not.toBe(old);
  expect(named).toEqual([{ fileName: now }]);
  expect(await read(await store.get(KEY))).toEqual(noise(20, 2));
  await store.set(KEY, 'small');
  expect(files.list()).toEqual([]);
});

test('a Blob that the store had before is read, and replaced by a file', async () => {
  const index = createMemoryStore();
  await index.set(KEY, new Blob([noise(30)]));
  const { store, files } = openFiledStore({ index });
  expect(await read(await store.get(KEY))).toEqual(noise(30));
  expect(await store.keys()).toEqual([KEY]);
  await store.setBytes(KEY, lent(noise(31)));
  expect(await read(await store.get(KEY))).toEqual(noise(31));
  theFile(files);
});

describe('a write that fails', () => {
  test('for want of room for the file leaves no entry, what was there before, and the bytes', async () => {
    const { store, files } = openFiledStore();
    await store.setBytes(KEY, lent(noise(10, 1)));
    files.create = full;
    const bytes = lent(noise(20, 2));
    await expect(store.setBytes(KEY, bytes)).rejects.toMatchObject({ name: 'QuotaExceededError' });
    expect(bytes.buffer.byteLength).toBe(20);
    expect(await read(await store.get(KEY))).toEqual(noise(10, 1));
  });

  test('for want of room for the entry takes the file away again', async () => {
    const { store, index, files } = openFiledStore();
    const { set } = index;
    index.set = full;
    const bytes = lent(noise(20));
    await expect(store.setBytes(KEY, bytes)).rejects.toMatchObject({ name: 'QuotaExceededError' });
    expect(files.list()).toEqual([]);
    index.set = set;
    await store.setBytes(KEY, bytes);
    expect(await read(await store.get(KEY))).toEqual(noise(20));
  });

  test('because files are refused goes to the store, and so does all that follows', async () => {
    const { store, index, files } = openFiledStore();
    let asked = 0;
    files.create = () => ((asked += 1), refused());
    for (const [at, key] of [KEY, `${KEY}0`].entries()) {
      await store.setBytes(key, lent(noise(20, at)));
      expect(await read(await index.get(key))).toEqual(noise(20, at));
      expect(await read(await store.get(key))).toEqual(noise(20, at));
    }
    expect(asked).toBe(1);
  });

  test('because the thread died with the bytes says that they are lost: nothing empty is stored or handed on', async () => {
    const { store, index, files } = openFiledStore();
    files.create = async (_, bytes) => {
      structuredClone(bytes.buffer, { transfer: [bytes.buffer] });
      throw new Error('the thread died');
    };
    const bytes = lent(noise(20));
    const put = createRangeCache(store).put('b'.repeat(43), { index: 7, bytes: 20 }, bytes);
    await expect(put).rejects.toMatchObject({ code: 'blobs/store-lost', retryable: true });
    expect(await index.keys()).toEqual([]);
  });
});

test('a file that is gone or was cut is no value of the right size', async () => {
  const { store, files } = openFiledStore();
  const cache = createRangeCache(store);
  const [blobId, range] = ['b'.repeat(43), { index: 7, bytes: 20 }];
  await cache.put(blobId, range, lent(noise(20)));
  files.damage(theFile(files), noise(20).slice(0, 19));
  expect(await cache.get(blobId, range)).toBeUndefined();
  files.damage(theFile(files));
  expect(await cache.get(blobId, range)).toBeUndefined();
  expect([...(await cache.index()).get(blobId)!]).toEqual([7]);
});

describe('files without an entry', () => {
  test('which a crash left go in the next session; what has an entry stays', async () => {
    const before = openFiledStore();
    await before.store.setBytes(KEY, lent(noise(10)));
    const kept = theFile(before.files);
    // Half written; written, but the entry was not; replaced, but the old one still there.
    for (const path of [`range/${'c'.repeat(43)}/0.1`, `${KEY}1.2`, `${KEY}.3`]) {
      before.files.damage(path, noise(5));
    }
    const { store, files } = openFiledStore({ index: before.index, files: before.files });
    expect(await store.keys()).toEqual([KEY]);
    await expect.poll(() => files.list()).toEqual([kept]);
    expect(await read(await store.get(KEY))).toEqual(noise(10));
  });

  test('which another tab is about to name stay', async () => {
    const [index, files, locks] = [createMemoryStore(), createDiskFiles(), createProcessLocks()];
    const { set } = index;
    let write!: () => void;
    const gate = new Promise<void>((resolve) => (write = resolve));
    index.set = async (...entry) => {
      await gate;
      await set(...entry);
    };
    const writing = openFiledStore({ index, files, locks }).store.setBytes(KEY, lent(noise(10)));
    await expect.poll(() => files.list().length).toBe(1);
    const looked: boolean[] = [];
    const watchedLocks: CacheLocks = {
      ...locks,
      runIfFree: async (...asked) => {
        const ran = await locks.runIfFree(...asked);
        looked.push(ran);
        return ran;
      },
    };
    const other = openFiledStore({ index, files, locks: watchedLocks }).store;
    expect(await other.keys()).toEqual([]);
    await expect.poll(() => looked).toEqual([false]);
    expect(files.list()).toHaveLength(1);
    write();
    await writing;
    expect(await read(await other.get(KEY))).toEqual(noise(10));
  });

  test('are left alone where they cannot be listed', async () => {
    const { store, files } = openFiledStore();
    files.paths = refused;
    expect(await store.keys()).toEqual([]);
    await store.setBytes(KEY, lent(noise(10)));
    expect(await read(await store.get(KEY))).toEqual(noise(10));
  });
});
