// Reads what is stored of one part and believes none of it: rows are checked against the blob ID where there is a
// proof, files against the manifest's hashes where there is none. What fails is removed.
import { hashBlob } from '../../model/blob-hash.ts';
import { toHex } from '../../model/hex.ts';
import type { PartFile } from '../../model/manifest.ts';
import type { RowRange } from '../ranges/range-plan.ts';
import type { RowChecker } from '../rows/row-checker.ts';
import type { RangeCache, RangeKey } from './range-cache.ts';

/** Checked and right, by index. */
export type HeldRanges = Map<number, Blob>;

export interface StoredPart {
  held: HeldRanges;
  /** Removed: damaged, or of the wrong size. */
  damagedBytes: number;
}

interface ReadOptions {
  /** Indexes that the cache has of this blob. */
  present: ReadonlySet<number> | undefined;
  signal?: AbortSignal;
  /** Told of each range's bytes once it is judged. */
  onChecked?: (bytes: number) => void;
}

/** Read and checked side by side: enough to keep two checking threads busy, few enough for memory. */
const PARALLEL = 3;

/** The wanted ranges that are stored, each row checked. */
export async function readByRows(
  cache: RangeCache,
  blobId: string,
  wanted: readonly RowRange[],
  checker: RowChecker,
  options: ReadOptions,
): Promise<StoredPart> {
  const { present = new Set() } = options;
  const part: StoredPart = { held: new Map(), damagedBytes: 0 };
  await inParallel(
    wanted.filter(({ index }) => present.has(index)),
    async (range) => {
      options.signal?.throwIfAborted();
      const found = await cache.get(blobId, range);
      if (found && (await rowsAreRight(found, range, checker, options.signal)))
        part.held.set(range.index, found);
      else {
        part.damagedBytes += range.bytes;
        await cache.drop(blobId, [range.index]);
      }
      options.onChecked?.(range.bytes);
    },
  );
  return part;
}

async function rowsAreRight(
  blob: Blob,
  { firstRow }: RowRange,
  checker: RowChecker,
  signal: AbortSignal | undefined,
): Promise<boolean> {
  const bytes = await readable(blob);
  if (!bytes) return false;
  const { wrong } = await checker.check([{ index: firstRow, bytes }], signal ? { signal } : {});
  return wrong.length === 0;
}

/**
 * All ranges of a part whose files are all stored with the hashes that the manifest names. Without a proof a file is
 * right or wrong as a whole, and what lies between files is not judged: nobody reads it.
 */
export async function readByFiles(
  cache: RangeCache,
  blobId: string,
  ranges: readonly RangeKey[],
  files: readonly PartFile[],
  options: ReadOptions,
): Promise<StoredPart> {
  const { present = new Set() } = options;
  const part: StoredPart = { held: new Map(), damagedBytes: 0 };
  const lost = new Set<number>();
  for (const range of ranges) {
    const found = present.has(range.index) ? await cache.get(blobId, range) : undefined;
    if (found) part.held.set(range.index, found);
    else if (present.has(range.index)) lost.add(range.index);
  }
  for (const file of files) {
    options.signal?.throwIfAborted();
    const bytes = cutFile(file, ranges, part.held);
    if (bytes && !(await hashIsRight(bytes, file, options.signal))) {
      for (const range of rangesOver(ranges, file)) lost.add(range.index);
    }
    if (bytes) options.onChecked?.(file.bytes);
  }
  for (const index of lost) {
    part.held.delete(index);
    part.damagedBytes += ranges[index]!.bytes;
  }
  await cache.drop(blobId, lost);
  return part;
}

async function hashIsRight(
  bytes: Blob,
  { sha256 }: PartFile,
  signal: AbortSignal | undefined,
): Promise<boolean> {
  try {
    return toHex(await hashBlob(bytes, signal ? { signal } : {})) === sha256;
  } catch {
    signal?.throwIfAborted();
    return false;
  }
}

/** A Blob whose backing file is gone shows it only here. */
async function readable(blob: Blob): Promise<ArrayBuffer | undefined> {
  return blob.arrayBuffer().catch(() => undefined);
}

/** The ranges that hold bytes of [offset, offset + bytes). */
export function rangesOver<T extends RangeKey>(
  ranges: readonly T[],
  { offset, bytes }: { offset: number; bytes: number },
): T[] {
  if (bytes === 0) return [];
  let start = 0;
  return ranges.filter((range) => {
    const from = start;
    start += range.bytes;
    return from < offset + bytes && start > offset;
  });
}

/** A file out of its part's ranges, without copying; undefined where not all of it is held. */
export function cutFile(
  file: { offset: number; bytes: number },
  ranges: readonly RangeKey[],
  held: ReadonlyMap<number, Blob>,
): Blob | undefined {
  const over = rangesOver(ranges, file);
  const pieces = over.map(({ index }) => held.get(index));
  if (pieces.includes(undefined)) return undefined;
  const before = ranges.slice(0, over[0]?.index ?? 0).reduce((sum, range) => sum + range.bytes, 0);
  const start = file.offset - before;
  const cut = new Blob(pieces as Blob[]).slice(start, start + file.bytes);
  // Where the part's length is no blob's there are no ranges, and nothing of a file lies in them.
  return cut.size === file.bytes ? cut : undefined;
}

/** At most so many files' padding: what `packFiles` leaves between two. */
const LONGEST_GAP = 63;

/**
 * A part out of its verified files and the zeros that the packer puts between them: no byte of it is a server's word.
 * Undefined where more than such padding would be missing.
 */
export function composePart(
  partBytes: number,
  files: readonly PartFile[],
  found: ReadonlyMap<string, Blob>,
): Blob | undefined {
  const pieces: BlobPart[] = [];
  let end = 0;
  for (const file of [...files].sort((a, b) => a.offset - b.offset)) {
    const bytes = found.get(file.path);
    const gap = file.offset - end;
    if (!bytes || gap > LONGEST_GAP) return undefined;
    pieces.push(new Uint8Array(gap), bytes);
    end = file.offset + file.bytes;
  }
  return end === partBytes ? new Blob(pieces) : undefined;
}

async function inParallel<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  const queue = items.values();
  const next = async () => {
    for (const item of queue) await work(item);
  };
  const done = await Promise.allSettled(Array.from({ length: PARALLEL }, next));
  for (const result of done) if (result.status === 'rejected') throw result.reason;
}
