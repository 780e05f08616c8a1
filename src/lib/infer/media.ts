// What a person gives (a text, a picture, a recording) to the tensor a model takes, as its manifest declares.
import type { ManifestInput } from '../model/manifest.ts';
import type { ChoicePreprocess, StringsPreprocess } from '../model/manifest-meaning.ts';
import { arrayOf, elementCount, type DType, type Tensor } from '../model/tensor.ts';
import { audioTensor, type Recording } from './audio.ts';
import { encodeElements } from './elements.ts';
import { InferError } from './errors.ts';
import { imageTensor, type RgbaImage } from './image.ts';
import { ngramTensor } from './ngrams.ts';
import { parseTensor } from './tensor-text.ts';

export type Media =
  | { kind: 'text'; text: string }
  | { kind: 'image'; image: RgbaImage }
  | { kind: 'audio'; recording: Recording };

/** What `prepareInput` wants for an input; `tensor` is text for `parseTensor`; undefined if nothing need be asked. */
export function mediaKind(input: ManifestInput): 'text' | 'image' | 'audio' | 'tensor' | undefined {
  if (input.fixed) return undefined;
  if (!input.preprocess) return 'tensor';
  const { kind } = input.preprocess;
  return kind === 'image' || kind === 'audio' ? kind : 'text';
}

/**
 * Applies the declared preprocessing. Text without any is parsed as a tensor.
 *
 * @throws InferError 'infer/bad-media' if the medium is of the wrong kind or unusable; TensorError from `parseTensor`
 */
export function prepareInput(input: ManifestInput, media: Media): Tensor {
  const { preprocess } = input;
  if (preprocess?.kind === 'image' && media.kind === 'image')
    return imageTensor(input, preprocess, media.image);
  if (preprocess?.kind === 'audio' && media.kind === 'audio')
    return audioTensor(input, preprocess, media.recording);
  if (preprocess?.kind === 'ngrams' && media.kind === 'text')
    return ngramTensor(input, preprocess, media.text);
  if (preprocess?.kind === 'strings' && media.kind === 'text')
    return stringTensor(input, preprocess, media.text);
  if (preprocess?.kind === 'choice' && media.kind === 'text')
    return choiceTensor(input, preprocess, media.text);
  if (!preprocess && media.kind === 'text') return parseTensor(input, media.text);
  throw new InferError('infer/bad-media', `Input "${input.name}" does not take ${media.kind}`, {
    details: { name: input.name, expected: mediaKind(input), actual: media.kind },
  });
}

/** Text as the strings that go in: one, or one for each line that is not empty. */
export function textLines({ preprocess }: Pick<ManifestInput, 'preprocess'>, text: string): string[] {
  if (preprocess?.kind !== 'strings' || preprocess.split === 'whole') return [text];
  return text
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== '');
}

/** The strings lie along the last axis whose size is not 1; a fixed size must be theirs. */
function stringTensor(input: ManifestInput, spec: StringsPreprocess, text: string): Tensor {
  const data = textLines({ preprocess: spec }, text);
  const along = input.shape.findLastIndex((size) => size !== 1);
  const shape = input.shape.map((_, axis) => (axis === along ? data.length : 1));
  if (input.dtype !== 'string' || elementCount(shape) !== data.length) {
    throw new InferError('infer/bad-media', `Input "${input.name}" does not take ${data.length} texts`, {
      details: { name: input.name, texts: data.length },
    });
  }
  return { dtype: 'string', shape, data };
}

/** By its label, or by the value itself. */
function choiceTensor(input: ManifestInput, { choices }: ChoicePreprocess, text: string): Tensor {
  const wanted = text.trim();
  const choice =
    choices.find(({ label }) => label === wanted) ?? choices.find(({ value }) => String(value) === wanted);
  if (!choice) {
    throw new InferError('infer/bad-media', `"${wanted}" is none of the choices`, {
      details: { name: input.name, choices: choices.map(({ label }) => label) },
    });
  }
  return filled(
    input.dtype,
    input.shape.map((size) => (typeof size === 'number' ? size : 1)),
    choice.value,
  );
}

/** The tensor of an input that the manifest fills in, or undefined if it fills in none. */
export function fixedTensor(input: ManifestInput): Tensor | undefined {
  if (!input.fixed) return undefined;
  return filled(input.dtype, input.fixed.shape, input.fixed.fill);
}

function filled(dtype: DType, shape: number[], fill: number | string): Tensor {
  const length = elementCount(shape);
  if (dtype === 'string') return { dtype, shape, data: Array.from({ length }, () => String(fill)) };
  if (dtype === 'int64' || dtype === 'uint64') {
    return {
      dtype,
      shape,
      data: new (arrayOf(dtype) as BigInt64ArrayConstructor)(length).fill(bigintOf(fill)),
    };
  }
  return { dtype, shape, data: encodeElements(dtype, new Float64Array(length).fill(Number(fill))) };
}

function bigintOf(fill: number | string): bigint {
  try {
    return BigInt(fill);
  } catch (cause) {
    throw new InferError('infer/bad-media', `"${fill}" is not an integer`, { cause });
  }
}
