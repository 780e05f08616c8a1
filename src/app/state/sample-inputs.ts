// What a caller could give a model, taken from the author's first example or made up from the signature. Pure.
import { formatShape, mediaKind, type Manifest, type ManifestInput } from '../../lib/index.ts';
import { fieldKind } from './field-kind.ts';

export type Sample =
  /** A text, or a tensor written as text. */
  | { input: ManifestInput; kind: 'text'; text: string }
  /** Nested JSON arrays; `shape` with unknown sizes taken as 1. */
  | { input: ManifestInput; kind: 'tensor'; json: string; shape: number[] }
  /** Too long for a line, a picture or a recording. `packed` is its path among the model's own files. */
  | { input: ManifestInput; kind: 'file'; file: string; packed: string | undefined };

/** More elements than this belong in a file. */
const MOST_ELEMENTS = 24;
const MOST_AXES = 8;

/** One sample per input that a caller must give; those with a fixed value are left out. */
export function sampleInputs(manifest: Manifest): Sample[] {
  const [example] = manifest.examples;
  return manifest.inputs
    .filter((input) => input.fixed === undefined)
    .map((input) => {
      const given = example && Object.hasOwn(example.inputs, input.name) && example.inputs[input.name];
      if (given && given.kind === 'file') {
        const file = given.path.split('/').at(-1) ?? given.path;
        return { input, kind: 'file', file, packed: given.path };
      }
      return given ? textSample(input, given.text) : madeUp(input);
    });
}

/** One string is one element, whatever is in it; other texts are read by the model's own preprocessing or as numbers. */
function textSample(input: ManifestInput, text: string): Sample {
  if (input.dtype !== 'string' || fieldKind(input) !== 'text') return { input, kind: 'text', text };
  const shape = input.shape.map(() => 1);
  return { input, kind: 'tensor', json: nested(shape, JSON.stringify(text)), shape };
}

function madeUp(input: ManifestInput): Sample {
  switch (mediaKind(input)) {
    case 'image':
      return { input, kind: 'file', file: 'picture.jpg', packed: undefined };
    case 'audio':
      return { input, kind: 'file', file: 'recording.wav', packed: undefined };
    case 'text':
      return { input, kind: 'text', text: sampleText(input) };
  }
  const { initial } = input;
  const shape = input.shape.map((size) => (typeof size === 'number' ? size : 1));
  const elements = shape.reduce((product, size) => product * size, 1);
  if (elements > MOST_ELEMENTS || shape.length > MOST_AXES) {
    return { input, kind: 'file', file: `${safeName(input.name)}.json`, packed: undefined };
  }
  return {
    input,
    kind: 'tensor',
    json: nested(shape, input.dtype === 'string' ? JSON.stringify(initial ?? 'text') : `${initial ?? 0}`),
    shape,
  };
}

function sampleText({ preprocess, initial }: ManifestInput): string {
  if (preprocess?.kind === 'choice') return preprocess.choices[0]!.label;
  return typeof initial === 'string' ? initial : 'Some text';
}

function nested([size, ...rest]: number[], element: string): string {
  if (size === undefined) return element;
  return `[${Array.from({ length: size }, () => nested(rest, element)).join(', ')}]`;
}

function safeName(name: string): string {
  return name.replace(/[^\w-]+/g, '_').slice(0, 40) || 'input';
}

/** What an input is, for a comment: `x: float32 [n, 3]`. */
export function describeInput(input: ManifestInput): string {
  const kind = mediaKind(input);
  const tensor = `${input.dtype} ${formatShape(input.shape)}`;
  return kind === undefined || kind === 'tensor' ? tensor : `${kind}, becomes ${tensor}`;
}
