// Loads the files of one part: what is stored, checked; what is missing, from aggregators, stored as it comes. Knows
// neither models nor quota.
import { isAbort } from '../../errors.ts';
import type { PartFile } from '../../model/manifest.ts';
import { BlobError } from '../errors.ts';
import type { PartReader } from '../model-reader.ts';
import type { RowRange } from '../ranges/range-plan.ts';
import type { RangeProgress, RangeReader } from '../ranges/types.ts';
import type { RowChecker, RowCheckers } from '../rows/row-checker.ts';
import type { RowProof } from '../rows/verifier.ts';
import type { LentBytes, RangeCache } from './range-cache.ts';
import { composePart, cutFile, rangesOver, readByFiles, readByRows, type HeldRanges } from './stored-part.ts';

/** One part of the version and what lies in it. */
export interface PartToLoad {
  blobId: string;
  bytes: number;
  /** All files of the part, or what it has of them. */
  files: readonly PartFile[];
  /** Those to load. */
  wanted: readonly PartFile[];
  /** The whole part's; none where its length is no blob's. */
  ranges: readonly RowRange[];
  /** What the manifest brought to prove its rows. */
  sidecar?: Blob | undefined;
}

/** What proves a part's rows; undefined where nobody has it. An abort is passed on, what else fails is not. */
export type ProofOf = (
  part: { blobId: string; bytes: number },
  options: { signal?: AbortSignal },
) => Promise<RowProof | undefined>;

export interface LoadPorts {
  cache: RangeCache;
  rows: RowCheckers;
  /** Whole parts, where there is no proof. */
  readPart: PartReader;
  readRanges: RangeReader;
  proofOf: ProofOf;
}

/** What a reader of ranges tells while it reads, or of a whole part. */
export type PartReading = Pick<RangeProgress, 'origins' | 'offline'> & { whole?: boolean };

/** Stores a range if there is still room; true if it did. */
export type KeepRange = (blobId: string, range: RowRange, bytes: Blob | LentBytes) => Promise<boolean>;

/** A part whose stored ranges have been checked. */
export interface OpenedPart extends PartToLoad {
  /** Where its rows can be checked one by one. */
  checker: RowChecker | undefined;
  /** What it checks by, where that has to be stored to be there again. */
  proof: RowProof | undefined;
  held: HeldRanges;
  damagedBytes: number;
  /** Ranges to fetch; none where rows cannot be checked and the part comes whole. */
  missing: readonly RowRange[];
  /** Bytes to fetch either way. */
  missingBytes: number;
}

interface Options {
  signal?: AbortSignal;
}

/** Reads and checks what is stored of a part. The checker is the caller's to close. */
export async function openPart(
  ports: Pick<LoadPorts, 'cache' | 'rows' | 'proofOf'>,
  part: PartToLoad,
  options: Options & {
    present: ReadonlySet<number> | undefined;
    /** Told of bytes that were stored, once they are judged. */
    onChecked?: (bytes: number) => void;
  },
): Promise<OpenedPart> {
  const { cache } = ports;
  const { blobId, files, ranges, wanted } = part;
  const opened = await openChecker(ports, part, options);
  if (opened) {
    const { checker, proof } = opened;
    const over = new Set(wanted.flatMap((file) => rangesOver(ranges, file)));
    const needed = ranges.filter((range) => over.has(range));
    const stored = await readByRows(cache, blobId, needed, checker, options).catch((error: unknown) => {
      checker.close();
      throw error;
    });
    const missing = needed.filter(({ index }) => !stored.held.has(index));
    const missingBytes = missing.reduce((sum, { bytes }) => sum + bytes, 0);
    return { ...part, ...stored, checker, proof, missing, missingBytes };
  }
  const stored = await readByFiles(cache, blobId, ranges, files, options);
  const complete = wanted.every((file) => cutFile(file, ranges, stored.held));
  const missingBytes = complete ? 0 : part.bytes;
  return { ...part, ...stored, checker: undefined, proof: undefined, missing: [], missingBytes };
}

