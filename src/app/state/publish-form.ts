// From what an author typed to what the manifest says about inputs and outputs, and back. Pure.
import {
  ctcSymbols as completeSymbols,
  messageOf,
  parsePostprocess,
  parsePreprocess,
  type ImagePreprocess,
  type ManifestInput,
  type ManifestOutput,
  type Postprocess,
  type Preprocess,
  type TensorInfo,
} from '../../lib/index.ts';

/** `custom`: written as the manifest has it. */
export type InputKind = 'raw' | 'image' | 'audio' | 'ngrams' | 'fixed' | 'custom';
export type OutputKind = 'raw' | 'labels' | 'ctc' | 'heatmap' | 'secondary' | 'custom';

/** What the form has fields for; with anything else a meaning is `custom`. */
const FIELDS: Record<string, readonly string[]> = {
  image: ['layout', 'channels', 'width', 'height', 'maxSide', 'multipleOf', 'fit', 'mean', 'std'],
  audio: ['sampleRate', 'samples', 'window'],
  ngrams: ['vocabulary', 'lowercase', 'strip', 'remove'],
  labels: ['labels', 'activation', 'top'],
  ctc: ['symbols'],
  heatmap: [],
};

/** Text fields as typed, so that a half-written number is nobody's problem yet. */
export interface InputDraft {
  info: TensorInfo;
  label: string;
  kind: InputKind;
  layout: 'nchw' | 'nhwc';
  channels: 'rgb' | 'bgr';
  fit: 'stretch' | 'cover' | 'contain';
  width: string;
  height: string;
  maxSide: string;
  multipleOf: string;
  mean: string;
  std: string;
  sampleRate: string;
  samples: string;
  window: 'start' | 'loudest';
  vocabulary: string;
  strip: string;
  remove: string;
  fixedShape: string;
  fixedFill: string;
  /** JSON, of `custom`. */
  custom: string;
  /** What the form has no field for. */
  rest: Pick<ManifestInput, 'initial' | 'range' | 'advanced'>;
}

export interface OutputDraft {
  info: TensorInfo;
  label: string;
  kind: OutputKind;
  labels: string;
  activation: 'none' | 'softmax' | 'sigmoid';
  top: string;
  /** JSON, of `custom`. */
  custom: string;
}

export class FormFault extends Error {
  override name = 'FormFault';
  readonly code = 'form/invalid';
  constructor(
    readonly field: string,
    message: string,
  ) {
    super(`${field}: ${message}`);
  }
}

/** A draft with what the library proposes already filled in. */
export function inputDraft(
  info: TensorInfo,
  proposed: Preprocess | undefined,
  fixed?: ManifestInput['fixed'],
): InputDraft {
  const image = proposed?.kind === 'image' ? proposed : undefined;
  const audio = proposed?.kind === 'audio' ? proposed : undefined;
  const ngrams = proposed?.kind === 'ngrams' ? proposed : undefined;
  return {
    info,
    label: '',
    kind: proposed ? kindOf(proposed) : fixed ? 'fixed' : 'raw',
    layout: image?.layout ?? 'nchw',
    channels: image?.channels ?? 'rgb',
    fit: image?.fit ?? 'stretch',
    width: numberText(image?.width),
    height: numberText(image?.height),
    maxSide: numberText(image?.maxSide),
    multipleOf: numberText(image?.multipleOf),
    mean: (image?.mean ?? [0, 0, 0]).join(', '),
    std: (image?.std ?? [1, 1, 1]).join(', '),
    sampleRate: numberText(audio?.sampleRate ?? 16_000),
    samples: numberText(audio?.samples),
    window: audio?.window ?? 'start',
    vocabulary: (ngrams?.vocabulary ?? []).join('\n'),
    strip: ngrams?.strip ?? '',
    remove: ngrams?.remove ?? '',
    fixedShape: (fixed?.shape ?? info.shape.map((size) => (typeof size === 'number' ? size : 1))).join(', '),
    fixedFill: String(fixed?.fill ?? 0),
    custom: proposed ? jsonOf(proposed) : '',
    rest: {},
  };
}

export function outputDraft(info: TensorInfo): OutputDraft {
  return { info, label: '', kind: 'raw', labels: '', activation: 'none', top: '5', custom: '' };
}

