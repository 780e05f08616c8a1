// Models that hear and see: levels, colours and fixed places, so that each answer is simple arithmetic.
import { describe, expect, test } from 'vitest';
import type { Tensors } from '../../../../src/lib/model/tensor.ts';
import {
  clip,
  colourAreas,
  colours,
  colourVector,
  depth,
  doubled,
  foreground,
  twoBoxes,
  wanted,
} from '../../../hf-folders/pictures.ts';
import { caption } from '../../../hf-folders/sequence.ts';
import { loudness, speech, spoken } from '../../../hf-folders/sound.ts';
import { clap, tones, whisper } from '../../../hf-folders/tones.ts';
import { ask, lines, open, part, picture, sound, whole, type Colour } from './open.ts';

const share = (score: number, others: readonly number[]) =>
  Math.exp(score) / (Math.exp(score) + others.reduce((sum, other) => sum + Math.exp(other), 0));
const words = (outputs: Tensors, name = 'labels') => outputs[name]!.data as string[];
const numbers = (outputs: Tensors, name = 'scores') => Array.from(outputs[name]!.data as Float32Array);
const RED: Colour = [255, 0, 0];
const BLUE: Colour = [0, 0, 255];

describe('sound', () => {
  test('automatic-speech-recognition: symbols merged, blanks left out', async () => {
    const audio = spoken(['h', 'h', '<pad>', 'i', '|', 'h', 'o', '<pad>', 'o', 'o']);
    expect(
      words(await ask(speech(), 'automatic-speech-recognition', { audio: sound(audio) }), 'text'),
    ).toEqual(['hi hoo']);
  });

  test('audio-classification: ten times the mean level against 5', async () => {
    const audio = Float32Array.of(1, -1, 1, -1);
    const outputs = await ask(loudness(), 'audio-classification', { audio: sound(audio) });
    expect(words(outputs)).toEqual(['loud', 'quiet']);
    expect(numbers(outputs)[0]).toBeCloseTo(share(10, [5]), 6);
  });

  test('zero-shot-audio-classification: the text that names the tone', async () => {
    const outputs = await ask(clap(), 'zero-shot-audio-classification', {
      audio: sound(tones('high')),
      candidates: lines('a low tone', 'a high tone'),
    });
    expect(words(outputs)).toEqual(['a high tone', 'a low tone']);
    expect(numbers(outputs)[0]).toBeCloseTo(share(5, [0]), 6);
  });

  test('of a recording longer than a model hears it is always the beginning', async () => {
    const audio = sound(tones('low', 'low', 'high', 'high', 'high', 'high', 'high', 'high'));
    const model = await open(clap(), 'zero-shot-audio-classification');
    for (let run = 0; run < 5; run++) {
      const { release } = await model.run({ audio, candidates: lines('a low tone', 'a high tone') });
      expect(words(await release())[0]).toBe('a low tone');
    }
    model.dispose();
  });

  test('a model that hears several parts at once is refused as it is opened', async () => {
    await expect(
      open(clap({ truncation: 'fusion' }), 'zero-shot-audio-classification'),
    ).rejects.toMatchObject({
      code: 'infer/load-failed',
      message: expect.stringContaining('fusion') as string,
    });
  });
});

describe('Whisper', () => {
  const hear = async (audio: Float32Array<ArrayBuffer>, folder = whisper()) =>
    words(await ask(folder, 'automatic-speech-recognition', { audio: sound(audio) }), 'text');

  test('writes what it hears, one word each half second', async () => {
    expect(await hear(tones('low', 'high', 'high', 'low'))).toEqual(['low high high low']);
  });

  test('is begun in English where it knows several languages', async () => {
    expect(await hear(tones('high', 'low'), whisper('multilingual'))).toEqual(['high low']);
  });

  test('hears nothing in silence', async () => {
    expect(await hear(tones('silence', 'silence'))).toEqual(['']);
  });

  test('hears a recording longer than its window in parts, and what lies in two of them once', async () => {
    // Windows of six half seconds, four further on each: high, low is in both.
    const [l, h] = ['low', 'high'] as const;
    expect(await hear(tones(l, l, l, l, h, l, h, h, h, h))).toEqual([
      'low low low low high low high high high high',
    ]);
  });

  test('draws no word from scores that are not numbers', async () => {
    const folder = whisper('english', Number.NaN);
    await expect(hear(tones('low'), folder)).rejects.toMatchObject({ code: 'infer/not-a-number' });
  });
});

