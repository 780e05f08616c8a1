import { describe, expect, test } from 'vitest';
import { FormFault } from '../../src/app/state/form-fault.ts';
import { inputKinds } from '../../src/app/state/meaning-inputs.ts';
import { inputNotes, outputNotes } from '../../src/app/state/meaning-notes.ts';
import { outputKinds } from '../../src/app/state/meaning-outputs.ts';
import { ctcSymbols, linesOf } from '../../src/app/state/meaning-text.ts';
import {
  chooseInput,
  chooseOutput,
  inputDraft,
  outputDraft,
  readInput,
  readOutput,
  type InputDraft,
  type OutputDraft,
} from '../../src/app/state/publish-form.ts';
import type { Preprocess, TensorInfo } from '../../src/lib/index.ts';

const PICTURE: TensorInfo = { name: 'x', dtype: 'float32', shape: [null, 3, 224, 224] };
const SCORES: TensorInfo = { name: 'y', dtype: 'float32', shape: [null, 2] };

/** A draft of this kind with these texts in its fields. */
function typed<D extends InputDraft | OutputDraft>(
  draft: D,
  kind: D['kind'],
  texts: Record<string, string>,
  more: Partial<D> = {},
): D {
  return Object.assign(draft, { kind, texts: { [kind]: texts } }, more);
}

