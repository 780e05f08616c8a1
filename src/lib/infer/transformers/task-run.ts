// Each task of @huggingface/transformers from tensors to tensors. Knows neither files nor runtime: it is given a pipeline
// that is open.
import type { Tensor, Tensors } from '../../model/tensor.ts';
import { InferError } from '../errors.ts';
import type { RunControl } from '../runner.ts';
import type { FolderFacts } from './folder-check.ts';
import type { Library } from './library.ts';
import { boxes, floats, ints, scored, strings, text } from './results.ts';
import { placeSpans } from './spans.ts';
import type { TransformersTask } from './task-signature.ts';

/** A pipeline of the library, as it is called here: what it gives differs from task to task. */
export type Pipe = ((...given: unknown[]) => Promise<unknown>) & {
  tokenizer?: InstanceType<Library['PreTrainedTokenizer']>;
  processor?: {
    feature_extractor?: {
      config: { sampling_rate?: unknown; chunk_length?: unknown; nb_max_samples?: unknown };
    };
  };
  model: {
    config: { model_type?: unknown };
    sessions: Record<string, { outputNames: readonly string[] }>;
  };
  dispose(): Promise<void>;
};

interface Call {
  library: Library;
  pipe: Pipe;
  inputs: Tensors;
  control: RunControl;
  facts: FolderFacts;
}

/** An answer is sought among all pairs of a beginning and an end. */
const MOST_PAIRED_TOKENS = 4_096;
/** What Whisper hears at once, seconds, where its folder does not say: longer recordings are cut, with some overlap. */
const WHISPER_WINDOW = 30;

const textOf = (inputs: Tensors, name = 'text') => (inputs[name]!.data as string[])[0]!;
const listOf = (inputs: Tensors, name: string) => inputs[name]!.data as string[];
const numberOf = (inputs: Tensors, name: string) => Number(inputs[name]!.data[0]);

