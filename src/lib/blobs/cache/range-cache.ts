// Ranges of blobs, by blob ID and index, and what proves them. Each is one value of the store, so it is there whole or
// not at all. Knows no model, and vouches for nothing that it reads: who reads, checks.
import { BlobError } from '../errors.ts';
import type { RowProof } from '../rows/verifier.ts';
import type { KeyValueStore } from '../types.ts';
import type { RangeStore } from './filed-store.ts';
import type { LentBytes } from './range-files.ts';
import { storeFailure, type StoreResult } from './store-result.ts';

export { storeFailure, type StoreResult } from './store-result.ts';
export type { LentBytes } from './range-files.ts';

/** What names a range inside its blob, and how long it has to be. */
export interface RangeKey {
  index: number;
  bytes: number;
}

/** Which ranges are there, by blob ID. */
export type RangeIndex = ReadonlyMap<string, ReadonlySet<number>>;

export interface RangeCache {
  /** Whether a range that was read stays readable after it is dropped: a database keeps it, a file is gone. */
  readonly outlives: boolean;
  /** From the keys alone: a damaged range counts until somebody reads it. Empty where storage fails. */
  index(): Promise<RangeIndex>;
  /** The range as it is stored if its size is right. Undefined too where storage fails. */
  get(blobId: string, range: RangeKey): Promise<Blob | undefined>;
  /**
   * Lent bytes are back when this ends. @throws BlobError 'blobs/store-lost' (retryable) in the one case that they are
   * not: the thread that wrote them died.
   */
  put(blobId: string, range: RangeKey, bytes: Blob | LentBytes): Promise<StoreResult>;
  drop(blobId: string, indexes: Iterable<number>): Promise<void>;
  proof(blobId: string): Promise<RowProof | undefined>;
  putProof(blobId: string, proof: RowProof): Promise<StoreResult>;
}

const RANGE = 'range/';
const PROOF = 'proof/';

/** The blob that a key of the store belongs to; undefined for what is none of this file's. */
export function blobOfKey(key: string): string | undefined {
  if (key.startsWith(PROOF)) return key.slice(PROOF.length);
  return key.startsWith(RANGE) ? key.slice(RANGE.length, key.lastIndexOf('/')) : undefined;
}

/** Storage that fails reads as empty and answers a write with why: a cache never fails its caller. */
export function createRangeCache(store: KeyValueStore): RangeCache {
  const keyOf = (blobId: string, index: number) => `${RANGE}${blobId}/${index}`;
  const answer = (writing: Promise<void>): Promise<StoreResult> => writing.then(() => 'stored', storeFailure);
  const drop = (key: string) => store.delete(key).catch(() => undefined);

  return {
    outlives: !takesBytes(store),
    async index() {
      const index = new Map<string, Set<number>>();
      for (const key of await store.keys().catch(() => [])) {
        if (!key.startsWith(RANGE)) continue;
        const blobId = blobOfKey(key)!;
        const indexes = index.get(blobId) ?? new Set();
        index.set(blobId, indexes.add(Number(key.slice(key.lastIndexOf('/') + 1))));
      }
      return index;
    },
    async get(blobId, { index, bytes }) {
      const found = await store.get<unknown>(keyOf(blobId, index)).catch(() => undefined);
      return found instanceof Blob && found.size === bytes ? found : undefined;
    },
    async put(blobId, { index, bytes }, value) {
      const size = value instanceof Blob ? value.size : value.buffer.byteLength;
      if (size !== bytes) throw new RangeError(`Range ${index} has ${bytes} bytes, not ${size}`);
      const key = keyOf(blobId, index);
      if (!takesBytes(store)) {
        return answer(store.set(key, value instanceof Blob ? value : new Blob([value.buffer])));
      }
      const lent = value instanceof Blob ? { buffer: await value.arrayBuffer() } : value;
      const result = await answer(store.setBytes(key, lent));
      if (lent !== value || lent.buffer.byteLength === bytes) return result;
      const details = { blobId, index };
      throw new BlobError('blobs/store-lost', 'A range was lost while it was written', {
        details,
        retryable: true,
      });
    },
    async drop(blobId, indexes) {
      for (const index of indexes) await drop(keyOf(blobId, index));
    },
    async proof(blobId) {
      const found = await store.get<Partial<Record<string, unknown>>>(PROOF + blobId).catch(() => undefined);
      const { sidecar, metadata } = found ?? {};
      if (sidecar instanceof Uint8Array) return { sidecar };
      return metadata instanceof Uint8Array ? { metadata } : undefined;
    },
    putProof: (blobId, proof) => answer(store.set(PROOF + blobId, proof)),
  };
}

function takesBytes(store: KeyValueStore): store is RangeStore {
  return 'setBytes' in store;
}