function fault(run: () => unknown): FormFault {
  try {
    run();
  } catch (error) {
    if (error instanceof FormFault) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}

describe('what an author says of an input', () => {
  test('without a word it stays a plain tensor', () => {
    expect(readInput(inputDraft(PICTURE, undefined))).toEqual({
      name: 'x',
      dtype: 'float32',
      shape: [null, 3, 224, 224],
    });
  });

  test('a picture takes the sizes and ranges as typed', () => {
    const texts = {
      width: '224',
      height: '',
      maxSide: ' 960 ',
      multipleOf: '32',
      channels: 'bgr',
      fit: 'cover',
    };
    const draft = typed(
      inputDraft(PICTURE, undefined),
      'image',
      { ...texts, mean: '0.485, 0.456, 0.406', std: '0.5' },
      { label: ' Photo ' },
    );
    expect(readInput(draft)).toEqual({
      name: 'x',
      dtype: 'float32',
      shape: [null, 3, 224, 224],
      label: 'Photo',
      preprocess: {
        kind: 'image',
        layout: 'nchw',
        channels: 'bgr',
        fit: 'cover',
        width: 224,
        maxSide: 960,
        multipleOf: 32,
        mean: [0.485, 0.456, 0.406],
        std: [0.5, 0.5, 0.5],
      },
    });
  });

  test('a proposal fills the fields and is read back unchanged', () => {
    const proposed = {
      kind: 'image',
      layout: 'nhwc',
      channels: 'rgb',
      width: 10,
      height: 20,
      fit: 'contain',
      mean: [0, 0, 0],
      std: [1, 1, 1],
    } as const;
    const draft = inputDraft(PICTURE, { ...proposed, mean: [0, 0, 0], std: [1, 1, 1] });
    expect(readInput(draft).preprocess).toEqual(proposed);
  });

  test('a filled-in 64-bit value keeps all its digits, as text', () => {
    const info: TensorInfo = { name: 'sr', dtype: 'int64', shape: [] };
    const draft = inputDraft(info, undefined, { shape: [], fill: '16000' });
    expect(draft.kind).toBe('fixed');
    draft.fixedFill = '9007199254740993';
    expect(readInput(draft).fixed).toEqual({ shape: [], fill: '9007199254740993' });
  });

  test('a filled-in state has the shape as typed', () => {
    const info: TensorInfo = { name: 'state', dtype: 'float32', shape: [2, null, 128] };
    const draft = inputDraft(info, undefined, { shape: [2, 1, 128], fill: 0 });
    expect(draft.fixedShape).toBe('2, 1, 128');
    expect(readInput(draft).fixed).toEqual({ shape: [2, 1, 128], fill: 0 });
  });

  test.each([
    ['Width', 'image', { width: '12.5' }],
    ['Width', 'image', { width: '0' }],
    ['Mean', 'image', { mean: '1, 2' }],
    ['Deviation', 'image', { std: '1, x, 1' }],
    ['Sample rate, Hz', 'audio', { sampleRate: '' }],
    ['n-grams in order, one a line', 'ngrams', { vocabulary: ' \n ' }],
    ['Choices, one a line', 'choice', { choices: '' }],
    ['Choices, one a line, Loud', 'choice', { choices: 'Loud = much' }],
    ['Choices, one a line', 'choice', { choices: 'Loud = 1\nLoud = 2' }],
  ] as const)('a wrong %s is named', (field, kind, texts) => {
    expect(fault(() => readInput(typed(inputDraft(PICTURE, undefined), kind, texts))).field).toBe(
      `x: ${field}`,
    );
  });

  test.each([
    ['Shape', { kind: 'fixed', fixedShape: '2, -1' }],
    ['Every value', { kind: 'fixed', fixedFill: 'many' }],
    ['Largest', { min: '1', max: '' }],
    ['Largest', { min: '1', max: '0' }],
    ['Step', { min: '0', max: '1', step: '0' }],
  ] as const)('a wrong %s beside the meaning is named', (field, change) => {
    expect(fault(() => readInput({ ...inputDraft(PICTURE, undefined), ...change })).field).toBe(
      `x: ${field}`,
    );
  });

  test('a number has a range, a first value inside it, and may be a seed', () => {
    const info: TensorInfo = { name: 'n', dtype: 'int32', shape: [] };
    const draft: InputDraft = {
      ...inputDraft(info, undefined),
      min: '1',
      max: '9',
      step: '2',
      initial: '3',
      seed: true,
      advanced: true,
    };
    expect(readInput(draft)).toEqual({
      ...info,
      range: { min: 1, max: 9, step: 2 },
      initial: 3,
      seed: true,
      advanced: true,
    });
    expect(fault(() => readInput({ ...draft, initial: '10' })).field).toBe('n: In the field at first');
    expect(readInput({ ...draft, info: { ...info, dtype: 'float32' } }).seed).toBeUndefined();
  });

  test.each<[string, TensorInfo['dtype'], string, Preprocess & { kind: 'choice' }]>([
    [
      'numbers behind =',
      'int32',
      'Soft = 1\na = b = 7',
      {
        kind: 'choice',
        choices: [
          { label: 'Soft', value: 1 },
          { label: 'a = b', value: 7 },
        ],
      },
    ],
    [
      'their places where there is no =',
      'float32',
      'no\nyes',
      {
        kind: 'choice',
        choices: [
          { label: 'no', value: 0 },
          { label: 'yes', value: 1 },
        ],
      },
    ],
    [
      'themselves, of texts',
      'string',
      'en\nGerman = de',
      {
        kind: 'choice',
        choices: [
          { label: 'en', value: 'en' },
          { label: 'German', value: 'de' },
        ],
      },
    ],
  ])('choices are %s', (_, dtype, choices, expected) => {
    const draft = typed(inputDraft({ name: 'c', dtype, shape: [1] }, undefined), 'choice', { choices });
    expect(readInput(draft).preprocess).toEqual(expected);
  });

  test('an n-gram keeps its blanks', () => {
    const draft = typed(inputDraft({ name: 't', dtype: 'float32', shape: [1, 2] }, undefined), 'ngrams', {
      vocabulary: ' th\r\nhe \n',
    });
    expect(readInput(draft).preprocess).toMatchObject({ vocabulary: [' th', 'he '], lowercase: true });
  });

  test('only what type and shape can take is offered, and what is chosen already', () => {
    const kinds = (dtype: TensorInfo['dtype'], shape: TensorInfo['shape']) =>
      inputKinds({ name: 'x', dtype, shape }, 'raw');
    expect(kinds('float32', [null, 3, 224, 224])).toEqual(['raw', 'image', 'fixed']);
    expect(kinds('float32', [1, null])).toEqual(['raw', 'audio', 'ngrams', 'choice', 'fixed']);
    expect(kinds('string', ['texts'])).toEqual(['raw', 'strings', 'choice', 'fixed']);
    expect(kinds('int64', [])).toEqual(['raw', 'choice', 'fixed']);
    expect(kinds('bool', [4])).toEqual(['raw', 'fixed']);
    expect(inputKinds({ name: 'x', dtype: 'bool', shape: [4] }, 'image')).toContain('image');
  });

  test('a picture begins with the sizes that the file has', () => {
    const draft = inputDraft({ name: 'x', dtype: 'float32', shape: [1, 48, 320, 3] }, undefined);
    chooseInput(draft, 'image');
    expect(readInput(draft).preprocess).toMatchObject({ layout: 'nhwc', width: 320, height: 48 });
  });

  test('what does not fit the file is noted', () => {
    const picture = readInput(
      typed(inputDraft(PICTURE, undefined), 'image', { width: '300', layout: 'nhwc' }),
    );
    expect(inputNotes(picture)).toEqual([
      'The file has 224 where channels should be. Is the order another one?',
    ]);
    const right = readInput(typed(inputDraft(PICTURE, undefined), 'image', { width: '300', height: '224' }));
    expect(inputNotes(right)).toEqual(['The file wants pictures 224 wide, not 300.']);
    const wave: TensorInfo = { name: 'w', dtype: 'float32', shape: [1, 15_600] };
    expect(inputNotes(readInput(typed(inputDraft(wave, undefined), 'audio', {})))).toEqual([
      'The file wants exactly 15,600 samples.',
    ]);
  });
});

describe('what an author says of an output', () => {
  const BOXES: TensorInfo = { name: 'y', dtype: 'float32', shape: [1, 84, 8_400] };

  test('labels are one a line, trimmed; one without a name keeps its place', () => {
    const draft = typed(outputDraft(SCORES), 'labels', {
      labels: 'cat\r\n\n dog \n\n',
      activation: 'softmax',
      top: '2',
    });
    expect(readOutput(draft).postprocess).toEqual({
      kind: 'labels',
      labels: ['cat', '?', 'dog'],
      activation: 'softmax',
      top: 2,
    });
  });

  test('a by-product is marked and has no meaning', () => {
    const draft = Object.assign(outputDraft(SCORES), { kind: 'secondary' });
    expect(readOutput(draft)).toEqual({ ...SCORES, secondary: true });
  });

  test('boxes of columns, as YOLO has them', () => {
    const draft = typed(outputDraft(BOXES), 'detections', {
      format: 'cxcywh',
      transposed: 'true',
      overlap: '0.45',
      threshold: '0.25',
      labels: 'person\nbicycle',
    });
    expect(readOutput(draft).postprocess).toEqual({
      kind: 'detections',
      format: 'cxcywh',
      scale: 'pixel',
      transposed: true,
      box: 0,
      scores: { column: 4, activation: 'none' },
      labels: ['person', 'bicycle'],
      threshold: 0.25,
      overlap: 0.45,
      top: 100,
    });
  });

  test('boxes whose scores and classes are other outputs', () => {
    const draft = typed(outputDraft(BOXES), 'detections', {
      format: 'yxyx',
      scale: 'unit',
      '?scores': 'output',
      'scores.outputs': 'scores',
      '?classes': 'output',
      'classes.output': 'classes',
      'classes.base': '1',
    });
    expect(readOutput(draft).postprocess).toMatchObject({
      scores: { outputs: ['scores'], column: 0, activation: 'none' },
      classes: { output: 'classes', column: 0, base: 1 },
    });
  });

  test.each([
    ['Outputs with the scores', 'detections', { '?scores': 'output' }],
    ['Output with the classes', 'detections', { '?classes': 'output' }],
    ['Overlap at most', 'detections', { overlap: 'half' }],
    ['Lines between points, one a line', 'keypoints', { edges: '1 2\n3' }],
    ['A step is, seconds', 'segments', {}],
    ['Ends of the stretches', 'segments', { of: 'rows' }],
    ['The text', 'spans', {}],
    ['Symbols in order, one a line', 'ctc', { symbols: '' }],
  ] as const)('a wrong "%s" is named', (field, kind, texts) => {
    expect(fault(() => readOutput(typed(outputDraft(BOXES), kind, texts))).field).toBe(`y: ${field}`);
  });

  test('only what type and shape can be is offered', () => {
    const kinds = (dtype: TensorInfo['dtype'], shape: TensorInfo['shape']) =>
      outputKinds({ name: 'y', dtype, shape }, 'raw').join(' ');
    expect(kinds('float32', [1, 1000])).toBe(
      'raw labels text detections mask heatmap keypoints audio segments embedding matrix table secondary',
    );
    expect(kinds('float32', [null, 3, 512, 512])).toContain(' image ');
    expect(kinds('float32', [null, 7, 512, 512])).not.toContain(' image ');
    expect(kinds('float32', [1, 40, 97])).toContain(' ctc ');
    expect(kinds('string', ['words'])).toBe('raw text spans table secondary');
    expect(kinds('float32', [])).toBe('raw text secondary');
  });

  test('labels go along to another kind that has them', () => {
    const draft = typed(outputDraft(SCORES), 'labels', { labels: 'a\nb' });
    chooseOutput(draft, 'table');
    expect(readOutput(draft).postprocess).toEqual({ kind: 'table', labels: ['a', 'b'] });
  });

  test('what does not seem right is noted', () => {
    const notes = (draft: OutputDraft) => outputNotes(readOutput(draft), [], []);
    expect(notes(typed(outputDraft(SCORES), 'labels', { labels: 'a\nb\nc' }))).toEqual([
      '3 labels for 2 scores.',
    ]);
    expect(notes(typed(outputDraft(SCORES), 'labels', {}))).toEqual([
      'Without labels people see numbers: #0, #1 …',
    ]);
    expect(notes(typed(outputDraft(BOXES), 'detections', { '?scores': 'none' }))).toEqual([
      'No input is a picture, so there is none to draw this on.',
    ]);
    expect(notes(typed(outputDraft(SCORES), 'text', { score: 'sure' }))).toEqual([
      'The model has no "sure".',
    ]);
  });
});

describe('symbols of a text reader', () => {
  test('are complete when as many as the last axis', () => {
    expect(ctcSymbols('\na\nb', 3)).toEqual(['', 'a', 'b']);
  });

  test('get the blank in front that dictionaries leave out', () => {
    expect(ctcSymbols('a\nb\n', 3)).toEqual(['', 'a', 'b']);
  });

  test('get the blank in front and the space behind', () => {
    expect(ctcSymbols('a\r\nb\r\n', 4)).toEqual(['', 'a', 'b', ' ']);
  });

  test('stay as they are when the axis is unknown', () => {
    expect(ctcSymbols('a\nb', 'symbols')).toEqual(['a', 'b']);
  });
});

test('lines are trimmed and empty ones left out', () => {
  expect(linesOf(' a \r\n\n b\n')).toEqual(['a', 'b']);
});
