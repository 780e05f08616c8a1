// The library's key-value port on a folder: what the agent caches and what it has half published. Values are written
// whole or not at all. Large Blobs lie in files of their own, so that a model need not fit in memory.
import { createWriteStream, openAsBlob } from 'node:fs';
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { deserialize, serialize } from 'node:v8';
import type { KeyValueStore } from '../lib/index.ts';

/** `structuredClone` values with Blobs: Node's serializer does not take Blobs, so they become tagged bytes or a name. */
interface BlobBytes {
  $blob: Uint8Array;
  type: string;
}
interface BlobFile {
  $file: string;
  type: string;
}

/** Larger Blobs go to a file. */
const INLINE_BYTES = 1024 * 1024;

export function createFileStore(folder: string): KeyValueStore {
  const nameOf = (key: string) => Buffer.from(key).toString('base64url');
  const fileOf = (key: string) => join(folder, `${nameOf(key)}.bin`);

  /** Blobs of a value's earlier writes, or of one that was cut. */
  async function removeBlobs(key: string, except: readonly string[] = []): Promise<void> {
    const names = await readdir(folder).catch(() => []);
    const begin = `${nameOf(key)}.`;
    for (const name of names) {
      if (name.startsWith(begin) && name.endsWith('.blob') && !except.includes(name)) {
        await rm(join(folder, name), { force: true });
      }
    }
  }

  return {
    async get<T>(key: string) {
      let bytes: Buffer;
      try {
        bytes = await readFile(fileOf(key));
      } catch (error) {
        if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
        throw error;
      }
      return (await unpack(deserialize(bytes), folder)) as T;
    },
    async set(key, value) {
      await mkdir(folder, { recursive: true });
      const written: string[] = [];
      const writeBlob = async (blob: Blob) => {
        const name = `${nameOf(key)}.${crypto.randomUUID()}.blob`;
        written.push(name);
        await pipeline(blob.stream(), createWriteStream(join(folder, name)));
        return name;
      };
      try {
        const file = fileOf(key);
        const temporary = `${file}.${process.pid}.part`;
        await writeFile(temporary, serialize(await pack(value, writeBlob)));
        await rename(temporary, file);
      } catch (error) {
        for (const name of written) await rm(join(folder, name), { force: true });
        throw error;
      }
      await removeBlobs(key, written);
    },
    async delete(key) {
      await rm(fileOf(key), { force: true });
      await removeBlobs(key);
    },
    async keys() {
      const names = await readdir(folder).catch(() => []);
      return names
        .filter((name) => name.endsWith('.bin'))
        .map((name) => Buffer.from(name.slice(0, -4), 'base64url').toString());
    },
  };
}

/** One Blob after another: of many large ones only one is being written at a time. */
async function pack(value: unknown, writeBlob: (blob: Blob) => Promise<string>): Promise<unknown> {
  if (value instanceof Blob) {
    const { type } = value;
    if (value.size > INLINE_BYTES) return { $file: await writeBlob(value), type } satisfies BlobFile;
    return { $blob: new Uint8Array(await value.arrayBuffer()), type } satisfies BlobBytes;
  }
  if (Array.isArray(value)) {
    const items: unknown[] = [];
    for (const item of value) items.push(await pack(item, writeBlob));
    return items;
  }
  if (!isPlain(value)) return value;
  const packed: Record<string, unknown> = {};
  for (const [key, item] of Object.entries(value)) packed[key] = await pack(item, writeBlob);
  return packed;
}

async function unpack(value: unknown, folder: string): Promise<unknown> {
  if (Array.isArray(value)) return Promise.all(value.map((item) => unpack(item, folder)));
  if (!isPlain(value)) return value;
  const type = String(value['type']);
  if (typeof value['$file'] === 'string') return openAsBlob(join(folder, value['$file']), { type });
  if (value['$blob'] instanceof Uint8Array) {
    return new Blob([value['$blob'] as Uint8Array<ArrayBuffer>], { type });
  }
  const entries = await Promise.all(
    Object.entries(value).map(async ([key, item]) => [key, await unpack(item, folder)]),
  );
  return Object.fromEntries(entries);
}

function isPlain(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}
