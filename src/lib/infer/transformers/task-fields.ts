// How people meet each task: what stands above a field, what is in it to begin with, how an answer is shown. For a manifest
// to start from; its author may change any of it. Pure.
import type { ManifestInput, ManifestOutput } from '../../model/manifest.ts';
import type {
  AudioPreprocess,
  ImagePreprocess,
  LabelsPostprocess,
  StringsPreprocess,
} from '../../model/manifest-meaning.ts';
import type { TensorInfo } from '../../model/tensor.ts';
import { transformersSignature, type TransformersTask } from './task-signature.ts';

/** What a folder says that a form shows. */
export interface TaskFacts {
  /** Of the recordings it takes. */
  sampleRate?: number;
  /** Of the sound it makes. */
  outputRate?: number;
  /** What stands for the word that is sought, e.g. `[MASK]`. */
  maskToken?: string;
}

const LINES: StringsPreprocess = { kind: 'strings', split: 'lines' };
const SPEECH_RATE = 16_000;
const TOP: LabelsPostprocess = { kind: 'labels', labels: [], names: 'labels', activation: 'none', top: 5 };
/** Enlarged pictures and planes of floats take many times the room of the picture given. */
const LARGE_RESULT = 512;
const LARGE = 2_048;

type Field = Partial<Pick<ManifestInput, 'label' | 'preprocess' | 'initial' | 'range' | 'advanced'>>;

function inputFields(task: TransformersTask, { sampleRate, maskToken }: TaskFacts): Record<string, Field> {
  const mask = maskToken ?? '[MASK]';
  const masked = {
    label: `Text with ${mask} in place of a word`,
    initial: `The capital of France is ${mask}.`,
  };
  return {
    text: task === 'fill-mask' ? masked : { label: TEXTS[task] ?? 'Text' },
    question: { label: 'Question' },
    context: { label: 'Text to find the answer in' },
    texts: { label: 'Texts, one a line', preprocess: LINES },
    candidates: {
      label:
        task === 'zero-shot-object-detection'
          ? 'What to look for, one a line'
          : 'Labels to choose from, one a line',
      preprocess: LINES,
      initial: CANDIDATES[task] ?? '',
    },
    image: { label: 'Picture', preprocess: imageField(task === 'image-to-image' ? LARGE_RESULT : LARGE) },
    audio: { label: 'Recording', preprocess: audioField(sampleRate ?? SPEECH_RATE) },
    max_new_tokens: {
      label: 'Longest answer, in tokens',
      initial: 128,
      range: { min: 1, max: 1_024, step: 1 },
    },
    threshold: {
      label: 'Least score that counts',
      initial: task === 'zero-shot-object-detection' ? 0.1 : 0.5,
      range: { min: 0, max: 1, step: 0.05 },
    },
  };
}

const TEXTS: Partial<Record<TransformersTask, string>> = {
  translation: 'Text to translate',
  summarization: 'Text to sum up',
  'text-to-audio': 'Text to say',
};
const CANDIDATES: Partial<Record<TransformersTask, string>> = {
  'zero-shot-classification': 'politics\nsport\nscience',
  'zero-shot-image-classification': 'a cat\na dog\na car',
  'zero-shot-audio-classification': 'speech\nmusic\nrain',
  'zero-shot-object-detection': 'a cat\na person\na car',
};

function imageField(maxSide: number): ImagePreprocess {
  return {
    kind: 'image',
    layout: 'nhwc',
    channels: 'rgb',
    fit: 'stretch',
    mean: [0, 0, 0],
    std: [1, 1, 1],
    maxSide,
  };
}

function audioField(sampleRate: number): AudioPreprocess {
  return { kind: 'audio', sampleRate, window: 'start' };
}

type Shown = Partial<Pick<ManifestOutput, 'label' | 'postprocess' | 'secondary'>>;
const ASIDE: Shown = { secondary: true };
const WRITTEN: Record<string, Shown> = { text: { label: 'Answer', postprocess: { kind: 'text' } } };
const RANKED: Record<string, Shown> = { labels: ASIDE, scores: { label: 'Labels', postprocess: TOP } };
const BOXED: Record<string, Shown> = {
  boxes: {
    label: 'Found',
    postprocess: {
      kind: 'detections',
      format: 'xyxy',
      scale: 'pixel',
      box: 0,
      scores: { outputs: ['scores'], column: 0, activation: 'none' },
      classes: { output: 'labels', column: 0, base: 0 },
      labels: [],
      // What counts was decided by the run.
      threshold: 0,
      top: 100,
    },
  },
  labels: ASIDE,
  scores: ASIDE,
};
const picture: Shown = {
  label: 'Picture',
  postprocess: { kind: 'image', layout: 'nhwc', channels: 'rgb', range: 'byte' },
};

function outputFields(
  task: TransformersTask,
  { outputRate = SPEECH_RATE }: TaskFacts,
): Record<string, Shown> {
  switch (task) {
    case 'token-classification':
      return {
        start: {
          label: 'Found in the text',
          postprocess: { kind: 'spans', of: 'text', ends: 'end', names: 'labels', scores: 'scores' },
        },
        end: ASIDE,
        labels: ASIDE,
        scores: ASIDE,
      };
    case 'question-answering':
      return {
        answer: { label: 'Answer', postprocess: { kind: 'text', score: 'score' } },
        score: ASIDE,
        start: { label: 'In the text', postprocess: { kind: 'spans', of: 'context', ends: 'end' } },
        end: ASIDE,
      };
    case 'feature-extraction':
      return { embeddings: { label: 'How alike', postprocess: { kind: 'embedding', of: 'texts' } } };
    case 'image-feature-extraction':
      return { embeddings: { label: 'Vector' } };
    case 'text-to-audio':
      return {
        audio: { label: 'Sound', postprocess: { kind: 'audio', sampleRate: outputRate } },
        sample_rate: ASIDE,
      };
    case 'object-detection':
    case 'zero-shot-object-detection':
      return BOXED;
    case 'image-segmentation':
      return {
        masks: {
          label: 'Parts of the picture',
          postprocess: {
            kind: 'mask',
            values: 'planes',
            layout: 'nchw',
            labels: [],
            names: 'labels',
            activation: 'none',
            threshold: 0.5,
          },
        },
        labels: ASIDE,
        scores: ASIDE,
      };
    case 'depth-estimation':
      return { depth: { label: 'Depth', postprocess: { kind: 'heatmap', scale: 'spread' } } };
    case 'image-to-image':
    case 'background-removal':
      return { result: picture };
    case 'automatic-speech-recognition':
      return { text: { label: 'What was said', postprocess: { kind: 'text' } } };
    default:
      return { ...RANKED, ...WRITTEN };
  }
}

/** What a manifest of this task says of its inputs and outputs. */
export function taskFields(
  task: TransformersTask,
  facts: TaskFacts = {},
): { inputs: ManifestInput[]; outputs: ManifestOutput[] } {
  const { inputs, outputs } = transformersSignature(task);
  const fields = inputFields(task, facts);
  const shown = outputFields(task, facts);
  return {
    inputs: inputs.map((info): ManifestInput => ({ ...plain(info), ...fields[info.name] })),
    outputs: outputs.map((info): ManifestOutput => ({ ...plain(info), ...shown[info.name] })),
  };
}

function plain({ name, dtype, shape }: TensorInfo): {
  name: string;
  dtype: TensorInfo['dtype'];
  shape: TensorInfo['shape'][number][];
} {
  return { name, dtype, shape: [...shape] };
}