export const RUNS: Record<TransformersTask, (call: Call) => Promise<Tensors>> = {
  'text-classification': async ({ pipe, inputs }) =>
    scored(await pipe(textOf(inputs), { top_k: null }), 'label'),
  'zero-shot-classification': async ({ pipe, inputs }) =>
    scored(await pipe(textOf(inputs), listOf(inputs, 'candidates'))),
  'fill-mask': async ({ pipe, inputs }) => scored(await pipe(textOf(inputs)), 'token_str'),
  async 'token-classification'({ pipe, inputs }) {
    const given = textOf(inputs);
    const found = (await pipe(given, { aggregation_strategy: 'simple' })) as SpanResult[];
    const spans = placeSpans(
      given,
      found.map(({ word, entity_group: label, score }) => ({ word, label, score })),
    );
    return {
      start: ints(spans.map(({ start }) => start)),
      end: ints(spans.map(({ end }) => end)),
      labels: strings(spans.map(({ label }) => label)),
      scores: floats(spans.map(({ score }) => score)),
    };
  },
  async 'question-answering'({ pipe, inputs }) {
    const context = textOf(inputs, 'context');
    checkPairs(pipe, textOf(inputs, 'question'), context);
    const { answer, score } = (await pipe(textOf(inputs, 'question'), context)) as AnswerResult;
    const [place] = placeSpans(context, [{ word: answer, label: '', score }]);
    return {
      // As the text has it: a tokenizer may have folded its case.
      answer: text(place ? context.slice(place.start, place.end) : answer),
      score: scalar('float32', score),
      start: scalar('int32', place?.start ?? -1),
      end: scalar('int32', place?.end ?? -1),
    };
  },
  async 'feature-extraction'({ pipe, inputs, facts: { pooling } }) {
    const found = await pipe(listOf(inputs, 'texts'), { pooling, normalize: true });
    return { embeddings: tensorOf(found) };
  },
  summarization: (call) => write(call, 'summary_text'),
  translation: (call) => write(call, 'translation_text'),
  'text2text-generation': (call) => write(call, 'generated_text'),
  async 'automatic-speech-recognition'({ pipe, inputs }) {
    const audio = inputs['audio']!.data;
    const heard = pipe.processor?.feature_extractor?.config;
    const rate = Number(heard?.sampling_rate ?? 16_000);
    const window = Number(heard?.chunk_length ?? WHISPER_WINDOW);
    const whisper = /whisper/.test(String(pipe.model.config.model_type));
    keepBlanks(pipe);
    const found = (await pipe(audio, {
      ...(whisper ? { logits_processor: [checkScores] } : {}),
      ...(whisper && audio.length > rate * window ? { chunk_length_s: window } : {}),
    })) as { text: string };
    return { text: text(found.text.trim()) };
  },
  'audio-classification': async ({ pipe, inputs }) =>
    scored(await pipe(inputs['audio']!.data, { top_k: null }), 'label'),
  async 'zero-shot-audio-classification'({ pipe, inputs }) {
    const audio = inputs['audio']!.data as Float32Array;
    // Of a longer recording the library would take a part by lot.
    const most = Number(pipe.processor?.feature_extractor?.config.nb_max_samples ?? Infinity);
    const found = (await pipe(audio.subarray(0, most), listOf(inputs, 'candidates'))) as LabelResult[];
    return scored(
      found.sort((a, b) => b.score - a.score),
      'label',
    );
  },
  async 'text-to-audio'({ pipe, inputs }) {
    const found = (await pipe(textOf(inputs))) as { audio: Float32Array; sampling_rate: number };
    const audio = Float32Array.from(found.audio);
    return {
      audio: { dtype: 'float32', shape: [audio.length], data: audio },
      sample_rate: scalar('int32', found.sampling_rate),
    };
  },
  'image-classification': async ({ library, pipe, inputs }) =>
    scored(await pipe(imageOf(library, inputs), { top_k: null }), 'label'),
  'zero-shot-image-classification': async ({ library, pipe, inputs }) =>
    scored(await pipe(imageOf(library, inputs), listOf(inputs, 'candidates')), 'label'),
  'object-detection': async ({ library, pipe, inputs }) =>
    boxes(await pipe(imageOf(library, inputs), { threshold: numberOf(inputs, 'threshold') })),
  'zero-shot-object-detection': async ({ library, pipe, inputs }) =>
    boxes(
      await pipe(imageOf(library, inputs), listOf(inputs, 'candidates'), {
        threshold: numberOf(inputs, 'threshold'),
      }),
    ),
  async 'image-segmentation'({ library, pipe, inputs }) {
    const image = inputs['image']!;
    const found = (await pipe(imageOf(library, inputs))) as SegmentResult[];
    const [height, width] = image.shape as [number, number];
    const masks = new Uint8Array(found.length * height * width);
    for (const [index, { mask }] of found.entries()) {
      const plane = mask.data.subarray(0, height * width);
      masks.set(
        plane.map((value) => (value < 128 ? 0 : 255)),
        index * height * width,
      );
    }
    return {
      masks: { dtype: 'uint8', shape: [found.length, height, width], data: masks },
      labels: strings(found.map(({ label }) => String(label ?? ''))),
      scores: floats(found.map(({ score }) => score ?? 1)),
    };
  },
  async 'depth-estimation'({ library, pipe, inputs }) {
    const { predicted_depth: depth } = (await pipe(imageOf(library, inputs))) as { predicted_depth: unknown };
    return { depth: tensorOf(depth) };
  },
  'image-to-image': async ({ library, pipe, inputs }) => picture(await pipe(imageOf(library, inputs)), 3),
  'background-removal': async ({ library, pipe, inputs }) => picture(await pipe(imageOf(library, inputs)), 4),
  'image-to-text': (call) => write(call, 'generated_text', imageOf(call.library, call.inputs)),
  async 'image-feature-extraction'({ library, pipe, inputs }) {
    const pool = pipe.model.sessions['model']?.outputNames.includes('pooler_output') ?? false;
    const { shape, data } = tensorOf(await pipe(imageOf(library, inputs), { pool }));
    // Of one vector for each patch the first stands for the whole.
    const size = shape.at(-1) ?? 0;
    return {
      embeddings: { dtype: 'float32', shape: [1, size], data: (data as Float32Array).slice(0, size) },
    };
  },
};