/** A checker of the part's rows: by the manifest's sidecar, by the proof that is stored, else by one that somebody has. */
export async function openChecker(
  { cache, rows, proofOf }: Pick<LoadPorts, 'cache' | 'rows' | 'proofOf'>,
  { blobId, bytes, ranges, sidecar }: Pick<PartToLoad, 'blobId' | 'bytes' | 'ranges' | 'sidecar'>,
  options: Options,
): Promise<{ checker: RowChecker; proof: RowProof | undefined } | undefined> {
  if (ranges.length === 0) return undefined;
  const open = async (proof: RowProof | undefined) => {
    try {
      return proof && (await rows.open({ ...proof, blobId }));
    } catch (error) {
      // Damaged on disk, or forged on its way: another is asked for, and without any the hashes of the files do.
      if (!(error instanceof BlobError) || error.code !== 'blobs/sidecar') throw error;
      return undefined;
    }
  };
  const given = await open(sidecar && { sidecar: new Uint8Array(await sidecar.arrayBuffer()) });
  if (given) return { checker: given, proof: undefined };
  const stored = await open(await cache.proof(blobId));
  if (stored) return { checker: stored, proof: undefined };
  const proof = await proofOf({ blobId, bytes }, options.signal ? { signal: options.signal } : {});
  const asked = await open(proof);
  return asked && { checker: asked, proof };
}

/**
 * Fetches what is missing of a part, stores it, and gives what it has of the wanted files, by path.
 *
 * @throws BlobError as the readers
 */
export async function completePart(
  { cache, readPart, readRanges }: LoadPorts,
  part: OpenedPart,
  options: Options & { keep: KeepRange; onProgress: (loaded: number, reading: PartReading) => void },
): Promise<Map<string, Blob>> {
  const { blobId, bytes, ranges, held, checker } = part;
  const { keep, onProgress, signal } = options;
  const store = async (range: RowRange, value: Blob | LentBytes) => {
    const stored = await keep(blobId, range, value);
    // From here on the browser's copy on disk, so that a whole model need not stay in memory.
    const onDisk = stored ? await cache.get(blobId, range) : undefined;
    held.set(range.index, onDisk ?? (value instanceof Blob ? value : new Blob([value.buffer])));
  };
  if (checker && part.missing.length > 0) {
    try {
      await readRanges.read(
        { blobId, bytes },
        {
          ranges: part.missing,
          checker,
          async take(range, buffer) {
            const lent = { buffer };
            await store(range, lent);
            // It was written, or copied: the next range may come into the same memory.
            return lent.buffer;
          },
          ...(signal ? { signal } : {}),
          onProgress: (reading) => onProgress(reading.loaded, reading),
        },
      );
    } catch (error) {
      // The proof is good, the bytes that everybody sends are not what it says: the hashes of the files decide.
      if (isAbort(error) || !(error instanceof BlobError) || error.code !== 'blobs/sidecar') throw error;
      return wholePart();
    }
  }
  if (!checker && part.missingBytes > 0) return wholePart();
  return new Map(part.wanted.map((file) => [file.path, cutFile(file, ranges, held)!]));

  async function wholePart(): Promise<Map<string, Blob>> {
    let origins: PartReading['origins'] = [];
    const found = await readPart(
      { blobId, bytes, files: [...part.files] },
      {
        ...(signal ? { signal } : {}),
        onOrigins: (asked) => (origins = asked),
        onProgress: (loaded) => onProgress(loaded, { origins, offline: false, whole: true }),
      },
    );
    const composed = composePart(bytes, part.files, found);
    // What was held may be ranges of files that were never whole, and so never checked.
    held.clear();
    for (const range of composed ? ranges : []) {
      signal?.throwIfAborted();
      await store(range, composed!.slice(range.offset, range.offset + range.bytes));
    }
    return new Map(
      part.wanted.map((file) => [file.path, cutFile(file, ranges, held) ?? found.get(file.path)!]),
    );
  }
}
