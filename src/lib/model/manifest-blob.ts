// The blob that a manifest is published in: its JSON in one line, which the hash on chain is of; after it, for each part
// that has one, the sidecar that proves the part's rows: there it costs no blob of its own.
import {
  encodeManifest,
  MAX_MANIFEST_BYTES,
  MAX_PARTS,
  MAX_SIDECAR_BYTES,
  type Manifest,
} from './manifest.ts';

/** Larger ones are neither published nor read. */
export const MAX_MANIFEST_BLOB_BYTES = MAX_MANIFEST_BYTES + 1 + MAX_PARTS * MAX_SIDECAR_BYTES;

const LINE_FEED = 10;

/** `sidecars` in the order of the parts that name one. */
export function manifestBlob(manifest: Manifest, sidecars: readonly Uint8Array<ArrayBuffer>[]): Blob {
  const line = encodeManifest(manifest) as Uint8Array<ArrayBuffer>;
  // JSON.stringify escapes every line feed inside of a text.
  return new Blob(sidecars.length === 0 ? [line] : [line, Uint8Array.of(LINE_FEED), ...sidecars]);
}

/** What the hash on chain is of: up to the first line feed, or all. */
export async function manifestLine(blob: Blob): Promise<Blob> {
  const bytes = new Uint8Array(await blob.slice(0, MAX_MANIFEST_BYTES + 1).arrayBuffer());
  const end = bytes.indexOf(LINE_FEED);
  return end === -1 ? blob : blob.slice(0, end);
}

/**
 * Sidecars by the blob ID of their part: those the manifest names and the blob has as many bytes for. Their hashes are
 * not checked. `line` is the blob's own.
 */
export function sidecarsIn(
  blob: Blob,
  line: Blob,
  { parts }: Pick<Manifest, 'parts'>,
): ReadonlyMap<string, Blob> {
  const found = new Map<string, Blob>();
  let start = line.size + 1;
  for (const { blobId, sidecar } of parts) {
    if (!sidecar) continue;
    const end = start + sidecar.bytes;
    if (end <= blob.size && !found.has(blobId)) found.set(blobId, blob.slice(start, end));
    start = end;
  }
  return found;
}
