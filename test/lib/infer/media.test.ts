import { describe, expect, it } from 'vitest';
import { fromHalf, toHalf } from '../../../src/lib/infer/half.ts';
import { fixedTensor, mediaKind, prepareInput } from '../../../src/lib/infer/media.ts';
import { presentOutputs } from '../../../src/lib/infer/present.ts';
import { proposeFixed, proposePreprocess } from '../../../src/lib/infer/propose.ts';
import { parseTensor } from '../../../src/lib/infer/tensor-text.ts';
import type { ManifestInput, ManifestOutput } from '../../../src/lib/model/manifest.ts';
import type { NgramPreprocess } from '../../../src/lib/model/manifest-meaning.ts';
import type { DType, TensorInfo } from '../../../src/lib/model/tensor.ts';

const info = (shape: TensorInfo['shape'], dtype: DType = 'float32', name = 'x') => ({
  name,
  dtype,
  shape: [...shape],
});
const bad = (details: object) =>
  expect.objectContaining({ code: 'infer/bad-media', details: expect.objectContaining(details) });

describe('half precision', () => {
  it('gives every half back unchanged', () => {
    for (let bits = 0; bits < 0x10000; bits++) {
      const value = fromHalf(bits);
      if (!Number.isNaN(value)) expect(toHalf(value)).toBe(bits);
    }
  });
  it.each([
    [1, 0x3c00],
    [65_504, 0x7bff],
    [65_520, 0x7c00],
    [1 + 2 ** -11, 0x3c00], // a tie goes to the even neighbour
    [1 + 3 * 2 ** -11, 0x3c02],
    [2 ** -24, 1],
    [2 ** -25, 0],
    [NaN, 0x7e00],
  ])('%f is %i', (value, bits) => expect(toHalf(value)).toBe(bits));
});

describe('n-grams', () => {
  const spec = (more: Partial<NgramPreprocess>): NgramPreprocess => ({
    kind: 'ngrams',
    vocabulary: [],
    lowercase: true,
    ...more,
  });
  const values = (text: string, more: Partial<NgramPreprocess>) => [
    ...(prepareInput({ ...info([1, null]), preprocess: spec(more) }, { kind: 'text', text })
      .data as Float32Array),
  ];

  it('are frequencies among those of their length, in a text between spaces', () => {
    // " aba " has 5 single letters, 4 pairs: " a", "ab", "ba", "a ".
    expect(values('ABA', { vocabulary: ['a', 'b', 'ab', 'zz'] })).toEqual(
      [2 / 5, 1 / 5, 1 / 4, 0].map(Math.fround),
    );
  });
  it('strips to a space, removes to nothing and joins spaces', () => {
    const options = { vocabulary: ['a b', 'cd', '  '], strip: '[-]', remove: '[^\\p{L}\\s]' };
    expect(values("a--b c'd!", options)).toEqual([1 / 6, 1 / 7, 0].map(Math.fround));
  });
  it('keeps capitals if asked', () => {
    expect(values('A', { vocabulary: ['A'], lowercase: false })).toEqual([Math.fround(1 / 3)]);
  });
  it('refuses a pattern that is more than one character class', () => {
    for (const strip of ['(a+)+$', '[a]*[b]', '[', 'a', '[b-a]']) {
      expect(() => values('aaaa', { vocabulary: ['a'], strip })).toThrow(bad({ pattern: strip }));
    }
  });
});

describe('inputs', () => {
  it('are filled in where the manifest says so, 64-bit integers exactly', () => {
    const fixed = (dtype: DType, shape: number[], fill: number | string): ManifestInput => ({
      ...info([], dtype),
      fixed: { shape, fill },
    });
    expect(fixedTensor(fixed('int64', [], '9007199254740993'))).toEqual({
      dtype: 'int64',
      shape: [],
      data: BigInt64Array.of(9007199254740993n),
    });
    expect(fixedTensor(fixed('float32', [2, 1], 0.5))!.data).toEqual(Float32Array.of(0.5, 0.5));
    expect(fixedTensor(fixed('bool', [1], 1))!.data).toEqual(Uint8Array.of(1));
    expect(fixedTensor(fixed('string', [1], 'en'))!.data).toEqual(['en']);
    expect(() => fixedTensor(fixed('int64', [], 'x'))).toThrow(bad({}));
    expect(fixedTensor(info([]))).toBeUndefined();
  });
  it('say what they take, and refuse another medium', () => {
    const words: ManifestInput = {
      ...info([1, 1]),
      preprocess: { kind: 'ngrams', vocabulary: ['a'], lowercase: true },
    };
    expect(mediaKind(words)).toBe('text');
    expect(mediaKind(info([1]))).toBe('tensor');
    expect(mediaKind({ ...info([1]), fixed: { shape: [1], fill: 0 } })).toBeUndefined();
    const sound = { kind: 'audio', recording: { samples: Float32Array.of(0), sampleRate: 1 } } as const;
    expect(() => prepareInput(words, sound)).toThrow(bad({ expected: 'text', actual: 'audio' }));
  });
});

