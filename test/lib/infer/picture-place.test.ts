import { describe, expect, it } from 'vitest';
import { imageTensor } from '../../../src/lib/infer/image.ts';
import { pictureFrame, toPicture } from '../../../src/lib/infer/picture-place.ts';
import type { ImagePreprocess } from '../../../src/lib/model/manifest-meaning.ts';
import type { DType, TensorInfo } from '../../../src/lib/model/tensor.ts';

const info = (shape: TensorInfo['shape'], dtype: DType = 'float32') => ({ name: 'x', dtype, shape });
const spec = (more: Partial<ImagePreprocess>): ImagePreprocess => ({
  kind: 'image',
  layout: 'nchw',
  channels: 'rgb',
  fit: 'stretch',
  mean: [0, 0, 0],
  std: [1, 1, 1],
  ...more,
});

describe('the way back from the model to the picture', () => {
  it('stretched: 400 x 100 seen as 100 x 100, so across counts four times', () => {
    const frame = pictureFrame(info([1, 3, 100, 100]), spec({}), { width: 400, height: 100 });
    expect(frame.place).toEqual({ x: 0, y: 0, width: 400, height: 100 });
    expect(toPicture(frame, 25, 50)).toEqual([100, 50]);
  });
  it('contained: 400 x 200 lies as 100 x 50 between bars of 25', () => {
    const frame = pictureFrame(info([1, 3, 100, 100]), spec({ fit: 'contain' }), { width: 400, height: 200 });
    // A model pixel is 4 pixels; its top edge lies 25 * 4 above the picture.
    expect(frame.place).toEqual({ x: 0, y: -100, width: 400, height: 400 });
    expect(toPicture(frame, 0, 25)).toEqual([0, 0]);
    expect(toPicture(frame, 100, 75)).toEqual([400, 200]);
  });
  it('covered: 400 x 200 lies as 200 x 100 with 50 cut off on either side', () => {
    const frame = pictureFrame(info([1, 3, 100, 100]), spec({ fit: 'cover' }), { width: 400, height: 200 });
    expect(frame.place).toEqual({ x: 100, y: 0, width: 200, height: 200 });
    expect(toPicture(frame, 50, 50)).toEqual([200, 100]);
  });
  it('of any size, in multiples: 100 x 50 with the long side 64 is 64 x 32', () => {
    const frame = pictureFrame(info([1, 3, 'h', 'w']), spec({ maxSide: 64, multipleOf: 32 }), {
      width: 100,
      height: 50,
    });
    expect(frame.model).toEqual({ width: 64, height: 32 });
    expect(toPicture(frame, 32, 16)).toEqual([50, 25]);
  });
  it('as it is, where a pipeline takes the picture itself', () => {
    const frame = pictureFrame(info(['h', 'w', 3], 'uint8'), spec({ layout: 'nhwc' }), {
      width: 7,
      height: 5,
    });
    expect(frame.model).toEqual({ width: 7, height: 5 });
    expect(toPicture(frame, 3, 2)).toEqual([3, 2]);
  });
  it('takes an odd remainder where the model has it', () => {
    // 3 x 2 in 4 x 4: scaled to 4 x round(2.67) = 3, one row over, which lies below.
    const frame = pictureFrame(info([1, 3, 4, 4]), spec({ fit: 'contain' }), { width: 3, height: 2 });
    expect(frame.place.y).toBeCloseTo(0, 12);
    expect(toPicture(frame, 4, 3)).toEqual([3, 2]);
  });
});

describe('pixels', () => {
  const red = { width: 1, height: 1, data: Uint8ClampedArray.of(255, 128, 0, 255) };
  it('are the picture itself without a batch axis', () => {
    const tensor = imageTensor(info(['height', 'width', 3], 'uint8'), spec({ layout: 'nhwc' }), red);
    expect(tensor).toEqual({ dtype: 'uint8', shape: [1, 1, 3], data: Uint8Array.of(255, 128, 0) });
  });
  it('are 0 to 255 in floats, less mean, by deviation', () => {
    const byte = spec({ range: 'byte', mean: [127, 127, 127], std: [128, 128, 128] });
    expect([...(imageTensor(info([1, 3, 1, 1]), byte, red).data as Float32Array)]).toEqual([
      1,
      1 / 128,
      Math.fround(-127 / 128),
    ]);
  });
  it('have a constant fourth channel where the model wants one', () => {
    const nhwc = imageTensor(info([1, 2, 1, 4]), spec({ layout: 'nhwc', range: 'byte', alpha: 1 }), red);
    expect([...(nhwc.data as Float32Array)]).toEqual([255, 128, 0, 1, 255, 128, 0, 1]);
    const nchw = imageTensor(info([1, 4, 1, 2]), spec({ range: 'byte', alpha: 1 }), red);
    expect([...(nchw.data as Float32Array)]).toEqual([255, 255, 128, 128, 0, 0, 1, 1]);
  });
  it('are whole numbers for integer inputs', () => {
    expect(imageTensor(info([1, 1, 1, 3], 'int32'), spec({ layout: 'nhwc' }), red).data).toEqual(
      Int32Array.of(255, 128, 0),
    );
  });
  it('are refused by the billion', () => {
    const large = info([1, 3, 1_000_000, 1_000_000]);
    expect(() => imageTensor(large, spec({}), red)).toThrow(
      expect.objectContaining({ code: 'infer/bad-media' }),
    );
  });
});
