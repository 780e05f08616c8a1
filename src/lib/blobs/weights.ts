// A version's manifest and files: from the cache, else from aggregators, then into the cache. Only verified bytes
// pass through here.
import { toHex } from '../model/hex.ts';
import type { ModelVersion } from '../model/listing.ts';
import type { Manifest } from '../model/manifest.ts';
import { createFileCache, type FileKey, type StoreResult } from './file-cache.ts';
import { createLocks, type Locks } from './locks.ts';
import { createPartReader, openManifest, readFiles, readManifest, type PartReader } from './model-reader.ts';
import type { BlobReader } from './reader.ts';
import { createShelf } from './shelf.ts';
import type { CachedModel, KeyValueStore } from './types.ts';

export interface WeightsOptions {
  reader: BlobReader;
  /** Whole parts through `reader` where absent. */
  readPart?: PartReader;
  store: KeyValueStore;
  locks?: Locks;
  now?: () => number;
  cachePartBytes?: number;
}

export interface LoadedFiles {
  /** Verified files by path. */
  files: Map<string, Blob>;
  /** `cached`: nothing was downloaded. `full`, `failed`: downloaded, but there was no room to keep it. */
  storage: 'cached' | StoreResult;
}

export interface Weights {
  /** @throws as `readManifest` of model-reader */
  manifest(version: ModelVersion, options?: { signal?: AbortSignal }): Promise<Manifest>;
  /**
   * All files of a version. The same version is downloaded once, however many tabs ask; what an earlier, cut
   * download left is used.
   *
   * @throws BlobError as `readBlob`
   */
  load(
    version: ModelVersion,
    manifest: Manifest,
    options: {
      /** What the cache's list calls it. */
      name: string;
      /** Only these and what lies in the same parts; all where absent. */
      paths?: readonly string[];
      signal?: AbortSignal;
      /** Bytes to download, not those in the cache. */
      onProgress?: (loaded: number, total: number) => void;
    },
  ): Promise<LoadedFiles>;
  /** True if every file has been stored. */
  isCached(manifest: Manifest): Promise<boolean>;
  /** Paths of the files that have been stored, and when any of the version's files were last read and checked. */
  kept(
    version: ModelVersion,
    manifest: Manifest,
  ): Promise<{ paths: ReadonlySet<string>; checkedMs: number | undefined }>;
  cached(): Promise<CachedModel[]>;
  forget(manifestHash: string): Promise<void>;
}

export function createWeights(options: WeightsOptions): Weights {
  const { reader, store, now = Date.now, locks = createLocks() } = options;
  const readPart = options.readPart ?? createPartReader(reader);
  const cache = createFileCache(store, options.cachePartBytes ? { partBytes: options.cachePartBytes } : {});
  const shelf = createShelf(store, cache);
  /** Manifests read in this session: kept with the files only once a version is loaded. */
  const manifestBytes = new Map<string, Blob>();

  const lock = <T>(manifestHash: string, task: () => Promise<T>, signal?: AbortSignal) =>
    locks.run(`floe/model/${manifestHash}`, task, signal ? { signal } : {});

  async function cachedManifest(hash: string): Promise<Blob | undefined> {
    const inMemory = manifestBytes.get(hash);
    if (inMemory) return inMemory;
    const key = (await shelf.get(hash))?.files.find((file) => file.sha256 === hash);
    return key && cache.get(key);
  }

  return {
    async manifest(version, { signal } = {}) {
      const hash = toHex(version.manifestHash);
      const known = await cachedManifest(hash);
      if (known) return openManifest(known, version);
      const { manifest, bytes } = await readManifest(reader, version, signal ? { signal } : {});
      manifestBytes.set(hash, bytes);
      return manifest;
    },

    async load(version, manifest, { name, paths, signal, onProgress }) {
      const manifestHash = toHex(version.manifestHash);
      const ownBytes = manifestBytes.get(manifestHash);
      const model = { manifestHash, model: version.model, version: version.number, name };
      const task = async (): Promise<LoadedFiles> => {
        const before = await shelf.get(manifestHash);
        const manifestKey = ownBytes
          ? { sha256: manifestHash, bytes: ownBytes.size }
          : before?.files.find((file) => file.sha256 === manifestHash);
        let storage = await shelf.put({
          model,
          files: unique([...(manifestKey ? [manifestKey] : []), ...manifest.files]),
          lastUsedMs: now(),
        });
        const keep = async (key: FileKey, file: Blob) => {
          if (storage === 'stored' && !(await cache.has(key))) storage = await cache.put(key, file);
        };
        const files = new Map<string, Blob>();
        const wanted = besides(manifest, paths);
        for (const file of wanted) {
          const found = await cache.get(file, signal ? { signal } : {});
          if (found) files.set(file.path, found);
        }
        const missing = wanted.filter((file) => !files.has(file.path));
        if (manifestKey && ownBytes) await keep(manifestKey, ownBytes);
        if (missing.length === 0) return { files, storage: 'cached' };
        const byPath = new Map(missing.map((file) => [file.path, file]));
        const read = await readFiles(readPart, manifest, {
          paths: [...byPath.keys()],
          ...(signal ? { signal } : {}),
          ...(onProgress ? { onProgress } : {}),
          onFiles: async (done) => {
            for (const [path, file] of done) await keep(byPath.get(path)!, file);
          },
        });
        for (const [path, file] of read) files.set(path, file);
        // Half a model in a full cache would only be in the way.
        if (storage !== 'stored') await shelf.remove(manifestHash).catch(() => undefined);
        return { files, storage };
      };
      return lock(manifestHash, task, signal);
    },

    async isCached(manifest) {
      for (const file of manifest.files) if (!(await cache.has(file))) return false;
      return true;
    },
    async kept(version, manifest) {
      const paths = new Set<string>();
      for (const file of manifest.files) if (await cache.has(file)) paths.add(file.path);
      const entry = paths.size > 0 ? await shelf.get(toHex(version.manifestHash)) : undefined;
      return { paths, checkedMs: entry?.lastUsedMs };
    },
    cached: () => shelf.list().catch(() => []),
    forget: (manifestHash) => lock(manifestHash, () => shelf.remove(manifestHash)),
  };
}

/** Files in the parts that hold `paths`: a part arrives whole, so nothing of it is thrown away. */
function besides(manifest: Manifest, paths: readonly string[] | undefined): Manifest['files'] {
  if (!paths) return manifest.files;
  const asked = manifest.files.filter(({ path }) => paths.includes(path));
  const parts = new Set(asked.map(({ part }) => part));
  return manifest.files.filter(({ part }) => parts.has(part));
}

function unique(files: FileKey[]): FileKey[] {
  return [...new Map(files.map(({ sha256, bytes }) => [sha256, { sha256, bytes }])).values()];
}
