// What tensors mean to people: how a picture, a recording or a text becomes one, and how one becomes labels, boxes or
// text. A part of the manifest's schema; how it is done is in `infer`.
import * as v from 'valibot';
import { count, positive, text } from './manifest-fields.ts';

const triple = v.tuple([v.number(), v.number(), v.number()]);

/**
 * A picture becomes pixels. Values are `(pixel / 255 - mean) / std` per channel for float inputs, `(pixel - mean) / std`
 * with `range: 'byte'`, and 0..255 as they are for integer inputs. A fixed `width` or `height` resizes; a missing width
 * keeps the aspect ratio at the given height and vice versa. An input without a batch axis is the picture itself.
 */
const ImagePreprocess = v.strictObject({
  kind: v.literal('image'),
  layout: v.picklist(['nchw', 'nhwc']),
  channels: v.picklist(['rgb', 'bgr']),
  width: v.optional(positive),
  height: v.optional(positive),
  /** With neither width nor height: the long side is scaled down to at most this. */
  maxSide: v.optional(positive),
  /** Sizes are rounded to this multiple. */
  multipleOf: v.optional(positive),
  fit: v.optional(v.picklist(['stretch', 'cover', 'contain']), 'stretch'),
  mean: v.optional(triple, [0, 0, 0]),
  std: v.optional(triple, [1, 1, 1]),
  /** What float values are before mean and deviation: 0..1, or 0..255. */
  range: v.optional(v.picklist(['unit', 'byte'])),
  /** A fourth channel that holds this value everywhere. */
  alpha: v.optional(v.number()),
});

/** A recording becomes mono samples in -1..1 at `sampleRate`; with `samples`, exactly that many, zero padded. */
const AudioPreprocess = v.strictObject({
  kind: v.literal('audio'),
  sampleRate: positive,
  samples: v.optional(positive),
  /** Which window of a longer recording: its start, or where it is loudest. */
  window: v.optional(v.picklist(['start', 'loudest']), 'start'),
  /** `int16`: floats of -32768..32767. */
  scale: v.optional(v.picklist(['unit', 'int16'])),
});

/** Text becomes relative frequencies of known character n-grams: float32 [1, number of n-grams]. */
const NgramPreprocess = v.strictObject({
  kind: v.literal('ngrams'),
  /** n-grams in the order of the input's last axis. */
  vocabulary: v.pipe(v.array(text(16)), v.maxLength(65_536)),
  lowercase: v.optional(v.boolean(), true),
  /** A character class, e.g. `[-_]`: its characters become a space before counting. */
  strip: v.optional(text(256)),
  /** A character class whose characters are removed. */
  remove: v.optional(text(256)),
});

/** Text becomes strings: the whole of it one, or one for each line that is not empty. */
const StringsPreprocess = v.strictObject({
  kind: v.literal('strings'),
  split: v.optional(v.picklist(['whole', 'lines']), 'whole'),
});

/** One of a few values, by names. */
const ChoicePreprocess = v.strictObject({
  kind: v.literal('choice'),
  choices: v.pipe(
    v.array(v.strictObject({ label: text(80), value: v.union([v.number(), text(200)]) })),
    v.minLength(1),
    v.maxLength(1_000),
  ),
});

export const Preprocess = v.variant('kind', [
  ImagePreprocess,
  AudioPreprocess,
  NgramPreprocess,
  StringsPreprocess,
  ChoicePreprocess,
]);

const activation = v.optional(v.picklist(['none', 'softmax', 'sigmoid']), 'none');
const labels = v.optional(v.pipe(v.array(text(200)), v.maxLength(65_536)), []);
/** The name of another output. */
const output = text(512);
/** The name of an input. */
const input = text(512);

/** Scores over the last axis become the `top` labels. `names` is an output of strings that says the labels instead. */
const LabelsPostprocess = v.strictObject({
  kind: v.literal('labels'),
  labels,
  names: v.optional(output),
  activation,
  top: v.optional(positive, 5),
});
/** Connectionist temporal classification: per-step scores [1, steps, symbols] become text; symbol 0 is the blank. */
const CtcPostprocess = v.strictObject({
  kind: v.literal('ctc'),
  symbols: v.pipe(v.array(text(16)), v.maxLength(65_536)),
});
/**
 * The last plane of [.., height, width] becomes a heat map over the input picture: values of 0..1 as they are, or, with
 * `spread`, from the least to the largest (depth). `layout: 'nhwc'` is [.., height, width, 1].
 */
const HeatmapPostprocess = v.strictObject({
  kind: v.literal('heatmap'),
  scale: v.optional(v.picklist(['unit', 'spread'])),
  layout: v.optional(v.picklist(['nchw', 'nhwc'])),
});

