// Ranges of blobs, by blob ID and index, and what proves them. Each is one value of the store, so it is there whole or
// not at all. Knows no model, and vouches for nothing that it reads: who reads, checks.
import type { RowProof } from '../rows/verifier.ts';
import type { KeyValueStore } from '../types.ts';

/** `full` and `failed` leave nothing behind: the caller goes on without a cache. */
export type StoreResult = 'stored' | 'full' | 'failed';

/** What names a range inside its blob, and how long it has to be. */
export interface RangeKey {
  index: number;
  bytes: number;
}

/** Which ranges are there, by blob ID. */
export type RangeIndex = ReadonlyMap<string, ReadonlySet<number>>;

export interface RangeCache {
  /** From the keys alone: a damaged range counts until somebody reads it. Empty where storage fails. */
  index(): Promise<RangeIndex>;
  /** The range as it is stored if its size is right. Undefined too where storage fails. */
  get(blobId: string, range: RangeKey): Promise<Blob | undefined>;
  put(blobId: string, range: RangeKey, bytes: Blob): Promise<StoreResult>;
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
  const put = (key: string, value: unknown): Promise<StoreResult> =>
    store.set(key, value).then(() => 'stored', storeFailure);
  const drop = (key: string) => store.delete(key).catch(() => undefined);

  return {
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
    put: async (blobId, { index, bytes }, blob) => {
      if (blob.size !== bytes) throw new RangeError(`Range ${index} has ${bytes} bytes, not ${blob.size}`);
      return put(keyOf(blobId, index), blob);
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
    putProof: (blobId, proof) => put(PROOF + blobId, proof),
  };
}

/** What a failed write means. */
export function storeFailure(error: unknown): 'full' | 'failed' {
  const named = typeof error === 'object' && error !== null && 'name' in error;
  return named && error.name === 'QuotaExceededError' ? 'full' : 'failed';
}
