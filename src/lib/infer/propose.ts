// Guesses how a model's inputs are meant, for an author to correct. Judges by shape and name alone.
import type { ManifestInput, Preprocess } from '../model/manifest.ts';
import type { TensorInfo } from '../model/tensor.ts';

const SPEECH_RATE = 16_000;
const RECORDING = /audio|wave|speech|samples|pcm/i;
const SAMPLE_RATE = /^(sr|sample_?rate|sampling_?rate)$/i;
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

function pictureLayout({ dtype, shape }: TensorInfo): 'nchw' | 'nhwc' | undefined {
  const pixels = dtype === 'float32' || dtype === 'float16' || dtype === 'uint8' || dtype === 'int32';
  if (!pixels || shape.length < 3 || shape.length > 4) return undefined;
  const isChannels = (size: number | string | null | undefined) => size === 3 || size === 1;
  const isSide = (size: number | string | null | undefined) => typeof size !== 'number' || size >= 8;
  const [a, b, c] = shape.slice(-3);
  if (isChannels(a) && isSide(b) && isSide(c)) return 'nchw';
  if (isChannels(c) && isSide(a) && isSide(b)) return 'nhwc';
  return undefined;
}
