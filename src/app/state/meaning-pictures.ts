// What people may see on the picture they gave, or of another one. Pure data.
import {
  activation,
  channels,
  labels,
  labelsOutput,
  threshold,
  type MeaningField,
  type MeaningSpec,
} from './meaning-field.ts';

const scale: MeaningField = {
  path: 'scale',
  label: 'Measured in',
  type: 'choice',
  usual: 'pixel',
  options: [
    ['pixel', 'pixels of the model’s picture'],
    ['unit', 'shares of it, 0 to 1'],
  ],
};
const layout: MeaningField = {
  path: 'layout',
  label: 'Order',
  type: 'choice',
  usual: 'nchw',
  options: [
    ['nchw', 'channels first'],
    ['nhwc', 'channels last'],
  ],
};

export const PICTURE_MEANINGS: Record<
  'detections' | 'mask' | 'heatmap' | 'keypoints' | 'image',
  MeaningSpec
> = {
  detections: {
    title: 'boxes on the picture',
    fields: [
      {
        path: 'format',
        label: 'Four numbers of a box',
        type: 'choice',
        usual: 'xyxy',
        options: [
          ['xyxy', 'left, top, right, bottom'],
          ['xywh', 'left, top, width, height'],
          ['cxcywh', 'middle x, middle y, width, height'],
          ['yxyx', 'top, left, bottom, right'],
        ],
      },
      scale,
      {
        path: 'transposed',
        label: 'Each box is',
        type: 'choice',
        as: 'boolean',
        usual: '',
        options: [
          ['', 'a row'],
          ['true', 'a column'],
        ],
      },
      {
        path: '?scores',
        label: 'Scores are in',
        type: 'choice',
        usual: 'column',
        options: [
          ['column', 'the same row'],
          ['output', 'another output'],
          ['none', 'nothing: every box counts'],
        ],
      },
      {
        path: 'scores.outputs',
        label: 'Outputs with the scores',
        type: 'outputs',
        required: true,
        when: (texts) => texts['?scores'] === 'output',
      },
      {
        path: 'scores.column',
        label: 'First score is number',
        hint: 'Counted from 0.',
        type: 'count',
        least: 0,
        usual: 4,
        when: (texts) => (texts['?scores'] ?? 'column') === 'column',
      },
      {
        path: 'scores.column',
        label: 'First score there is number',
        type: 'count',
        least: 0,
        usual: 0,
        when: (texts) => texts['?scores'] === 'output',
        rare: true,
      },
      {
        path: 'scores.columns',
        label: 'How many classes have one',
        type: 'count',
        least: 1,
        empty: 'all from there on',
        when: (texts) => texts['?scores'] !== 'none',
        rare: true,
      },
      { ...activation('scores.activation'), when: (texts) => texts['?scores'] !== 'none' },
      {
        path: 'scores.background',
        label: 'A class for nothing',
        type: 'choice',
        usual: '',
        options: [
          ['', 'there is none'],
          ['first', 'the first'],
          ['last', 'the last'],
        ],
        when: (texts) => texts['?scores'] !== 'none',
        rare: true,
      },
      {
        path: 'objectness',
        label: 'Chance of anything is number',
        type: 'count',
        least: 0,
        empty: 'there is none',
        rare: true,
      },
      {
        path: '?classes',
        label: 'The class is',
        type: 'choice',
        usual: 'score',
        options: [
          ['score', 'the largest score’s'],
          ['column', 'a number in the same row'],
          ['output', 'in another output'],
        ],
      },
      {
        path: 'classes.output',
        label: 'Output with the classes',
        type: 'output',
        required: true,
        when: (texts) => texts['?classes'] === 'output',
      },
      {
        path: 'classes.column',
        label: 'Class is number',
        hint: 'Counted from 0.',
        type: 'count',
        least: 0,
        usual: 5,
        when: (texts) => texts['?classes'] === 'column',
      },
      {
        path: 'classes.column',
        label: 'Class there is number',
        type: 'count',
        least: 0,
        usual: 0,
        when: (texts) => texts['?classes'] === 'output',
        rare: true,
      },
      {
        path: 'classes.base',
        label: 'Classes count from',
        type: 'count',
        least: 0,
        usual: 0,
        when: (texts) => ['column', 'output'].includes(texts['?classes'] ?? ''),
      },
      threshold(0.3),
      {
        path: 'overlap',
        label: 'Overlap at most',
        hint: 'Of two that overlap more, 0 to 1, the surer stays.',
        type: 'number',
        empty: 'any',
      },
      { path: 'top', label: 'How many at most', type: 'count', least: 1, usual: 100, rare: true },
      {
        path: 'box',
        label: 'First number of the box is number',
        type: 'count',
        least: 0,
        usual: 0,
        rare: true,
      },
      { path: 'more', label: 'More boxes in', type: 'outputs', rare: true },
      { path: '?points', label: 'Each box has points of its own', type: 'switch', rare: true },
      {
        path: 'points.column',
        label: 'First point is number',
        type: 'count',
        least: 0,
        required: true,
        when: (texts) => texts['?points'] === 'true',
        rare: true,
      },
      {
        path: 'points.count',
        label: 'How many points',
        type: 'count',
        least: 1,
        required: true,
        when: (texts) => texts['?points'] === 'true',
        rare: true,
      },
      labels,
    ],
    asked: ({ scores, classes, points }) => ({
      '?scores': scores === undefined ? 'none' : within(scores, 'outputs') ? 'output' : 'column',
      '?classes': classes === undefined ? 'score' : within(classes, 'output') ? 'output' : 'column',
      '?points': points === undefined ? '' : 'true',
    }),
  },
  mask: {
    title: 'parts of the picture',
    fields: [
      {
        path: 'values',
        label: 'Numbers are',
        type: 'choice',
        usual: 'scores',
        options: [
          ['scores', 'scores of each class'],
          ['index', 'the class itself'],
          ['planes', 'a mask for each thing'],
        ],
      },
      { ...layout, when: (texts) => texts['values'] !== 'index' },
      { ...activation('activation'), when: (texts) => texts['values'] !== 'index' },
      { ...threshold(0.5), when: (texts) => texts['values'] !== 'index' },
      { path: 'background', label: 'Class left clear', type: 'count', least: 0, empty: 'none' },
      labelsOutput,
      labels,
    ],
  },
  heatmap: {
    title: 'a heat map over the picture',
    fields: [
      {
        path: 'scale',
        label: 'Values are',
        type: 'choice',
        usual: '',
        options: [
          ['', '0 to 1'],
          ['spread', 'of any size: spread from least to largest'],
        ],
      },
      {
        path: 'layout',
        label: 'Order',
        type: 'choice',
        usual: '',
        options: [
          ['', 'height, width'],
          ['nhwc', 'height, width, 1'],
        ],
        rare: true,
      },
    ],
  },
  keypoints: {
    title: 'points on the picture',
    fields: [
      {
        path: 'order',
        label: 'Each point is',
        type: 'choice',
        usual: 'xy',
        options: [
          ['xy', 'x, then y'],
          ['yx', 'y, then x'],
        ],
      },
      scale,
      { path: 'values', label: 'Numbers of a point', type: 'count', least: 1, usual: 2 },
      {
        path: 'score',
        label: 'Its score is number',
        hint: 'Counted from 0.',
        type: 'count',
        least: 0,
        empty: 'there is none',
      },
      threshold(0.3),
      { path: 'names', label: 'Points in order, one a line', type: 'lines' },
      {
        path: 'edges',
        label: 'Lines between points, one a line',
        type: 'pairs',
        hint: 'Two numbers each, counted from 0: 5 7',
      },
    ],
  },
  image: {
    title: 'a picture',
    fields: [
      layout,
      {
        path: 'range',
        label: 'Values are',
        type: 'choice',
        usual: 'unit',
        options: [
          ['unit', '0 to 1'],
          ['byte', '0 to 255'],
          ['signed', '−1 to 1'],
        ],
      },
      channels,
    ],
  },
};

function within(value: unknown, key: string): boolean {
  return typeof value === 'object' && value !== null && key in value;
}
