// From what an author typed to what the manifest says about inputs and outputs, and back. Pure.
import {
  messageOf,
  parsePostprocess,
  parsePreprocess,
  proposePreprocess,
  type ManifestInput,
  type ManifestOutput,
  type Postprocess,
  type Preprocess,
  type TensorInfo,
} from '../../lib/index.ts';
import { FormFault } from './form-fault.ts';
import type { MeaningSpec, MeaningTexts } from './meaning-field.ts';
import { INPUT_MEANINGS, maySeed, type InputKind } from './meaning-inputs.ts';
import { OUTPUT_MEANINGS, type OutputKind } from './meaning-outputs.ts';
import { fillOf, meaningOf, meaningSoFar, numberOf, textsOf } from './meaning-text.ts';

/** What is typed of one tensor's meaning. Text fields as typed, so that a half-written number is nobody's problem yet. */
interface Meant {
  info: TensorInfo;
  label: string;
  /** By kind, so that another choice forgets nothing. */
  texts: Record<string, MeaningTexts>;
  /** By kind: what the form has no field for. */
  extra: Record<string, Record<string, unknown>>;
  /** Of the meaning, where it is written by hand instead. */
  json?: string | undefined;
}

export interface InputDraft extends Meant {
  kind: InputKind;
  fixedShape: string;
  fixedFill: string;
  initial: string;
  min: string;
  max: string;
  step: string;
  advanced: boolean;
  seed: boolean;
}

export interface OutputDraft extends Meant {
  kind: OutputKind;
}

/** A draft with what the library proposes already filled in. */
export function inputDraft(
  info: TensorInfo,
  proposed: Preprocess | undefined,
  fixed?: ManifestInput['fixed'],
): InputDraft {
  const draft: InputDraft = {
    info,
    label: '',
    kind: proposed ? proposed.kind : fixed ? 'fixed' : 'raw',
    texts: {},
    extra: {},
    fixedShape: (fixed?.shape ?? info.shape.map((size) => (typeof size === 'number' ? size : 1))).join(', '),
    fixedFill: String(fixed?.fill ?? 0),
    initial: '',
    min: '',
    max: '',
    step: '',
    advanced: false,
    seed: false,
  };
  if (proposed) fill(draft, proposed, INPUT_MEANINGS[proposed.kind]);
  return draft;
}

export function outputDraft(info: TensorInfo): OutputDraft {
  return { info, label: '', kind: 'raw', texts: {}, extra: {} };
}

/** The fields that say what a manifest says. */
export function inputDraftOf(input: ManifestInput): InputDraft {
  const { label = '', preprocess, fixed, initial, range, advanced = false, seed = false, ...info } = input;
  const draft = inputDraft(info, preprocess, fixed);
  return {
    ...draft,
    label,
    advanced,
    seed,
    initial: initial === undefined ? '' : String(initial),
    min: range === undefined ? '' : String(range.min),
    max: range === undefined ? '' : String(range.max),
    step: range?.step === undefined ? '' : String(range.step),
  };
}

/** The fields that say what a manifest says. */
export function outputDraftOf({ label = '', postprocess, secondary, ...info }: ManifestOutput): OutputDraft {
  const draft: OutputDraft = { ...outputDraft(info), label };
  if (secondary) draft.kind = 'secondary';
  if (postprocess) {
    draft.kind = postprocess.kind;
    fill(draft, postprocess, OUTPUT_MEANINGS[postprocess.kind]);
  }
  return draft;
}

function fill(draft: Meant, meaning: Preprocess | Postprocess, spec: MeaningSpec): void {
  const { texts, extra } = textsOf(spec, meaning);
  draft.texts[meaning.kind] = texts;
  draft.extra[meaning.kind] = extra;
}

/** Another kind, with what is known of it: labels go along, a picture's size stands in the file. */
export function chooseInput(draft: InputDraft, kind: InputKind): void {
  draft.kind = kind;
  if (kind !== 'image' || draft.texts['image']) return;
  const proposed = proposePreprocess({ ...draft.info, shape: [...draft.info.shape] });
  if (proposed?.kind === 'image') fill(draft, proposed, INPUT_MEANINGS.image);
}

/** Another kind, with what is known of it: labels go along. */
export function chooseOutput(draft: OutputDraft, kind: OutputKind): void {
  const labels = draft.texts[draft.kind]?.['labels'];
  draft.kind = kind;
  const listed = specOf(kind)?.fields.some(({ path }) => path === 'labels') === true;
  const texts = (draft.texts[kind] ??= {});
  if (listed && labels && !texts['labels']) texts['labels'] = labels;
}

export function specOf(kind: InputKind | OutputKind, input?: 'input'): MeaningSpec | undefined {
  const specs: Record<string, MeaningSpec> = input ? INPUT_MEANINGS : OUTPUT_MEANINGS;
  return Object.hasOwn(specs, kind) ? specs[kind] : undefined;
}

