// Loads the files of one version part by part, and keeps what comes as long as there is room: where room ends, what this
// load stored goes again, and the files are used without it. Holds no lock: who calls does.
import { manifestLine, sidecarsIn } from '../../model/manifest-blob.ts';
import { filesOfPart, type Manifest } from '../../model/manifest.ts';
import { createDownloadTracker, type DownloadView } from '../download-view.ts';
import type { Ledger, LedgerEntry } from './ledger.ts';
import { completePart, openPart, type LoadPorts, type OpenedPart, type PartToLoad } from './part-load.ts';
import type { LentBytes, RangeCache, RangeIndex, StoreResult } from './range-cache.ts';
import type { Room } from './room.ts';

export interface LoadedFiles {
  /** Verified files by path. */
  files: Map<string, Blob>;
  /** `cached`: nothing was downloaded. `full`, `failed`: downloaded, but there was no room to keep it. */
  storage: 'cached' | StoreResult;
  /** Bytes that the cache had and that were found damaged. */
  damagedBytes: number;
}

export interface VersionToLoad {
  entry: Pick<LedgerEntry, 'model' | 'parts'>;
  /** Those with files to load. */
  parts: readonly PartToLoad[];
  /** The blob that the manifest came in, where it is not stored yet. */
  manifest: Blob | undefined;
}

export interface VersionPorts extends LoadPorts {
  ledger: Ledger;
  room: Room;
  now: () => number;
}

export interface LoadOptions {
  signal?: AbortSignal;
  /** Bytes to download, not those in the cache. */
  onProgress?: (loaded: number, total: number) => void;
  /** The same, with all there is to tell. */
  onView?: (view: DownloadView) => void;
  /** Bytes in the cache that were read and judged: before anything is downloaded. */
  onChecked?: (checked: number, total: number) => void;
}

const COPY_BYTES = 8 * 1024 * 1024;

/** @throws BlobError as the readers */
export async function loadVersion(
  ports: VersionPorts,
  { entry, parts, manifest }: VersionToLoad,
  options: LoadOptions,
): Promise<LoadedFiles> {
  const { cache, ledger, now } = ports;
  const { manifestHash } = entry.model;
  const abortable = options.signal ? { signal: options.signal } : {};
  const opened: OpenedPart[] = [];
  const keeper = createKeeper(ports, manifestHash);
  const isNew = (await ledger.get(manifestHash)) === undefined;
  try {
    await keeper.write(() => ledger.open({ ...entry, lastUsedMs: now() }));
    if (manifest) await keeper.write(() => ledger.putManifest(manifestHash, manifest));
    const index = await cache.index();
    const stored = storedBytes(parts, index);
    let checked = 0;
    const onChecked = (bytes: number) => options.onChecked?.((checked += bytes), stored);
    for (const part of parts) {
      const present = index.get(part.blobId);
      opened.push(await openPart(ports, part, { ...abortable, present, onChecked }));
    }
    const missing = opened.reduce((sum, part) => sum + part.missingBytes, 0);
    if (missing > 0) await keeper.reserve(missing);
    const files = await completeParts(ports, opened, keeper, options);
    // What is taken back below would leave with its bytes.
    const leaves = keeper.result !== 'stored' && (isNew || keeper.hasKept) && !cache.outlives;
    for (const [path, file] of leaves ? files : []) files.set(path, await copyOf(file, options.signal));
    if (keeper.result === 'stored') await ledger.mark(manifestHash, { checkedMs: now(), lastUsedMs: now() });
    const damagedBytes = opened.reduce((sum, part) => sum + part.damagedBytes, 0);
    return { files, storage: missing === 0 ? 'cached' : keeper.result, damagedBytes };
  } finally {
    for (const { checker } of opened) checker?.close();
    // Half of what was to come would only be in the way of what else wants the room.
    if (keeper.result !== 'stored') await keeper.undo(isNew).catch(() => undefined);
  }
}

