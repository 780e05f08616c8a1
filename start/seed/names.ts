// Believable names, summaries and sizes for listings.

export interface Theme {
  task: string;
  /** Nouns that name such a model. */
  nouns: string[];
  /** What the summary says it does. */
  does: string;
  megabytes: [number, number];
}

export const THEMES: Theme[] = [
  {
    task: 'image-classification',
    nouns: ['vit', 'resnet', 'mobilenet', 'efficientnet', 'plant-id', 'skin-lesion', 'bird-id', 'food-101'],
    does: 'Names what a picture shows',
    megabytes: [2, 90],
  },
  {
    task: 'object-detection',
    nouns: ['yolo', 'detr', 'traffic-signs', 'shelf-count', 'drone-view', 'face-boxes'],
    does: 'Finds things in a picture and boxes them',
    megabytes: [4, 120],
  },
  {
    task: 'image-segmentation',
    nouns: ['segformer', 'unet', 'cloud-mask', 'cell-mask', 'background-cut', 'road-mask'],
    does: 'Cuts a picture into its parts',
    megabytes: [8, 180],
  },
  {
    task: 'text-classification',
    nouns: ['sentiment', 'toxicity', 'intent', 'language-id', 'spam', 'topic', 'emotion'],
    does: 'Sorts a text into its kind',
    megabytes: [1, 70],
  },
  {
    task: 'feature-extraction',
    nouns: ['minilm', 'gte', 'e5', 'clip-text', 'code-embed', 'legal-embed'],
    does: 'Turns text into vectors for search',
    megabytes: [15, 220],
  },
  {
    task: 'automatic-speech-recognition',
    nouns: ['whisper', 'moonshine', 'wav2vec', 'keyword-spot', 'call-notes'],
    does: 'Writes down what is said',
    megabytes: [12, 300],
  },
  {
    task: 'audio-classification',
    nouns: ['yamnet', 'bird-song', 'engine-fault', 'cough', 'genre'],
    does: 'Says what is heard',
    megabytes: [2, 40],
  },
  {
    task: 'text-generation',
    nouns: ['tinyllama', 'smollm', 'qwen', 'phi', 'story', 'sql-writer'],
    does: 'Continues a text',
    megabytes: [120, 1800],
  },
  {
    task: 'image-to-image',
    nouns: ['upscale', 'denoise', 'deblur', 'colorize', 'anime-style'],
    does: 'Makes a better picture of a picture',
    megabytes: [3, 90],
  },
  {
    task: 'depth-estimation',
    nouns: ['midas', 'depth-anything', 'room-depth'],
    does: 'Estimates how far away things are',
    megabytes: [20, 200],
  },
  {
    task: 'tabular-classification',
    nouns: ['churn', 'credit-risk', 'fraud', 'readmission', 'default-risk'],
    does: 'Classifies rows of a table',
    megabytes: [1, 6],
  },
];

export const QUALITIES = [
  'tiny',
  'small',
  'base',
  'fast',
  'quantized',
  'mobile',
  'multilingual',
  'distilled',
  'robust',
  'night',
  'v2',
  'pro',
  'lite',
  'turbo',
  'clean',
  'open',
];

export const USES = [
  'for phones',
  'for the browser',
  'on ordinary hardware',
  'for noisy input',
  'for small shops',
  'for field work',
  'for research',
  'for support teams',
  'in under a second',
  'in forty languages',
];
