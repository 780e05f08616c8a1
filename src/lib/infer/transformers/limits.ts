// What is not begun at all: nothing given, or so much that no run of it would end while anybody waits. Pure.
import type { Tensors } from '../../model/tensor.ts';
import { InferError } from '../errors.ts';

/** UTF-16 units of all texts together. */
const MOST_TEXT = 1_000_000;
/** Each is a run of its own, or a row of one. */
const MOST_LINES = 1_000;
/** Seventy minutes at 16 kHz. */
const MOST_SAMPLES = 2 ** 26;
const MOST_PIXELS = 2 ** 26;
const BOUNDS = { max_new_tokens: { min: 1, max: 100_000 }, threshold: { min: 0, max: 1 } };

/** `inputs` fit the task's signature. @throws InferError 'infer/bad-prompt' | 'infer/prompt-too-long' | 'infer/bad-media' | 'infer/bad-option' */
export function checkGiven(inputs: Tensors): void {
  let length = 0;
  for (const [name, { dtype, shape, data }] of Object.entries(inputs)) {
    if (Array.isArray(data)) {
      checkTexts(name, data);
      length += data.reduce((sum, text) => sum + text.length, 0);
    } else if (name === 'audio') checkSound(data.length);
    else if (name === 'image' && dtype === 'uint8') checkPicture(shape);
    else if (Object.hasOwn(BOUNDS, name)) checkNumber(name as keyof typeof BOUNDS, Number(data[0]));
  }
  if (length > MOST_TEXT) {
    throw new InferError('infer/prompt-too-long', `The text has ${length} characters`, {
      details: { characters: length, most: MOST_TEXT },
    });
  }
}

function checkTexts(name: string, texts: readonly string[]): void {
  const lists = name === 'candidates' || name === 'texts';
  if (lists && (texts.length === 0 || texts.length > MOST_LINES)) {
    throw new InferError('infer/bad-option', `${name} are 1 to ${MOST_LINES}, not ${texts.length}`, {
      details: { name, min: 1, max: MOST_LINES },
    });
  }
  if (texts.some((text) => text.trim() === '')) {
    throw new InferError('infer/bad-prompt', `"${name}" has a text with nothing in it`, {
      details: { name },
    });
  }
}

function checkSound(samples: number): void {
  if (samples > 0 && samples <= MOST_SAMPLES) return;
  const said =
    samples === 0 ? 'The recording is empty' : 'The recording is longer than can be taken in at once';
  throw new InferError('infer/bad-media', said, { details: { samples, most: MOST_SAMPLES } });
}

function checkPicture([height = 0, width = 0]: readonly number[]): void {
  if (height > 0 && width > 0 && height * width <= MOST_PIXELS) return;
  const said =
    height * width === 0 ? 'The picture has no pixels' : 'The picture is larger than can be taken in';
  throw new InferError('infer/bad-media', said, { details: { width, height } });
}

function checkNumber(name: keyof typeof BOUNDS, value: number): void {
  const { min, max } = BOUNDS[name];
  if (value >= min && value <= max) return;
  throw new InferError('infer/bad-option', `${name} is between ${min} and ${max}, not ${value}`, {
    details: { name, min, max },
  });
}

/** @throws InferError 'infer/not-a-number' */
export function checkAnswer(outputs: Tensors): void {
  for (const [name, { dtype, data }] of Object.entries(outputs)) {
    if (dtype !== 'float32' || !(data as Float32Array).some(Number.isNaN)) continue;
    throw new InferError('infer/not-a-number', `The model's "${name}" is not a number`, {
      details: { name },
    });
  }
}
