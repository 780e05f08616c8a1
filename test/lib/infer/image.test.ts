import { describe, expect, it } from 'vitest';
import { imageTensor, type RgbaImage } from '../../../src/lib/infer/image.ts';
import type { ImagePreprocess } from '../../../src/lib/model/manifest-meaning.ts';
import type { DType, TensorInfo } from '../../../src/lib/model/tensor.ts';

const PLAIN: ImagePreprocess = {
  kind: 'image', layout: 'nchw', channels: 'rgb', fit: 'stretch', mean: [0, 0, 0], std: [1, 1, 1],
}; // prettier-ignore

/** One [r, g, b] or [r, g, b, a] per pixel. */
function picture(width: number, ...pixels: number[][]): RgbaImage {
  const data = Uint8ClampedArray.from(pixels.flatMap(([r, g, b, a = 255]) => [r!, g!, b!, a]));
  return { width, height: pixels.length / width, data };
}
const grey = (width: number, ...values: number[]) => picture(width, ...values.map((v) => [v, v, v]));
const info = (shape: TensorInfo['shape'], dtype: DType = 'float32'): TensorInfo => ({
  name: 'x',
  dtype,
  shape,
});
const OPEN = info([1, 3, null, null]);

const tensor = (image: RgbaImage, spec: Partial<ImagePreprocess> = {}, of = OPEN) =>
  imageTensor(of, { ...PLAIN, ...spec }, image);
/** The first channel, as 0..255. */
const bytes = (image: RgbaImage, spec: Partial<ImagePreprocess> = {}) => {
  const { data, shape } = tensor(image, spec);
  return {
    shape: shape.slice(2),
    values: [...(data as Float32Array).slice(0, shape[2]! * shape[3]!)].map((v) => +(v * 255).toFixed(3)),
  };
};

describe('layout and values', () => {
  const two = picture(2, [255, 0, 51], [0, 102, 255]);

  it('nchw lays plane after plane, nhwc pixel after pixel', () => {
    expect(tensor(two)).toEqual({
      dtype: 'float32',
      shape: [1, 3, 1, 2],
      data: Float32Array.of(1, 0, 0, 0.4, 0.2, 1),
    });
    expect(tensor(two, { layout: 'nhwc' }, info([1, null, null, 3]))).toEqual({
      dtype: 'float32',
      shape: [1, 1, 2, 3],
      data: Float32Array.of(1, 0, 0.2, 0, 0.4, 1),
    });
  });

  it('bgr turns the channels round; mean and std go with the turned channels', () => {
    const { data } = tensor(two, { channels: 'bgr', mean: [0.5, 0, 0], std: [0.5, 1, 2] });
    expect([...(data as Float32Array)].map((v) => +v.toFixed(4))).toEqual([-0.6, 1, 0, 0.4, 0.5, 0]);
  });

  it('integers are the bytes, rounded; float16 is bits', () => {
    expect(tensor(two, {}, info([1, 3, null, null], 'uint8')).data).toEqual(
      Uint8Array.of(255, 0, 0, 102, 51, 255),
    );
    expect(tensor(two, {}, info([1, 3, null, null], 'int32')).data).toEqual(
      Int32Array.of(255, 0, 0, 102, 51, 255),
    );
    expect(tensor(two, {}, info([1, 3, null, null], 'float16')).data).toEqual(
      Uint16Array.of(0x3c00, 0, 0, 0x3666, 0x3266, 0x3c00),
    );
  });

  it('one channel is luminance', () => {
    const { data, shape } = tensor(two, {}, info([1, 1, null, null]));
    expect(shape).toEqual([1, 1, 1, 2]);
    expect((data as Float32Array)[0]).toBeCloseTo(0.299 + 0.2 * 0.114, 6);
  });

  it('what is transparent lies on white', () => {
    expect(tensor(picture(1, [0, 0, 0, 0])).data).toEqual(Float32Array.of(1, 1, 1));
    expect(tensor(picture(1, [0, 0, 0, 51])).data).toEqual(Float32Array.of(0.8, 0.8, 0.8));
  });

  it('three axes stay three', () => {
    expect(tensor(two, {}, info([3, null, null])).shape).toEqual([3, 1, 2]);
  });
});

describe('size', () => {
  it.each([
    ['as it is', {}, [20, 30]],
    ['a width keeps the aspect', { width: 15 }, [10, 15]],
    ['a height keeps the aspect', { height: 40 }, [40, 60]],
    ['both are taken', { width: 7, height: 9 }, [9, 7]],
    ['a longest side scales down', { maxSide: 15 }, [10, 15]],
    ['a longest side does not scale up', { maxSide: 300 }, [20, 30]],
    ['a multiple rounds to the nearest', { multipleOf: 16 }, [16, 32]],
    ['a multiple is at least one', { multipleOf: 64 }, [64, 64]],
    ['a multiple of the free side only', { height: 20, multipleOf: 8 }, [20, 32]],
  ] as const)('%s', (_, spec, size) => {
    const image = grey(30, ...Array.from({ length: 600 }, () => 9));
    expect(tensor(image, spec).shape.slice(2)).toEqual(size);
  });

  it('a size the model fixes is used without being declared', () => {
    expect(tensor(grey(2, 1, 1), {}, info([1, 3, 4, 5])).shape).toEqual([1, 3, 4, 5]);
  });
});

describe('resampling', () => {
  it('is bilinear when enlarging, by pixel centres', () => {
    // Centres of 4 over 2 lie at -0.25, 0.25, 0.75, 1.25; outside, the edge counts alone.
    expect(bytes(grey(2, 0, 100), { width: 4, height: 1 }).values).toEqual([0, 25, 75, 100]);
  });

  it('counts every pixel when reducing', () => {
    // Triangle of half-width 2 round 0.5: 3/4, 3/4, 1/4 over pixels 0, 1, 2, made to sum to one.
    expect(bytes(grey(4, 0, 0, 210, 210), { width: 2, height: 1 }).values).toEqual([30, 180]);
  });

  it('works down as it works across', () => {
    expect(bytes(grey(1, 0, 100), { width: 1, height: 4 }).values).toEqual([0, 25, 75, 100]);
  });
});

describe('fit', () => {
  const wide = grey(4, 10, 20, 30, 40);
  it('stretch ignores the aspect', () => {
    expect(bytes(wide, { width: 4, height: 2 }).values).toEqual([10, 20, 30, 40, 10, 20, 30, 40]);
  });
  it('cover crops the middle', () => {
    expect(bytes(wide, { width: 2, height: 1, fit: 'cover' }).values).toEqual([20, 30]);
  });
  it('contain pads with black', () => {
    expect(bytes(wide, { width: 4, height: 3, fit: 'contain' }).values).toEqual([
      0, 0, 0, 0, 10, 20, 30, 40, 0, 0, 0, 0,
    ]);
  });
});

it('refuses a picture without pixels and an input that is no picture', () => {
  expect(() => tensor({ width: 0, height: 0, data: new Uint8Array(0) })).toThrow(
    expect.objectContaining({ code: 'infer/bad-media' }),
  );
  expect(() => tensor(grey(1, 1), {}, info([1, 10]))).toThrow(
    expect.objectContaining({ code: 'infer/bad-media' }),
  );
});
