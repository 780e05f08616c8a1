import { describe, expect, test } from 'vitest';
import {
  ctcSymbols,
  FormFault,
  inputDraft,
  linesOf,
  outputDraft,
  readInput,
  readOutput,
} from '../../src/app/state/publish-form.ts';
import type { TensorInfo } from '../../src/lib/index.ts';

const PICTURE: TensorInfo = { name: 'x', dtype: 'float32', shape: [null, 3, 224, 224] };
const SCORES: TensorInfo = { name: 'y', dtype: 'float32', shape: [null, 2] };

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
    const draft = inputDraft(PICTURE, undefined);
    Object.assign(draft, {
      kind: 'image',
      label: ' Photo ',
      width: '224',
      height: '',
      maxSide: ' 960 ',
      multipleOf: '32',
    });
    Object.assign(draft, { mean: '0.485, 0.456, 0.406', std: '0.5', channels: 'bgr', fit: 'cover' });
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
    ['width', { kind: 'image', width: '12.5' }],
    ['width', { kind: 'image', width: '0' }],
    ['mean', { kind: 'image', mean: '1, 2' }],
    ['deviation', { kind: 'image', std: '1, x, 1' }],
    ['sample rate', { kind: 'audio', sampleRate: '' }],
    ['n-grams', { kind: 'ngrams', vocabulary: ' \n ' }],
    ['shape', { kind: 'fixed', fixedShape: '2, -1' }],
    ['value', { kind: 'fixed', fixedFill: 'many' }],
  ])('a wrong %s is named', (field, change) => {
    const draft = Object.assign(inputDraft(PICTURE, undefined), change);
    expect(fault(() => readInput(draft)).field).toBe(`x: ${field}`);
  });
});

describe('what an author says of an output', () => {
  test('labels are one a line, trimmed, without empty ones', () => {
    const draft = Object.assign(outputDraft(SCORES), {
      kind: 'labels',
      labels: 'cat\r\n dog \n\n',
      activation: 'softmax',
      top: '2',
    });
    expect(readOutput(draft).postprocess).toEqual({
      kind: 'labels',
      labels: ['cat', 'dog'],
      activation: 'softmax',
      top: 2,
    });
  });

  test('a by-product is marked and has no meaning', () => {
    const draft = Object.assign(outputDraft(SCORES), { kind: 'secondary' });
    expect(readOutput(draft)).toEqual({ ...SCORES, secondary: true });
  });

  test('labels without a line are named', () => {
    expect(fault(() => readOutput(Object.assign(outputDraft(SCORES), { kind: 'labels' }))).field).toBe(
      'y: labels',
    );
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
