// What each task of @huggingface/transformers takes and gives here: plain tensors at the level of the task. Pure, and
// without the library, so that a page can propose it before anything is loaded.
import type { DType, ModelSignature, TensorInfo } from '../../model/tensor.ts';

const tensor = (name: string, dtype: DType, ...shape: (number | string)[]): TensorInfo => ({
  name,
  dtype,
  shape,
});

const TEXT = tensor('text', 'string');
/** Red, green, blue, 0 to 255. */
const IMAGE = tensor('image', 'uint8', 'height', 'width', 3);
/** Mono, -1 to 1, at the rate that the model's own configuration names (16 kHz where it names none). */
const AUDIO = tensor('audio', 'float32', 'samples');
const CANDIDATES = tensor('candidates', 'string', 'candidates');
const LENGTH = tensor('max_new_tokens', 'int32');
const SCORED = [tensor('labels', 'string', 'labels'), tensor('scores', 'float32', 'labels')];
const BOXED = [
  /** Left, top, right, bottom in pixels of the picture. */
  tensor('boxes', 'float32', 'found', 4),
  tensor('labels', 'string', 'found'),
  tensor('scores', 'float32', 'found'),
];
const WRITTEN = [TEXT];

const SIGNATURES = {
  'text-classification': { inputs: [TEXT], outputs: SCORED },
  'zero-shot-classification': { inputs: [TEXT, CANDIDATES], outputs: SCORED },
  'fill-mask': { inputs: [TEXT], outputs: SCORED },
  'token-classification': {
    inputs: [TEXT],
    outputs: [
      /** In UTF-16 units of the text. */
      tensor('start', 'int32', 'found'),
      tensor('end', 'int32', 'found'),
      tensor('labels', 'string', 'found'),
      tensor('scores', 'float32', 'found'),
    ],
  },
  'question-answering': {
    inputs: [tensor('question', 'string'), tensor('context', 'string')],
    outputs: [
      tensor('answer', 'string'),
      tensor('score', 'float32'),
      /** In UTF-16 units of the context; -1 where the answer is not found in it letter for letter. */
      tensor('start', 'int32'),
      tensor('end', 'int32'),
    ],
  },
  'feature-extraction': {
    inputs: [tensor('texts', 'string', 'texts')],
    outputs: [tensor('embeddings', 'float32', 'texts', 'size')],
  },
  summarization: { inputs: [TEXT, LENGTH], outputs: WRITTEN },
  translation: { inputs: [TEXT, LENGTH], outputs: WRITTEN },
  'text2text-generation': { inputs: [TEXT, LENGTH], outputs: WRITTEN },
  'automatic-speech-recognition': { inputs: [AUDIO], outputs: WRITTEN },
  'audio-classification': { inputs: [AUDIO], outputs: SCORED },
  'zero-shot-audio-classification': { inputs: [AUDIO, CANDIDATES], outputs: SCORED },
  'text-to-audio': {
    inputs: [TEXT],
    outputs: [tensor('audio', 'float32', 'samples'), tensor('sample_rate', 'int32')],
  },
  'image-classification': { inputs: [IMAGE], outputs: SCORED },
  'zero-shot-image-classification': { inputs: [IMAGE, CANDIDATES], outputs: SCORED },
  'object-detection': { inputs: [IMAGE, tensor('threshold', 'float32')], outputs: BOXED },
  'zero-shot-object-detection': {
    inputs: [IMAGE, CANDIDATES, tensor('threshold', 'float32')],
    outputs: BOXED,
  },
  'image-segmentation': {
    inputs: [IMAGE],
    outputs: [
      /** 0 or 255, one plane for each that was found. */
      tensor('masks', 'uint8', 'found', 'height', 'width'),
      tensor('labels', 'string', 'found'),
      tensor('scores', 'float32', 'found'),
    ],
  },
  'depth-estimation': { inputs: [IMAGE], outputs: [tensor('depth', 'float32', 'height', 'width')] },
  'image-to-image': { inputs: [IMAGE], outputs: [tensor('result', 'uint8', 'height2', 'width2', 3)] },
  'background-removal': { inputs: [IMAGE], outputs: [tensor('result', 'uint8', 'height', 'width', 4)] },
  'image-to-text': { inputs: [IMAGE, LENGTH], outputs: WRITTEN },
  'image-feature-extraction': { inputs: [IMAGE], outputs: [tensor('embeddings', 'float32', 1, 'size')] },
} satisfies Record<string, ModelSignature>;

export type TransformersTask = keyof typeof SIGNATURES;

export function isTransformersTask(task: string): task is TransformersTask {
  return Object.hasOwn(SIGNATURES, task);
}

export function transformersSignature(task: TransformersTask): ModelSignature {
  return SIGNATURES[task];
}

/** Tasks whose answer is written token by token. */
export function writesText(task: TransformersTask): boolean {
  const { inputs }: ModelSignature = SIGNATURES[task];
  return inputs.includes(LENGTH);
}

/** Which texts a folder must have beside config.json. */
export function taskNeeds(task: TransformersTask): { tokenizer: boolean; processor: boolean } {
  const { inputs, outputs }: ModelSignature = SIGNATURES[task];
  return {
    tokenizer: inputs.some(({ dtype }) => dtype === 'string') || outputs.includes(TEXT),
    processor: inputs.includes(IMAGE) || inputs.includes(AUDIO),
  };
}