/** Where a box's or point's numbers lie: 0..1 of the picture the model got, or its pixels. */
const scale = v.optional(v.picklist(['unit', 'pixel']), 'pixel');
const threshold = (value: number) => v.optional(v.pipe(v.number(), v.finite()), value);

/**
 * Boxes over the input picture: the output is [.., boxes, numbers], or [.., numbers, boxes] where `transposed`. Its
 * numbers hold four of a box from column `box` on; scores and classes are in other columns or in other outputs.
 */
const DetectionsPostprocess = v.strictObject({
  kind: v.literal('detections'),
  format: v.picklist(['xyxy', 'xywh', 'cxcywh', 'yxyx']),
  scale,
  transposed: v.optional(v.boolean()),
  box: v.optional(count, 0),
  /** Outputs whose boxes follow these, e.g. of other scales. */
  more: v.optional(v.pipe(v.array(output), v.maxLength(16))),
  /** Without scores every box counts. */
  scores: v.optional(
    v.strictObject({
      /** Outputs, one after another as the boxes are; in columns of the boxes' own where absent. */
      outputs: v.optional(v.pipe(v.array(output), v.minLength(1), v.maxLength(17))),
      column: v.optional(count, 0),
      /** How many classes have a score; all columns from `column` on where absent. */
      columns: v.optional(positive),
      activation,
      /** The class that means nothing is there. */
      background: v.optional(v.picklist(['first', 'last'])),
    }),
  ),
  /** Column of the chance that anything is there, multiplied with every score. */
  objectness: v.optional(count),
  /** The class of each box, where there is one score alone: numbers or strings. */
  classes: v.optional(
    v.strictObject({ output: v.optional(output), column: v.optional(count, 0), base: v.optional(count, 0) }),
  ),
  labels,
  threshold: threshold(0.3),
  /** Of boxes that overlap more than this (intersection over union), the best stays. All stay where absent. */
  overlap: v.optional(v.pipe(v.number(), v.minValue(0), v.maxValue(1))),
  top: v.optional(positive, 100),
  /**
   * Boxes are relative to the middle of a cell: on each grid, `perCell` boxes for each of `size` x `size` cells, row by
   * row; numbers are pixels of a square picture of `of` pixels.
   */
  anchors: v.optional(
    v.strictObject({
      of: positive,
      grids: v.pipe(
        v.array(
          v.strictObject({
            size: v.pipe(positive, v.maxValue(1_024)),
            perCell: v.pipe(positive, v.maxValue(64)),
          }),
        ),
        v.minLength(1),
        v.maxLength(16),
      ),
    }),
  ),
  /** Points of each box: pairs of x, y from `column` on. */
  points: v.optional(v.strictObject({ column: count, count: v.pipe(positive, v.maxValue(1_000)) })),
});

/**
 * Parts of the input picture: `scores` of each class (the largest wins), `index` of the class, or `planes`, one 0..1 (or
 * 0..255 of integers) for each thing, which may overlap.
 */
const MaskPostprocess = v.strictObject({
  kind: v.literal('mask'),
  values: v.picklist(['scores', 'index', 'planes']),
  /** Of `scores` and `planes`: [.., classes, height, width], or [.., height, width, classes]. */
  layout: v.optional(v.picklist(['nchw', 'nhwc']), 'nchw'),
  labels,
  names: v.optional(output),
  /** Left clear. */
  background: v.optional(count),
  activation,
  threshold: threshold(0.5),
});

/** Points over the input picture, one set for each person, hand or face. */
const KeypointsPostprocess = v.strictObject({
  kind: v.literal('keypoints'),
  order: v.picklist(['xy', 'yx']),
  scale,
  /** Numbers of each point: its two, then others. */
  values: v.optional(v.pipe(positive, v.minValue(2), v.maxValue(16)), 2),
  /** Which of them is the score. */
  score: v.optional(count),
  /** In their order; as many as a set has. */
  names: v.optional(v.pipe(v.array(text(80)), v.maxLength(2_000)), []),
  /** Lines between points, by their numbers. */
  edges: v.optional(v.pipe(v.array(v.tuple([count, count])), v.maxLength(5_000)), []),
  threshold: threshold(0.3),
});

/** A picture: [.., 1, 3 or 4, height, width] or [.., height, width, 1, 3 or 4]. */
const ImagePostprocess = v.strictObject({
  kind: v.literal('image'),
  layout: v.picklist(['nchw', 'nhwc']),
  channels: v.optional(v.picklist(['rgb', 'bgr']), 'rgb'),
  /** 0..1, 0..255 or -1..1. Integers are 0..255. */
  range: v.optional(v.picklist(['unit', 'byte', 'signed']), 'unit'),
});

