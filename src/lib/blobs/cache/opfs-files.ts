// Files in the origin's private file system: written by a Worker, read and removed from here. A file is never written
// again once it is there, so a File of it never grows stale.
import { BlobError } from '../errors.ts';
import type { FileReply, FileRequest } from './file.worker.ts';
import { asking, createOpfsFolders, isNotFound, type OpfsFolders } from './opfs-folder.ts';
import type { LentBytes, RangeFiles } from './range-files.ts';

/** What is used of a Worker. */
export interface FileThread {
  onmessage: ((event: MessageEvent<FileReply>) => void) | null;
  onerror: ((event: ErrorEvent) => void) | null;
  postMessage(request: FileRequest, transfer: Transferable[]): void;
  terminate(): void;
}

/** False in Node, in old browsers and where a page is not secure. */
export function canKeepFiles(): boolean {
  const { navigator } = globalThis as { navigator?: { storage?: { getDirectory?: unknown } } };
  return typeof navigator?.storage?.getDirectory === 'function';
}

/** All below one folder. The Worker begins with the first file. */
export function createOpfsFiles(root: string, createThread: () => FileThread): RangeFiles {
  const folders = createOpfsFolders();
  let writer: Writer | undefined;
  return {
    create(path, bytes) {
      if (writer?.died) writer = undefined;
      writer ??= createWriter(createThread());
      return writer.create(`${root}/${path}`, bytes);
    },
    open: (path) =>
      orUndefined(
        folders.at(`${root}/${path}`, async (folder, name) => {
          const file = await folder.getFileHandle(name);
          return asking(file, () => file.getFile());
        }),
      ),
    remove: (path) => removeFile(folders, `${root}/${path}`),
    async paths() {
      const found = folders.at(root, async (folder, name) =>
        listFiles(await folder.getDirectoryHandle(name), ''),
      );
      return (await orUndefined(found)) ?? [];
    },
  };
}

/** What is not there. */
async function orUndefined<T>(asked: Promise<T>): Promise<T | undefined> {
  try {
    return await asked;
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw error;
  }
}

interface Writer {
  readonly died: boolean;
  create(path: string, bytes: LentBytes): Promise<void>;
}

function createWriter(thread: FileThread): Writer {
  const waiting = new Map<number, { resolve(): void; reject(error: unknown): void; bytes: LentBytes }>();
  let questions = 0;
  let death: Error | undefined;
  let started!: () => void;
  let failed!: (error: Error) => void;
  // Nothing is handed over before the thread runs: bytes that go to one that cannot start do not come back.
  const ready = new Promise<void>((resolve, reject) => ([started, failed] = [resolve, reject]));
  ready.catch(() => undefined);

  thread.onmessage = ({ data }) => {
    if (data.kind === 'ready') return started();
    const asked = waiting.get(data.id)!;
    waiting.delete(data.id);
    asked.bytes.buffer = data.bytes;
    if (data.kind === 'created') asked.resolve();
    else asked.reject(new DOMException(data.message, data.name));
  };
  thread.onerror = ({ message }) => {
    death = new BlobError('blobs/store-lost', message || 'The writing thread ended', { retryable: true });
    thread.terminate();
    failed(death);
    for (const { reject } of waiting.values()) reject(death);
    waiting.clear();
  };

  return {
    get died() {
      return death !== undefined;
    },
    async create(path, bytes) {
      await ready;
      if (death) throw death;
      await new Promise<void>((resolve, reject) => {
        const id = questions++;
        waiting.set(id, { resolve, reject, bytes });
        thread.postMessage({ id, path, bytes: bytes.buffer }, [bytes.buffer]);
      });
    },
  };
}

/** And the folders above it that are empty then, but for the first. */
async function removeFile(folders: OpfsFolders, path: string): Promise<void> {
  const remove = (place: string) => folders.at(place, (folder, name) => folder.removeEntry(name));
  await orUndefined(remove(path));
  const names = path.split('/');
  for (let depth = names.length - 1; depth > 1; depth -= 1) {
    try {
      await remove(names.slice(0, depth).join('/'));
    } catch {
      // Something is in it, or it is gone already.
      return;
    }
  }
}

async function listFiles(folder: FileSystemDirectoryHandle, prefix: string): Promise<string[]> {
  const paths: string[] = [];
  await asking(folder, async () => {
    for await (const [name, handle] of folder.entries()) {
      if (handle.kind === 'file') paths.push(prefix + name);
      else paths.push(...(await listFiles(handle as FileSystemDirectoryHandle, `${prefix}${name}/`)));
    }
  });
  return paths;
}
