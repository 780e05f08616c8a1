// Pictures of one to four channels brought to another size as Pillow does it, which the models were trained with. The same
// pixels in every browser and in Node: a canvas and sharp would each give their own.

export interface Raster {
  data: Uint8Array | Uint8ClampedArray;
  width: number;
  height: number;
  channels: number;
}

/** By the numbers that preprocessor_config.json has for them. */
export type Resampling = 'nearest' | 'lanczos' | 'bilinear' | 'bicubic' | 'box' | 'hamming';

interface Kernel {
  reach: number;
  weight(distance: number): number;
}

const KERNELS: Record<Exclude<Resampling, 'nearest'>, Kernel> = {
  box: { reach: 0.5, weight: (x) => (x > -0.5 && x <= 0.5 ? 1 : 0) },
  bilinear: { reach: 1, weight: (x) => Math.max(0, 1 - Math.abs(x)) },
  hamming: {
    reach: 1,
    weight: (x) => (Math.abs(x) < 1 ? sinc(x) * (0.54 + 0.46 * Math.cos(Math.PI * x)) : 0),
  },
  bicubic: { reach: 2, weight: (x) => cubic(Math.abs(x)) },
  lanczos: { reach: 3, weight: (x) => (Math.abs(x) < 3 ? sinc(x) * sinc(x / 3) : 0) },
};

function sinc(x: number): number {
  return x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x);
}

function cubic(x: number): number {
  const a = -0.5;
  if (x < 1) return ((a + 2) * x - (a + 3)) * x * x + 1;
  return x < 2 ? (((x - 5) * x + 8) * x - 4) * a : 0;
}

/** @param width whole, at least 1 */
export function resample(source: Raster, width: number, height: number, by: Resampling): Uint8ClampedArray {
  if (by === 'nearest') return nearest(source, width, height);
  const { channels } = source;
  const kernel = KERNELS[by];
  const across = taps(source.width, width, kernel);
  const narrow = new Uint8ClampedArray(width * source.height * channels);
  for (let y = 0; y < source.height; y++) {
    for (let x = 0; x < width; x++) {
      const start = (y * source.width + across[x]!.first) * channels;
      blend(source.data, start, channels, across[x]!.weights, narrow, (y * width + x) * channels, channels);
    }
  }
  const down = taps(source.height, height, kernel);
  const data = new Uint8ClampedArray(width * height * channels);
  for (let y = 0; y < height; y++) {
    const { first, weights } = down[y]!;
    for (let x = 0; x < width; x++) {
      const start = (first * width + x) * channels;
      blend(narrow, start, width * channels, weights, data, (y * width + x) * channels, channels);
    }
  }
  return data;
}

/** Rounded between the two directions, as Pillow keeps bytes there. */
function blend(
  from: Uint8Array | Uint8ClampedArray,
  start: number,
  stride: number,
  weights: Float64Array,
  to: Uint8ClampedArray,
  at: number,
  channels: number,
): void {
  for (let channel = 0; channel < channels; channel++) {
    let sum = 0;
    for (let tap = 0, place = start + channel; tap < weights.length; tap++, place += stride) {
      sum += from[place]! * weights[tap]!;
    }
    to[at + channel] = Math.floor(sum + 0.5);
  }
}

/** When reducing, the kernel is widened so that every pixel counts. */
function taps(
  from: number,
  to: number,
  { reach, weight }: Kernel,
): { first: number; weights: Float64Array }[] {
  const scale = from / to;
  const widened = Math.max(1, scale);
  return Array.from({ length: to }, (_, index) => {
    const middle = (index + 0.5) * scale;
    const first = Math.max(0, Math.floor(middle - reach * widened + 0.5));
    const end = Math.min(from, Math.floor(middle + reach * widened + 0.5));
    const weights = Float64Array.from({ length: Math.max(1, end - first) }, (_, tap) =>
      weight((first + tap - middle + 0.5) / widened),
    );
    const sum = weights.reduce((total, value) => total + value, 0);
    return sum === 0
      ? { first: Math.min(first, from - 1), weights: Float64Array.of(1) }
      : { first, weights: weights.map((value) => value / sum) };
  });
}

function nearest({ data, width: from, height: rows, channels }: Raster, width: number, height: number) {
  const result = new Uint8ClampedArray(width * height * channels);
  for (let y = 0; y < height; y++) {
    const row = Math.min(rows - 1, Math.floor(((y + 0.5) * rows) / height)) * from;
    for (let x = 0; x < width; x++) {
      const at = (row + Math.min(from - 1, Math.floor(((x + 0.5) * from) / width))) * channels;
      result.set(data.subarray(at, at + channels), (y * width + x) * channels);
    }
  }
  return result;
}

/** What lies in the window of `width` x `height` at left and top, black where that is outside. */
export function cut(
  { data, width: from, height: rows, channels }: Raster,
  left: number,
  top: number,
  width: number,
  height: number,
): Uint8ClampedArray {
  const result = new Uint8ClampedArray(width * height * channels);
  const skipped = Math.max(0, -left);
  const span = Math.min(from, left + width) - Math.max(0, left);
  if (span <= 0) return result;
  for (let y = Math.max(0, -top); y < Math.min(height, rows - top); y++) {
    const start = ((y + top) * from + Math.max(0, left)) * channels;
    result.set(data.subarray(start, start + span * channels), (y * width + skipped) * channels);
  }
  return result;
}