async function completeParts(
  ports: VersionPorts,
  parts: readonly OpenedPart[],
  keeper: Keeper,
  { signal, onProgress, onView }: LoadOptions,
): Promise<Map<string, Blob>> {
  const total = parts.reduce((sum, part) => sum + part.missingBytes, 0);
  const files = new Map<string, Blob>();
  const tracker = createDownloadTracker(parts);
  let before = 0;
  for (const part of parts) {
    const { proof, blobId, missingBytes } = part;
    if (proof && missingBytes > 0) await keeper.write(() => ports.cache.putProof(blobId, proof));
    const found = await completePart(ports, part, {
      ...(signal ? { signal } : {}),
      keep: keeper.keep,
      onProgress: (loaded, reading) => {
        onView?.(tracker.view(part, loaded, reading));
        onProgress?.(before + loaded, total);
      },
    });
    for (const [path, piece] of found) {
      // Parts come in order, and so do the pieces of a file that lies in several.
      const begun = files.get(path);
      files.set(path, begun ? new Blob([begun, piece]) : piece);
    }
    before += missingBytes;
  }
  if (total > 0) onProgress?.(total, total);
  return files;
}

/** Not on any disk that we know of. A slice at a time: the browser need not keep it in the page's memory. */
async function copyOf(file: Blob, signal: AbortSignal | undefined): Promise<Blob> {
  const copies: Blob[] = [];
  for (let at = 0; at < file.size; at += COPY_BYTES) {
    signal?.throwIfAborted();
    copies.push(new Blob([await file.slice(at, at + COPY_BYTES).arrayBuffer()]));
  }
  return new Blob(copies);
}

/** Going by the index: what is there of these parts, damaged or not. */
function storedBytes(parts: readonly PartToLoad[], index: RangeIndex): number {
  const ranges = parts.flatMap((part) =>
    part.ranges.filter((range) => index.get(part.blobId)?.has(range.index)),
  );
  return ranges.reduce((sum, { bytes }) => sum + bytes, 0);
}

interface Keeper {
  /** `stored` as long as every write was. */
  readonly result: StoreResult;
  readonly hasKept: boolean;
  reserve(bytes: number): Promise<void>;
  write(write: () => Promise<StoreResult>): Promise<boolean>;
  keep(blobId: string, range: { index: number; bytes: number }, bytes: Blob | LentBytes): Promise<boolean>;
  /** Takes back what was kept, and the entry too if it is new: a ledger without bytes would say nothing. */
  undo(withEntry: boolean): Promise<void>;
}

function createKeeper(
  { cache, ledger, room }: { cache: RangeCache; ledger: Ledger; room: Room },
  forModel: string,
): Keeper {
  const kept: { blobId: string; index: number }[] = [];
  let result: StoreResult = 'stored';
  let stillNeeded = 0;

  async function write(attempt: () => Promise<StoreResult>, bytes = 0): Promise<boolean> {
    // The first refusal is the last attempt: a cache that is full stays full while we download.
    if (result !== 'stored') return false;
    const answer = await room.write(attempt, { forModel, stillNeeded: Math.max(stillNeeded, bytes, 1) });
    stillNeeded -= bytes;
    if (answer !== 'stored') result = answer;
    return answer === 'stored';
  }

  return {
    get result() {
      return result;
    },
    get hasKept() {
      return kept.length > 0;
    },
    async reserve(bytes) {
      stillNeeded = bytes;
      if (result === 'stored' && !(await room.reserve(bytes, forModel))) result = 'full';
    },
    write,
    async keep(blobId, range, bytes) {
      const stored = await write(() => cache.put(blobId, range, bytes), range.bytes);
      if (stored) kept.push({ blobId, index: range.index });
      return stored;
    },
    async undo(withEntry) {
      for (const { blobId, index } of kept) await cache.drop(blobId, [index]);
      if (withEntry) await ledger.remove(forModel);
    },
  };
}

/** The parts that hold `paths`, or all; ranges by `plan`, sidecars out of the blob that the manifest came in. */
export async function partsToLoad(
  manifest: Manifest,
  plan: (bytes: number) => PartToLoad['ranges'],
  { blob, paths }: { blob: Blob | undefined; paths?: readonly string[] | undefined },
): Promise<PartToLoad[]> {
  const asked = paths && new Set(paths);
  const sidecars = blob && sidecarsIn(blob, await manifestLine(blob), manifest);
  const parts = manifest.parts.map(({ blobId, bytes }, index) => {
    const files = filesOfPart(manifest, index);
    const wanted = files.filter(({ path }) => !asked || asked.has(path));
    return { blobId, bytes, files, wanted, ranges: plan(bytes), sidecar: sidecars?.get(blobId) };
  });
  return parts.filter(({ wanted }) => wanted.length > 0);
}
