import { expect, test } from 'vitest';
import { verdictOf } from '../../src/app/state/device.svelte.ts';
import { fieldKind, shapeText } from '../../src/app/state/field-kind.ts';
import type { ManifestInput } from '../../src/lib/index.ts';

const input = (rest: Partial<ManifestInput>): ManifestInput => ({
  name: 'x',
  dtype: 'float32',
  shape: [1, 3],
  ...rest,
});

test.each<[string, Partial<ManifestInput>]>([
  ['tensor', {}],
  ['number', { shape: [] }],
  ['number', { shape: [1, 1], dtype: 'int64' }],
  ['tensor', { shape: [null] }],
  ['text', { shape: [1], dtype: 'string' }],
  ['tensor', { shape: ['batch'], dtype: 'string' }],
  [
    'image',
    {
      preprocess: {
        kind: 'image',
        layout: 'nchw',
        channels: 'rgb',
        fit: 'stretch',
        mean: [0, 0, 0],
        std: [1, 1, 1],
      },
    },
  ],
  ['audio', { preprocess: { kind: 'audio', sampleRate: 16_000, window: 'start' } }],
  ['text', { preprocess: { kind: 'ngrams', vocabulary: ['a'], lowercase: true } }],
  ['fixed', { shape: [], fixed: { shape: [], fill: '16000' } }],
])('an input is asked for as %s', (kind, rest) => {
  expect(fieldKind(input(rest))).toBe(kind);
});

test("an exporter's name for an unknown size is a question mark", () => {
  expect(shapeText([1, null, 'height', 'p2o.DynamicDimension.0'])).toBe('[1, ?, height, ?]');
});

test('a model is judged by runtime and size', () => {
  expect(verdictOf('onnx', 10_000_000, 8e9).runs).toBe(true);
  expect(verdictOf('tfjs', 10_000_000, 8e9).runs).toBe(true);
  expect(verdictOf('gguf', 10, 8e9).runs).toBe(false);
  // Half of 2 GB for a tab, less 65 MB for the runtime; the weights and a quarter of them more: 748 MB.
  expect(verdictOf('onnx', 748_000_000, 2e9).runs).toBe(true);
  expect(verdictOf('onnx', 748_000_001, 2e9).runs).toBe(false);
  expect(verdictOf('onnx', 4_026_531_840, undefined).runs).toBe(true);
  expect(verdictOf('onnx', 4_026_531_841, undefined).runs).toBe(false);
});
