// The ledger: which model versions are kept here and of which blobs they are made. Bytes that no entry names are
// nobody's, and go. Knows no network.
import type { Locks } from '../../model/ports.ts';
import type { CachedModel, KeyValueStore } from '../types.ts';
import { blobOfKey, storeFailure, type StoreResult } from './range-cache.ts';

export interface LedgerEntry {
  model: Pick<CachedModel, 'manifestHash' | 'model' | 'version' | 'name'>;
  parts: readonly LedgerPart[];
  lastUsedMs: number;
  /** When bytes of it were last checked; absent where none were yet. */
  checkedMs?: number;
  pinned: boolean;
}

export interface LedgerPart {
  blobId: string;
  bytes: number;
}

export interface Ledger {
  get(manifestHash: string): Promise<LedgerEntry | undefined>;
  /** Last used first. */
  list(): Promise<LedgerEntry[]>;
  /**
   * Writes the entry, before anything of it is stored: from then on no other entry's removal takes shared bytes away.
   * A pin and the time of the last check that were there stay.
   */
  open(entry: Omit<LedgerEntry, 'pinned' | 'checkedMs'>): Promise<StoreResult>;
  /** Changes an entry that is there. */
  mark(
    manifestHash: string,
    change: Partial<Pick<LedgerEntry, 'pinned' | 'checkedMs' | 'lastUsedMs'>>,
  ): Promise<StoreResult>;
  /** Removes the entry, and all bytes that no other entry names. */
  remove(manifestHash: string): Promise<void>;
  /** The blob that the manifest came in, as it was stored. */
  manifest(manifestHash: string): Promise<Blob | undefined>;
  putManifest(manifestHash: string, bytes: Blob): Promise<StoreResult>;
}

const ENTRY = 'kept/';
const MANIFEST = 'manifest/';
/** Earlier versions kept whole files by hash under these. They are not read any more: they go with the next removal. */
const RETIRED = ['model/', 'file/', 'part/'];

export function createLedger(store: KeyValueStore, locks: Locks): Ledger {
  /** One at a time, over all tabs. Nothing that holds this waits for another lock. */
  const exclusive = <T>(task: () => Promise<T>) => locks.run('floe/ledger', task, {});
  const read = (hash: string) => store.get<LedgerEntry>(ENTRY + hash);
  const write = (entry: LedgerEntry): Promise<StoreResult> =>
    store.set(ENTRY + entry.model.manifestHash, entry).then(() => 'stored', storeFailure);
  let swept: Promise<void> | undefined;

  async function entries(keys: readonly string[]): Promise<LedgerEntry[]> {
    const found = await Promise.all(
      keys.filter((key) => key.startsWith(ENTRY)).map((key) => store.get<LedgerEntry>(key)),
    );
    return found.filter((entry) => entry !== undefined).sort((a, b) => b.lastUsedMs - a.lastUsedMs);
  }

  /** Also finishes a removal that a closed tab left half done. */
  async function sweep(): Promise<void> {
    const keys = await store.keys();
    const kept = await entries(keys);
    const hashes = new Set(kept.map(({ model }) => model.manifestHash));
    const blobIds = new Set(kept.flatMap(({ parts }) => parts.map(({ blobId }) => blobId)));
    for (const key of keys) {
      const blobId = blobOfKey(key);
      const needless =
        blobId !== undefined
          ? !blobIds.has(blobId)
          : (key.startsWith(MANIFEST) && !hashes.has(key.slice(MANIFEST.length))) ||
            RETIRED.some((prefix) => key.startsWith(prefix));
      if (needless) await store.delete(key);
    }
  }

  return {
    get: (hash) => read(hash).catch(() => undefined),
    async list() {
      // Once a session: whatever was left half done before, nobody else will look for.
      swept ??= exclusive(sweep);
      await swept.catch(() => undefined);
      return store
        .keys()
        .then(entries)
        .catch(() => []);
    },
    open: (entry) =>
      exclusive(async () => {
        const before = await read(entry.model.manifestHash).catch(() => undefined);
        const { pinned = false, checkedMs } = before ?? {};
        return write({ ...entry, pinned, ...(checkedMs === undefined ? {} : { checkedMs }) });
      }),
    mark: (hash, change) =>
      exclusive(async () => {
        const entry = await read(hash).catch(() => undefined);
        return entry ? write({ ...entry, ...change }) : 'failed';
      }),
    remove: (hash) =>
      exclusive(async () => {
        await store.delete(ENTRY + hash);
        await sweep();
      }),
    manifest: async (hash) => {
      const found = await store.get<unknown>(MANIFEST + hash).catch(() => undefined);
      return found instanceof Blob ? found : undefined;
    },
    putManifest: (hash, bytes) => store.set(MANIFEST + hash, bytes).then(() => 'stored', storeFailure),
  };
}
