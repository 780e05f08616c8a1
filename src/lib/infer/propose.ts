// Guesses how a model's inputs and outputs are meant, for an author to correct. Judges by shape and name, and by what
// the texts of its export say.
import type { ManifestInput, ManifestOutput } from '../model/manifest.ts';
import type { ImagePreprocess, Postprocess, Preprocess } from '../model/manifest-meaning.ts';
import type { TensorInfo } from '../model/tensor.ts';
import { proposeAnswer } from './propose-answers.ts';

/** What an export's texts say of its tensors; each with the file it comes from. */
export interface SignatureHints {
  image?: { value: Partial<ImagePreprocess>; from: string };
  audio?: { value: { sampleRate: number }; from: string };
  /** Labels by class number. */
  labels?: { value: string[]; from: string };
  multiLabel?: boolean;
  /** Lists of lines that may be labels, or the symbols of a text reader: their number tells. */
  lists: { value: string[]; from: string }[];
}

export interface ProposedInput {
  input: ManifestInput;
  /** File of the export that says so; undefined where shape and name alone do. */
  from?: string;
}

export interface ProposedOutput {
  output: ManifestOutput;
  from?: string;
}

const SPEECH_RATE = 16_000;
const RECORDING = /audio|wave|speech|samples|pcm/i;
const SAMPLE_RATE = /^(sr|sample_?rate|sampling_?rate)$/i;
const SEED = /^(random_?|rng_?)?seed$/i;
const PIXELS = /pixel|image|^x$|^input$/i;
const WAVES = /audio|wave|speech|samples|pcm|input_values/i;
const LOGITS = /logit/i;
const READY = /prob|softmax|sigmoid|score/i;
const STATE = /state|hidden|cache|^h0?$|^c0?$|_h$|_c$/i;

/** A preprocessing the input could be meant for, or undefined if it is a plain tensor. */
export function proposePreprocess(info: TensorInfo): Preprocess | undefined {
  const picture = pictureLayout(info);
  if (picture) {
    const [height, width] = picture === 'nchw' ? info.shape.slice(-2) : info.shape.slice(-3, -1);
    return {
      kind: 'image',
      layout: picture,
      channels: 'rgb',
      ...(typeof width === 'number' ? { width } : {}),
      ...(typeof height === 'number' ? { height } : {}),
      fit: 'stretch',
      mean: [0, 0, 0],
      std: [1, 1, 1],
    };
  }
  const floats = info.dtype === 'float32' || info.dtype === 'float16';
  if (floats && info.shape.length <= 3 && RECORDING.test(info.name)) {
    const samples = info.shape.at(-1);
    return {
      kind: 'audio',
      sampleRate: SPEECH_RATE,
      ...(typeof samples === 'number' && samples > 1 ? { samples } : {}),
      window: 'start',
    };
  }
  return undefined;
}

/** Values for an input nobody should be asked for: a sample rate, a recurrent state at its start. */
export function proposeFixed(info: TensorInfo): ManifestInput['fixed'] {
  const shape = info.shape.map((size) => (typeof size === 'number' ? size : 1));
  if (info.dtype === 'int64' && SAMPLE_RATE.test(info.name)) return { shape, fill: String(SPEECH_RATE) };
  if (info.dtype.startsWith('float') && STATE.test(info.name)) return { shape, fill: 0 };
  return undefined;
}

/** One whole number by that name, for the author to confirm: pages go by what is declared, never by names. */
function proposeSeed({ name, dtype, shape }: TensorInfo): Pick<ManifestInput, 'seed' | 'initial'> {
  const whole = /^u?int/.test(dtype) && shape.every((size) => size === 1);
  if (!whole || !SEED.test(name)) return {};
  return { seed: true, initial: dtype.endsWith('int64') ? '0' : 0 };
}

/** An input as an author would likely declare it. */
export function proposeInput(tensor: TensorInfo, hints: SignatureHints): ProposedInput {
  const info = { ...tensor, shape: [...tensor.shape] };
  const fixed = proposeFixed(info);
  if (fixed) return { input: { ...info, fixed } };
  const { image, audio } = hints;
  const layout =
    pictureLayout(info) ?? (image && PIXELS.test(info.name) && info.shape.length === 4 ? 'nchw' : undefined);
  if (layout && image) {
    const shown = proposePreprocess(info);
    const preprocess: Preprocess = {
      kind: 'image',
      layout,
      channels: 'rgb',
      fit: 'stretch',
      mean: [0, 0, 0],
      std: [1, 1, 1],
      ...image.value,
      // What the model itself fixes is not up for discussion.
      ...(shown?.kind === 'image' ? sizesOf(shown) : {}),
    };
    return { input: { ...info, preprocess }, from: image.from };
  }
  const waves = info.dtype.startsWith('float') && info.shape.length <= 3 && WAVES.test(info.name);
  if (audio && waves) {
    const preprocess: Preprocess = { kind: 'audio', sampleRate: audio.value.sampleRate, window: 'start' };
    return { input: { ...info, preprocess }, from: audio.from };
  }
  const preprocess = proposePreprocess(info);
  return { input: { ...info, ...(preprocess ? { preprocess } : {}), ...proposeSeed(info) } };
}

