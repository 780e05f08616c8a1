// What a field holds to the tensor of its input, by way of the library.
import {
  fixedTensor as filledIn,
  FloeError,
  type ManifestInput,
  type Prepared,
  type Tensor,
} from '../../lib/index.ts';
import { decodeSound, isWav } from './decode.ts';
import { views } from './views.ts';

export function pictureTensor(info: ManifestInput, file: Blob): Promise<Prepared> {
  return views.prepare(info, { kind: 'picture', file });
}

export async function soundTensor(info: ManifestInput, file: Blob): Promise<Prepared> {
  if (await isWav(file)) {
    try {
      return await views.prepare(info, { kind: 'wav', file });
    } catch (error) {
      // WAV may hold encodings that only the browser reads.
      if (!(error instanceof FloeError) || error.code !== 'infer/bad-media') throw error;
    }
  }
  const rate = info.preprocess?.kind === 'audio' ? info.preprocess.sampleRate : 16_000;
  return views.prepare(info, { kind: 'recording', recording: await decodeSound(file, rate) });
}

/** Text for the model's own preprocessing, or one string as the tensor's only element. */
export async function textTensor(info: ManifestInput, text: string): Promise<Prepared> {
  if (info.preprocess) return views.prepare(info, { kind: 'text', text });
  return { tensor: { dtype: 'string', shape: info.shape.map(() => 1), data: [text] } };
}

/** Numbers as typed: JSON arrays or comma-separated rows. */
export function typedTensor(info: ManifestInput, text: string): Promise<Prepared> {
  return views.prepare(info, { kind: 'text', text });
}

/** Numbers of a file: .npy, .csv or JSON. */
export function numbersTensor(info: ManifestInput, file: Blob): Promise<Prepared> {
  return views.prepare(info, { kind: 'numbers', file });
}

export function fixedTensor(info: ManifestInput): Tensor {
  const tensor = filledIn(info);
  if (!tensor) throw new TypeError(`Input "${info.name}" is not filled in`);
  return tensor;
}
