// Believable names, summaries and sizes for listings.

export interface Theme {
  task: string;
  /** Nouns that name such a model. */
  nouns: string[];
  /** What the summary says it does. */
  does: string;
  /** Words its authors tag it with. */
  tags: string[];
  megabytes: [number, number];
}

export const THEMES: Theme[] = [
  {
    task: 'image-classification',
    nouns: ['vit', 'resnet', 'mobilenet', 'efficientnet', 'plant-id', 'skin-lesion', 'bird-id', 'food-101'],
    does: 'Names what a picture shows',
    tags: ['vision', 'image', 'photos', 'imagenet', 'vit', 'cnn'],
    megabytes: [2, 90],
  },
  {
    task: 'object-detection',
    nouns: ['yolo', 'detr', 'traffic-signs', 'shelf-count', 'drone-view', 'face-boxes'],
    does: 'Finds things in a picture and boxes them',
    tags: ['vision', 'detection', 'bounding-boxes', 'coco', 'real-time'],
    megabytes: [4, 120],
  },
  {
    task: 'image-segmentation',
    nouns: ['segformer', 'unet', 'cloud-mask', 'cell-mask', 'background-cut', 'road-mask'],
    does: 'Cuts a picture into its parts',
    tags: ['vision', 'segmentation', 'masks', 'medical', 'satellite'],
    megabytes: [8, 180],
  },
  {
    task: 'text-classification',
    nouns: ['sentiment', 'toxicity', 'intent', 'language-id', 'spam', 'topic', 'emotion'],
    does: 'Sorts a text into its kind',
    tags: ['nlp', 'text', 'moderation', 'english', 'multilingual'],
    megabytes: [1, 70],
  },
  {
    task: 'feature-extraction',
    nouns: ['minilm', 'gte', 'e5', 'clip-text', 'code-embed', 'legal-embed'],
    does: 'Turns text into vectors for search',
    tags: ['nlp', 'embeddings', 'search', 'rag', 'sentence-similarity'],
    megabytes: [15, 220],
  },
  {
    task: 'automatic-speech-recognition',
    nouns: ['whisper', 'moonshine', 'wav2vec', 'keyword-spot', 'call-notes'],
    does: 'Writes down what is said',
    tags: ['audio', 'speech', 'transcription', 'multilingual', 'real-time'],
    megabytes: [12, 300],
  },
  {
    task: 'audio-classification',
    nouns: ['yamnet', 'bird-song', 'engine-fault', 'cough', 'genre'],
    does: 'Says what is heard',
    tags: ['audio', 'sound', 'wildlife', 'industry'],
    megabytes: [2, 40],
  },
  {
    task: 'text-generation',
    nouns: ['tinyllama', 'smollm', 'qwen', 'phi', 'story', 'sql-writer'],
    does: 'Continues a text',
    tags: ['nlp', 'llm', 'chat', 'code', 'english'],
    megabytes: [120, 1800],
  },
  {
    task: 'image-to-image',
    nouns: ['upscale', 'denoise', 'deblur', 'colorize', 'anime-style'],
    does: 'Makes a better picture of a picture',
    tags: ['vision', 'super-resolution', 'restoration', 'photos'],
    megabytes: [3, 90],
  },
  {
    task: 'depth-estimation',
    nouns: ['midas', 'depth-anything', 'room-depth'],
    does: 'Estimates how far away things are',
    tags: ['vision', 'depth', '3d', 'robotics'],
    megabytes: [20, 200],
  },
  {
    task: 'tabular-classification',
    nouns: ['churn', 'credit-risk', 'fraud', 'readmission', 'default-risk'],
    does: 'Classifies rows of a table',
    tags: ['tabular', 'finance', 'risk', 'gradient-boosting'],
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

/** With their shares in a hundred; some authors name none. */
export const LICENSES: [string, number][] = [
  ['apache-2.0', 34],
  ['mit', 26],
  ['cc-by-4.0', 8],
  ['cc-by-nc-4.0', 6],
  ['openrail', 6],
  ['gpl-3.0', 5],
  ['bsd-3-clause', 3],
  ['cc0-1.0', 2],
  ['', 10],
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