/** @throws FormFault naming the field that is off */
export function readInput(draft: InputDraft): ManifestInput {
  const { name, dtype, shape } = draft.info;
  const input: ManifestInput = { name, dtype, shape: [...shape], ...anyRankOf(draft.info) };
  if (draft.label.trim()) input.label = draft.label.trim();
  if (draft.kind === 'fixed') {
    input.fixed = {
      shape: shapeOf(draft.fixedShape, name),
      fill: fillOf(draft.fixedFill, dtype, `${name}: Every value`),
    };
    return input;
  }
  const preprocess = preprocessOf(draft);
  if (preprocess) input.preprocess = preprocess;
  const range = rangeOf(draft);
  if (range) input.range = range;
  const initial = initialOf(draft, preprocess);
  if (initial !== undefined) input.initial = initial;
  if (range && typeof initial === 'number' && (initial < range.min || initial > range.max)) {
    throw new FormFault(
      `${name}: In the field at first`,
      `it is outside of ${range.min} to ${range.max}, which you allow`,
    );
  }
  if (draft.advanced) input.advanced = true;
  if (draft.seed && maySeed(draft.info)) input.seed = true;
  return input;
}

/** @throws FormFault naming the field that is off */
export function readOutput(draft: OutputDraft): ManifestOutput {
  const { name, dtype, shape } = draft.info;
  const output: ManifestOutput = { name, dtype, shape: [...shape], ...anyRankOf(draft.info) };
  if (draft.label.trim()) output.label = draft.label.trim();
  if (draft.kind === 'secondary') output.secondary = true;
  const postprocess = postprocessOf(draft);
  if (postprocess) output.postprocess = postprocess;
  return output;
}

function preprocessOf(draft: InputDraft): Preprocess | undefined {
  return parsed(draft, specOf(draft.kind, 'input'), parsePreprocess);
}

function postprocessOf(draft: OutputDraft): Postprocess | undefined {
  return parsed(draft, specOf(draft.kind), parsePostprocess);
}

function parsed<M>(
  draft: InputDraft | OutputDraft,
  spec: MeaningSpec | undefined,
  parse: (json: unknown) => M,
): M | undefined {
  const { kind, info, json } = draft;
  if (!spec) return undefined;
  try {
    return parse(
      json === undefined
        ? meaningOf(kind, spec, draft.texts[kind] ?? {}, draft.extra[kind] ?? {}, info)
        : JSON.parse(json),
    );
  } catch (error) {
    if (error instanceof FormFault) throw error;
    throw new FormFault(`${info.name}: meaning`, messageOf(error));
  }
}

/** The meaning as the manifest would have it, to be written by hand. */
export function showJson(draft: InputDraft | OutputDraft): string {
  const { kind, texts, extra, info, json } = draft;
  const spec = specOf(kind, isInput(draft) ? 'input' : undefined);
  if (json !== undefined || !spec) return json ?? '';
  return JSON.stringify(meaningSoFar(kind, spec, texts[kind] ?? {}, extra[kind] ?? {}, info), undefined, 2);
}

/** Back to fields. @throws FormFault where the JSON is no meaning */
export function takeJson(draft: InputDraft | OutputDraft): void {
  const meaning = isInput(draft) ? preprocessOf(draft) : postprocessOf(draft);
  draft.json = undefined;
  if (!meaning) return;
  draft.kind = meaning.kind;
  fill(draft, meaning, specOf(meaning.kind, isInput(draft) ? 'input' : undefined)!);
}

export function isInput(draft: InputDraft | OutputDraft): draft is InputDraft {
  return 'fixedFill' in draft;
}

function anyRankOf({ anyRank }: TensorInfo): { anyRank?: true } {
  return anyRank ? { anyRank } : {};
}

function rangeOf({ info, min, max, step }: InputDraft): ManifestInput['range'] {
  if (![min, max, step].some((text) => text.trim() !== '')) return undefined;
  const name = (field: string) => `${info.name}: ${field}`;
  const from = numberOf(min, name('Smallest'));
  const to = numberOf(max, name('Largest'));
  if (to < from) throw new FormFault(name('Largest'), 'it is below the smallest');
  if (step.trim() === '') return { min: from, max: to };
  const by = numberOf(step, name('Step'));
  if (by <= 0) throw new FormFault(name('Step'), 'write a number above zero');
  return { min: from, max: to, step: by };
}

/** One number where one is asked for; else the text that stands in the field. */
function initialOf(
  { info, initial }: InputDraft,
  preprocess: Preprocess | undefined,
): ManifestInput['initial'] {
  if (initial.trim() === '') return undefined;
  const name = `${info.name}: In the field at first`;
  if (preprocess?.kind === 'choice') {
    const chosen = preprocess.choices.find(({ value }) => String(value) === initial);
    if (!chosen) throw new FormFault(name, 'it is none of the choices');
    return chosen.value;
  }
  const single = !info.anyRank && info.shape.every((size) => size === 1);
  if (preprocess || !single || info.dtype === 'string' || info.dtype === 'bool') return initial;
  return fillOf(initial, info.dtype, name);
}

function shapeOf(text: string, name: string): number[] {
  const sizes = text
    .split(/[\s,]+/)
    .filter(Boolean)
    .map(Number);
  if (!sizes.every((size) => Number.isSafeInteger(size) && size >= 0)) {
    throw new FormFault(
      `${name}: Shape`,
      'write whole numbers, like 2, 1, 128; leave it empty for a single number',
    );
  }
  return sizes;
}
