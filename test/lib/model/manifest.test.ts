import { describe, expect, it } from 'vitest';
import {
  checkManifest,
  encodeManifest,
  filesOfPart,
  parseManifest,
  piecesOf,
} from '../../../src/lib/model/manifest.ts';

const file = { path: 'm.onnx', part: 0, offset: 0, bytes: 100, sha256: 'a'.repeat(64) };
const manifest = {
  format: 'floe-manifest/1',
  runtime: 'onnx',
  entry: 'm.onnx',
  task: 'other',
  parts: [{ blobId: 'A'.repeat(43), bytes: 200 }],
  files: [file],
  inputs: [{ name: 'x', dtype: 'float32', shape: ['n', 3, null] }],
  outputs: [{ name: 'y', dtype: 'float32', shape: [1] }],
};
const piece = (part: number, length: number) => ({ part, offset: 0, bytes: length, sha256: 'b'.repeat(64) });
const split = {
  path: 'm.onnx',
  bytes: 100,
  sha256: 'a'.repeat(64),
  pieces: [piece(0, 60), piece(1, 40)],
};
const splitInto = (...pieces: ReturnType<typeof piece>[]) => ({
  ...manifest,
  parts: [manifest.parts[0]!, { blobId: 'B'.repeat(43), bytes: 200 }],
  files: [{ ...split, pieces }],
});
const bytes = (json: unknown) => new TextEncoder().encode(JSON.stringify(json));
const codeOf = (body: () => unknown) => {
  try {
    body();
  } catch (error) {
    return (error as { code?: string }).code;
  }
  return undefined;
};

describe('parseManifest', () => {
  it('reads what encodeManifest wrote', () => {
    const checked = checkManifest(manifest);
    expect(parseManifest(encodeManifest(checked))).toEqual(checked);
  });

  it('knows where a file in several parts lies', () => {
    const checked = parseManifest(bytes(splitInto(...split.pieces)));
    expect(piecesOf(checked.files[0]!)).toEqual(split.pieces);
    expect(filesOfPart(checked, 1)).toEqual([
      { path: 'm.onnx', offset: 0, bytes: 40, sha256: 'b'.repeat(64) },
    ]);
    expect(piecesOf(checkManifest(manifest).files[0]!)).toEqual([
      { part: 0, offset: 0, bytes: 100, sha256: 'a'.repeat(64) },
    ]);
  });

  it('refuses what is not UTF-8 JSON', () => {
    expect(codeOf(() => parseManifest(new TextEncoder().encode('{')))).toBe('manifest/syntax');
    expect(codeOf(() => parseManifest(Uint8Array.of(0xff, 0xfe)))).toBe('manifest/syntax');
  });

  it('refuses what is too large to be one', () => {
    expect(codeOf(() => parseManifest(new Uint8Array(8 * 1024 * 1024 + 1)))).toBe('manifest/too-large');
  });

  it.each([
    ['another format', { ...manifest, format: 'floe-manifest/2' }],
    ['an unknown key', { ...manifest, extra: 1 }],
    ['a path out of the pack', { ...manifest, files: [{ ...file, path: '../m.onnx' }] }],
    ['an absolute path', { ...manifest, files: [{ ...file, path: '/m.onnx' }] }],
    ['a backslash', { ...manifest, files: [{ ...file, path: 'a\\m.onnx' }] }],
    ['a negative offset', { ...manifest, files: [{ ...file, offset: -1 }] }],
    ['a hash that is none', { ...manifest, files: [{ ...file, sha256: 'zz' }] }],
    ['a blob ID that is none', { ...manifest, parts: [{ blobId: 'A', bytes: 200 }] }],
    ['a piece of nothing', { ...manifest, files: [{ ...split, pieces: [piece(0, 0), piece(1, 100)] }] }],
    ['a file in one piece', { ...manifest, files: [{ ...split, pieces: [piece(0, 100)] }] }],
    ['a file with a place and pieces', { ...manifest, files: [{ ...file, ...split }] }],
    ['no parts', { ...manifest, parts: [] }],
    ['a dtype nobody has', { ...manifest, inputs: [{ name: 'x', dtype: 'complex64', shape: [] }] }],
  ])('refuses %s', (_, json) => {
    expect(codeOf(() => parseManifest(bytes(json)))).toBe('manifest/schema');
  });

  it.each([
    ['two files of one name', { ...manifest, files: [file, { ...file, offset: 100 }] }],
    ['overlapping files', { ...manifest, files: [file, { ...file, path: 'b', offset: 99, bytes: 1 }] }],
    ['a file past its part', { ...manifest, files: [{ ...file, bytes: 201 }] }],
    ['a part that does not exist', { ...manifest, files: [{ ...file, part: 1 }] }],
    ['pieces in another order', splitInto(piece(1, 60), piece(0, 40))],
    ['two pieces in one part', splitInto(piece(0, 60), { ...piece(0, 40), offset: 60 })],
    ['pieces shorter than their file', splitInto(piece(0, 60), piece(1, 39))],
    ['a piece past its part', splitInto({ ...piece(0, 60), offset: 141 }, piece(1, 40))],
    ['a piece in no part', splitInto(piece(1, 60), piece(2, 40))],
    [
      'a piece over another file',
      {
        ...splitInto(piece(0, 60), piece(1, 40)),
        files: [split, { ...file, path: 'b', part: 1, offset: 39 }],
      },
    ],
    ['an entry that is not packed', { ...manifest, entry: 'other.onnx' }],
  ])('refuses a layout with %s', (_, json) => {
    expect(codeOf(() => parseManifest(bytes(json)))).toBe('manifest/layout');
  });
});
