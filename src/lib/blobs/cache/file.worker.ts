// Writes files of the origin's private file system: only a Worker may do so synchronously, and at several times the speed
// of the page's ways. Knows no range; what it writes was checked before.
import { createQueue } from '../queue.ts';
import { asking, createOpfsFolders } from './opfs-folder.ts';

export interface FileRequest {
  id: number;
  /** Of a new file. */
  path: string;
  bytes: ArrayBuffer;
}

export type FileReply =
  /** Once, before anything is asked: the thread runs. */
  | { kind: 'ready' }
  | { kind: 'created'; id: number; bytes: ArrayBuffer }
  | { kind: 'failed'; id: number; bytes: ArrayBuffer; name: string; message: string };

/** TypeScript's lists have these for Workers alone, and this file is checked with the page's too. */
interface SyncHandle {
  write(bytes: Uint8Array, options: { at: number }): number;
  close(): void;
}
type WritableFile = FileSystemFileHandle & { createSyncAccessHandle(): Promise<SyncHandle> };

/** -8, as 32 bits without a sign. */
const NO_SPACE = 4_294_967_288;

const scope = globalThis as unknown as {
  onmessage: ((event: MessageEvent<FileRequest>) => void) | null;
  postMessage(reply: FileReply, transfer?: Transferable[]): void;
};

/** One after another: a file that found no room is gone before the next is begun. */
const enqueue = createQueue();
const folders = createOpfsFolders();

scope.onmessage = async ({ data: { id, path, bytes } }) => {
  try {
    await enqueue(
      () => folders.at(path, (folder, name) => create(folder, name, bytes), { create: true }),
      {},
    );
    scope.postMessage({ kind: 'created', id, bytes }, [bytes]);
  } catch (error) {
    const { name, message } = error instanceof Error ? error : new Error(String(error));
    scope.postMessage({ kind: 'failed', id, bytes, name, message }, [bytes]);
  }
};

async function create(folder: FileSystemDirectoryHandle, name: string, bytes: ArrayBuffer): Promise<void> {
  const file = (await folder.getFileHandle(name, { create: true })) as WritableFile;
  try {
    const handle = await asking(file, () => file.createSyncAccessHandle());
    try {
      // No flush: what a power cut takes is found damaged when it is read, and fetched again.
      const written = handle.write(new Uint8Array(bytes), { at: 0 });
      if (written !== bytes.byteLength) throw shortWrite(written, bytes.byteLength);
    } finally {
      handle.close();
    }
  } catch (error) {
    await folder.removeEntry(name).catch(() => undefined);
    throw error;
  }
}

/** Chromium does not throw where there is no room: it answers with its error number as if that were a count. */
function shortWrite(written: number, wanted: number): DOMException {
  const full = written < wanted || written === NO_SPACE;
  const message = `${written} of ${wanted} bytes were written`;
  return new DOMException(message, full ? 'QuotaExceededError' : 'InvalidStateError');
}

scope.postMessage({ kind: 'ready' });
