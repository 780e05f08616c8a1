// Which model versions have files in the cache, and which files nobody needs any more.
import { storeFailure, type FileCache, type FileKey, type StoreResult } from './file-cache.ts';
import type { CachedModel, KeyValueStore } from './types.ts';

export interface ShelfEntry {
  model: Omit<CachedModel, 'bytes' | 'lastUsedMs'>;
  /** The manifest's own bytes first, then the pack's files; no file twice. */
  files: FileKey[];
  lastUsedMs: number;
}

export interface Shelf {
  get(manifestHash: string): Promise<ShelfEntry | undefined>;
  /**
   * Writes the entry. Done before its files are stored, so that no other version's removal takes shared files away
   * in between.
   */
  put(entry: ShelfEntry): Promise<StoreResult>;
  /** Versions with anything stored; `bytes` is what is there, which is less than the whole after a cut download. */
  list(): Promise<CachedModel[]>;
  /** Removes the entry and every file that no other entry names. */
  remove(manifestHash: string): Promise<void>;
}

const PREFIX = 'model/';

export function createShelf(store: KeyValueStore, cache: FileCache): Shelf {
  async function get(manifestHash: string): Promise<ShelfEntry | undefined> {
    return store.get<ShelfEntry>(PREFIX + manifestHash);
  }

  async function entries(): Promise<ShelfEntry[]> {
    const keys = (await store.keys()).filter((key) => key.startsWith(PREFIX));
    const found = await Promise.all(keys.map((key) => store.get<ShelfEntry>(key)));
    return found.filter((entry) => entry !== undefined);
  }

  return {
    get: (manifestHash) => get(manifestHash).catch(() => undefined),
    put: (entry) => store.set(PREFIX + entry.model.manifestHash, entry).then(() => 'stored', storeFailure),
    async list() {
      const models: CachedModel[] = [];
      for (const { model, files, lastUsedMs } of await entries()) {
        let bytes = 0;
        for (const file of files) if (await cache.has(file)) bytes += file.bytes;
        if (bytes > 0) models.push({ ...model, bytes, lastUsedMs });
      }
      return models.sort((a, b) => b.lastUsedMs - a.lastUsedMs);
    },
    async remove(manifestHash) {
      const entry = await get(manifestHash);
      if (!entry) return;
      await store.delete(PREFIX + manifestHash);
      const needed = new Set((await entries()).flatMap((other) => other.files.map((file) => file.sha256)));
      for (const { sha256 } of entry.files) if (!needed.has(sha256)) await cache.delete(sha256);
    },
  };
}