describe('typed tensors', () => {
  it.each([
    [
      'nested JSON gives the shape',
      [null, null],
      'float32',
      '[[1, 2.5], [3, -4e2]]',
      [2, 2],
      Float32Array.of(1, 2.5, 3, -400),
    ],
    [
      'flat values take the declared shape',
      [2, 2],
      'float32',
      '1, 2, 3, 4',
      [2, 2],
      Float32Array.of(1, 2, 3, 4),
    ],
    [
      'one unknown size is worked out',
      ['batch', null, 2],
      'int32',
      '[1, 2, 3, 4]',
      [1, 2, 2],
      Int32Array.of(1, 2, 3, 4),
    ],
    ['lines are rows', [null, 3], 'uint8', '1, 2, 3\n4, 5, 255', [2, 3], Uint8Array.of(1, 2, 3, 4, 5, 255)],
    ['a scalar is a value', [], 'float32', ' 7 ', [], Float32Array.of(7)],
    ['a single value fills [1]', [1], 'bool', 'true', [1], Uint8Array.of(1)],
    [
      '64-bit integers keep every digit',
      [1],
      'int64',
      '[9007199254740993]',
      [1],
      BigInt64Array.of(9007199254740993n),
    ],
    ['strings', [2], 'string', '["a, b", "\\u00e9"]', [2], ['a, b', 'é']],
    ['float16', [2], 'float16', '1 , -2', [2], Uint16Array.of(0x3c00, 0xc000)],
    ['nothing', [null], 'float32', '[]', [0], new Float32Array(0)],
  ] as const)('%s', (_, shape, dtype, text, expected, data) => {
    expect(parseTensor(info(shape, dtype), text)).toEqual({ dtype, shape: expected, data });
  });

  it.each([
    ['a word', 'float32', 'one', { value: 'one' }],
    ['infinity', 'float32', '[1e999]', { value: '1e999' }],
    ['a fraction among integers', 'int32', '1.5', { value: '1.5' }],
    ['too large a byte', 'uint8', '256', { value: '256' }],
    ['too large a 64-bit integer', 'int64', '9223372036854775808', { value: '9223372036854775808' }],
    ['a two among bits', 'bool', '2', { value: '2' }],
    ['an open list', 'float32', '[1, 2', { name: 'x' }],
    ['two lists', 'float32', '[1] [2]', { at: 3 }],
    ['nothing at all', 'float32', '  ', { at: 0 }],
    ['a hole', 'float32', '[1,,2]', { name: 'x' }],
  ] as const)('refuses %s', (_, dtype, text, details) => {
    expect(() => parseTensor(info([1], dtype), text)).toThrow(bad(details));
  });

  it.each(['[nan]', '-Infinity', '[1e0, inf]'])('knows %s for a number that is not finite', (text) => {
    expect(() => parseTensor(info([null]), text)).toThrow(
      expect.objectContaining({ code: 'tensor/not-finite' }),
    );
  });

  it.each([
    ['ragged rows', '[[1, 2], [3]]'],
    ['too many values', '1, 2, 3'],
    ['a wrong rank', '[[1], [2]]'],
  ])('refuses %s by shape', (_, text) => {
    expect(() => parseTensor(info([2]), text)).toThrow(
      expect.objectContaining({ name: 'TensorError', code: 'tensor/shape' }),
    );
  });
});

