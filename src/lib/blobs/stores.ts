// Key-value stores: IndexedDB in the page, memory for tests and one-off runs.
import { createStore, del, get, keys, set } from 'idb-keyval';
import { createFiledStore } from './cache/filed-store.ts';
import { canKeepFiles, createOpfsFiles, type FileThread } from './cache/opfs-files.ts';
import { createLocks } from './locks.ts';
import type { KeyValueStore } from './types.ts';

/** A database of its own per store: idb-keyval cannot add object stores to an existing one. */
export function createIdbStore(dbName: string): KeyValueStore {
  const store = createStore(dbName, 'values');
  return {
    get: (key) => get(key, store),
    set: (key, value) => set(key, value, store),
    delete: (key) => del(key, store),
    keys: () => keys<string>(store),
  };
}

/**
 * For models: their bytes lie in files of the origin's private file system, several times as fast as IndexedDB, which
 * says what is there. Where a browser has no such files or refuses them, IndexedDB has both. In the page:
 *
 * @example
 * createModelStore('floe-cache', () => new Worker(new URL('./cache/file.worker.ts', import.meta.url), { type: 'module' }));
 */
export function createModelStore(name: string, createWorker: () => FileThread): KeyValueStore {
  const store = createIdbStore(name);
  if (!canKeepFiles()) return store;
  return createFiledStore({ store, files: createOpfsFiles(name, createWorker), locks: createLocks() });
}

/** Values are cloned in and out, as a database would. */
export function createMemoryStore(): KeyValueStore {
  const values = new Map<string, unknown>();
  return {
    get: async <T>(key: string) => structuredClone(values.get(key)) as T | undefined,
    set: async (key, value) => void values.set(key, structuredClone(value)),
    delete: async (key) => void values.delete(key),
    keys: async () => [...values.keys()],
  };
}
