// The library's key-value port over IndexedDB. One database each, so that clearing one leaves the others alone.
import { createStore, del, get, keys, set } from 'idb-keyval';
import type { KeyValueStore } from '../../lib/hub/types.ts';

export function openStore(name: string): KeyValueStore {
  const store = createStore(name, 'entries');
  return {
    get: (key) => get(key, store),
    set: (key, value) => set(key, value, store),
    delete: (key) => del(key, store),
    keys: () => keys<string>(store),
  };
}
