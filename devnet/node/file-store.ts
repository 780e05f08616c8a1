// Blobs in Node: small ones in memory, large uploads in files of the OS's folder for temporary ones. A file has no name
// from the moment it is open, so the system takes it back when the last who reads it is gone, however the process ends.
import { close, open, read, unlink, write } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import {
  type BlobStore,
  createMemoryBlobStore,
  createMemoryUpload,
  type StoredBytes,
  type Upload,
} from '../walrus/blob-store.ts';

export interface FileStoreOptions {
  /** Bytes; what is larger goes to a file. */
  memoryUpTo?: number;
  directory?: string;
}

const MEMORY_UP_TO = 32 * 2 ** 20;

const openFile = promisify(open);
const unlinkFile = promisify(unlink);
const readFile = promisify(read);
const writeFile = promisify(write);

/** Held by everyone who may still read the file; the last to let go closes it. */
class OpenFile {
  readonly fd: number;
  constructor(fd: number) {
    this.fd = fd;
    unreachable.register(this, fd);
  }
}
const unreachable = new FinalizationRegistry<number>((fd) => close(fd, () => {}));

/** Part of a file. File descriptors are the process's, so a thread can read it by these numbers. */
export class FileBytes implements StoredBytes {
  readonly #file: OpenFile;
  readonly start: number;
  readonly size: number;

  constructor(file: OpenFile, start: number, size: number) {
    this.#file = file;
    this.start = start;
    this.size = size;
  }

  get fd(): number {
    return this.#file.fd;
  }

  slice(start: number, end: number): FileBytes {
    const from = Math.min(start, this.size);
    return new FileBytes(this.#file, this.start + from, Math.max(0, Math.min(end, this.size) - from));
  }

  async arrayBuffer(): Promise<ArrayBuffer> {
    const bytes = new Uint8Array(this.size);
    for (let at = 0; at < bytes.length;) {
      const { bytesRead } = await readFile(this.#file.fd, bytes, at, bytes.length - at, this.start + at);
      if (bytesRead === 0) throw new Error('a blob file is shorter than it was');
      at += bytesRead;
    }
    return bytes.buffer;
  }
}

export function createFileBlobStore(options: FileStoreOptions = {}): BlobStore {
  const { memoryUpTo = MEMORY_UP_TO, directory = tmpdir() } = options;
  return { ...createMemoryBlobStore(), begin: () => beginUpload(memoryUpTo, directory) };
}

function beginUpload(memoryUpTo: number, directory: string): Upload {
  const memory = createMemoryUpload();
  let file: OpenFile | undefined;
  let size = 0;

  async function append(chunk: Uint8Array): Promise<void> {
    for (let at = 0; at < chunk.length;) {
      const { bytesWritten } = await writeFile(file!.fd, chunk, at, chunk.length - at, size);
      at += bytesWritten;
      size += bytesWritten;
    }
  }

  async function spill(): Promise<void> {
    const held = await memory.finish();
    memory.abandon();
    file = await openUnnamed(directory);
    size = 0;
    await append(new Uint8Array(await held.arrayBuffer()));
  }

  return {
    async write(chunk) {
      if (!file && size + chunk.length > memoryUpTo) await spill();
      if (file) return append(chunk);
      size += chunk.length;
      await memory.write(chunk);
    },
    finish: async () => (file ? new FileBytes(file, 0, size) : memory.finish()),
    abandon() {
      file = undefined;
      memory.abandon();
    },
  };
}

async function openUnnamed(directory: string): Promise<OpenFile> {
  const path = join(directory, `floe-devnet-${crypto.randomUUID()}`);
  const fd = await openFile(path, 'wx+', 0o600);
  await unlinkFile(path);
  return new OpenFile(fd);
}
