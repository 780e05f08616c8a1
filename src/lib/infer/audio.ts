// Recordings to tensors: resampling, choice of a window, padding. Decoding files is the caller's, but for WAV.
import type { AudioPreprocess } from '../model/manifest-meaning.ts';
import type { Tensor, TensorInfo } from '../model/tensor.ts';
import { encodeElements } from './elements.ts';
import { InferError } from './errors.ts';

/** One channel, -1..1. */
export interface Recording {
  samples: Float32Array;
  sampleRate: number;
}

/** Zero crossings of the sinc on each side: more is sharper and slower. */
const SINC_REACH = 16;

/** @throws InferError 'infer/bad-media' if the recording is empty */
export function audioTensor(info: TensorInfo, spec: AudioPreprocess, recording: Recording): Tensor {
  if (recording.samples.length === 0 || !(recording.sampleRate > 0)) {
    throw new InferError('infer/bad-media', 'The recording is empty', { details: { name: info.name } });
  }
  const resampled = resample(recording.samples, recording.sampleRate, spec.sampleRate);
  const last = info.shape.at(-1);
  const length = spec.samples ?? (typeof last === 'number' ? last : undefined);
  const samples = length === undefined ? resampled : cutWindow(resampled, length, spec.window);
  const values = scaleSamples(info, spec, samples);
  const batch = Array.from({ length: Math.max(0, info.shape.length - 1) }, () => 1);
  return { dtype: info.dtype, shape: [...batch, samples.length], data: encodeElements(info.dtype, values) };
}

function scaleSamples(info: TensorInfo, spec: AudioPreprocess, samples: Float32Array): Float32Array {
  if (info.dtype === 'int16') return samples.map((value) => clamp(value) * 32_767);
  return spec.scale === 'int16' ? samples.map((value) => clamp(value) * 32_768) : samples;
}

function clamp(value: number): number {
  return Math.max(-1, Math.min(1, value));
}

/** Band-limited: a sinc under a Hann window, as wide as the lower of the two rates asks for. */
export function resample(samples: Float32Array, from: number, to: number): Float32Array {
  if (from === to) return samples;
  const cutoff = Math.min(1, to / from);
  const reach = SINC_REACH / cutoff;
  const output = new Float32Array(Math.max(1, Math.round((samples.length * to) / from)));
  for (let index = 0; index < output.length; index++) {
    const middle = (index * from) / to;
    const first = Math.max(0, Math.ceil(middle - reach));
    const last = Math.min(samples.length - 1, Math.floor(middle + reach));
    let sum = 0;
    let weights = 0;
    for (let tap = first; tap <= last; tap++) {
      const weight = windowedSinc(tap - middle, cutoff, reach);
      sum += samples[tap]! * weight;
      weights += weight;
    }
    output[index] = weights === 0 ? 0 : sum / weights;
  }
  return output;
}

function windowedSinc(distance: number, cutoff: number, reach: number): number {
  if (distance === 0) return cutoff;
  const hann = 0.5 + 0.5 * Math.cos((Math.PI * distance) / reach);
  return (Math.sin(Math.PI * distance * cutoff) / (Math.PI * distance)) * hann;
}

function cutWindow(samples: Float32Array, length: number, window: AudioPreprocess['window']): Float32Array {
  if (samples.length <= length) {
    const padded = new Float32Array(length);
    padded.set(samples);
    return padded;
  }
  const start = window === 'loudest' ? loudest(samples, length) : 0;
  return samples.slice(start, start + length);
}

function loudest(samples: Float32Array, length: number): number {
  let energy = 0;
  for (let index = 0; index < length; index++) energy += samples[index]! ** 2;
  let best = energy;
  let start = 0;
  for (let index = length; index < samples.length; index++) {
    energy += samples[index]! ** 2 - samples[index - length]! ** 2;
    if (energy <= best) continue;
    best = energy;
    start = index - length + 1;
  }
  return start;
}
