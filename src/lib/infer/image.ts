// Pictures to tensors, and the resampling that needs. Pure and exact: the same pixels give the same tensor, hence the
// same receipt, in every browser and in Node; a canvas would not.
import type { ImagePreprocess } from '../model/manifest-meaning.ts';
import type { Tensor, TensorInfo } from '../model/tensor.ts';
import { encodeElements } from './elements.ts';
import { InferError } from './errors.ts';
import { fitPlace, modelSize, pictureAxes, type Place } from './picture-place.ts';

/** As `ImageData`: four bytes a pixel, alpha not multiplied in. */
export interface RgbaImage {
  width: number;
  height: number;
  data: Uint8Array | Uint8ClampedArray;
}

/** Three planes interleaved, 0..255, not rounded. */
interface Pixels {
  width: number;
  height: number;
  data: Float32Array;
}

/** No model takes more; a manifest may name any size. */
const MOST_PIXELS = 2 ** 27;

const LUMA = [0.299, 0.587, 0.114] as const;

/** @throws InferError 'infer/bad-media' if the picture is empty or the input is no picture */
export function imageTensor(info: TensorInfo, spec: ImagePreprocess, image: RgbaImage): Tensor {
  if (!(image.width > 0 && image.height > 0) || image.data.length !== image.width * image.height * 4) {
    throw new InferError('infer/bad-media', 'The picture has no pixels', { details: { name: info.name } });
  }
  if (info.shape.length !== 4 && info.shape.length !== 3) {
    throw new InferError('infer/bad-media', `Input "${info.name}" is not a picture`, {
      details: { name: info.name },
    });
  }
  const axes = pictureAxes(info, spec);
  const target = modelSize(image, spec, axes);
  if (!(target.width * target.height <= MOST_PIXELS)) {
    throw new InferError('infer/bad-media', 'The model asks for a larger picture than can be made here', {
      details: { name: info.name, ...target },
    });
  }
  const pixels = fitPixels(flatten(image), target, spec.fit);
  const channels = axes.channels === 1 ? 1 : spec.alpha === undefined ? 3 : 4;
  const values = layOut(pixels, spec, channels, isFloat(info));
  const shape =
    spec.layout === 'nchw'
      ? [channels, pixels.height, pixels.width]
      : [pixels.height, pixels.width, channels];
  return {
    dtype: info.dtype,
    shape: info.shape.length === 4 ? [1, ...shape] : shape,
    data: encodeElements(info.dtype, values),
  };
}

function isFloat(info: TensorInfo): boolean {
  return info.dtype === 'float32' || info.dtype === 'float16' || info.dtype === 'float64';
}

/** Transparent parts lie on white, as on paper. */
function flatten({ width, height, data }: RgbaImage): Pixels {
  const flat = new Float32Array(width * height * 3);
  for (let pixel = 0; pixel < width * height; pixel++) {
    const alpha = data[pixel * 4 + 3]! / 255;
    for (let channel = 0; channel < 3; channel++) {
      flat[pixel * 3 + channel] = data[pixel * 4 + channel]! * alpha + 255 * (1 - alpha);
    }
  }
  return { width, height, data: flat };
}

function fitPixels(
  source: Pixels,
  target: { width: number; height: number },
  fit: ImagePreprocess['fit'],
): Pixels {
  if (fit === 'stretch') return resize(source, target.width, target.height);
  const place = fitPlace(source, target, fit);
  return lay(resize(source, place.width, place.height), place, target.width, target.height);
}

/** Crops what sticks out and pads with black what is missing. */
function lay(source: Pixels, { x: left, y: top }: Place, width: number, height: number): Pixels {
  if (source.width === width && source.height === height) return source;
  const data = new Float32Array(width * height * 3);
  const from = Math.max(0, -left);
  const span = Math.min(source.width, width);
  for (let y = Math.max(0, top); y < Math.min(height, top + source.height); y++) {
    const start = ((y - top) * source.width + from) * 3;
    data.set(source.data.subarray(start, start + span * 3), (y * width + Math.max(0, left)) * 3);
  }
  return { width, height, data };
}

/** Bilinear when enlarging; when reducing, the same triangle widened so that every source pixel counts. */
export function resize(source: Pixels, width: number, height: number): Pixels {
  if (source.width === width && source.height === height) return source;
  const across = taps(source.width, width);
  const narrowed = new Float32Array(width * source.height * 3);
  for (let y = 0; y < source.height; y++) {
    for (let x = 0; x < width; x++) {
      const { first, weights } = across[x]!;
      blend(source.data, (y * source.width + first) * 3, 3, weights, narrowed, (y * width + x) * 3);
    }
  }
  const down = taps(source.height, height);
  const data = new Float32Array(width * height * 3);
  for (let y = 0; y < height; y++) {
    const { first, weights } = down[y]!;
    for (let x = 0; x < width; x++) {
      blend(narrowed, (first * width + x) * 3, width * 3, weights, data, (y * width + x) * 3);
    }
  }
  return { width, height, data };
}

function blend(
  from: Float32Array,
  start: number,
  stride: number,
  weights: Float64Array,
  to: Float32Array,
  at: number,
): void {
  let a = 0;
  let b = 0;
  let c = 0;
  for (let index = 0, offset = start; index < weights.length; index++, offset += stride) {
    const weight = weights[index]!;
    a += from[offset]! * weight;
    b += from[offset + 1]! * weight;
    c += from[offset + 2]! * weight;
  }
  to[at] = a;
  to[at + 1] = b;
  to[at + 2] = c;
}

function taps(from: number, to: number): { first: number; weights: Float64Array }[] {
  const scale = from / to;
  const reach = Math.max(1, scale);
  return Array.from({ length: to }, (_, index) => {
    const middle = (index + 0.5) * scale - 0.5;
    const first = Math.max(0, Math.ceil(middle - reach));
    const last = Math.min(from - 1, Math.floor(middle + reach));
    const weights = Float64Array.from({ length: last - first + 1 }, (_, tap) =>
      Math.max(0, 1 - Math.abs(first + tap - middle) / reach),
    );
    const sum = weights.reduce((total, weight) => total + weight, 0);
    return { first, weights: weights.map((weight) => weight / sum) };
  });
}

function layOut(
  pixels: Pixels,
  spec: ImagePreprocess,
  channels: 1 | 3 | 4,
  normalise: boolean,
): Float32Array {
  const area = pixels.width * pixels.height;
  const values = new Float32Array(area * channels);
  const unit = spec.range === 'byte' ? 1 : 255;
  for (let channel = 0; channel < Math.min(channels, 3); channel++) {
    const from = spec.channels === 'rgb' ? channel : 2 - channel;
    const mean = spec.mean[channel]!;
    const std = spec.std[channel]!;
    for (let pixel = 0; pixel < area; pixel++) {
      const at = pixel * 3;
      const value = channels === 1 ? luma(pixels.data, at) : pixels.data[at + from]!;
      const to = spec.layout === 'nchw' ? channel * area + pixel : pixel * channels + channel;
      values[to] = normalise ? (value / unit - mean) / std : value;
    }
  }
  if (channels === 4) {
    for (let pixel = 0; pixel < area; pixel++) {
      values[spec.layout === 'nchw' ? 3 * area + pixel : pixel * 4 + 3] = spec.alpha ?? 0;
    }
  }
  return values;
}

function luma(data: Float32Array, at: number): number {
  return data[at]! * LUMA[0] + data[at + 1]! * LUMA[1] + data[at + 2]! * LUMA[2];
}
