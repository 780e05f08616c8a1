import { describe, expect, it } from 'vitest';
import { checkManifest, encodeManifest, parseManifest } from '../../../src/lib/model/manifest.ts';

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
    ['an entry that is not packed', { ...manifest, entry: 'other.onnx' }],
  ])('refuses a layout with %s', (_, json) => {
    expect(codeOf(() => parseManifest(bytes(json)))).toBe('manifest/layout');
  });
});
