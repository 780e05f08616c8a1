// Verified files by their SHA-256, kept as Blobs in parts. Knows no models; trusts the caller about what it puts in,
// and nobody about what it finds.
import { hashBlob } from '../model/blob-hash.ts';
import { toHex } from '../model/hex.ts';
import type { KeyValueStore } from './types.ts';

/** Measured best between one Blob (memory) and many keys (time). */
const PART_BYTES = 16 * 1024 * 1024;

/** Names a file: hex SHA-256 and size. */
export interface FileKey {
  sha256: string;
  bytes: number;
}

/** `full` and `failed` leave nothing behind: the caller goes on without a cache. */
export type StoreResult = 'stored' | 'full' | 'failed';

export interface FileCache {
  /** The file if every part is there and hashes to what was stored; damaged ones are removed. */
  get(key: FileKey, options?: { signal?: AbortSignal }): Promise<Blob | undefined>;
  /** True without reading the bytes: a damaged file still counts. */
  has(key: FileKey): Promise<boolean>;
  put(key: FileKey, file: Blob): Promise<StoreResult>;
  delete(sha256: string): Promise<void>;
}

/** Written after the parts: what has no head is not there. */
interface Head {
  bytes: number;
  /** Hex SHA-256 of each part. A file of one part has its own. */
  parts: string[];
}

const headKey = (sha256: string) => `file/${sha256}`;
const partKey = (sha256: string, index: number) => `part/${sha256}/${index}`;

/** Storage that fails reads as empty and answers `put` with why: a cache never fails its caller. */
export function createFileCache(store: KeyValueStore, options: { partBytes?: number } = {}): FileCache {
  const partBytes = options.partBytes ?? PART_BYTES;

  async function head(key: FileKey): Promise<Head | undefined> {
    const found = await store.get<Head>(headKey(key.sha256));
    return found?.bytes === key.bytes ? found : undefined;
  }

  async function readParts(key: FileKey, expected: string[], signal: AbortSignal | undefined) {
    if (expected.length !== Math.max(1, Math.ceil(key.bytes / partBytes))) return undefined;
    if (expected.length === 1 && expected[0] !== key.sha256) return undefined;
    const parts: Blob[] = [];
    for (const [index, sha256] of expected.entries()) {
      const part = await store.get<Blob>(partKey(key.sha256, index));
      const size = Math.min(partBytes, key.bytes - index * partBytes);
      if (!(part instanceof Blob) || part.size !== size) return undefined;
      if (toHex(await hashBlob(part, signal ? { signal } : {})) !== sha256) return undefined;
      parts.push(part);
    }
    return new Blob(parts);
  }

  async function drop(sha256: string, known = 0): Promise<void> {
    const found = await store.get<Head>(headKey(sha256));
    await store.delete(headKey(sha256));
    const count = Math.max(known, found?.parts.length ?? 0);
    for (let index = 0; index < count; index++) await store.delete(partKey(sha256, index));
  }

  return {
    async get(key, { signal } = {}) {
      try {
        const found = await head(key);
        const file = found && (await readParts(key, found.parts, signal));
        if (file) return file;
      } catch {
        // No storage at all, or a Blob whose backing file is gone, which shows only when it is read.
        signal?.throwIfAborted();
      }
      await drop(key.sha256).catch(() => undefined);
      return undefined;
    },
    has: (key) => head(key).then(Boolean, () => false),
    async put(key, file) {
      const parts: string[] = [];
      try {
        for (let offset = 0; offset < Math.max(file.size, 1); offset += partBytes) {
          const part = file.slice(offset, offset + partBytes);
          await store.set(partKey(key.sha256, parts.length), part);
          parts.push(toHex(await hashBlob(part)));
        }
        await store.set(headKey(key.sha256), { bytes: file.size, parts } satisfies Head);
        return 'stored';
      } catch (error) {
        // Storage that failed once may fail at this too; without a head the parts are only unused space.
        await drop(key.sha256, parts.length + 1).catch(() => undefined);
        return storeFailure(error);
      }
    },
    delete: (sha256) => drop(sha256),
  };
}

/** What a failed write means. */
export function storeFailure(error: unknown): 'full' | 'failed' {
  const named = typeof error === 'object' && error !== null && 'name' in error;
  return named && error.name === 'QuotaExceededError' ? 'full' : 'failed';
}
