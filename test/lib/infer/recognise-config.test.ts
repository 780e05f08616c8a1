// Preprocessing as transformers writes it, to ours; expected values by hand.
import { describe, expect, test } from 'vitest';
import { labelsOf, readConfig, readPreprocessor } from '../../../src/lib/infer/recognise-config.ts';

const IMAGENET = { image_mean: [0.485, 0.456, 0.406], image_std: [0.229, 0.224, 0.225] };

describe('what preprocessor_config.json says of a picture', () => {
  test('ViT: one size, ImageNet ranges', () => {
    const { image, deviations } = readPreprocessor({
      image_processor_type: 'ViTImageProcessor',
      size: { height: 224, width: 224 },
      do_rescale: true,
      rescale_factor: 0.00392156862745098,
      do_normalize: true,
      resample: 2,
      ...IMAGENET,
    });
    expect(deviations).toEqual([]);
    expect(image).toEqual({
      channels: 'rgb',
      width: 224,
      height: 224,
      fit: 'stretch',
      mean: [0.485, 0.456, 0.406],
      std: [0.229, 0.224, 0.225],
    });
  });

  test('ResNet: scaled to 256, cut to 224, bicubic: cut to 224, and both differences told', () => {
    const { image, deviations } = readPreprocessor({
      size: { shortest_edge: 256 },
      do_center_crop: true,
      crop_size: { height: 224, width: 224 },
      resample: 3,
      ...IMAGENET,
    });
    expect(image).toMatchObject({ width: 224, height: 224, fit: 'cover' });
    expect(deviations).toEqual(['resample', 'crop']);
  });

  test('pixels left as 0 to 255: std is 1/255', () => {
    const { image } = readPreprocessor({ size: 32, do_rescale: false, do_normalize: false });
    expect(image).toMatchObject({ width: 32, height: 32, mean: [0, 0, 0] });
    expect(image!.std![0]).toBeCloseTo(1 / 255, 10);
  });

  test('normalised without rescaling: (pixel - 127.5) / 127.5 is (pixel / 255 - 0.5) / 0.5', () => {
    const { image } = readPreprocessor({
      size: 32,
      do_rescale: false,
      image_mean: [127.5, 127.5, 127.5],
      image_std: [127.5, 127.5, 127.5],
    });
    expect(image).toMatchObject({ mean: [0.5, 0.5, 0.5], std: [0.5, 0.5, 0.5] });
  });

  test('EfficientNet: pixel / 127.5 - 1 is (pixel / 255 - 0.5) / 0.5', () => {
    const { image } = readPreprocessor({
      size: 300,
      rescale_factor: 1 / 127.5,
      rescale_offset: true,
      do_normalize: false,
    });
    expect(image).toMatchObject({ mean: [0.5, 0.5, 0.5], std: [0.5, 0.5, 0.5] });
  });

  test('DETR: the long side is bounded; MobileViT: channels are turned', () => {
    expect(
      readPreprocessor({ size: { shortest_edge: 800, longest_edge: 1333 }, ...IMAGENET }).image,
    ).toMatchObject({ maxSide: 1333 });
    expect(readPreprocessor({ size: 256, do_flip_channel_order: true }).image).toMatchObject({
      channels: 'bgr',
    });
  });

  test.each([
    ['null', null],
    ['a list', []],
    ['a text', 'x'],
    ['huge and negative sizes', { size: { height: -1, width: 1e300 }, image_mean: 'x', image_std: [1, 2] }],
    ['a million', { size: { height: 1e6, width: 1e6 } }],
    ['not numbers', { size: { height: '224', width: null }, rescale_factor: 'NaN', crop_size: [] }],
  ])('%s: no size is believed', (_, json) => {
    const { image } = readPreprocessor(json);
    expect(image?.width).toBeUndefined();
    expect(image?.height).toBeUndefined();
    for (const value of [...(image?.mean ?? []), ...(image?.std ?? [])]) expect(value).toBeTypeOf('number');
  });
});

test('a recording has its rate; a spectrogram is told to be out of reach', () => {
  expect(readPreprocessor({ sampling_rate: 16_000, do_normalize: true })).toEqual({
    audio: { sampleRate: 16_000 },
    deviations: ['audio-normalise'],
  });
  expect(readPreprocessor({ sampling_rate: 16_000, n_fft: 400, feature_size: 80 })).toEqual({
    deviations: ['spectrogram'],
  });
});

describe('what config.json says', () => {
  test('class, labels and where it comes from', () => {
    expect(
      readConfig({
        architectures: ['ViTForImageClassification'],
        _name_or_path: 'google/vit-base',
        id2label: { 1: 'dog', 0: 'cat', 2: 'bird' },
        image_size: 224,
      }),
    ).toEqual({
      task: 'image-classification',
      origin: 'google/vit-base',
      labels: ['cat', 'dog', 'bird'],
      multiLabel: false,
      imageSize: 224,
    });
  });

  test('label2id stands in for id2label; a local path is no origin', () => {
    expect(readConfig({ label2id: { no: 0, yes: 1 }, _name_or_path: '/home/me/x y' })).toEqual({
      labels: ['no', 'yes'],
      multiLabel: false,
    });
  });

  test.each([
    ['a gap', { 0: 'a', 2: 'b' }],
    ['the same number twice', { '0': 'a', '00': 'b' }],
    ['something that is no text', { 0: 'a', 1: 7 }],
    ['numbers nobody named', { 0: 'LABEL_0', 1: 'LABEL_1' }],
    ['a negative number', { '-1': 'a', '0': 'b' }],
    ['nothing', undefined],
  ])('labels with %s are none', (_, value) => {
    expect(labelsOf(value)).toBeUndefined();
  });
});
