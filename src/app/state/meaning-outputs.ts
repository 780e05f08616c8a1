// What people may see of an output, and what has to be said of each. Pure data.
import type { TensorInfo } from '../../lib/index.ts';
import { rawWords } from './field-kind.ts';
import {
  activation,
  labels,
  labelsOutput,
  sampleRate,
  threshold,
  type MeaningSpec,
} from './meaning-field.ts';
import { PICTURE_MEANINGS } from './meaning-pictures.ts';

export type OutputKind =
  | 'raw'
  | 'labels'
  | 'text'
  | 'ctc'
  | 'spans'
  | 'detections'
  | 'mask'
  | 'heatmap'
  | 'keypoints'
  | 'image'
  | 'audio'
  | 'segments'
  | 'embedding'
  | 'matrix'
  | 'table'
  | 'secondary';

export const OUTPUT_MEANINGS: Record<Exclude<OutputKind, 'raw' | 'secondary'>, MeaningSpec> = {
  ...PICTURE_MEANINGS,
  labels: {
    title: 'labels with scores',
    fields: [
      activation('activation'),
      { path: 'top', label: 'How many are shown', type: 'count', least: 1, usual: 5 },
      labelsOutput,
      labels,
    ],
  },
  text: {
    title: 'a text',
    fields: [
      {
        path: 'score',
        label: 'How sure it is, 0 to 1',
        type: 'output',
        empty: 'nothing says so',
        rare: true,
      },
    ],
  },
  ctc: {
    title: 'text, read by CTC',
    fields: [
      {
        path: 'symbols',
        label: 'Symbols in order, one a line',
        type: 'lines',
        as: 'symbols',
        required: true,
        hint: 'A missing blank in front or space at the end is added.',
      },
    ],
  },
  spans: {
    title: 'places marked in the text',
    fields: [
      { path: 'of', label: 'The text', type: 'input', required: true },
      { path: 'ends', label: 'Ends of the places', type: 'output', empty: 'this output holds their words' },
      { path: 'names', label: 'What each is', type: 'output', strings: true, empty: 'nothing says so' },
      { path: 'scores', label: 'How sure of each', type: 'output', empty: 'nothing says so' },
    ],
  },
  audio: {
    title: 'a recording',
    fields: [sampleRate],
  },
  segments: {
    title: 'stretches of the recording',
    fields: [
      {
        path: 'of',
        label: 'Numbers are',
        type: 'choice',
        usual: 'frames',
        options: [
          ['frames', 'scores, one step after another'],
          ['rows', 'where each stretch begins, in seconds'],
        ],
      },
      {
        path: 'hop',
        label: 'A step is, seconds',
        type: 'number',
        required: true,
        when: (texts) => texts['of'] !== 'rows',
      },
      { ...activation('activation'), when: (texts) => texts['of'] !== 'rows' },
      { ...threshold(0.5), when: (texts) => texts['of'] !== 'rows' },
      {
        path: 'single',
        label: 'The last axis is time: one class alone',
        type: 'switch',
        when: (texts) => texts['of'] !== 'rows',
      },
      {
        path: 'transposed',
        label: 'Classes come before time',
        type: 'switch',
        when: (texts) => texts['of'] !== 'rows',
      },
      { ...labels, when: (texts) => texts['of'] !== 'rows' },
      {
        path: 'ends',
        label: 'Ends of the stretches',
        type: 'output',
        required: true,
        when: (texts) => texts['of'] === 'rows',
      },
      {
        path: 'names',
        label: 'What each is',
        type: 'output',
        strings: true,
        empty: 'nothing says so',
        when: (texts) => texts['of'] === 'rows',
      },
      {
        path: 'scores',
        label: 'How sure of each',
        type: 'output',
        empty: 'nothing says so',
        when: (texts) => texts['of'] === 'rows',
      },
    ],
  },
  embedding: {
    title: 'how alike texts or things are',
    fields: [{ path: 'of', label: 'Rows are texts of', type: 'input', empty: 'nothing that was given' }],
  },
  matrix: {
    title: 'scores of pairs, in a grid',
    fields: [
      { path: 'rows', label: 'Rows are texts of', type: 'input', empty: 'nothing that was given' },
      { path: 'columns', label: 'Columns are texts of', type: 'input', empty: 'nothing that was given' },
      { ...labels, label: 'Names of the columns, one a line' },
    ],
  },
  table: {
    title: 'a table',
    fields: [{ ...labels, label: 'Names of the columns, one a line' }],
  },
};

/** Of what a type and a shape can be; what is chosen already is always among them. */
export function outputKinds(info: TensorInfo, chosen: OutputKind): OutputKind[] {
  const { dtype, shape, anyRank } = info;
  const rank = (least: number, most = Infinity) =>
    anyRank === true || (shape.length >= least && shape.length <= most);
  const numbers = dtype !== 'string';
  const whole = /^u?int/.test(dtype);
  const channels = (size: number | string | null | undefined) =>
    typeof size !== 'number' || size === 1 || size === 3 || size === 4;
  const pictured = rank(3) && (anyRank === true || channels(shape.at(-3)) || channels(shape.at(-1)));
  const of = (size: number | string | null | undefined, wanted: (size: number) => boolean) =>
    typeof size !== 'number' || wanted(size);
  const fit: Record<OutputKind, boolean> = {
    raw: true,
    labels: numbers && rank(1),
    text: true,
    ctc: numbers && rank(3, 3),
    spans: (whole || !numbers) && rank(1),
    detections: numbers && rank(2),
    mask: numbers && rank(2),
    heatmap: numbers && rank(2),
    keypoints: numbers && rank(1) && of(shape.at(-1), (size) => size >= 2),
    image: numbers && dtype !== 'bool' && pictured,
    audio: numbers && dtype !== 'bool' && rank(1),
    segments: numbers && rank(1),
    embedding: numbers && rank(2),
    matrix: numbers && rank(2),
    table: rank(1),
    secondary: true,
  };
  return (Object.keys(fit) as OutputKind[]).filter((kind) => fit[kind] || kind === chosen);
}

export function outputKindWords(kind: OutputKind, info: TensorInfo): string {
  if (kind === 'secondary') return 'nothing: a by-product';
  if (kind !== 'raw') return OUTPUT_MEANINGS[kind].title;
  if (info.dtype === 'string' || info.dtype === 'bool') return rawWords(info);
  return 'numbers';
}