/** Samples of -1..1 to be heard. */
const AudioPostprocess = v.strictObject({ kind: v.literal('audio'), sampleRate: positive });

/**
 * Stretches of the recording. `frames`: scores of [.., frames, classes], or [.., frames] of one class, `hop` seconds
 * apart, above the threshold. `rows`: this output holds their starts in seconds.
 */
const SegmentsPostprocess = v.variant('of', [
  v.strictObject({
    kind: v.literal('segments'),
    of: v.literal('frames'),
    hop: v.pipe(v.number(), v.minValue(1e-6)),
    /** [.., classes, frames] */
    transposed: v.optional(v.boolean()),
    /** [.., frames] of one class */
    single: v.optional(v.boolean()),
    labels,
    activation,
    threshold: threshold(0.5),
  }),
  v.strictObject({
    kind: v.literal('segments'),
    of: v.literal('rows'),
    ends: output,
    names: v.optional(output),
    scores: v.optional(output),
  }),
]);

/** Rows of [.., rows, numbers]: how alike they are, by the cosine of their angle. `of` is the input whose texts they are. */
const EmbeddingPostprocess = v.strictObject({ kind: v.literal('embedding'), of: v.optional(input) });

/** A table [rows, columns] of likenesses or other scores. */
const MatrixPostprocess = v.strictObject({
  kind: v.literal('matrix'),
  /** Inputs of texts, one for each row and column. */
  rows: v.optional(input),
  columns: v.optional(input),
  labels,
});

/**
 * Marked places in a text that was given. This output holds where each begins, in UTF-16 units, with `ends`; or strings,
 * found in the text one after another.
 */
const SpansPostprocess = v.strictObject({
  kind: v.literal('spans'),
  /** The input. */
  of: input,
  ends: v.optional(output),
  names: v.optional(output),
  scores: v.optional(output),
});

/** Strings are texts; floats and integers are numbers in words' place. */
const TextPostprocess = v.strictObject({
  kind: v.literal('text'),
  /** How sure the model is of it, 0..1. */
  score: v.optional(output),
});

/** Rows of [rows, columns], or one of [columns]. */
const TablePostprocess = v.strictObject({ kind: v.literal('table'), labels });

export const Postprocess = v.variant('kind', [
  LabelsPostprocess,
  CtcPostprocess,
  HeatmapPostprocess,
  DetectionsPostprocess,
  MaskPostprocess,
  KeypointsPostprocess,
  ImagePostprocess,
  AudioPostprocess,
  EmbeddingPostprocess,
  MatrixPostprocess,
  SpansPostprocess,
  TextPostprocess,
  TablePostprocess,
  SegmentsPostprocess,
]);

export type ImagePreprocess = v.InferOutput<typeof ImagePreprocess>;
export type AudioPreprocess = v.InferOutput<typeof AudioPreprocess>;
export type NgramPreprocess = v.InferOutput<typeof NgramPreprocess>;
export type StringsPreprocess = v.InferOutput<typeof StringsPreprocess>;
export type ChoicePreprocess = v.InferOutput<typeof ChoicePreprocess>;
export type Preprocess = v.InferOutput<typeof Preprocess>;
export type LabelsPostprocess = v.InferOutput<typeof LabelsPostprocess>;
export type CtcPostprocess = v.InferOutput<typeof CtcPostprocess>;
export type HeatmapPostprocess = v.InferOutput<typeof HeatmapPostprocess>;
export type DetectionsPostprocess = v.InferOutput<typeof DetectionsPostprocess>;
export type MaskPostprocess = v.InferOutput<typeof MaskPostprocess>;
export type KeypointsPostprocess = v.InferOutput<typeof KeypointsPostprocess>;
export type ImagePostprocess = v.InferOutput<typeof ImagePostprocess>;
export type AudioPostprocess = v.InferOutput<typeof AudioPostprocess>;
export type SegmentsPostprocess = v.InferOutput<typeof SegmentsPostprocess>;
export type EmbeddingPostprocess = v.InferOutput<typeof EmbeddingPostprocess>;
export type MatrixPostprocess = v.InferOutput<typeof MatrixPostprocess>;
export type SpansPostprocess = v.InferOutput<typeof SpansPostprocess>;
export type TextPostprocess = v.InferOutput<typeof TextPostprocess>;
export type TablePostprocess = v.InferOutput<typeof TablePostprocess>;
export type Postprocess = v.InferOutput<typeof Postprocess>;
