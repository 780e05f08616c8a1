// A manifest and the sidecars behind it, in one blob.
import { describe, expect, test } from 'vitest';
import { manifestBlob, manifestLine, sidecarsIn } from '../../../src/lib/model/manifest-blob.ts';
import { encodeManifest, parseManifest, type Manifest } from '../../../src/lib/model/manifest.ts';

const id = (letter: string) => letter.repeat(43);
const bytesOf = async (blob: Blob) => new Uint8Array(await blob.arrayBuffer());
const manifest: Manifest = parseManifest(
  new TextEncoder().encode(
    JSON.stringify({
      format: 'floe-manifest/1',
      runtime: 'onnx',
      entry: 'm.onnx',
      task: 'other',
      card: 'two\nlines \u2028 and a third',
      parts: [
        { blobId: id('A'), bytes: 100, sidecar: { bytes: 3, sha256: '1'.repeat(64) } },
        { blobId: id('B'), bytes: 100 },
        { blobId: id('C'), bytes: 100, sidecar: { bytes: 2, sha256: '2'.repeat(64) } },
      ],
      files: [{ path: 'm.onnx', part: 0, offset: 0, bytes: 100, sha256: '0'.repeat(64) }],
      inputs: [],
      outputs: [],
    }),
  ),
);
const first = Uint8Array.of(10, 1, 10);
const third = Uint8Array.of(7, 8);
async function sidecarOf(blob: Blob, letter: string): Promise<Uint8Array | undefined> {
  const found = sidecarsIn(blob, await manifestLine(blob), manifest).get(id(letter));
  return found && bytesOf(found);
}
const blob = manifestBlob(manifest, [first, third]);

describe('a manifest with sidecars behind it', () => {
  test('is read back from its line, which line feeds in its texts do not end', async () => {
    const line = await manifestLine(blob);
    expect(await bytesOf(line)).toEqual(encodeManifest(manifest));
    expect(parseManifest(await bytesOf(line))).toEqual(manifest);
  });

  test('gives each part its own, whatever bytes it has', async () => {
    expect(await sidecarOf(blob, 'A')).toEqual(first);
    expect(await sidecarOf(blob, 'C')).toEqual(third);
    expect(await sidecarOf(blob, 'B')).toBeUndefined();
    expect(await sidecarOf(blob, 'D')).toBeUndefined();
  });

  test('gives none where the blob is too short for what the manifest says', async () => {
    const short = blob.slice(0, blob.size - 1);
    expect(await sidecarOf(short, 'A')).toEqual(first);
    expect(await sidecarOf(short, 'C')).toBeUndefined();
  });
});

test('a manifest without sidecars is its line alone, as before there were any', async () => {
  const parts = manifest.parts.map(({ blobId, bytes }) => ({ blobId, bytes }));
  const plain = manifestBlob({ ...manifest, parts }, []);
  expect(await bytesOf(plain)).toEqual(encodeManifest({ ...manifest, parts }));
  expect((await manifestLine(plain)).size).toBe(plain.size);
});
