// Bytes at rest, read a piece at a time. Knows no geometry.
import { BlobError } from '../errors.ts';

/** What is used of a Blob, so that bytes elsewhere can stand in. */
export interface ByteSource {
  readonly size: number;
  slice(start: number, end: number): { arrayBuffer(): Promise<ArrayBuffer> };
}

/** All of [start, end). @throws BlobError 'blobs/unreadable' for a file that changed or went away */
export async function readBytes(
  source: ByteSource,
  start: number,
  end: number,
): Promise<Uint8Array<ArrayBuffer>> {
  const details = { bytes: source.size, start, end };
  try {
    const bytes = new Uint8Array(await source.slice(start, end).arrayBuffer());
    if (bytes.length === end - start) return bytes;
  } catch (cause) {
    throw new BlobError('blobs/unreadable', 'The bytes cannot be read any more', { details, cause });
  }
  throw new BlobError('blobs/unreadable', 'There are fewer bytes than there were', { details });
}
