// Guesses answers that more than labels are made of: boxes, points, pictures, parts, likenesses. Only what shape and name
// leave little doubt about.
import type { DetectionsPostprocess, Postprocess } from '../model/manifest-meaning.ts';
import type { TensorInfo } from '../model/tensor.ts';

export interface AnswerHints {
  /** All outputs of the model. */
  outputs: readonly TensorInfo[];
  /** Labels by class number, where the export has them. */
  labels: readonly string[] | undefined;
  /** The model is given a picture. */
  pictured: boolean;
}

const BODY = [
  'nose', 'left eye', 'right eye', 'left ear', 'right ear', 'left shoulder', 'right shoulder', 'left elbow',
  'right elbow', 'left wrist', 'right wrist', 'left hip', 'right hip', 'left knee', 'right knee', 'left ankle',
  'right ankle',
]; // prettier-ignore
const BONES: [number, number][] = [
  [0, 1], [0, 2], [1, 3], [2, 4], [5, 6], [5, 7], [7, 9], [6, 8], [8, 10], [5, 11], [6, 12], [11, 12], [11, 13],
  [13, 15], [12, 14], [14, 16],
]; // prettier-ignore

/** Numbers of a box before the classes' scores, as YOLO writes them; with one more, how sure it is of any. */
const BOX = 4;
const FEWEST_BOXES = 100;
const ENLARGED = /upscal|super|sr_|output|image|reconstruct|pred/i;
const DEPTH = /depth|disparit/i;
const EMBEDDING = /embed|sentence|pooler|feature/i;

/** How an output is likely meant, or undefined where nobody could tell. */
export function proposeAnswer(info: TensorInfo, hints: AnswerHints): Postprocess | undefined {
  const floats = info.dtype === 'float32' || info.dtype === 'float16';
  if (!floats) return undefined;
  if (hints.pictured) {
    return (
      bodyPoints(info) ??
      pairedBoxes(info, hints) ??
      rowBoxes(info, hints) ??
      parts(info, hints) ??
      depth(info) ??
      picture(info, hints)
    );
  }
  const rows = info.shape.length === 2 && typeof info.shape[1] === 'number' && info.shape[1] >= 16;
  return rows && EMBEDDING.test(info.name) ? { kind: 'embedding' } : undefined;
}

/** MoveNet and its kin: seventeen points of a body. */
function bodyPoints({ shape }: TensorInfo): Postprocess | undefined {
  if (shape.length < 3 || shape.at(-1) !== 3 || shape.at(-2) !== BODY.length) return undefined;
  return {
    kind: 'keypoints', order: 'yx', scale: 'unit', values: 3, score: 2, names: BODY, edges: BONES, threshold: 0.3,
  }; // prettier-ignore
}

/** Boxes in one output, scores in another: as DETR and TensorFlow's detectors name them. */
function pairedBoxes(info: TensorInfo, { outputs, labels }: AnswerHints): Postprocess | undefined {
  if (info.shape.at(-1) !== BOX || !/box/i.test(info.name)) return undefined;
  const other = (pattern: RegExp) =>
    outputs.find(({ name }) => name !== info.name && pattern.test(name))?.name;
  const common: Pick<DetectionsPostprocess, 'kind' | 'box' | 'labels' | 'top'> = {
    kind: 'detections',
    box: 0,
    labels: [...(labels ?? [])],
    top: 100,
  };
  const logits = other(/logits/i);
  if (/pred_boxes/i.test(info.name) && logits) {
    return {
      ...common,
      format: 'cxcywh',
      scale: 'unit',
      threshold: 0.5,
      scores: { outputs: [logits], column: 0, activation: 'softmax', background: 'last' },
    };
  }
  const scores = other(/scores/i);
  const classes = other(/classes|labels/i);
  if (!/detection_boxes/i.test(info.name) || !scores || !classes) return undefined;
  return {
    ...common,
    format: 'yxyx',
    scale: 'unit',
    threshold: 0.3,
    scores: { outputs: [scores], column: 0, activation: 'none' },
    classes: { output: classes, column: 0, base: 1 },
  };
}

/** One output of boxes with a score for each class, rows or columns, as YOLO's exports write them. */
function rowBoxes({ shape }: TensorInfo, { outputs, labels }: AnswerHints): Postprocess | undefined {
  if (shape.length !== 3 || outputs.length > 2 || !labels || labels.length === 0) return undefined;
  const [, a, b] = shape;
  if (typeof a !== 'number' || typeof b !== 'number') return undefined;
  const common = {
    kind: 'detections',
    format: 'cxcywh',
    scale: 'pixel',
    box: 0,
    threshold: 0.25,
    overlap: 0.45,
    top: 100,
  } as const;
  const named = { ...common, labels: [...labels] };
  const classes = (column: number) => ({ column, activation: 'none' }) as const;
  if (a === labels.length + BOX && b >= FEWEST_BOXES)
    return { ...named, transposed: true, scores: classes(BOX) };
  if (b === labels.length + BOX + 1 && a >= FEWEST_BOXES)
    return { ...named, objectness: BOX, scores: classes(BOX + 1) };
  return undefined;
}

/** A plane of scores for each label. */
function parts({ shape }: TensorInfo, { labels }: AnswerHints): Postprocess | undefined {
  if (shape.length !== 4 || !labels || labels.length < 2 || shape[1] !== labels.length) return undefined;
  return {
    kind: 'mask',
    values: 'scores',
    layout: 'nchw',
    labels: [...labels],
    activation: 'none',
    threshold: 0.5,
  };
}

function depth({ name, shape }: TensorInfo): Postprocess | undefined {
  return DEPTH.test(name) && shape.length >= 2 ? { kind: 'heatmap', scale: 'spread' } : undefined;
}

/** The only output, with three channels: another picture. */
function picture({ name, shape }: TensorInfo, { outputs }: AnswerHints): Postprocess | undefined {
  if (shape.length !== 4 || outputs.length !== 1 || !ENLARGED.test(name)) return undefined;
  const [, first, , last] = shape;
  const side = (size: number | string | null | undefined) => typeof size !== 'number' || size >= 8;
  if (first === 3 && side(shape[2]) && side(last)) {
    return { kind: 'image', layout: 'nchw', channels: 'rgb', range: 'unit' };
  }
  return last === 3 && side(first)
    ? { kind: 'image', layout: 'nhwc', channels: 'rgb', range: 'unit' }
    : undefined;
}
