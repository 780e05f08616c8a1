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
/** Path, length, and of each piece: part, offset, length. */
const placesOf = (files: { path: string; bytes: number }[], maxPartBytes?: number) =>
  layoutPack(files, maxPartBytes === undefined ? {} : { maxPartBytes }).map(
    ({ path, bytes, pieces }) =>
      [path, bytes, pieces.map(({ part, offset, bytes: length }) => [part, offset, length])] as const,
  );
const sha256 = (data: string | Uint8Array) => createHash('sha256').update(data).digest('hex');

test('files lie small first, at multiples of 64 bytes, ties by path', () => {
  const files = [
    { path: 'b', bytes: 65 },
    { path: 'model', bytes: 1_000 },
    { path: 'a', bytes: 65 },
    { path: 'tiny', bytes: 1 },
  ];
  const places = [
    ['tiny', 1, [[0, 0, 1]]],
    ['a', 65, [[0, 64, 65]]],
    ['b', 65, [[0, 192, 65]]],
    ['model', 1_000, [[0, 320, 1_000]]],
  ];
  expect(placesOf(files)).toEqual(places);
  expect(placesOf(files.toReversed())).toEqual(places);
});

test('a file that does not fit whole opens the next part', () => {
  const files = ['a', 'b', 'c'].map((path) => ({ path, bytes: 100 }));
  expect(placesOf(files, 228).map(([, , pieces]) => pieces)).toEqual([
    [[0, 0, 100]],
    [[0, 128, 100]],
    [[1, 0, 100]],
  ]);
  expect(placesOf(files, 227).map(([, , pieces]) => pieces)).toEqual([
    [[0, 0, 100]],
    [[1, 0, 100]],
    [[2, 0, 100]],
  ]);
});

test('a file larger than a part begins one and fills as many as it needs; the next goes on behind it', () => {
  const files = [
    { path: 'config', bytes: 10 },
    { path: 'larger', bytes: 330 },
    { path: 'large', bytes: 256 },
    { path: 'largest', bytes: 600 },
  ];
  expect(placesOf(files, 128)).toEqual([
    ['config', 10, [[0, 0, 10]]],
    [
      'large',
      256,
      [
        [1, 0, 128],
        [2, 0, 128],
      ],
    ],
    [
      'larger',
      330,
      [
        [3, 0, 128],
        [4, 0, 128],
        [5, 0, 74],
      ],
    ],
    [
      'largest',
      600,
      [
        [6, 0, 128],
        [7, 0, 128],
        [8, 0, 128],
        [9, 0, 128],
        [10, 0, 88],
      ],
    ],
  ]);
  const small = { path: 'b', bytes: 60 };
  expect(placesOf([{ path: 'a', bytes: 60 }, small], 50)).toEqual([
    [
      'a',
      60,
      [
        [0, 0, 50],
        [1, 0, 10],
      ],
    ],
    [
      'b',
      60,
      [
        [2, 0, 50],
        [3, 0, 10],
      ],
    ],
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

test('a file in several parts is hashed whole and in pieces, and its parts put it together again', async () => {
  const bytes = new Uint8Array(250).map((_, index) => index);
  const pack = await packFiles([input('m', 'model'), { path: 'w', data: new Blob([bytes]) }], {
    maxPartBytes: 100,
  });
  expect(pack.files[1]).toEqual({
    path: 'w',
    bytes: 250,
    sha256: sha256(bytes),
    pieces: [
      { part: 1, offset: 0, bytes: 100, sha256: sha256(bytes.subarray(0, 100)) },
      { part: 2, offset: 0, bytes: 100, sha256: sha256(bytes.subarray(100, 200)) },
      { part: 3, offset: 0, bytes: 50, sha256: sha256(bytes.subarray(200)) },
    ],
  });
  const whole = new Blob(pack.parts.slice(1));
  expect(new Uint8Array(await whole.arrayBuffer())).toEqual(bytes);
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

test('more than 64 parts are pack/too-large', () => {
  expect(layoutPack([{ path: 'a', bytes: 6_400 }], { maxPartBytes: 100 })[0]!.pieces).toHaveLength(64);
  expect(() => layoutPack([{ path: 'a', bytes: 6_401 }], { maxPartBytes: 100 })).toThrow(
    expect.objectContaining({ code: 'pack/too-large', details: { bytes: 6_401, maxBytes: 6_400 } }),
  );
});

test('a part of no bytes, or of half a byte, is refused', () => {
  for (const maxPartBytes of [0, -1, 0.5, NaN, Infinity]) {
    expect(() => layoutPack([{ path: 'a', bytes: 1 }], { maxPartBytes })).toThrow(RangeError);
  }
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
