// A version's manifest and files: from the cache, else from aggregators, then into the cache. Only verified bytes
// pass through here.
import { fromHex, toHex } from '../model/hex.ts';
import type { ModelVersion } from '../model/listing.ts';
import { manifestLine } from '../model/manifest-blob.ts';
import { parseManifest, piecesOf, type Manifest } from '../model/manifest.ts';
import { describeModels, heldBytes } from './cache/contents.ts';
import { createLedger } from './cache/ledger.ts';
import type { ProofOf } from './cache/part-load.ts';
import { createRangeCache, type RangeIndex } from './cache/range-cache.ts';
import { createRoom, estimateSpace, modelLock, type Space } from './cache/room.ts';
import { rangesOver } from './cache/stored-part.ts';
import { checkStored, type VersionCheck } from './cache/version-check.ts';
import { loadVersion, partsToLoad, type LoadedFiles, type LoadOptions } from './cache/version-load.ts';
import { createLazyRowCheckers } from './lazy-row-checkers.ts';
import { createLocks, type CacheLocks } from './locks.ts';
import {
  createPartReader,
  openManifest,
  readManifest,
  verifyManifestBlob,
  type PartReader,
} from './model-reader.ts';
import { planRanges, type RowRange } from './ranges/range-plan.ts';
import type { RangeReader } from './ranges/types.ts';
import type { BlobReader } from './reader.ts';
import type { RowCheckers } from './rows/row-checker.ts';
import type { CachedModel, CacheSpace, KeyValueStore } from './types.ts';

export type { LoadedFiles } from './cache/version-load.ts';

export interface WeightsOptions {
  reader: BlobReader;
  readRanges: RangeReader;
  /** Where a part's proof may be had; without one, parts are read whole. */
  proofOf?: ProofOf;
  /** Whole parts through `reader` where absent. */
  readPart?: PartReader;
  /** In this thread where absent. */
  rows?: RowCheckers;
  store: KeyValueStore;
  locks?: CacheLocks;
  now?: () => number;
  /** What the browser says of its storage. */
  space?: () => Promise<Space>;
  wait?: (ms: number) => Promise<void>;
  rangeBytes?: number;
}

interface Cancellable {
  signal?: AbortSignal;
}

export interface Weights {
  /** @throws as `readManifest` of model-reader */
  manifest(version: ModelVersion, options?: Cancellable): Promise<Manifest>;
  /**
   * All files of a version. What is stored is read and checked, what is missing is downloaded: once, however many tabs
   * ask, and from where an earlier, cut download ended.
   *
   * @throws BlobError as `readBlob` and `RangeReader.read`
   */
  load(
    version: ModelVersion,
    manifest: Manifest,
    options: LoadOptions & {
      /** What the cache's list calls it. */
      name: string;
      /** Only these, and what has to be read with them; all where absent. */
      paths?: readonly string[];
    },
  ): Promise<LoadedFiles>;
  /** True if every byte has been stored. */
  isCached(manifest: Manifest): Promise<boolean>;
  /** Paths of the files that have been stored, and when any of the version's bytes were last checked. */
  kept(
    version: ModelVersion,
    manifest: Manifest,
  ): Promise<{ paths: ReadonlySet<string>; checkedMs: number | undefined }>;
  /** Last used first. */
  cached(): Promise<CachedModel[]>;
  space(): Promise<CacheSpace>;
  /** A pinned model is never removed to make room. */
  pin(manifestHash: string, pinned: boolean): Promise<void>;
  /** Reads and checks all that is stored of a version; what is damaged is removed, and fetched at the next load. */
  check(
    manifestHash: string,
    options?: Cancellable & { onProgress?: (checked: number, total: number) => void },
  ): Promise<VersionCheck>;
  /** Waits for a download of it to end, then frees what no other version needs. */
  forget(manifestHash: string): Promise<void>;
}

