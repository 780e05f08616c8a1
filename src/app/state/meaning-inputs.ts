// What people may give for an input, and what has to be said of each. Pure data.
import type { TensorInfo } from '../../lib/index.ts';
import { isSeed, rawWords } from './field-kind.ts';
import { channels, sampleRate, type MeaningSpec } from './meaning-field.ts';

export type InputKind = 'raw' | 'image' | 'audio' | 'strings' | 'ngrams' | 'choice' | 'fixed';

export const INPUT_MEANINGS: Record<Exclude<InputKind, 'raw' | 'fixed'>, MeaningSpec> = {
  image: {
    title: 'a picture',
    fields: [
      { path: 'width', label: 'Width', type: 'count', least: 1, empty: 'any' },
      { path: 'height', label: 'Height', type: 'count', least: 1, empty: 'any' },
      {
        path: 'fit',
        label: 'If it does not fit',
        type: 'choice',
        usual: 'stretch',
        options: [
          ['stretch', 'stretch it'],
          ['cover', 'cut the edges'],
          ['contain', 'add borders'],
        ],
      },
      channels,
      {
        path: 'layout',
        label: 'Order',
        type: 'choice',
        usual: 'nchw',
        options: [
          ['nchw', 'channels first'],
          ['nhwc', 'channels last'],
        ],
      },
      { path: 'mean', label: 'Mean', type: 'triple', usual: '0, 0, 0' },
      { path: 'std', label: 'Deviation', type: 'triple', usual: '1, 1, 1' },
      { path: 'maxSide', label: 'Longest side at most', type: 'count', least: 1, empty: 'any', rare: true },
      {
        path: 'multipleOf',
        label: 'Sizes are multiples of',
        type: 'count',
        least: 1,
        empty: '1',
        rare: true,
      },
      {
        path: 'range',
        label: 'Pixels are',
        type: 'choice',
        usual: '',
        rare: true,
        options: [
          ['', '0 to 1, before mean and deviation'],
          ['byte', '0 to 255, before mean and deviation'],
        ],
      },
      {
        path: 'alpha',
        label: 'A fourth channel, always',
        type: 'number',
        empty: 'there is none',
        rare: true,
      },
    ],
  },
  audio: {
    title: 'a recording',
    fields: [
      sampleRate,
      { path: 'samples', label: 'Samples, empty for all', type: 'count', least: 1 },
      {
        path: 'window',
        label: 'Of a longer recording',
        type: 'choice',
        usual: 'start',
        options: [
          ['start', 'its start'],
          ['loudest', 'its loudest part'],
        ],
      },
      {
        path: 'scale',
        label: 'Samples are',
        type: 'choice',
        usual: '',
        rare: true,
        options: [
          ['', '−1 to 1'],
          ['int16', '−32,768 to 32,767'],
        ],
      },
    ],
  },
  strings: {
    title: 'a text',
    fields: [
      {
        path: 'split',
        label: 'The model gets',
        type: 'choice',
        usual: 'whole',
        options: [
          ['whole', 'the whole text'],
          ['lines', 'one text for each line'],
        ],
      },
    ],
  },
  ngrams: {
    title: 'a text, counted as n-grams',
    fields: [
      {
        path: 'vocabulary',
        label: 'n-grams in order, one a line',
        type: 'lines',
        as: 'exact',
        required: true,
      },
      { path: 'lowercase', label: 'Count capitals as small letters', type: 'switch', usual: true },
      {
        path: 'strip',
        label: 'Characters that become a space',
        type: 'text',
        empty: 'a character class, like [^a-z]',
      },
      { path: 'remove', label: 'Characters left out', type: 'text' },
    ],
  },
  choice: {
    title: 'one of a few choices',
    fields: [
      {
        path: 'choices',
        label: 'Choices, one a line',
        type: 'choices',
        hint: 'What people read, then = and what the model gets: Loud = 2',
      },
    ],
  },
};

/** Of what a type and a shape can take; what is chosen already is always among them. */
export function inputKinds(info: TensorInfo, chosen: InputKind): InputKind[] {
  const { dtype, shape, anyRank } = info;
  const rank = (least: number, most: number) =>
    anyRank === true || (shape.length >= least && shape.length <= most);
  const numeric = dtype !== 'string' && dtype !== 'bool';
  const floats = dtype.startsWith('float');
  const one = shape.every((size) => typeof size !== 'number' || size === 1);
  const fit: Record<InputKind, boolean> = {
    raw: true,
    image: numeric && rank(3, 4),
    audio: (floats || dtype === 'int16') && rank(1, 3),
    strings: dtype === 'string',
    ngrams: numeric && rank(2, 2),
    choice: one,
    fixed: true,
  };
  return (Object.keys(fit) as InputKind[]).filter((kind) => fit[kind] || kind === chosen);
}

export function inputKindWords(kind: InputKind, info: TensorInfo): string {
  if (kind === 'fixed') return 'nothing: filled in for them';
  return kind === 'raw' ? plainWords(info) : INPUT_MEANINGS[kind].title;
}

/** What people give where nothing is said of it. */
function plainWords(info: TensorInfo): string {
  const single = !info.anyRank && info.shape.every((size) => size === 1);
  if (!single) return rawWords(info);
  if (info.dtype === 'string') return 'a short text';
  if (info.dtype === 'bool') return 'yes or no';
  return 'a number';
}

/** True for a number that may be what answers are drawn by. */
export function maySeed(info: TensorInfo): boolean {
  return isSeed({ ...info, shape: [...info.shape], seed: true });
}
