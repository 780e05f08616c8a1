// A version's manifest and files arrive as the chain names them, or not at all.
import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { createPartReader, readManifest } from '../../../src/lib/blobs/model-reader.ts';
import { createReader } from '../../../src/lib/blobs/reader.ts';
import { encodeManifest, filesOfPart, type Manifest } from '../../../src/lib/model/manifest.ts';
import { serveAggregator, type Fault } from './loopback.ts';
import { noise } from './noise.ts';
import { bytesOf, MANIFEST_ID, partId, testVersion } from './publication.ts';

const FILES = { 'model.onnx': noise(5_000), 'config.json': noise(100, 2), 'data/a.bin': noise(9_000, 3) };
// config.json at 0 and model.onnx at 128 fit into 10,000 bytes, data/a.bin does not.
const SMALL_PARTS = { maxPartBytes: 10_000 };

async function readerOf(
  blobs: Map<string, Uint8Array>,
  ...faults: { all?: Fault; of?: Record<string, Fault> }[]
) {
  const servers = await Promise.all(faults.map((fault) => serveAggregator(blobs, fault)));
  const reader = createReader({
    aggregators: servers.map((server) => server.url),
    timeouts: { firstByteMs: 10_000, stallMs: 10_000 },
  });
  return { servers, reader };
}

test('a manifest is read although the first aggregator forges it', async () => {
  const { version, manifest, blobs } = await testVersion(FILES);
  const { reader } = await readerOf(blobs, { all: 'wrong' }, {});
  const read = await readManifest(reader, version);
  expect(read.manifest).toEqual(manifest);
  expect(new Uint8Array(await read.bytes.arrayBuffer())).toEqual(blobs.get(MANIFEST_ID));
});

test('a manifest that all forge is blobs/corrupt', async () => {
  const { version, blobs } = await testVersion(FILES);
  const { reader } = await readerOf(blobs, { all: 'wrong' }, { all: 'wrong' });
  await expect(readManifest(reader, version)).rejects.toMatchObject({ code: 'blobs/corrupt' });
});

test('a manifest that names other parts than the chain is blobs/manifest-mismatch', async () => {
  const { version, blobs } = await testVersion(FILES);
  const { reader } = await readerOf(blobs, {});
  const other = { ...version, partBlobIds: [partId(7)] };
  await expect(readManifest(reader, other)).rejects.toMatchObject({
    code: 'blobs/manifest-mismatch',
    details: { manifest: [partId(0)], chain: [partId(7)] },
  });
  const fewer = { ...version, partBlobIds: [] };
  await expect(readManifest(reader, fewer)).rejects.toMatchObject({ code: 'blobs/manifest-mismatch' });
});

test('a manifest that is the author’s nonsense is a ManifestError, whoever serves it', async () => {
  const { version, manifest, blobs } = await testVersion(FILES);
  const bytes = encodeManifest({ ...manifest, entry: 'gone.onnx' });
  blobs.set(MANIFEST_ID, bytes);
  const manifestHash = new Uint8Array(createHash('sha256').update(bytes).digest());
  const { reader } = await readerOf(blobs, {});
  await expect(readManifest(reader, { ...version, manifestHash })).rejects.toMatchObject({
    code: 'manifest/layout',
  });
});

const partOf = (manifest: Manifest, index: number) => ({
  ...manifest.parts[index]!,
  files: filesOfPart(manifest, index),
});

test('the files of a part come out of it whole, with progress over the part', async () => {
  const { manifest, blobs } = await testVersion(FILES, SMALL_PARTS);
  expect(manifest.parts.map((part) => part.bytes)).toEqual([5_128, 9_000]);
  const { reader } = await readerOf(blobs, {}, {});
  const progress: number[] = [];
  const files = await createPartReader(reader)(partOf(manifest, 0), {
    onProgress: (loaded) => progress.push(loaded),
  });
  const { 'data/a.bin': _, ...first } = FILES;
  expect(await bytesOf(files)).toEqual(first);
  expect(progress.at(-1)).toBe(5_128);
});

test('a part with one changed byte is taken from elsewhere', async () => {
  const { manifest, blobs } = await testVersion(FILES, SMALL_PARTS);
  const { reader, servers } = await readerOf(blobs, { of: { [partId(1)]: 'wrong' } }, {}, { all: 500 });
  const files = await createPartReader(reader)(partOf(manifest, 1), {});
  expect(await bytesOf(files)).toEqual({ 'data/a.bin': FILES['data/a.bin'] });
  expect(servers.flatMap((server) => server.log)).toContain(`GET /v1/blobs/${partId(1)}`);
});

test('a part that nobody has is blobs/not-found', async () => {
  const { manifest, blobs } = await testVersion(FILES, SMALL_PARTS);
  const { reader } = await readerOf(blobs, { of: { [partId(0)]: 404 } });
  const reading = createPartReader(reader)(partOf(manifest, 0), {});
  await expect(reading).rejects.toMatchObject({ code: 'blobs/not-found', details: { blobId: partId(0) } });
});

test('an abort stops a part that hangs', async () => {
  const { manifest, blobs } = await testVersion(FILES, SMALL_PARTS);
  const { reader } = await readerOf(blobs, { all: 'hanging' });
  const abort = new AbortController();
  setTimeout(() => abort.abort(), 50);
  const reading = createPartReader(reader)(partOf(manifest, 0), { signal: abort.signal });
  await expect(reading).rejects.toMatchObject({ name: 'AbortError' });
});
