// Files in memory behind the port of a disk, and a store over them. Bytes go away and come back as to a thread and from it.
import { createFiledStore, type RangeStore } from '../../../../src/lib/blobs/cache/filed-store.ts';
import type { RangeFiles } from '../../../../src/lib/blobs/cache/range-files.ts';
import { createProcessLocks, type CacheLocks } from '../../../../src/lib/blobs/locks.ts';
import { createMemoryStore } from '../../../../src/lib/blobs/stores.ts';
import type { KeyValueStore } from '../../../../src/lib/blobs/types.ts';

export interface MemoryFiles extends RangeFiles {
  /** What lies on the disk, by path. */
  contents: Map<string, Uint8Array<ArrayBuffer>>;
}

export function createMemoryFiles(): MemoryFiles {
  const contents: MemoryFiles['contents'] = new Map();
  return {
    contents,
    async create(path, bytes) {
      if (contents.has(path)) throw new Error(`${path} is there already`);
      const away = structuredClone(bytes.buffer, { transfer: [bytes.buffer] });
      await new Promise((resolve) => setImmediate(resolve));
      contents.set(path, new Uint8Array(away.slice(0)));
      bytes.buffer = away;
    },
    async open(path) {
      const found = contents.get(path);
      return found && new Blob([found]);
    },
    remove: async (path) => void contents.delete(path),
    paths: async () => [...contents.keys()],
  };
}

export interface FiledMemory {
  store: RangeStore;
  index: KeyValueStore;
  files: MemoryFiles;
}

/** A session over what lies there; an empty disk unless told otherwise. */
export function openFiledMemory(
  there: { index?: KeyValueStore; files?: MemoryFiles; locks?: CacheLocks } = {},
): FiledMemory {
  const { index = createMemoryStore(), files = createMemoryFiles(), locks = createProcessLocks() } = there;
  return { store: createFiledStore({ store: index, files, locks }), index, files };
}

/** For what has to hold wherever ranges lie. */
export const STORES: [string, () => KeyValueStore][] = [
  ['one store', createMemoryStore],
  ['files', () => openFiledMemory().store],
];