describe('outputs', () => {
  const scores = (...values: number[]) =>
    ({ y: { dtype: 'float32', shape: [1, values.length], data: Float32Array.from(values) } }) as const;
  const labels = (activation: 'none' | 'softmax' | 'sigmoid', top: number): ManifestOutput => ({
    ...info([1, null], 'float32', 'y'),
    label: 'Kind',
    postprocess: { kind: 'labels', labels: ['cat', 'dog'], activation, top },
  });
  const items = (output: ManifestOutput, tensors: Parameters<typeof presentOutputs>[1]) => {
    const [shown] = presentOutputs([output], tensors);
    return shown?.kind === 'labels'
      ? shown.items.map(({ label, score }) => [label, +score.toFixed(4)])
      : shown;
  };

  it('become the best labels; one without a name shows its number', () => {
    expect(items(labels('none', 2), scores(0.1, 0.2, 0.7))).toEqual([
      ['#2', 0.7],
      ['dog', 0.2],
    ]);
  });
  it('pass through softmax or sigmoid', () => {
    expect(items(labels('softmax', 2), scores(1000, 1000))).toEqual([
      ['cat', 0.5],
      ['dog', 0.5],
    ]);
    expect(items(labels('softmax', 1), scores(0, Math.log(3)))).toEqual([['dog', 0.75]]);
    expect(items(labels('sigmoid', 1), scores(0, Math.log(3)))).toEqual([['dog', 0.75]]);
  });
  it('read float16', () => {
    const half = { y: { dtype: 'float16', shape: [1, 2], data: Uint16Array.of(0x3800, 0x3400) } } as const;
    expect(items(labels('none', 1), half)).toEqual([['cat', 0.5]]);
  });
  it('spell text: repeats merge, blanks part, margins go', () => {
    const steps = [0, 3, 1, 1, 0, 1, 2, 3];
    const data = Float32Array.from(
      steps.flatMap((best) => [0, 1, 2, 3].map((symbol) => (symbol === best ? 0.8 : 0.1))),
    );
    const output: ManifestOutput = {
      ...info([1, null, 4], 'float32', 'y'),
      postprocess: { kind: 'ctc', symbols: ['', 'a', 'b', ' '] },
    };
    const [shown] = presentOutputs([output], { y: { dtype: 'float32', shape: [1, 8, 4], data } });
    expect(shown).toMatchObject({ kind: 'text', text: 'aab' });
    expect((shown as { confidence: number }).confidence).toBeCloseTo(0.8, 6);
  });
  it('become a heat map', () => {
    const output: ManifestOutput = {
      ...info([1, 1, null, null], 'float32', 'y'),
      postprocess: { kind: 'heatmap' },
    };
    const tensor = {
      dtype: 'float32',
      shape: [1, 1, 2, 3],
      data: Float32Array.of(0, 1, 2, 3, 4, 5),
    } as const;
    expect(presentOutputs([output], { y: tensor })).toEqual([
      {
        name: 'y', label: 'y', secondary: false, kind: 'heatmap', width: 3, height: 2, values: tensor.data,
        size: { width: 3, height: 2 }, place: { x: 0, y: 0, width: 3, height: 2 },
      }, // prettier-ignore
    ]);
  });
  it('stay tensors where nothing is declared, or what is declared does not suit', () => {
    const tensor = { dtype: 'int64', shape: [1], data: BigInt64Array.of(5n) } as const;
    const odd: ManifestOutput = { ...info([1], 'int64', 'y'), postprocess: { kind: 'ctc', symbols: [] } };
    expect(presentOutputs([odd], { y: tensor, z: tensor })).toEqual([
      { name: 'y', label: 'y', secondary: false, kind: 'tensor', tensor },
      { name: 'z', label: 'z', secondary: true, kind: 'tensor', tensor },
    ]);
  });
});

describe('proposals', () => {
  it.each([
    [info([1, 3, 224, 224]), { kind: 'image', layout: 'nchw', width: 224, height: 224 }],
    [info(['n', 3, 'h', 'w']), { kind: 'image', layout: 'nchw' }],
    [info([1, 192, 192, 3], 'int32'), { kind: 'image', layout: 'nhwc', width: 192, height: 192 }],
    [info([1, 1, 28, 28]), { kind: 'image', layout: 'nchw', width: 28, height: 28 }],
    [info([1, null], 'float32', 'audio_signal'), { kind: 'audio', sampleRate: 16_000 }],
    [info([1, 15_600], 'float32', 'waveform'), { kind: 'audio', samples: 15_600 }],
  ])('%o', (given, expected) => expect(proposePreprocess(given)).toMatchObject(expected));

  it('none for plain tensors', () => {
    expect(proposePreprocess(info([1, 620]))).toBeUndefined();
    expect(proposePreprocess(info([1, 3, 4, 4], 'int64'))).toBeUndefined();
    expect(proposePreprocess(info([2, 3, 4]))).toBeUndefined();
  });
  it('a sample rate and a first state need not be asked for', () => {
    expect(proposeFixed(info([], 'int64', 'sr'))).toEqual({ shape: [], fill: '16000' });
    expect(proposeFixed(info([2, null, 128], 'float32', 'state'))).toEqual({ shape: [2, 1, 128], fill: 0 });
    expect(proposeFixed(info([1, 3]))).toBeUndefined();
  });
});