export function createWeights(options: WeightsOptions): Weights {
  const { reader, readRanges, store, now = Date.now, locks = createLocks(), space = estimateSpace } = options;
  const { proofOf = async () => undefined, rows = createLazyRowCheckers() } = options;
  const readPart = options.readPart ?? createPartReader(reader);
  const plan = (bytes: number) => rangesOf(bytes, options.rangeBytes);
  const cache = createRangeCache(store);
  const ledger = createLedger(store, locks);
  const waiting = options.wait ? { wait: options.wait } : {};
  const room = createRoom({ ledger, cache, plan, locks, space, ...waiting });
  const ports = { cache, ledger, room, rows, readPart, readRanges, proofOf, now };
  /** Manifests read in this session, with their sidecars: stored with the files only once a version is loaded. */
  const manifestBytes = new Map<string, Blob>();

  /** The model, then its blobs in one order for everybody: two versions that share some cannot wait for each other. */
  function locked<T>(
    hash: string,
    blobIds: readonly string[],
    task: () => Promise<T>,
    { signal }: Cancellable,
  ): Promise<T> {
    const names = [modelLock(hash), ...[...new Set(blobIds)].sort().map((id) => `floe/blob/${id}`)];
    const run = names.reduceRight<() => Promise<T>>(
      (inner, name) => () => locks.run(name, inner, signal ? { signal } : {}),
      task,
    );
    return run();
  }

  async function storedManifest(hash: string): Promise<Blob | undefined> {
    const stored = await ledger.manifest(hash);
    try {
      if (stored) await verifyManifestBlob(stored, fromHex(hash));
      return stored;
    } catch {
      return undefined;
    }
  }

  const contents = async () => ({ entries: await ledger.list(), index: await cache.index(), plan });

  return {
    async manifest(version, { signal } = {}) {
      const hash = toHex(version.manifestHash);
      const known = manifestBytes.get(hash) ?? (await storedManifest(hash));
      if (known) {
        // A copy: it is stored anew with the files should the stored one be removed in the meantime.
        manifestBytes.set(hash, new Blob([await known.arrayBuffer()]));
        return openManifest(known, version);
      }
      const { manifest, bytes } = await readManifest(reader, version, signal ? { signal } : {});
      manifestBytes.set(hash, bytes);
      return manifest;
    },

    async load(version, manifest, { name, paths, ...rest }) {
      const manifestHash = toHex(version.manifestHash);
      const stored = await storedManifest(manifestHash);
      const unstored = stored ? undefined : manifestBytes.get(manifestHash);
      const blob = stored ?? unstored;
      const wanted = await partsToLoad(manifest, plan, { blob, paths });
      const entry = {
        model: { manifestHash, model: version.model, version: version.number, name },
        parts: manifest.parts.map(({ blobId, bytes }) => ({ blobId, bytes })),
      };
      const blobIds = wanted.map(({ blobId }) => blobId);
      const task = () => loadVersion(ports, { entry, parts: wanted, manifest: unstored }, rest);
      return locked(manifestHash, blobIds, task, rest);
    },

    async isCached(manifest) {
      const index = await cache.index();
      return manifest.parts.every((part) => isWhole(plan(part.bytes), index.get(part.blobId)));
    },
    async kept(version, manifest) {
      const index = await cache.index();
      const paths = keptPaths(manifest, index, plan);
      const entry = paths.size > 0 ? await ledger.get(toHex(version.manifestHash)) : undefined;
      return { paths, checkedMs: entry?.checkedMs };
    },
    cached: async () => describeModels(await contents()),
    space: async () => ({ ...(await space()), modelBytes: heldBytes(await contents()) }),
    pin: async (hash, pinned) => void (await ledger.mark(hash, { pinned })),
    async check(hash, checkOptions = {}) {
      const blob = await storedManifest(hash);
      const manifest = blob && parseManifest(new Uint8Array(await (await manifestLine(blob)).arrayBuffer()));
      const named = (await ledger.get(hash))?.parts ?? [];
      const parts = manifest
        ? await partsToLoad(manifest, plan, { blob })
        : named.map((part) => ({ ...part, files: [], ranges: plan(part.bytes) }));
      const blobIds = parts.map(({ blobId }) => blobId);
      return locked(hash, blobIds, () => checkStored(ports, hash, parts, checkOptions), checkOptions);
    },
    forget: (hash) => locked(hash, [], () => ledger.remove(hash), {}),
  };
}

/** None for a length that no blob has: a manifest's author may write any. Such a part is read whole and not kept. */
function rangesOf(bytes: number, rangeBytes: number | undefined): readonly RowRange[] {
  try {
    return planRanges(bytes, rangeBytes === undefined ? {} : { rangeBytes });
  } catch {
    return [];
  }
}

function isWhole(ranges: readonly RowRange[], present: ReadonlySet<number> | undefined): boolean {
  return ranges.length > 0 && ranges.every(({ index }) => present?.has(index));
}

function keptPaths(
  { files, parts }: Manifest,
  index: RangeIndex,
  plan: (bytes: number) => readonly RowRange[],
): Set<string> {
  const kept = new Set<string>();
  const ranges = parts.map(({ bytes }) => plan(bytes));
  for (const file of files) {
    const isKept = piecesOf(file).every((piece) => {
      const present = index.get(parts[piece.part]!.blobId);
      return present && rangesOver(ranges[piece.part]!, piece).every((range) => present.has(range.index));
    });
    if (isKept) kept.add(file.path);
  }
  return kept;
}
