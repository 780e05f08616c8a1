// Every meaning that a manifest can have goes through the form and back, as fields and as JSON, and loses nothing.
import { describe, expect, test } from 'vitest';
import {
  inputDraftOf,
  outputDraftOf,
  readInput,
  readOutput,
  showJson,
  takeJson,
} from '../../src/app/state/publish-form.ts';
import type { ManifestInput, ManifestOutput, Postprocess } from '../../src/lib/index.ts';

/** One of every kind, with all that it can say. */
const MEANT: Postprocess[] = [
  { kind: 'labels', labels: [], names: 'n', activation: 'none', top: 3 },
  { kind: 'heatmap', scale: 'spread', layout: 'nhwc' },
  {
    kind: 'detections',
    format: 'yxyx',
    scale: 'unit',
    transposed: true,
    box: 1,
    more: ['m'],
    scores: { outputs: ['s', 't'], column: 1, columns: 80, activation: 'sigmoid', background: 'first' },
    objectness: 4,
    classes: { output: 'c', column: 0, base: 1 },
    labels: ['a'],
    threshold: 0.2,
    overlap: 0.5,
    top: 10,
    anchors: { of: 128, grids: [{ size: 16, perCell: 2 }] },
    points: { column: 4, count: 6 },
  },
  {
    kind: 'mask',
    values: 'planes',
    layout: 'nhwc',
    labels: ['a'],
    background: 0,
    activation: 'sigmoid',
    threshold: 0.4,
  },
  {
    kind: 'keypoints',
    order: 'yx',
    scale: 'unit',
    values: 3,
    score: 2,
    names: ['nose', 'tail'],
    edges: [[0, 1]],
    threshold: 0.1,
  },
  { kind: 'image', layout: 'nhwc', channels: 'bgr', range: 'signed' },
  { kind: 'audio', sampleRate: 8_000 },
  {
    kind: 'segments',
    of: 'frames',
    hop: 0.02,
    transposed: true,
    single: true,
    labels: ['a'],
    activation: 'none',
    threshold: 0.5,
  },
  { kind: 'segments', of: 'rows', ends: 'e', names: 'n', scores: 's' },
  { kind: 'embedding', of: 'text' },
  { kind: 'matrix', rows: 'a', columns: 'b', labels: ['x'] },
  { kind: 'spans', of: 'text', ends: 'e', names: 'n', scores: 's' },
  { kind: 'text', score: 's' },
  { kind: 'table', labels: ['x', 'y'] },
];

describe('meanings of tensors', () => {
  const INPUTS: ManifestInput[] = [
    { name: 'a', dtype: 'float32', shape: [null, 3], label: 'Numbers' },
    {
      name: 'b',
      dtype: 'float32',
      shape: [1, 3, 8, 8],
      preprocess: {
        kind: 'image',
        layout: 'nchw',
        channels: 'bgr',
        width: 8,
        height: 8,
        fit: 'cover',
        mean: [0.5, 0.4, 0.3],
        std: [1, 2, 3],
      },
    },
    {
      name: 'c',
      dtype: 'float32',
      shape: [null],
      preprocess: { kind: 'audio', sampleRate: 8_000, window: 'loudest' },
    },
    { name: 'd', dtype: 'int64', shape: [], fixed: { shape: [], fill: '16000' } },
    {
      name: 'number',
      dtype: 'float32',
      shape: [],
      initial: 0.5,
      range: { min: 0, max: 1, step: 0.1 },
      advanced: true,
    },
    { name: 'seed', dtype: 'int64', shape: [], initial: '9007199254740993', seed: true },
    {
      name: 'text',
      dtype: 'string',
      shape: [null],
      initial: 'one',
      preprocess: { kind: 'strings', split: 'lines' },
    },
    {
      name: 'choice',
      dtype: 'int32',
      shape: [],
      initial: 2,
      preprocess: {
        kind: 'choice',
        choices: [
          { label: 'a', value: 1 },
          { label: 'b', value: 2 },
        ],
      },
    },
    {
      name: 'ngrams',
      dtype: 'float32',
      shape: [1, 2],
      preprocess: { kind: 'ngrams', vocabulary: [' a', 'b '], lowercase: false, strip: '[-_]' },
    },
    {
      name: 'bytes',
      dtype: 'float32',
      shape: [1, 4, 8, 8],
      preprocess: {
        kind: 'image',
        layout: 'nchw',
        channels: 'rgb',
        maxSide: 960,
        multipleOf: 32,
        fit: 'contain',
        mean: [0, 0, 0],
        std: [1, 1, 1],
        range: 'byte',
        alpha: 0,
      },
    },
  ];
  const OUTPUTS: ManifestOutput[] = [
    {
      name: 'a',
      dtype: 'float32',
      shape: [2],
      label: 'Kinds',
      postprocess: { kind: 'labels', labels: ['x', 'y'], activation: 'sigmoid', top: 2 },
    },
    { name: 'b', dtype: 'float32', shape: [1, 5, 3], postprocess: { kind: 'ctc', symbols: ['', 'a', 'b'] } },
    { name: 'c', dtype: 'float32', shape: [1, 1, 8, 8], postprocess: { kind: 'heatmap' } },
    { name: 'd', dtype: 'float32', shape: [2], secondary: true },
    { name: 'e', dtype: 'float32', shape: [2] },
    ...MEANT.map((postprocess): ManifestOutput => {
      return {
        name: `${postprocess.kind} ${'of' in postprocess ? postprocess.of : ''}`,
        dtype: 'float32',
        shape: [1, 3, 8],
        postprocess,
      };
    }),
  ];

  test.each(INPUTS)('input $name goes from manifest to fields and back unchanged', (input) => {
    expect(readInput(inputDraftOf(input))).toEqual(input);
  });
  test.each(OUTPUTS)('output $name goes from manifest to fields and back unchanged', (output) => {
    expect(readOutput(outputDraftOf(output))).toEqual(output);
  });
});

