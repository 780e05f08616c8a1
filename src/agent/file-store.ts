// The library's key-value port on a folder: what the agent caches and what it has half published. Values are written
// whole or not at all.
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { deserialize, serialize } from 'node:v8';
import type { KeyValueStore } from '../lib/index.ts';

/** `structuredClone` values with Blobs: Node's serializer does not take Blobs, so they become tagged bytes. */
interface BlobBytes {
  $blob: Uint8Array;
  type: string;
}

export function createFileStore(folder: string): KeyValueStore {
  const fileOf = (key: string) => join(folder, `${Buffer.from(key).toString('base64url')}.bin`);
  return {
    async get<T>(key: string) {
      let bytes: Buffer;
      try {
        bytes = await readFile(fileOf(key));
      } catch (error) {
        if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
        throw error;
      }
      return unpack(deserialize(bytes)) as T;
    },
    async set(key, value) {
      await mkdir(folder, { recursive: true });
      const file = fileOf(key);
      const temporary = `${file}.${process.pid}.part`;
      await writeFile(temporary, serialize(await pack(value)));
      await rename(temporary, file);
    },
    async delete(key) {
      await rm(fileOf(key), { force: true });
    },
    async keys() {
      const names = await readdir(folder).catch(() => []);
      return names
        .filter((name) => name.endsWith('.bin'))
        .map((name) => Buffer.from(name.slice(0, -4), 'base64url').toString());
    },
  };
}

async function pack(value: unknown): Promise<unknown> {
  if (value instanceof Blob) {
    return { $blob: new Uint8Array(await value.arrayBuffer()), type: value.type } satisfies BlobBytes;
  }
  if (Array.isArray(value)) return Promise.all(value.map(pack));
  if (!isPlain(value)) return value;
  const entries = await Promise.all(
    Object.entries(value).map(async ([key, item]) => [key, await pack(item)]),
  );
  return Object.fromEntries(entries);
}

function unpack(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(unpack);
  if (!isPlain(value)) return value;
  if (value['$blob'] instanceof Uint8Array) {
    return new Blob([value['$blob'] as Uint8Array<ArrayBuffer>], { type: String(value['type']) });
  }
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, unpack(item)]));
}

function isPlain(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}
