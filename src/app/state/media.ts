// Between what a person gives and what a model takes, and back: the page's door to the library's media functions.
import {
  fixedTensor as filledIn,
  parseTensor,
  prepareInput,
  type ManifestInput,
  type Tensor,
  type TensorInfo,
} from '../../lib/index.ts';
import type { Sound } from './decode.ts';

export { presentOutputs } from '../../lib/index.ts';

export function pictureTensor(info: ManifestInput, pixels: ImageData): Tensor {
  return prepareInput(info, { kind: 'image', image: pixels });
}

/** @param decode reads the recording at a sample rate */
export async function soundTensor(
  info: ManifestInput,
  decode: (rate: number) => Promise<Sound>,
): Promise<Tensor> {
  const rate = info.preprocess?.kind === 'audio' ? info.preprocess.sampleRate : 16_000;
  const { samples, sampleRate } = await decode(rate);
  return prepareInput(info, { kind: 'audio', recording: { samples, sampleRate } });
}

/** Text for an n-gram model, or one string as the tensor's only element. */
export function textTensor(info: ManifestInput, text: string): Tensor {
  if (info.preprocess) return prepareInput(info, { kind: 'text', text });
  return { dtype: 'string', shape: info.shape.map(() => 1), data: [text] };
}

/** Numbers as typed: JSON arrays or comma-separated rows. */
export function typedTensor(info: TensorInfo, text: string): Tensor {
  return parseTensor(info, text);
}

export function fixedTensor(info: ManifestInput): Tensor {
  const tensor = filledIn(info);
  if (!tensor) throw new TypeError(`Input "${info.name}" is not filled in`);
  return tensor;
}
