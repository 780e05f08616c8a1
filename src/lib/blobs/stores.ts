// Key-value stores: IndexedDB in the page, memory for tests and one-off runs.
import { createStore, del, get, keys, set } from 'idb-keyval';
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
