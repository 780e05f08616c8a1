// How a picture that went into a model reads as a picture again.
import { expect, test } from 'vitest';
import { pictureMeaning } from '../../src/app/state/shown-again.ts';
import type { ImagePreprocess } from '../../src/lib/index.ts';

const AS_IT_IS: ImagePreprocess = {
  kind: 'image',
  layout: 'nchw',
  channels: 'bgr',
  fit: 'stretch',
  mean: [0, 0, 0],
  std: [1, 1, 1],
};
const HALVES = { mean: [0.5, 0.5, 0.5], std: [0.5, 0.5, 0.5] } satisfies Partial<ImagePreprocess>;
const IMAGENET = {
  mean: [0.485, 0.456, 0.406],
  std: [0.229, 0.224, 0.225],
} satisfies Partial<ImagePreprocess>;

test.each<[string, Partial<ImagePreprocess>, string, string | undefined]>([
  ['whole numbers are 0 to 255, whatever mean and deviation say', IMAGENET, 'uint8', 'byte'],
  ['0 to 1', {}, 'float32', 'unit'],
  ['0 to 255', { range: 'byte' }, 'float16', 'byte'],
  ['(pixel / 255 − 0.5) / 0.5 is −1 to 1', HALVES, 'float32', 'signed'],
  ['0 to 255 with a mean of 0.5 is none of them', { ...HALVES, range: 'byte' }, 'float32', undefined],
  ['a mean of its own', IMAGENET, 'float32', undefined],
  ['a fourth channel', { alpha: 1 }, 'float32', undefined],
])('%s', (_, more, dtype, range) => {
  const read = pictureMeaning({ ...AS_IT_IS, ...more }, dtype);
  expect(read).toEqual(range && { kind: 'image', layout: 'nchw', channels: 'bgr', range });
});
