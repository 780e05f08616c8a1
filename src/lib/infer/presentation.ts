// What an output can be to a person, as plain data: drawn by screens, told by programs. Knows no screen and no tensor but
// the one that nobody could read better.
import type { ManifestInput } from '../model/manifest.ts';
import type { Postprocess } from '../model/manifest-meaning.ts';
import type { Tensor } from '../model/tensor.ts';
import type { Place, Size } from './picture-place.ts';

/** What was given to the model, as far as answers refer to it. */
export interface Given {
  /** As the manifest declares them. */
  inputs?: readonly ManifestInput[];
  /** Size of the picture that was given for the named input, in its own pixels. */
  picture?: Size & { input: string };
  /** Texts by input name: one, or one for each line. */
  texts?: Readonly<Record<string, readonly string[]>>;
  /** Length of the recording that was given, seconds. */
  seconds?: number;
}

export interface ScoredLabel {
  label: string;
  score: number;
}

export interface Point {
  x: number;
  y: number;
}

export interface FoundBox extends Place {
  label: string;
  /** Class number, for colours. */
  group: number;
  /** Undefined where the model gives none. */
  score: number | undefined;
  points: Point[];
}

export interface NamedPoint extends Point {
  name: string;
  score: number | undefined;
}

export interface Segment {
  /** Seconds. */
  from: number;
  to: number;
  label: string;
  group: number;
  score: number | undefined;
}

export interface Span {
  /** UTF-16 units of the text. */
  from: number;
  to: number;
  label: string;
  score: number | undefined;
}

export interface LegendEntry {
  label: string;
  /** What is in `groups`; for planes, the plane's number. */
  group: number;
  /** Of the area, 0..1. */
  share: number;
}

export type Answer =
  | { kind: 'labels'; items: ScoredLabel[] }
  /** `confidence` is the model's own, or the mean over the characters read, 0..1. */
  | { kind: 'text'; text: string; confidence: number | undefined }
  /** Row-major, `width` x `height`, 0..1; `place` is where it lies on the picture, in the picture's pixels. */
  | { kind: 'heatmap'; width: number; height: number; values: Float32Array; size: Size; place: Place }
  /** In pixels of a picture of `size`. `hidden` more were found than are listed. */
  | { kind: 'boxes'; size: Size; items: FoundBox[]; hidden: number }
  /** `groups`: a group for each cell of `width` x `height`, `CLEAR` where none. Several planes may overlap. */
  | {
      kind: 'mask';
      width: number;
      height: number;
      planes: Uint16Array[];
      legend: LegendEntry[];
      size: Size;
      place: Place;
    }
  | { kind: 'keypoints'; size: Size; sets: NamedPoint[][]; edges: (readonly [number, number])[] }
  /** RGBA. */
  | ({ kind: 'picture'; data: Uint8ClampedArray<ArrayBuffer> } & Size)
  | { kind: 'sound'; samples: Float32Array; sampleRate: number }
  /** `curve`: how sure the model was of the first label over time. `threshold` is where it begins to count. */
  | {
      kind: 'segments';
      seconds: number;
      items: Segment[];
      hidden: number;
      curve: { values: Float32Array; hop: number; threshold: number } | undefined;
    }
  /** Row-major. `symmetric`: rows and columns are the same things. */
  | { kind: 'matrix'; rows: string[]; columns: string[]; values: Float32Array; symmetric: boolean }
  | { kind: 'spans'; text: string; items: Span[]; hidden: number }
  | { kind: 'table'; columns: string[]; rows: string[][]; hidden: number }
  | { kind: 'tensor'; tensor: Tensor };

export type Presentation = { name: string; label: string; secondary: boolean } & Answer;

/** In a mask's plane: nothing here. */
export const CLEAR = 0xffff;
/** More of anything are counted, not listed. */
export const MOST_ITEMS = 1_000;
/** Longer texts are cut where they are shown; their tensor has all of it. */
export const MOST_TEXT = 200_000;
/** Beyond this an output is only ever shown as a tensor: its meaning would take longer than a person waits. */
export const MOST_ELEMENTS = 2 ** 25;

/** Of a picture that nobody called one. */
const LEAST_SIDE = 8;

/**
 * The meaning of an output whose author gave it none: texts are texts, and bytes of [height, width, 3 or 4] a picture. All
 * else is numbers.
 */
export function plainMeaning({ dtype, shape }: Pick<Tensor, 'dtype' | 'shape'>): Postprocess | undefined {
  if (dtype === 'string' && shape.length < 2) return { kind: 'text' };
  const sides = shape.length === 4 && shape[0] === 1 ? shape.slice(1) : shape;
  const [height = 0, width = 0, channels = 0] = sides;
  if (dtype !== 'uint8' || sides.length !== 3 || (channels !== 3 && channels !== 4)) return undefined;
  if (height < LEAST_SIDE || width < LEAST_SIDE) return undefined;
  return { kind: 'image', layout: 'nhwc', channels: 'rgb', range: 'byte' };
}

/** Names of the outputs that a meaning takes in. */
export function referred(spec: Postprocess | undefined): string[] {
  switch (spec?.kind) {
    case 'labels':
    case 'mask':
      return sound([spec.names]);
    case 'detections':
      return sound([...(spec.more ?? []), ...(spec.scores?.outputs ?? []), spec.classes?.output]);
    case 'segments':
      return spec.of === 'rows' ? sound([spec.ends, spec.names, spec.scores]) : [];
    case 'spans':
      return sound([spec.ends, spec.names, spec.scores]);
    case 'text':
      return sound([spec.score]);
    default:
      return [];
  }
}

function sound(names: (string | undefined)[]): string[] {
  return names.filter((name) => name !== undefined);
}
