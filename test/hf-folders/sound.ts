// Models that hear: levels of a recording are all they go by.
import { graph } from './graph.ts';
import { ctcTokenizer, json, type Contents } from './words.ts';

export const SYMBOLS = ['<pad>', '|', 'h', 'i', 'o'] as const;
/** Samples that make one symbol: a tenth of a second. */
export const FRAME = 1_600;

const PROCESSOR = {
  'preprocessor_config.json': json({
    feature_extractor_type: 'Wav2Vec2FeatureExtractor',
    do_normalize: false,
    sampling_rate: 16_000,
    feature_size: 1,
    padding_value: 0,
    return_attention_mask: false,
  }),
};

/** A frame at a tenth of its number is a symbol. */
export function speech(): Contents {
  const size = SYMBOLS.length;
  return {
    ...ctcTokenizer(SYMBOLS),
    'preprocessor_config.json': json({
      ...JSON.parse(PROCESSOR['preprocessor_config.json']),
      processor_class: 'Wav2Vec2Processor',
    }),
    'config.json': json({ model_type: 'wav2vec2', architectures: ['Wav2Vec2ForCTC'], pad_token_id: 0 }),
    'onnx/model.onnx': graph({
      inputs: { input_values: ['float32', ['b', 'n']] },
      outputs: { logits: ['float32', ['b', 't', size]] },
      nodes: [
        { op: 'Unsqueeze', in: ['input_values', 'one'], out: ['wave'] },
        {
          op: 'AveragePool',
          in: ['wave'],
          out: ['levels'],
          with: { kernel_shape: [FRAME], strides: [FRAME] },
        },
        { op: 'Transpose', in: ['levels'], out: ['frames'], with: { perm: [0, 2, 1] } },
        { op: 'Sub', in: ['frames', 'centres'], out: ['distance'] },
        { op: 'Mul', in: ['distance', 'distance'], out: ['square'] },
        { op: 'Neg', in: ['square'], out: ['logits'] },
      ],
      weights: {
        one: { shape: [1], values: [1], dtype: 'int64' },
        centres: { shape: [1, 1, size], values: SYMBOLS.map((_, index) => index / 10) },
      },
    }),
  };
}

/** A recording in which `speech` hears these symbols. */
export function spoken(symbols: readonly (typeof SYMBOLS)[number][]): Float32Array<ArrayBuffer> {
  return Float32Array.from(
    symbols.flatMap((symbol) => Array(FRAME).fill(SYMBOLS.indexOf(symbol) / 10) as number[]),
  );
}

/** Ten times the mean level against 5. */
export function loudness(): Contents {
  return {
    ...PROCESSOR,
    'config.json': json({
      model_type: 'wav2vec2',
      architectures: ['Wav2Vec2ForSequenceClassification'],
      id2label: { 0: 'loud', 1: 'quiet' },
      label2id: { loud: 0, quiet: 1 },
    }),
    'onnx/model.onnx': graph({
      inputs: { input_values: ['float32', ['b', 'n']] },
      outputs: { logits: ['float32', ['b', 2]] },
      nodes: [
        { op: 'Abs', in: ['input_values'], out: ['size'] },
        { op: 'ReduceMean', in: ['size'], out: ['mean'], with: { axes: [1], keepdims: 1 } },
        { op: 'Mul', in: ['mean', 'slope'], out: ['rise'] },
        { op: 'Add', in: ['rise', 'base'], out: ['logits'] },
      ],
      weights: {
        slope: { shape: [1, 2], values: [10, 0] },
        base: { shape: [1, 2], values: [0, 5] },
      },
    }),
  };
}
