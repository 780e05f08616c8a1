// The pack: where files lie, what the parts hold, and what cannot be packed.
import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { openAsBlob } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { hashBlob, hashBlobStreaming } from '../../../src/lib/model/blob-hash.ts';
import { checkManifest } from '../../../src/lib/model/manifest.ts';
import { layoutPack, packFiles, type PackInput } from '../../../src/lib/model/pack.ts';

const input = (path: string, text: string): PackInput => ({ path, data: new Blob([text]) });
const sha256 = (data: string | Uint8Array) => createHash('sha256').update(data).digest('hex');

test('files lie small first, at multiples of 64 bytes, ties by path', () => {
  const files = [
    { path: 'b', bytes: 65 },
    { path: 'model', bytes: 1_000 },
    { path: 'a', bytes: 65 },
    { path: 'tiny', bytes: 1 },
  ];
  const places = [
    { path: 'tiny', part: 0, offset: 0, bytes: 1 },
    { path: 'a', part: 0, offset: 64, bytes: 65 },
    { path: 'b', part: 0, offset: 192, bytes: 65 },
    { path: 'model', part: 0, offset: 320, bytes: 1_000 },
  ];
  expect(layoutPack(files)).toEqual(places);
  expect(layoutPack(files.toReversed())).toEqual(places);
});

test('a file that does not fit whole opens the next part', () => {
  const files = ['a', 'b', 'c'].map((path) => ({ path, bytes: 100 }));
  expect(layoutPack(files, { maxPartBytes: 228 }).map(({ part, offset }) => [part, offset])).toEqual([
    [0, 0],
    [0, 128],
    [1, 0],
  ]);
  expect(layoutPack(files, { maxPartBytes: 227 }).map(({ part, offset }) => [part, offset])).toEqual([
    [0, 0],
    [1, 0],
    [2, 0],
  ]);
});

test('parts hold the files at their places, zeros between', async () => {
  const inputs = [
    input('second', 'two'),
    input('first', '1'),
    input('empty', ''),
    input('third', 'x'.repeat(70)),
  ];
  const progress: [number, number][] = [];
  const pack = await packFiles(inputs, {
    maxPartBytes: 100,
    onProgress: (hashed, total) => progress.push([hashed, total]),
  });
  expect(await Promise.all(pack.parts.map((part) => part.text()))).toEqual([
    `1${'\0'.repeat(63)}two`,
    'x'.repeat(70),
  ]);
  expect(pack.bytes).toBe(137);
  expect(pack.files).toEqual([
    { path: 'empty', part: 0, offset: 0, bytes: 0, sha256: sha256('') },
    { path: 'first', part: 0, offset: 0, bytes: 1, sha256: sha256('1') },
    { path: 'second', part: 0, offset: 64, bytes: 3, sha256: sha256('two') },
    { path: 'third', part: 1, offset: 0, bytes: 70, sha256: sha256('x'.repeat(70)) },
  ]);
  expect(progress.at(-1)).toEqual([74, 74]);
});

test('the file table passes the manifest’s own check', async () => {
  const pack = await packFiles([input('m.onnx', 'model'), input('e', ''), input('c', 'card')]);
  const parts = pack.parts.map((part) => ({ blobId: 'A'.repeat(43), bytes: part.size }));
  const rest = {
    format: 'floe-manifest/1',
    runtime: 'onnx',
    task: '',
    entry: 'm.onnx',
    inputs: [],
    outputs: [],
  };
  expect(checkManifest({ ...rest, parts, files: pack.files }).files).toEqual(pack.files);
});

test('hashing in slices gives what hashing at once gives', async () => {
  // Two slices of 4 MiB and a remainder.
  const bytes = new Uint8Array(9_000_001).map((_, index) => index % 251);
  const expected = sha256(bytes);
  expect(Buffer.from(await hashBlobStreaming(new Blob([bytes]))).toString('hex')).toBe(expected);
  expect(Buffer.from(await hashBlob(new Blob([bytes]))).toString('hex')).toBe(expected);
});

test('an empty pack is pack/empty', () => {
  expect(() => layoutPack([])).toThrow(expect.objectContaining({ code: 'pack/empty' }));
  expect(() => layoutPack([{ path: 'a', bytes: 0 }])).toThrow(
    expect.objectContaining({ code: 'pack/empty' }),
  );
});

test('two files of one name are pack/duplicate-path', async () => {
  await expect(packFiles([input('a', '1'), input('a', '2')])).rejects.toMatchObject({
    code: 'pack/duplicate-path',
    details: { path: 'a' },
  });
});

test('a file larger than a part is pack/file-too-large', () => {
  expect(() => layoutPack([{ path: 'a', bytes: 101 }], { maxPartBytes: 100 })).toThrow(
    expect.objectContaining({
      code: 'pack/file-too-large',
      details: { path: 'a', bytes: 101, maxPartBytes: 100 },
    }),
  );
});

test('a file that changed since it was chosen is pack/unreadable', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'floe-pack-'));
  const file = join(folder, 'model.onnx');
  await writeFile(file, 'before');
  const data = await openAsBlob(file);
  await writeFile(file, 'something else altogether');
  await expect(packFiles([{ path: 'model.onnx', data }])).rejects.toMatchObject({
    code: 'pack/unreadable',
    details: { path: 'model.onnx' },
  });
  await rm(folder, { recursive: true });
});

test('an abort is an AbortError', async () => {
  await expect(packFiles([input('a', '1')], { signal: AbortSignal.abort() })).rejects.toMatchObject({
    name: 'AbortError',
  });
});