describe('pictures', () => {
  test('image-classification: ten times the mean colour', async () => {
    const outputs = await ask(colours(), 'image-classification', { image: picture(9, 5, () => RED) });
    expect(words(outputs)[0]).toBe('red');
    expect(numbers(outputs)[0]).toBeCloseTo(share(10, [0, 0]), 6);
  });

  test('object-detection: a box in the middle half, in pixels of the picture given', async () => {
    const outputs = await ask(twoBoxes(), 'object-detection', {
      image: picture(40, 20, () => RED),
      threshold: part(0.5),
    });
    expect(outputs['boxes']).toEqual({
      dtype: 'float32',
      shape: [1, 4],
      data: Float32Array.of(10, 5, 30, 15),
    });
    expect(words(outputs)).toEqual(['cat']);
    expect(numbers(outputs)[0]).toBeCloseTo(share(5, [0, 0]), 6);
  });

  test('object-detection: none above a higher threshold', async () => {
    const outputs = await ask(twoBoxes(), 'object-detection', {
      image: picture(40, 20, () => RED),
      threshold: part(0.99),
    });
    expect(outputs['boxes']!.shape).toEqual([0, 4]);
  });

  test('zero-shot-object-detection: what was asked for, where it is', async () => {
    const outputs = await ask(wanted(), 'zero-shot-object-detection', {
      image: picture(40, 20, () => RED),
      candidates: lines('a blue thing', 'a red thing'),
      threshold: part(0.5),
    });
    expect(words(outputs)).toEqual(['a red thing']);
    expect(Array.from(outputs['boxes']!.data as Float32Array)).toEqual([0, 0, 20, 20]);
    // Each label by itself: 1 / (1 + e^-2).
    expect(numbers(outputs)[0]).toBeCloseTo(1 / (1 + Math.exp(-2)), 6);
  });

  test('image-segmentation: a mask of the size of the picture for each class that is there', async () => {
    const image = picture(8, 8, (x) => (x < 4 ? RED : BLUE));
    const outputs = await ask(colourAreas(), 'image-segmentation', { image });
    expect(words(outputs)).toEqual(['red', 'blue']);
    const left = Array.from({ length: 64 }, (_, index) => (index % 8 < 4 ? 255 : 0));
    expect(outputs['masks']!.shape).toEqual([2, 8, 8]);
    expect(Array.from(outputs['masks']!.data as Uint8Array)).toEqual([
      ...left,
      ...left.map((value) => 255 - value),
    ]);
  });

  test('depth-estimation: from the farthest, 0, to the nearest, 1', async () => {
    const image = picture(8, 4, (x) => (x < 4 ? [0, 0, 0] : [255, 255, 255]));
    const { depth: found } = await ask(depth(), 'depth-estimation', { image });
    expect(found!.shape).toEqual([4, 8]);
    expect([found!.data[0], found!.data[7]]).toEqual([0, 1]);
  });

  test('image-to-image: each pixel becomes four', async () => {
    const image = picture(8, 8, (x, y) => [x * 30, y * 30, 7]);
    const { result } = await ask(doubled(), 'image-to-image', { image });
    expect(result).toEqual({
      ...picture(16, 16, (x, y) => [Math.floor(x / 2) * 30, Math.floor(y / 2) * 30, 7]),
    });
  });

  test('background-removal: what is bright stays', async () => {
    const image = picture(4, 4, (x) => (x < 2 ? [255, 255, 255] : [0, 0, 0]));
    const { result } = await ask(foreground(), 'background-removal', { image });
    expect(result!.shape).toEqual([4, 4, 4]);
    expect([result!.data[3], result!.data[15]]).toEqual([255, 0]);
  });

  test('zero-shot-image-classification: the text whose colour it has', async () => {
    const outputs = await ask(clip(), 'zero-shot-image-classification', {
      image: picture(12, 6, () => BLUE),
      candidates: lines('red', 'blue'),
    });
    expect(words(outputs)).toEqual(['blue', 'red']);
    expect(numbers(outputs)[0]).toBeCloseTo(share(5, [0]), 6);
  });

  test('image-to-text: a line written token by token, with the colour that it sees', async () => {
    const model = await open(caption(), 'image-to-text');
    const told: string[] = [];
    const image = picture(7, 9, () => BLUE);
    const { release } = await model.run(
      { image, max_new_tokens: whole(20) },
      { onText: (piece) => told.push(piece) },
    );
    expect(words(await release(), 'text')).toEqual(['a blue picture']);
    expect(told.join('')).toBe('a blue picture');
    expect(told.length).toBeGreaterThan(1);
    model.dispose();
  });

  test('image-feature-extraction: one vector', async () => {
    const { embeddings } = await ask(colourVector(), 'image-feature-extraction', {
      image: picture(3, 3, () => [255, 0, 51]),
    });
    expect(embeddings!.shape).toEqual([1, 3]);
    [1, 0, 0.2].forEach((value, index) => expect(embeddings!.data[index]).toBeCloseTo(value, 6));
  });
});
