// A small published version made by hand: files, pack, manifest, and what the chain would say about it.
import { createHash } from 'node:crypto';
import { encodeManifest, checkManifest, type Manifest } from '../../../src/lib/model/manifest.ts';
import type { ModelVersion } from '../../../src/lib/model/listing.ts';
import { packFiles } from '../../../src/lib/model/pack.ts';

export const MANIFEST_ID = 'M'.repeat(43);

/** Any 43 characters will do: these tests check hashes, not blob IDs. */
export const partId = (index: number) => `P${String(index).padStart(42, '0')}`;

export interface TestVersion {
  version: ModelVersion;
  manifest: Manifest;
  /** What honest aggregators serve. */
  blobs: Map<string, Uint8Array>;
}

export async function testVersion(
  files: Record<string, Uint8Array<ArrayBuffer>>,
  options: { maxPartBytes?: number; model?: string } = {},
): Promise<TestVersion> {
  const inputs = Object.entries(files).map(([path, data]) => ({ path, data: new Blob([data]) }));
  const pack = await packFiles(inputs, options);
  const manifest = checkManifest({
    format: 'floe-manifest/1',
    runtime: 'onnx',
    entry: inputs[0]!.path,
    task: 'test',
    card: options.model ?? '',
    parts: pack.parts.map((part, index) => ({ blobId: partId(index), bytes: part.size })),
    files: pack.files,
    inputs: [],
    outputs: [],
  });
  const manifestBytes = encodeManifest(manifest);
  const blobs = new Map<string, Uint8Array>([[MANIFEST_ID, manifestBytes]]);
  for (const [index, part] of pack.parts.entries()) {
    blobs.set(partId(index), new Uint8Array(await part.arrayBuffer()));
  }
  const version: ModelVersion = {
    model: options.model ?? '0x1',
    number: 1,
    manifestBlobId: MANIFEST_ID,
    manifestHash: new Uint8Array(createHash('sha256').update(manifestBytes).digest()),
    partBlobIds: manifest.parts.map((part) => part.blobId),
    bytes: pack.bytes,
    sealed: false,
    createdMs: 0,
  };
  return { version, manifest, blobs };
}

export async function bytesOf(files: Map<string, Blob>): Promise<Record<string, Uint8Array>> {
  const entries = [...files].map(
    async ([path, file]) => [path, new Uint8Array(await file.arrayBuffer())] as const,
  );
  return Object.fromEntries(await Promise.all(entries));
}
