// What the corpus' models are given: pictures, sounds and texts, prepared by the library as a manifest would declare it.
import { readFile } from 'node:fs/promises';
import { decodeImage } from '../../src/agent/decode-image.ts';
import { imageTensor, type RgbaImage } from '../../src/lib/infer/image.ts';
import { decodeWav } from '../../src/lib/infer/wav.ts';
import { parsePreprocess } from '../../src/lib/model/manifest.ts';
import type { ImagePreprocess } from '../../src/lib/model/manifest-meaning.ts';
import type { DType, Tensor } from '../../src/lib/model/tensor.ts';
import { asset } from '../../start/models/package-file.ts';

export interface Crop {
  left: number;
  top: number;
  width: number;
  height: number;
}

/** Ours, out of `pictures` or of the demo models' examples. */
export async function picture(name: string): Promise<RgbaImage> {
  const bytes = name.endsWith('.jpg')
    ? await readFile(new URL(`./pictures/${name}`, import.meta.url))
    : await asset(name);
  return decodeImage(bytes);
}

export function cropped(image: RgbaImage, { left, top, width, height }: Crop): RgbaImage {
  const data = new Uint8ClampedArray(width * height * 4);
  for (let y = 0; y < height; y++) {
    const start = ((top + y) * image.width + left) * 4;
    data.set(image.data.subarray(start, start + width * 4), y * width * 4);
  }
  return { width, height, data };
}

export function turned(image: RgbaImage): RgbaImage {
  const pixels = new Uint32Array(new Uint8Array(image.data).buffer);
  return { ...image, data: new Uint8ClampedArray(pixels.toReversed().buffer) };
}

/** `size` is width and height; `spec` as a manifest says it, RGB and in rows of pixels unless it does. */
export function pixels(
  image: RgbaImage,
  size: [width: number, height: number],
  spec: Partial<ImagePreprocess> = {},
  dtype: DType = 'float32',
  channels = 3,
): Tensor {
  const [width, height] = size;
  const { layout = 'nhwc' } = spec;
  const whole = parsePreprocess({
    kind: 'image',
    layout,
    channels: 'rgb',
    width,
    height,
    ...spec,
  }) as ImagePreprocess;
  const shape = layout === 'nchw' ? [1, channels, height, width] : [1, height, width, channels];
  return imageTensor({ name: 'picture', dtype, shape }, whole, image);
}

/** The same for all three channels. */
export const triple = (value: number): [number, number, number] => [value, value, value];

/** "Good morning." at 16 kHz. */
export async function speech(): Promise<Float32Array> {
  const { samples } = decodeWav(await asset('good-morning.wav'));
  return samples;
}

export function sine(hertz: number, rate: number, length: number): Float32Array {
  return Float32Array.from({ length }, (_, at) => 0.5 * Math.sin((2 * Math.PI * hertz * at) / rate));
}

/** The same every time, between -`height` / 2 and as much above. */
export function noise(length: number, height: number): Float32Array {
  let seed = 1;
  return Float32Array.from({ length }, () => {
    seed = (seed * 1664525 + 1013904223) >>> 0;
    return (seed / 2 ** 32 - 0.5) * height;
  });
}

export const f32 = (shape: number[], data: Float32Array): Tensor => ({ dtype: 'float32', shape, data });
export const zeros = (...shape: number[]) =>
  f32(shape, new Float32Array(shape.reduce((product, size) => product * size, 1)));
export const int64 = (value: number): Tensor => ({
  dtype: 'int64',
  shape: [],
  data: BigInt64Array.of(BigInt(value)),
});
