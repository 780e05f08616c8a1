// The pack: a version's files laid one after another in parts, each part one Walrus blob. Knows no network.
import { hashBlob } from './blob-hash.ts';
import { toHex } from './hex.ts';
import { MAX_PARTS, piecesOf, type FilePiece, type ManifestFile } from './manifest.ts';
import { FloeError } from '../errors.ts';

/** 512 MiB: encoding needs a multiple of a part in memory, and relays take at most 1 GiB. */
export const MAX_PART_BYTES = 512 * 1024 * 1024;
const ALIGNMENT = 64;

export interface PackInput {
  path: string;
  data: Blob;
}

export interface Pack {
  /** The manifest's file table, in the order of the bytes. */
  files: ManifestFile[];
  /** One Blob per part, composed of the inputs without copying them. */
  parts: Blob[];
  /** Bytes of all parts. */
  bytes: number;
}

export type PackErrorCode = 'pack/empty' | 'pack/duplicate-path' | 'pack/too-large' | 'pack/unreadable';

/** Files that cannot become a pack. `details.path` names the one. */
export class PackError extends FloeError<PackErrorCode> {
  override name = 'PackError';
}

/** Where a file lies: one piece, or one in each of consecutive parts. */
interface Place {
  path: string;
  bytes: number;
  pieces: Omit<FilePiece, 'sha256'>[];
}

/**
 * Places files: small ones first, ties by path, each at a multiple of 64 bytes. A file that fits a part lies in one; a
 * larger one begins a part and fills as many as it needs. The same files in any order give the same layout, so the
 * same blob IDs.
 *
 * @throws PackError 'pack/empty' | 'pack/duplicate-path' | 'pack/too-large'; RangeError for a part size that is none
 */
export function layoutPack(
  files: { path: string; bytes: number }[],
  options: { maxPartBytes?: number } = {},
): Place[] {
  const maxPartBytes = options.maxPartBytes ?? MAX_PART_BYTES;
  if (!Number.isSafeInteger(maxPartBytes) || maxPartBytes < 1) {
    throw new RangeError(`A part cannot have ${maxPartBytes} bytes`);
  }
  if (!files.some((file) => file.bytes > 0)) throw new PackError('pack/empty', 'There is nothing to pack');
  const seen = new Set<string>();
  const places: Place[] = [];
  let part = 0;
  let end = 0;
  for (const { path, bytes } of [...files].sort(bySizeThenPath)) {
    if (seen.has(path)) {
      throw new PackError('pack/duplicate-path', `Two files are named ${path}`, { details: { path } });
    }
    seen.add(path);
    let offset = Math.ceil(end / ALIGNMENT) * ALIGNMENT;
    if (offset > 0 && offset + bytes > maxPartBytes) {
      part += 1;
      offset = 0;
    }
    const pieces: Place['pieces'] = [];
    for (let left = bytes; pieces.length === 0 || left > 0;) {
      if (offset === maxPartBytes) {
        part += 1;
        offset = 0;
      }
      const length = Math.min(left, maxPartBytes - offset);
      pieces.push({ part, offset, bytes: length });
      left -= length;
      offset += length;
    }
    end = offset;
    places.push({ path, bytes, pieces });
  }
  if (part >= MAX_PARTS) {
    const bytes = files.reduce((sum, file) => sum + file.bytes, 0);
    throw new PackError('pack/too-large', `A version has at most ${MAX_PARTS} parts`, {
      details: { bytes, maxBytes: MAX_PARTS * maxPartBytes },
    });
  }
  return places;
}

/** SHA-256 of a Blob, told of the bytes done. */
export type HashBytes = (
  data: Blob,
  options: { signal?: AbortSignal; onProgress?: (done: number) => void },
) => Promise<Uint8Array>;

/**
 * Hashes files and composes the parts. A file in several parts is hashed whole, as people know it, and piece by piece,
 * as readers check it.
 *
 * @throws PackError as `layoutPack`, and 'pack/unreadable' for a file that changed or went away since it was chosen
 */
export async function packFiles(
  inputs: PackInput[],
  options: {
    maxPartBytes?: number;
    /** In this thread where absent. */
    hash?: HashBytes;
    signal?: AbortSignal;
    onProgress?: (hashed: number, total: number) => void;
  } = {},
): Promise<Pack> {
  const { signal, onProgress, hash = (data, rest) => hashBlob(data, rest) } = options;
  const places = layoutPack(
    inputs.map(({ path, data }) => ({ path, bytes: data.size })),
    options,
  );
  const data = new Map(inputs.map((input) => [input.path, input.data]));
  const total = places.reduce((sum, { bytes, pieces }) => sum + (pieces.length > 1 ? 2 : 1) * bytes, 0);
  let hashed = 0;

  async function hashOf(path: string, blob: Blob): Promise<string> {
    try {
      const digest = await hash(blob, {
        ...(signal ? { signal } : {}),
        onProgress: (done) => onProgress?.(hashed + done, total),
      });
      hashed += blob.size;
      onProgress?.(hashed, total);
      return toHex(digest);
    } catch (cause) {
      signal?.throwIfAborted();
      // A thread that died says nothing about the file.
      if (cause instanceof FloeError && cause.code !== 'blobs/unreadable') throw cause;
      throw new PackError('pack/unreadable', `${path} cannot be read any more`, { details: { path }, cause });
    }
  }

  const files: ManifestFile[] = [];
  for (const { path, bytes, pieces } of places) {
    const blob = data.get(path)!;
    const sha256 = await hashOf(path, blob);
    if (pieces.length === 1) {
      files.push({ path, ...pieces[0]!, sha256 });
      continue;
    }
    const hashedPieces: FilePiece[] = [];
    let from = 0;
    for (const piece of pieces) {
      hashedPieces.push({ ...piece, sha256: await hashOf(path, blob.slice(from, from + piece.bytes)) });
      from += piece.bytes;
    }
    files.push({ path, bytes, sha256, pieces: hashedPieces });
  }
  const parts = partsOf(files, data);
  return { files, parts, bytes: parts.reduce((sum, part) => sum + part.size, 0) };
}

/** The parts of a file table, composed of the files without copying them. */
export function partsOf(files: readonly ManifestFile[], data: ReadonlyMap<string, Blob>): Blob[] {
  const parts: { pieces: BlobPart[]; bytes: number }[] = [];
  for (const file of files) {
    const blob = data.get(file.path)!;
    let from = 0;
    for (const { part: index, offset, bytes } of piecesOf(file)) {
      const part = (parts[index] ??= { pieces: [], bytes: 0 });
      part.pieces.push(new Uint8Array(offset - part.bytes), blob.slice(from, from + bytes));
      part.bytes = offset + bytes;
      from += bytes;
    }
  }
  return parts.map(({ pieces }) => new Blob(pieces));
}

function bySizeThenPath(a: { path: string; bytes: number }, b: { path: string; bytes: number }): number {
  return a.bytes - b.bytes || (a.path < b.path ? -1 : a.path > b.path ? 1 : 0);
}