/** The fields that say what a manifest says. */
export function inputDraftOf({
  label = '',
  preprocess,
  fixed,
  initial,
  range,
  advanced,
  ...info
}: ManifestInput): InputDraft {
  const rest = {
    ...(initial === undefined ? {} : { initial }),
    ...(range ? { range } : {}),
    ...(advanced === undefined ? {} : { advanced }),
  };
  return { ...inputDraft(info, preprocess, fixed), label, rest };
}

/** The meaning's own name where the form says all of it. */
function kindOf(meaning: Preprocess): InputKind;
function kindOf(meaning: Postprocess): OutputKind;
function kindOf(meaning: Preprocess | Postprocess): InputKind | OutputKind {
  const known = FIELDS[meaning.kind];
  const sayable = known && Object.keys(meaning).every((key) => key === 'kind' || known.includes(key));
  return sayable ? (meaning.kind as InputKind | OutputKind) : 'custom';
}

function jsonOf(meaning: Preprocess | Postprocess): string {
  return JSON.stringify(meaning, undefined, 2);
}

/** The fields that say what a manifest says. */
export function outputDraftOf({ label = '', postprocess, secondary, ...info }: ManifestOutput): OutputDraft {
  const draft: OutputDraft = { ...outputDraft(info), label };
  if (secondary) draft.kind = 'secondary';
  if (postprocess) {
    draft.kind = kindOf(postprocess);
    draft.custom = jsonOf(postprocess);
  }
  if (postprocess?.kind === 'labels') {
    draft.labels = postprocess.labels.join('\n');
    draft.activation = postprocess.activation;
    draft.top = String(postprocess.top);
  } else if (postprocess?.kind === 'ctc') draft.labels = postprocess.symbols.join('\n');
  return draft;
}

/** @throws FormFault naming the field that is off */
export function readInput(draft: InputDraft): ManifestInput {
  const { name, dtype, shape } = draft.info;
  const input: ManifestInput = { name, dtype, shape: [...shape], ...anyRankOf(draft.info), ...draft.rest };
  if (draft.label.trim()) input.label = draft.label.trim();
  switch (draft.kind) {
    case 'image':
      input.preprocess = readImage(draft);
      break;
    case 'audio': {
      const samples = optionalCount(draft.samples, `${name}: samples`);
      input.preprocess = {
        kind: 'audio',
        sampleRate: requiredCount(draft.sampleRate, `${name}: sample rate`),
        window: draft.window,
        ...(samples === undefined ? {} : { samples }),
      };
      break;
    }
    case 'ngrams': {
      const vocabulary = linesOf(draft.vocabulary);
      if (vocabulary.length === 0) throw new FormFault(`${name}: n-grams`, 'list them, one a line');
      input.preprocess = {
        kind: 'ngrams',
        vocabulary,
        lowercase: true,
        ...(draft.strip.trim() ? { strip: draft.strip } : {}),
        ...(draft.remove.trim() ? { remove: draft.remove } : {}),
      };
      break;
    }
    case 'custom':
      input.preprocess = readMeaning(draft, (json) => parsePreprocess(json));
      break;
    case 'fixed':
      input.fixed = { shape: shapeOf(draft.fixedShape, name), fill: fillOf(draft.fixedFill, dtype, name) };
  }
  return input;
}

/** @throws FormFault naming the field that is off */
export function readOutput(draft: OutputDraft): ManifestOutput {
  const { name, dtype, shape } = draft.info;
  const output: ManifestOutput = { name, dtype, shape: [...shape], ...anyRankOf(draft.info) };
  if (draft.label.trim()) output.label = draft.label.trim();
  if (draft.kind === 'secondary') output.secondary = true;
  const postprocess = readPostprocess(draft);
  if (postprocess) output.postprocess = postprocess;
  return output;
}