describe('as JSON', () => {
  const ANCHORS = { of: 128, grids: [{ size: 16, perCell: 2 }] };
  const FACES: ManifestOutput = {
    name: 'y',
    dtype: 'float32',
    shape: [1, 896, 16],
    postprocess: {
      kind: 'detections',
      format: 'cxcywh',
      scale: 'pixel',
      box: 0,
      labels: ['face'],
      threshold: 0.5,
      top: 100,
      anchors: ANCHORS,
      points: { column: 4, count: 6 },
    },
  };

  test('the fields and the JSON say the same, and what has no field stays', () => {
    const draft = outputDraftOf(FACES);
    expect(JSON.parse(showJson(draft))).toEqual(FACES.postprocess);
    draft.texts['detections']!['threshold'] = '0.7';
    expect(readOutput(draft).postprocess).toEqual({ ...FACES.postprocess, threshold: 0.7 });
    draft.json = showJson(draft).replace('0.7', '0.9');
    expect(readOutput(draft).postprocess).toMatchObject({ threshold: 0.9, anchors: ANCHORS });
    takeJson(draft);
    expect([draft.json, draft.texts['detections']!['threshold']]).toEqual([undefined, '0.9']);
    expect(readOutput(draft).postprocess).toMatchObject({
      anchors: ANCHORS,
      points: { column: 4, count: 6 },
    });
  });

  test('another kind written by hand becomes the kind', () => {
    const draft = Object.assign(outputDraftOf(FACES), { json: '{"kind": "table", "labels": ["a"]}' });
    takeJson(draft);
    expect(draft.kind).toBe('table');
    expect(readOutput(draft).postprocess).toEqual({ kind: 'table', labels: ['a'] });
  });

  test('what is no meaning is named and stays as written', () => {
    const draft = Object.assign(outputDraftOf(FACES), { json: '{"kind": "none"}' });
    expect(() => takeJson(draft)).toThrow(/^y: meaning: /);
    expect(draft.json).toBe('{"kind": "none"}');
    expect(() => readOutput({ ...draft, json: '{' })).toThrow(/^y: meaning: /);
  });

  test('a half-written field is left out of it, the rest is there', () => {
    const draft = outputDraftOf({ name: 'y', dtype: 'float32', shape: [2] });
    Object.assign(draft, { kind: 'labels', texts: { labels: { labels: 'a\nb', top: 'many' } } });
    expect(JSON.parse(showJson(draft))).toEqual({ kind: 'labels', labels: ['a', 'b'], activation: 'none' });
  });
});
