// The pack: a version's files laid one after another in parts, each part one Walrus blob. Knows no network.
import { hashBlob } from './blob-hash.ts';
import { toHex } from './hex.ts';
import type { ManifestFile } from './manifest.ts';
import { FloeError } from '../errors.ts';

/** 512 MiB: encoding needs 4-9 times a part in memory, and relays take at most 1 GiB. */
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

export type PackErrorCode = 'pack/empty' | 'pack/duplicate-path' | 'pack/file-too-large' | 'pack/unreadable';

/** Files that cannot become a pack. `details.path` names the one. */
export class PackError extends FloeError<PackErrorCode> {
  override name = 'PackError';
}

type Place = Pick<ManifestFile, 'path' | 'part' | 'offset' | 'bytes'>;

/**
 * Places files: small ones first, ties by path, each at a multiple of 64 bytes, none across two parts. The same files
 * in any order give the same layout, so the same blob IDs.
 *
 * @throws PackError 'pack/empty' | 'pack/duplicate-path' | 'pack/file-too-large'
 */
export function layoutPack(
  files: { path: string; bytes: number }[],
  options: { maxPartBytes?: number } = {},
): Place[] {
  const maxPartBytes = options.maxPartBytes ?? MAX_PART_BYTES;
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
    if (bytes > maxPartBytes) {
      throw new PackError('pack/file-too-large', `${path} is larger than ${maxPartBytes} bytes`, {
        details: { path, bytes, maxPartBytes },
      });
    }
    let offset = Math.ceil(end / ALIGNMENT) * ALIGNMENT;
    if (offset + bytes > maxPartBytes) {
      part += 1;
      offset = 0;
    }
    end = offset + bytes;
    places.push({ path, part, offset, bytes });
  }
  return places;
}

/**
 * Hashes files and composes the parts.
 *
 * @throws PackError as `layoutPack`, and 'pack/unreadable' for a file that changed or went away since it was chosen
 */
export async function packFiles(
  inputs: PackInput[],
  options: {
    maxPartBytes?: number;
    signal?: AbortSignal;
    onProgress?: (hashed: number, total: number) => void;
  } = {},
): Promise<Pack> {
  const places = layoutPack(
    inputs.map(({ path, data }) => ({ path, bytes: data.size })),
    options,
  );
  const data = new Map(inputs.map((input) => [input.path, input.data]));
  const total = inputs.reduce((sum, input) => sum + input.data.size, 0);
  const files: ManifestFile[] = [];
  const pieces: BlobPart[][] = [];
  let hashed = 0;
  for (const place of places) {
    const blob = data.get(place.path)!;
    files.push({ ...place, sha256: toHex(await hashInput(place.path, blob, options.signal)) });
    hashed += place.bytes;
    options.onProgress?.(hashed, total);
    const before = files.at(-2);
    if (place.offset === 0 && pieces.length === place.part) pieces.push([]);
    const gap = before?.part === place.part ? place.offset - before.offset - before.bytes : 0;
    pieces[place.part]!.push(new Uint8Array(gap), blob);
  }
  const parts = pieces.map((piece) => new Blob(piece));
  return { files, parts, bytes: parts.reduce((sum, part) => sum + part.size, 0) };
}

async function hashInput(path: string, blob: Blob, signal: AbortSignal | undefined): Promise<Uint8Array> {
  try {
    return await hashBlob(blob, signal ? { signal } : {});
  } catch (cause) {
    signal?.throwIfAborted();
    throw new PackError('pack/unreadable', `${path} cannot be read any more`, { details: { path }, cause });
  }
}

function bySizeThenPath(a: { path: string; bytes: number }, b: { path: string; bytes: number }): number {
  return a.bytes - b.bytes || (a.path < b.path ? -1 : a.path > b.path ? 1 : 0);
}
