// What a person gives (a text, a picture, a recording) to the tensor a model takes, as its manifest declares.
import type { ManifestInput } from '../model/manifest.ts';
import { arrayOf, elementCount, type Tensor } from '../model/tensor.ts';
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
  return input.preprocess.kind === 'ngrams' ? 'text' : input.preprocess.kind;
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
  if (!preprocess && media.kind === 'text') return parseTensor(input, media.text);
  throw new InferError('infer/bad-media', `Input "${input.name}" does not take ${media.kind}`, {
    details: { name: input.name, expected: mediaKind(input), actual: media.kind },
  });
}

/** The tensor of an input that the manifest fills in, or undefined if it fills in none. */
export function fixedTensor(input: ManifestInput): Tensor | undefined {
  if (!input.fixed) return undefined;
  const { dtype } = input;
  const { shape, fill } = input.fixed;
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
