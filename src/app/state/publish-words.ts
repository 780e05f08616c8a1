// What is said of files that were recognised, or were not. Pure.
import type { LeftReason, Precision, Remark } from '../../lib/index.ts';

export const PRECISION_WORDS: Record<Precision, string> = {
  full: 'full precision',
  fp16: 'half precision',
  int8: '8-bit',
  uint8: '8-bit',
  q4: '4-bit',
  q4f16: '4-bit, half precision',
  bnb4: '4-bit',
};

export const LEFT_WORDS: Record<LeftReason, string> = {
  'unsound-path': 'its path could lead anywhere',
  'too-deep': 'it lies in too many folders',
  duplicate: 'another file has its name',
  empty: 'it is empty',
  hidden: 'a hidden file',
  'other-framework': 'for another framework',
  'other-model': 'another model',
  card: 'its text is the card',
  pointer: 'only a pointer to the file: fetch it first, with git lfs pull',
  tfjs: 'part of the TensorFlow.js model',
  unused: 'the model does not need it',
  removed: 'you took it out',
};

/** Left by judgement, not by rule: the author may know better. */
export const CAN_INCLUDE: ReadonlySet<LeftReason> = new Set([
  'hidden',
  'other-framework',
  'other-model',
  'unused',
  'removed',
]);

export const REMARK_WORDS: Record<Remark['kind'], (path: string) => string> = {
  'not-json': (path) => `${path} is not JSON. Nothing was taken from it.`,
  'too-large-to-read': (path) => `${path} is too large for what it is called. Nothing was taken from it.`,
  'front-matter-broken': (path) => `The block at the head of ${path} never ends, so it was read as text.`,
  'card-cut': (path) => `${path} is longer than a card may be, and was cut.`,
  'several-models': (path) =>
    `These are several models. A listing runs one of them: ${path}, unless you choose another.`,
  'tokenizer-kept': (path) =>
    `The model reads tokens. ${path} is published with it, but callers give token numbers for now.`,
  crop: (path) =>
    `${path} scales a picture before it cuts it. Here it is only cut, so results can differ a little.`,
  resample: (path) =>
    `${path} asks for another way of scaling than the bilinear one used here. Results can differ a little.`,
  pad: (path) => `${path} pads pictures to one size. Here they are not padded.`,
  'audio-normalise': (path) =>
    `${path} asks for recordings of mean 0 and variance 1. Here they stay as recorded.`,
  spectrogram: (path) => `By ${path} the model takes a spectrogram. Callers give it as numbers for now.`,
};
