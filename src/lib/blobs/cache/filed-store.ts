// A key-value store whose large values lie in files: the store stays the index that says what is there, and an entry is
// written only once its file is whole. What a crash leaves is a file without an entry, which goes when next looked for.
import type { CacheLocks } from '../locks.ts';
import type { KeyValueStore } from '../types.ts';
import type { LentBytes, RangeFiles } from './range-files.ts';
import { storeFailure } from './store-result.ts';

/** A store that takes a buffer without copying it. */
export interface RangeStore extends KeyValueStore {
  /** As `set` with a Blob of these bytes, which are back when this ends. */
  setBytes(key: string, bytes: LentBytes): Promise<void>;
}

/** What the index has for a value that lies in a file. */
interface FileEntry {
  fileName: string;
}

/**
 * `setBytes` writes files, `set` what is small; where files turn out not to work, both write to the store. Values that
 * the store had before stay readable.
 */
export function createFiledStore(options: {
  store: KeyValueStore;
  files: RangeFiles;
  locks: CacheLocks;
}): RangeStore {
  const { store, files, locks } = options;
  let filesWork = true;
  let tidied: Promise<void> | undefined;

  /** Held from before a file is begun until it has its entry. */
  const lockOf = (path: string) => `floe/file/${path}`;

  async function fileOf(key: string): Promise<string | undefined> {
    const value = await store.get<unknown>(key);
    return isFileEntry(value) ? value.fileName : undefined;
  }

  /** Writes the entry, then lets go of the file that was the value before. */
  async function replace(key: string, value: unknown): Promise<void> {
    const before = await fileOf(key);
    await store.set(key, value);
    if (before !== undefined) await files.remove(before).catch(() => undefined);
  }

  async function createFile(path: string, bytes: LentBytes): Promise<boolean> {
    if (!filesWork) return false;
    try {
      await files.create(path, bytes);
      return true;
    } catch (error) {
      if (storeFailure(error) === 'full' || bytes.buffer.byteLength === 0) throw error;
      filesWork = false;
      return false;
    }
  }

  /** Files without an entry. One that another tab is writing right now is passed over. */
  async function tidy(): Promise<void> {
    const paths = await files.paths();
    const keys = new Set(paths.length > 0 ? await store.keys() : []);
    const filesOf = new Map<string, number>();
    for (const key of paths.map(keyOfPath)) filesOf.set(key, (filesOf.get(key) ?? 0) + 1);
    for (const path of paths) {
      const key = keyOfPath(path);
      // The only file of a key that has a value is that value: not every entry has to be read.
      if (filesOf.get(key) === 1 && keys.has(key)) continue;
      await locks.runIfFree(lockOf(path), async () => {
        if ((await fileOf(key)) !== path) await files.remove(path);
      });
    }
  }

  /** Once a session, beside whatever it was that came first. */
  function tidyOnce(): void {
    tidied ??= tidy().catch(() => undefined);
  }

  return {
    async get<T>(key: string) {
      const value = await store.get<unknown>(key);
      return (isFileEntry(value) ? await files.open(value.fileName) : value) as T | undefined;
    },
    set: replace,
    async setBytes(key, bytes) {
      tidyOnce();
      const path = newPath(key);
      await locks.run(
        lockOf(path),
        async () => {
          if (!(await createFile(path, bytes))) return replace(key, new Blob([bytes.buffer]));
          const entry: FileEntry = { fileName: path };
          await replace(key, entry).catch(async (error: unknown) => {
            await files.remove(path).catch(() => undefined);
            throw error;
          });
        },
        {},
      );
    },
    async delete(key) {
      const path = await fileOf(key);
      await store.delete(key);
      if (path !== undefined) await files.remove(path).catch(() => undefined);
    },
    async keys() {
      tidyOnce();
      return store.keys();
    },
  };
}

/** Never used before: a file that somebody still reads is not written over, nor one that a closed tab left. */
function newPath(key: string): string {
  return `${key}.${crypto.randomUUID()}`;
}

function keyOfPath(path: string): string {
  return path.slice(0, path.lastIndexOf('.'));
}

function isFileEntry(value: unknown): value is FileEntry {
  return typeof value === 'object' && value !== null && 'fileName' in value;
}