interface LabelResult {
  label: string;
  score: number;
}
interface SpanResult {
  word: string;
  entity_group: string;
  score: number;
}
interface AnswerResult {
  answer: string;
  score: number;
}
interface ImageResult {
  width: number;
  height: number;
  channels: number;
  data: Uint8Array;
}
interface SegmentResult {
  label: string | null;
  score: number | null;
  mask: ImageResult;
}

/** Always the likeliest token: what is drawn by lot could not be drawn again. */
async function write(call: Call, key: string, given: unknown = textOf(call.inputs)): Promise<Tensors> {
  const { library, pipe, inputs, control } = call;
  const stopping = new library.InterruptableStoppingCriteria();
  const tokenizer = pipe.tokenizer;
  const look = () => {
    if (control.cancelled() || control.stopped()) stopping.interrupt();
  };
  const streamer =
    tokenizer &&
    new library.TextStreamer(tokenizer, {
      skip_prompt: true,
      skip_special_tokens: true,
      callback_function(piece: string) {
        control.onText?.(piece);
        look();
      },
      token_callback_function: look,
    });
  const found = await pipe(given, {
    max_new_tokens: numberOf(inputs, 'max_new_tokens'),
    do_sample: false,
    stopping_criteria: stopping,
    logits_processor: [checkScores],
    ...(streamer ? { streamer } : {}),
  });
  if (control.cancelled()) throw new DOMException('Cancelled', 'AbortError');
  const [first] = (Array.isArray(found) ? found.flat() : [found]) as Record<string, string>[];
  return { text: text(first?.[key] ?? '') };
}

/**
 * A blank between two letters makes them two: where a folder calls it a special token, the library takes it out before it
 * has done so.
 */
function keepBlanks({ tokenizer, model }: Pipe): void {
  if (!tokenizer || /whisper|moonshine|cohere/.test(String(model.config.model_type))) return;
  const { decode, pad_token_id: blank, all_special_ids: special } = tokenizer;
  if (blank === undefined || Object.hasOwn(tokenizer, 'decode')) return;
  const others = new Set(special.filter((id: number) => id !== blank));
  tokenizer.decode = (ids, options) => {
    const said = (ids as number[]).filter((id) => !others.has(id));
    return decode.call(tokenizer, said, { ...options, skip_special_tokens: false });
  };
}

/** The likeliest of what is not a number would be any. */
function checkScores(_: unknown, logits: { data: ArrayLike<number> }): unknown {
  const { data } = logits;
  for (let index = 0; index < data.length; index++) {
    if (!Number.isNaN(data[index])) continue;
    throw new InferError('infer/not-a-number', 'The model gives scores that are not numbers');
  }
  return logits;
}

/** @throws InferError 'infer/prompt-too-long' */
function checkPairs({ tokenizer }: Pipe, question: string, context: string): void {
  const { input_ids: ids } = tokenizer!(question, { text_pair: context, truncation: true });
  const tokens = ids.dims.at(-1) ?? 0;
  if (tokens <= MOST_PAIRED_TOKENS) return;
  throw new InferError('infer/prompt-too-long', `The text has ${tokens} tokens`, {
    details: { tokens, context: MOST_PAIRED_TOKENS },
  });
}

function imageOf({ RawImage }: Library, inputs: Tensors): unknown {
  const { data, shape } = inputs['image']!;
  const [height, width, channels] = shape as [number, number, 3];
  return new RawImage(new Uint8ClampedArray(data as Uint8Array), width, height, channels);
}

function picture(found: unknown, channels: 3 | 4): Tensors {
  const image = (Array.isArray(found) ? found[0] : found) as ImageResult & {
    rgb(): ImageResult;
    rgba(): ImageResult;
  };
  const { width, height, data } = channels === 3 ? image.rgb() : image.rgba();
  return { result: { dtype: 'uint8', shape: [height, width, channels], data: Uint8Array.from(data) } };
}

function tensorOf(found: unknown): Tensor {
  const { dims, data } = found as { dims: number[]; data: ArrayLike<number> };
  return { dtype: 'float32', shape: [...dims], data: Float32Array.from(data) };
}

function scalar(dtype: 'float32' | 'int32', value: number): Tensor {
  return { dtype, shape: [], data: dtype === 'int32' ? Int32Array.of(value) : Float32Array.of(value) };
}
