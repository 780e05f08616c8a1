// Models that hear through the library's own spectrogram: two bands of it, so that all they know is whether a tone is low
// or high.
import { decoder } from './decoder.ts';
import { graph, table, type Node, type Weight } from './graph.ts';
import { bertTokenizer, json, vocabularyOf, wholeWords, type Contents } from './words.ts';

const RATE = 16_000;
/** Whisper's toy hears so many seconds at once, in stretches of half a second. */
const HEARD = 3;
const STRETCH = 0.5;
const HOP = 80;

export type Tone = 'low' | 'high' | 'silence';
/** Far from where the two bands meet, near 1.5 kHz. */
const HERTZ: Record<Tone, number> = { low: 500, high: 5_000, silence: 0 };

/** Half a second of each. */
export function tones(...heard: Tone[]): Float32Array<ArrayBuffer> {
  const length = STRETCH * RATE;
  return Float32Array.from({ length: heard.length * length }, (_, index) =>
    Math.sin((2 * Math.PI * HERTZ[heard[Math.floor(index / length)]!] * index) / RATE),
  );
}

/** Low against high: 1 and 0, or 0 and 1. */
const compare: Node[] = [
  { op: 'MatMul', in: ['bands', 'against'], out: ['differ'] },
  { op: 'Greater', in: ['differ', 'margin'], out: ['clear'] },
  { op: 'Cast', in: ['clear'], out: ['kinds'], with: { to: 1 } },
];
const COMPARED: Record<string, Weight> = {
  against: { shape: [2, 2], values: [1, -1, -1, 1] },
  margin: { shape: [1], values: [0.1] },
};

/** CLAP: five for the text that names the tone of the first second. */
export function clap(more: object = {}): Contents {
  const vocabulary = vocabularyOf(['this', 'is', 'a', 'sound', 'of', 'low', 'high', 'tone', '.']);
  return {
    ...bertTokenizer(vocabulary),
    'preprocessor_config.json': json({
      feature_extractor_type: 'ClapFeatureExtractor',
      processor_class: 'ClapProcessor',
      sampling_rate: RATE,
      feature_size: 2,
      fft_window_size: 128,
      nb_frequency_bins: 65,
      hop_length: HOP,
      nb_max_samples: RATE,
      frequency_min: 0,
      frequency_max: 8_000,
      padding: 'repeatpad',
      truncation: 'rand_trunc',
      ...more,
    }),
    'config.json': json({ model_type: 'clap', architectures: ['ClapModel'] }),
    'onnx/model.onnx': graph({
      inputs: {
        input_ids: ['int64', ['n', 's']],
        input_features: ['float32', ['b', 1, 't', 2]],
        attention_mask: ['int64', ['n', 's']],
      },
      outputs: { logits_per_audio: ['float32', ['b', 'n']] },
      nodes: [
        { op: 'ReduceMean', in: ['input_features'], out: ['bands'], with: { axes: [1, 2], keepdims: 0 } },
        ...compare,
        { op: 'Gather', in: ['E', 'input_ids'], out: ['words'] },
        { op: 'ReduceSum', in: ['words', 'one'], out: ['said'], with: { keepdims: 0 } },
        { op: 'Transpose', in: ['said'], out: ['across'], with: { perm: [1, 0] } },
        { op: 'MatMul', in: ['kinds', 'across'], out: ['like'] },
        { op: 'Mul', in: ['like', 'five'], out: ['logits_per_audio'] },
      ],
      weights: {
        ...COMPARED,
        E: table(vocabulary, 2, { low: [1, 0], high: [0, 1] }),
        one: { shape: [1], values: [1], dtype: 'int64' },
        five: { shape: [1], values: [5] },
      },
    }),
  };
}

const END = '<|endoftext|>';
const NO_TIMES = '<|notimestamps|>';
const BEGUN = {
  english: ['<|startoftranscript|>', NO_TIMES],
  multilingual: ['<|startoftranscript|>', '<|en|>', '<|transcribe|>', NO_TIMES],
} as const;

/** Whisper: the name of each half second's tone, until it is silent. */
export function whisper(kind: keyof typeof BEGUN = 'english', score = 10): Contents {
  const [start, ...more] = BEGUN[kind];
  // What lies behind "no timestamps" would be times.
  const vocabulary = [END, '<unk>', 'low', 'high', start, ...more];
  const special = [END, start, ...more];
  const id = (token: string) => vocabulary.indexOf(token);
  const size = vocabulary.length;
  const one = (word: string) => vocabulary.map((other) => (other === word ? 1 : 0));
  const stretches = HEARD / STRETCH;
  const frames = (HEARD * RATE) / HOP;
  const config = {
    decoder_start_token_id: id(start),
    eos_token_id: id(END),
    pad_token_id: id(END),
  };
  const languages = {
    is_multilingual: true,
    lang_to_id: { '<|en|>': id('<|en|>') },
    task_to_id: { transcribe: id('<|transcribe|>') },
  };
  return {
    ...wholeWords(vocabulary, { special, type: 'WhisperTokenizer', unknown: '<unk>' }),
    'preprocessor_config.json': json({
      feature_extractor_type: 'WhisperFeatureExtractor',
      processor_class: 'WhisperProcessor',
      sampling_rate: RATE,
      feature_size: 2,
      n_fft: 128,
      hop_length: HOP,
      chunk_length: HEARD,
      n_samples: HEARD * RATE,
      nb_max_frames: frames,
    }),
    'config.json': json({
      model_type: 'whisper',
      architectures: ['WhisperForConditionalGeneration'],
      is_encoder_decoder: true,
      ...config,
      encoder_layers: 1,
      encoder_attention_heads: 1,
      decoder_layers: 1,
      decoder_attention_heads: 1,
      d_model: 1,
      max_source_positions: frames / 2,
    }),
    'generation_config.json': json({
      ...config,
      max_length: 32,
      no_timestamps_token_id: id(NO_TIMES),
      ...(kind === 'multilingual' ? languages : { is_multilingual: false }),
    }),
    'onnx/encoder_model.onnx': graph({
      inputs: { input_features: ['float32', ['b', 2, 't']] },
      outputs: { last_hidden_state: ['float32', ['b', stretches + 1, size]] },
      nodes: [
        {
          op: 'AveragePool',
          in: ['input_features'],
          out: ['levels'],
          with: { kernel_shape: [frames / stretches], strides: [frames / stretches] },
        },
        { op: 'Transpose', in: ['levels'], out: ['bands'], with: { perm: [0, 2, 1] } },
        ...compare,
        { op: 'MatMul', in: ['kinds', 'named'], out: ['called'] },
        // Half of the end, which counts where neither is heard.
        { op: 'Add', in: ['called', 'silent'], out: ['heard'] },
        { op: 'Concat', in: ['heard', 'end'], out: ['last_hidden_state'], with: { axis: 1 } },
      ],
      weights: {
        ...COMPARED,
        named: { shape: [2, size], values: [...one('low'), ...one('high')] },
        silent: { shape: [size], values: one(END).map((value) => value / 2) },
        end: { shape: [1, 1, size], values: one(END) },
      },
    }),
    'onnx/decoder_model_merged.onnx': decoder({ vocabulary, prompt: 1 + more.length, score }),
  };
}
