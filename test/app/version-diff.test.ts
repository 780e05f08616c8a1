import { describe, expect, test } from 'vitest';
import { diffVersions, isSame, type VersionSide } from '../../src/app/state/version-diff.ts';
import type { Manifest } from '../../src/lib/index.ts';

const file = (path: string, sha: string, bytes = 100): Manifest['files'][number] => ({
  path,
  part: 0,
  offset: 0,
  bytes,
  sha256: sha.repeat(64),
});

function side(number: number, changes: Partial<Manifest> = {}): VersionSide {
  return {
    version: {
      model: '0x1',
      number,
      manifestBlobId: '',
      manifestHash: new Uint8Array(32),
      partBlobIds: [],
      bytes: 100 * number,
      sealed: false,
      createdMs: 0,
    },
    manifest: {
      format: 'floe-manifest/1',
      runtime: 'onnx',
      entry: 'm.onnx',
      task: 'other',
      card: 'A card\nof two lines',
      parts: [{ blobId: 'b', bytes: 1_000 }],
      files: [file('m.onnx', 'a')],
      inputs: [{ name: 'x', dtype: 'float32', shape: ['n', 3] }],
      outputs: [{ name: 'y', dtype: 'float32', shape: ['n', 3] }],
      examples: [],
      ...changes,
    },
  };
}

describe('the difference of two versions', () => {
  test('is nothing for versions that say the same', () => {
    expect(isSame(diffVersions(side(1), side(2)))).toBe(true);
  });

  test('tells files added, removed, changed and renamed, by their hashes', () => {
    const before = side(1, {
      files: [file('m.onnx', 'a', 10), file('old.txt', 'b', 5), file('labels.txt', 'c')],
    });
    const after = side(2, {
      files: [file('m.onnx', 'd', 12), file('new.txt', 'e', 7), file('names.txt', 'c')],
    });
    expect(diffVersions(before, after).files).toEqual([
      { kind: 'changed', path: 'm.onnx', beforeBytes: 10, afterBytes: 12 },
      { kind: 'moved', path: 'names.txt', from: 'labels.txt', afterBytes: 100 },
      { kind: 'added', path: 'new.txt', afterBytes: 7 },
      { kind: 'removed', path: 'old.txt', beforeBytes: 5 },
    ]);
  });

  test('tells which inputs and outputs take or give something else', () => {
    const after = side(2, {
      inputs: [
        { name: 'x', dtype: 'float16', shape: ['n', 3] },
        { name: 'z', dtype: 'int64', shape: [1] },
      ],
      outputs: [],
    });
    expect(diffVersions(side(1), after).signature).toEqual([
      { side: 'input', name: 'x', before: 'float32 [n, 3]', after: 'float16 [n, 3]' },
      { side: 'input', name: 'z', before: undefined, after: 'int64 [1]' },
      { side: 'output', name: 'y', before: 'float32 [n, 3]', after: undefined },
    ]);
  });

  test('tells licence, task and card', () => {
    const diff = diffVersions(
      side(1, { license: 'MIT' }),
      side(2, { task: 'scaling', card: 'A card\nof three' }),
    );
    expect(diff.fields).toEqual([
      { field: 'task', before: 'other', after: 'scaling' },
      { field: 'licence', before: 'MIT', after: '' },
    ]);
    expect(diff.card).toEqual([
      { kind: 'same', text: 'A card' },
      { kind: 'removed', text: 'of two lines' },
      { kind: 'added', text: 'of three' },
    ]);
    expect(diff.bytes).toEqual({ before: 100, after: 200 });
  });
});
