// What was given, out of the tensors that were kept of it: for answers of earlier visits, whose pictures and recordings
// nobody has any more. A picture comes back as the model saw it.
import {
  encodeWav,
  givenByTensors,
  numberReader,
  waveOf,
  type ImagePreprocess,
  type ManifestInput,
  type ManifestOutput,
  type Tensor,
  type Tensors,
} from '../../lib/index.ts';
import { views, type Shown } from './views.ts';

/** What cannot be made out again is left out: answers are read all the same. */
export async function shownAgain(inputs: readonly ManifestInput[], tensors: Tensors): Promise<Shown> {
  const shown: Shown = { given: givenByTensors(inputs, tensors) };
  for (const input of inputs) {
    const tensor = Object.hasOwn(tensors, input.name) ? tensors[input.name] : undefined;
    if (!tensor) continue;
    const { preprocess } = input;
    if (preprocess?.kind === 'image' && !shown.picture) {
      const picture = await pictureOf(input.name, preprocess, tensor).catch(() => undefined);
      if (picture) shown.picture = picture;
    }
    if (preprocess?.kind === 'audio' && !shown.recording) {
      shown.recording = recordingOf(tensor, preprocess.sampleRate, preprocess.scale === 'int16');
    }
  }
  return shown;
}

/** How the model's numbers read as a picture; undefined where the author's mean and deviation are of their own. */
export function pictureMeaning(
  { layout, channels, mean, std, range, alpha }: ImagePreprocess,
  dtype: string,
): Extract<ManifestOutput['postprocess'], { kind: 'image' }> | undefined {
  if (alpha !== undefined) return undefined;
  const read = { kind: 'image', layout, channels } as const;
  if (!dtype.startsWith('float')) return { ...read, range: 'byte' };
  const all = (values: readonly number[], value: number) => values.every((one) => one === value);
  if (all(mean, 0) && all(std, 1)) return { ...read, range: range === 'byte' ? 'byte' : 'unit' };
  return range !== 'byte' && all(mean, 0.5) && all(std, 0.5) ? { ...read, range: 'signed' } : undefined;
}

async function pictureOf(
  name: string,
  preprocess: ImagePreprocess,
  tensor: Tensor,
): Promise<ImageBitmap | undefined> {
  const postprocess = pictureMeaning(preprocess, tensor.dtype);
  if (!postprocess) return undefined;
  const output: ManifestOutput = { name, dtype: tensor.dtype, shape: [...tensor.shape], postprocess };
  const [answer] = await views.present([output], { [name]: tensor }, {});
  if (answer?.kind !== 'picture') return undefined;
  return createImageBitmap(new ImageData(answer.data, answer.width, answer.height));
}

function recordingOf(tensor: Tensor, sampleRate: number, wide: boolean): Shown['recording'] {
  const read = numberReader(tensor);
  const scale = wide || tensor.dtype === 'int16' ? 1 / 32_768 : 1;
  const samples = Float32Array.from({ length: tensor.data.length }, (_, at) => read(at) * scale);
  const recording = { samples, sampleRate };
  return {
    file: new Blob([encodeWav(recording)], { type: 'audio/wav' }),
    wave: waveOf(recording),
  };
}