/**
 * An output as an author would likely declare it. `inputs` are the proposed ones: a heat map needs a picture below it.
 * `outputs` are all that the model has: boxes and their scores may be two.
 */
export function proposeOutput(
  tensor: TensorInfo,
  hints: SignatureHints,
  inputs: readonly ManifestInput[] = [],
  outputs: readonly TensorInfo[] = [tensor],
): ProposedOutput {
  const info = { ...tensor, shape: [...tensor.shape] };
  const axis = info.shape.at(-1);
  const floats = info.dtype === 'float32' || info.dtype === 'float16';
  if (inputs.some(({ fixed }) => fixed !== undefined) && STATE.test(info.name)) {
    return { output: { ...info, secondary: true } };
  }
  const named =
    hints.labels &&
    (axis === hints.labels.value.length || (typeof axis !== 'number' && LOGITS.test(info.name)));
  const fits = hints.lists.find(({ value }) => value.length === axis);
  const labels = named ? hints.labels : fits;
  if (labels && floats && info.shape.length <= 2) {
    const postprocess: Postprocess = {
      kind: 'labels',
      labels: labels.value.map((label) => label.trim() || '?'),
      // Exports with a config answer logits, unless the name says that they are ready.
      activation:
        LOGITS.test(info.name) || (named && !READY.test(info.name))
          ? hints.multiLabel
            ? 'sigmoid'
            : 'softmax'
          : 'none',
      top: Math.min(5, labels.value.length),
    };
    return { output: { ...info, postprocess }, from: labels.from };
  }
  if (floats && info.shape.length === 3 && typeof axis === 'number') {
    const list = hints.lists.find(({ value }) => axis >= value.length && axis <= value.length + 2);
    const symbols = list && ctcSymbols(list.value, axis);
    if (symbols?.every((symbol) => symbol.length <= 16)) {
      return { output: { ...info, postprocess: { kind: 'ctc', symbols } }, from: list!.from };
    }
  }
  const answer = proposeAnswer(info, {
    outputs,
    labels: hints.labels?.value,
    pictured: inputs.some(({ preprocess }) => preprocess?.kind === 'image'),
  });
  if (answer) {
    const told = 'labels' in answer && answer.labels.length > 0 ? hints.labels?.from : undefined;
    return { output: { ...info, postprocess: answer }, ...(told === undefined ? {} : { from: told }) };
  }
  const plane = info.shape.length === 4 && info.shape[1] === 1 && info.shape.slice(2).every(isSide);
  const pictured = inputs.some(({ preprocess }) => preprocess?.kind === 'image');
  if (floats && plane && pictured) return { output: { ...info, postprocess: { kind: 'heatmap' } } };
  return { output: { ...info } };
}

/** A task where inputs and outputs leave little doubt; `other` is for the author to say better. */
export function proposeTask(inputs: readonly ManifestInput[], outputs: readonly ManifestOutput[]): string {
  const kinds = new Set(inputs.map(({ preprocess }) => preprocess?.kind));
  const seen = outputs.map(({ postprocess }) => postprocess?.kind).find((kind) => kind !== undefined);
  if (kinds.has('image')) {
    if (seen === 'labels') return 'image-classification';
    if (seen === 'ctc') return 'optical-character-recognition';
    if (seen === 'heatmap' || seen === 'mask') return 'image-segmentation';
    if (seen === 'detections') return 'object-detection';
    if (seen === 'keypoints') return 'keypoint-detection';
    if (seen === 'image') return 'image-to-image';
    if (outputs.length === 1 && pictureLayout(outputs[0]!)) return 'image-to-image';
  }
  if (kinds.has('audio') && seen === 'labels') return 'audio-classification';
  if (kinds.has('audio') && seen === 'ctc') return 'automatic-speech-recognition';
  if (kinds.has('audio') && seen === 'segments') return 'voice-activity-detection';
  if (kinds.has('ngrams') && seen === 'labels') return 'text-classification';
  if (seen === 'embedding') return 'feature-extraction';
  return 'other';
}

/** The blank is first, the space last; dictionaries leave out one or both. */
export function ctcSymbols(lines: readonly string[], axis: number | string | null | undefined): string[] {
  if (axis === lines.length + 1) return ['', ...lines];
  if (axis === lines.length + 2) return ['', ...lines, ' '];
  return [...lines];
}

function sizesOf({ width, height }: ImagePreprocess): Pick<ImagePreprocess, 'width' | 'height'> {
  return { ...(width === undefined ? {} : { width }), ...(height === undefined ? {} : { height }) };
}

function isSide(size: number | string | null | undefined): boolean {
  return typeof size !== 'number' || size >= 8;
}

function pictureLayout({ dtype, shape }: TensorInfo): 'nchw' | 'nhwc' | undefined {
  const pixels = dtype === 'float32' || dtype === 'float16' || dtype === 'uint8' || dtype === 'int32';
  if (!pixels || shape.length < 3 || shape.length > 4) return undefined;
  const isChannels = (size: number | string | null | undefined) => size === 3 || size === 1;
  const [a, b, c] = shape.slice(-3);
  if (isChannels(a) && isSide(b) && isSide(c)) return 'nchw';
  if (isChannels(c) && isSide(a) && isSide(b)) return 'nhwc';
  return undefined;
}