function readPostprocess(draft: OutputDraft): Postprocess | undefined {
  const { name } = draft.info;
  switch (draft.kind) {
    case 'labels': {
      const labels = linesOf(draft.labels);
      if (labels.length === 0) throw new FormFault(`${name}: labels`, 'list them, one a line');
      return {
        kind: 'labels',
        labels,
        activation: draft.activation,
        top: requiredCount(draft.top, `${name}: top`),
      };
    }
    case 'ctc': {
      const symbols = ctcSymbols(draft.labels, draft.info.shape.at(-1));
      if (symbols.length < 2) throw new FormFault(`${name}: symbols`, 'list them, one a line');
      return { kind: 'ctc', symbols };
    }
    case 'heatmap':
      return { kind: 'heatmap' };
    case 'custom':
      return readMeaning(draft, (json) => parsePostprocess(json));
    default:
      return undefined;
  }
}

function anyRankOf({ anyRank }: TensorInfo): { anyRank?: true } {
  return anyRank ? { anyRank } : {};
}

function readMeaning<M>({ info, custom }: InputDraft | OutputDraft, parse: (json: unknown) => M): M {
  try {
    return parse(JSON.parse(custom));
  } catch (error) {
    throw new FormFault(`${info.name}: meaning`, messageOf(error));
  }
}

/** Symbols for CTC as typed, one a line; the model's last axis says what a dictionary left out. */
export function ctcSymbols(text: string, axis: number | string | null | undefined): string[] {
  return completeSymbols(text.replace(/\r/g, '').replace(/\n$/, '').split('\n'), axis);
}

/** Non-empty lines, trimmed. */
export function linesOf(text: string): string[] {
  return text
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== '');
}

function readImage(draft: InputDraft): ImagePreprocess {
  const field = (name: string) => `${draft.info.name}: ${name}`;
  const sizes = {
    width: optionalCount(draft.width, field('width')),
    height: optionalCount(draft.height, field('height')),
    maxSide: optionalCount(draft.maxSide, field('longest side')),
    multipleOf: optionalCount(draft.multipleOf, field('multiple of')),
  };
  return {
    kind: 'image',
    layout: draft.layout,
    channels: draft.channels,
    fit: draft.fit,
    mean: tripleOf(draft.mean, field('mean')),
    std: tripleOf(draft.std, field('deviation')),
    ...(sizes.width === undefined ? {} : { width: sizes.width }),
    ...(sizes.height === undefined ? {} : { height: sizes.height }),
    ...(sizes.maxSide === undefined ? {} : { maxSide: sizes.maxSide }),
    ...(sizes.multipleOf === undefined ? {} : { multipleOf: sizes.multipleOf }),
  };
}

/** One number for all three channels, or three. */
function tripleOf(text: string, field: string): [number, number, number] {
  const numbers = text
    .split(/[\s,;]+/)
    .filter(Boolean)
    .map(Number);
  const [a, b = a, c = a] = numbers;
  const sound = [1, 3].includes(numbers.length) && numbers.every(Number.isFinite);
  if (!sound || a === undefined || b === undefined || c === undefined) {
    throw new FormFault(field, 'write one number or three, like 0.485, 0.456, 0.406');
  }
  return [a, b, c];
}

function shapeOf(text: string, name: string): number[] {
  const sizes = text
    .split(/[\s,]+/)
    .filter(Boolean)
    .map(Number);
  if (!sizes.every((size) => Number.isSafeInteger(size) && size >= 0)) {
    throw new FormFault(
      `${name}: shape`,
      'write whole numbers, like 2, 1, 128; leave it empty for a single number',
    );
  }
  return sizes;
}

/** 64-bit integers stay text, because a number would lose digits. */
function fillOf(text: string, dtype: string, name: string): number | string {
  const value = text.trim();
  if (dtype === 'string') return value;
  if (dtype.endsWith('int64') ? !/^-?\d+$/.test(value) : value === '' || !Number.isFinite(Number(value))) {
    throw new FormFault(`${name}: value`, 'write a number');
  }
  return dtype.endsWith('int64') ? value : Number(value);
}

function requiredCount(text: string, field: string): number {
  const value = optionalCount(text, field);
  if (value === undefined) throw new FormFault(field, 'write a whole number above zero');
  return value;
}

function optionalCount(text: string, field: string): number | undefined {
  if (text.trim() === '') return undefined;
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < 1)
    throw new FormFault(field, 'write a whole number above zero');
  return value;
}

function numberText(value: number | undefined): string {
  return value === undefined ? '' : String(value);
}
