// A folder of this machine behind the port of a disk, and a store over it: as in a browser, a Blob of a file that is gone
// cannot be read any more, and bytes go away and come back as to a thread and from it.
import {
  mkdirSync,
  mkdtempSync,
  openAsBlob,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll } from 'vitest';
import { createFiledStore, type RangeStore } from '../../../../src/lib/blobs/cache/filed-store.ts';
import type { RangeFiles } from '../../../../src/lib/blobs/cache/range-files.ts';
import { createProcessLocks, type CacheLocks } from '../../../../src/lib/blobs/locks.ts';
import { createMemoryStore } from '../../../../src/lib/blobs/stores.ts';
import type { KeyValueStore } from '../../../../src/lib/blobs/types.ts';

const folders: string[] = [];
afterAll(() => folders.forEach((folder) => rmSync(folder, { recursive: true })));

export interface DiskFiles extends RangeFiles {
  /** Paths of what lies there. */
  list(): string[];
  bytes(path: string): Uint8Array<ArrayBuffer>;
  /** What a disk does by itself; nothing at all is a file that is lost. */
  damage(path: string, bytes?: Uint8Array): void;
}

export function createDiskFiles(): DiskFiles {
  const root = mkdtempSync(join(tmpdir(), 'floe-disk-'));
  folders.push(root);
  const write = (path: string, bytes: Uint8Array) => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), bytes);
  };
  const list = () =>
    readdirSync(root, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1));
  return {
    list,
    bytes: (path) => new Uint8Array(readFileSync(join(root, path))),
    damage: (path, bytes) => (bytes ? write(path, bytes) : rmSync(join(root, path))),
    async create(path, bytes) {
      if (list().includes(path)) throw new Error(`${path} is there already`);
      const away = structuredClone(bytes.buffer, { transfer: [bytes.buffer] });
      await new Promise((resolve) => setImmediate(resolve));
      write(path, new Uint8Array(away));
      bytes.buffer = away;
    },
    open: async (path) => (list().includes(path) ? openAsBlob(join(root, path)) : undefined),
    remove: async (path) => rmSync(join(root, path), { force: true }),
    paths: async () => list(),
  };
}

export interface FiledStore {
  store: RangeStore;
  index: KeyValueStore;
  files: DiskFiles;
}

/** A session over what lies there; an empty disk unless told otherwise. */
export function openFiledStore(
  there: { index?: KeyValueStore; files?: DiskFiles; locks?: CacheLocks } = {},
): FiledStore {
  const { index = createMemoryStore(), files = createDiskFiles(), locks = createProcessLocks() } = there;
  return { store: createFiledStore({ store: index, files, locks }), index, files };
}

/** For what has to hold wherever ranges lie. */
export const STORES: [string, () => KeyValueStore][] = [
  ['one store', createMemoryStore],
  ['files', () => openFiledStore().store],
];
