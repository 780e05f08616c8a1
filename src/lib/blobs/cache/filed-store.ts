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
  /** In the names of all files that are written here. */
  const session = crypto.randomUUID();
  /** Those of them that are values, by key: what was just written is read without asking the store. */
  const written = new Map<string, string>();
  let names = 0;
  let filesWork = true;
  let tidied: Promise<void> | undefined;
  let turn: Turn | undefined;
  let writing = 0;

  /** Tells other tabs that a file of this session may be about to get its entry. */
  async function whileTold<T>(write: () => Promise<T>): Promise<T> {
    writing += 1;
    turn ??= takeTurn(locks, lockOf(session));
    try {
      await turn.begun;
      return await write();
    } finally {
      writing -= 1;
      if (writing === 0) {
        turn.end();
        turn = undefined;
      }
    }
  }

  async function fileOf(key: string): Promise<string | undefined> {
    const value = await store.get<unknown>(key);
    return isFileEntry(value) ? value.fileName : undefined;
  }

  /** Writes the entry, then lets go of the file that was the value before. */
  async function replace(key: string, value: unknown, before: string | undefined): Promise<void> {
    await store.set(key, value);
    if (isFileEntry(value)) written.set(key, value.fileName);
    else written.delete(key);
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
      await locks.runIfFree(lockOf(sessionOf(path)), async () => {
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
      const path = written.get(key);
      // Gone where another tab removed or replaced it: the store knows.
      const found = path === undefined ? undefined : await files.open(path);
      if (found) return found as T;
      const value = await store.get<unknown>(key);
      return (isFileEntry(value) ? await files.open(value.fileName) : value) as T | undefined;
    },
    set: async (key, value) => replace(key, value, await fileOf(key)),
    async setBytes(key, bytes) {
      tidyOnce();
      await whileTold(async () => {
        const path = `${key}.${session}-${names++}`;
        if (!(await createFile(path, bytes))) {
          return replace(key, new Blob([bytes.buffer]), await fileOf(key));
        }
        // One that an earlier visit wrote is tidied up at the next: who stores ranges drops what was there first.
        const before = written.get(key);
        const entry: FileEntry = { fileName: path };
        await replace(key, entry, before).catch(async (error: unknown) => {
          await files.remove(path).catch(() => undefined);
          throw error;
        });
      });
    },
    async delete(key) {
      const path = await fileOf(key);
      await store.delete(key);
      written.delete(key);
      if (path !== undefined) await files.remove(path).catch(() => undefined);
    },
    async keys() {
      tidyOnce();
      return store.keys();
    },
  };
}

interface Turn {
  begun: Promise<void>;
  end(): void;
}

/** Holds the name from `begun` until `end`. */
function takeTurn(locks: CacheLocks, name: string): Turn {
  let end!: () => void;
  const ended = new Promise<void>((resolve) => (end = resolve));
  const begun = new Promise<void>((resolve, reject) => {
    const hold = () => {
      resolve();
      return ended;
    };
    locks.run(name, hold, {}).catch(reject);
  });
  return { begun, end };
}

function lockOf(session: string): string {
  return `floe/files/${session}`;
}

/** Of `<key>.<session>-<number>`: a name that nobody ever used, since a file that is read is not written over. */
function keyOfPath(path: string): string {
  return path.slice(0, path.lastIndexOf('.'));
}

function sessionOf(path: string): string {
  return path.slice(path.lastIndexOf('.') + 1, path.lastIndexOf('-'));
}

function isFileEntry(value: unknown): value is FileEntry {
  return typeof value === 'object' && value !== null && 'fileName' in value;
}
