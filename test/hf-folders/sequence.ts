// Models that write: a text for a text, or a line for a picture.
import { decoder } from './decoder.ts';
import { graph, table, type Weight } from './graph.ts';
import { processor } from './pictures.ts';
import { json, SEQUENCE_SPECIAL, sequenceTokenizer, vocabularyOf, type Contents } from './words.ts';

const GENERATION = { decoder_start_token_id: 0, eos_token_id: 1, pad_token_id: 0 };

/**
 * Writes word for word what a small dictionary says, in the order of the text. `suffix` is of the graphs' names, e.g.
 * `_quantized`.
 */
export function dictionary(
  pairs: Record<string, string>,
  { suffix = '', architecture = 'T5ForConditionalGeneration', more = {}, last = 10 } = {},
): Contents {
  const words = [...new Set(Object.entries(pairs).flat())];
  const vocabulary = vocabularyOf(words, SEQUENCE_SPECIAL);
  const size = vocabulary.length;
  const says = (word: string) => pairs[word] ?? (word === '</s>' ? '</s>' : '<unk>');
  const identity: Weight = {
    shape: [size, size],
    values: vocabulary.flatMap((_, row) => vocabulary.map((__, column) => (row === column ? 1 : 0))),
  };
  return {
    ...sequenceTokenizer(vocabulary),
    'config.json': json({
      model_type: 't5',
      architectures: [architecture],
      is_encoder_decoder: true,
      ...GENERATION,
      num_decoder_layers: 1,
      num_layers: 1,
      num_heads: 1,
      d_kv: 1,
      vocab_size: size,
      ...more,
    }),
    'generation_config.json': json(GENERATION),
    [`onnx/encoder_model${suffix}.onnx`]: graph({
      inputs: { input_ids: ['int64', ['b', 's']], attention_mask: ['int64', ['b', 's']] },
      outputs: { last_hidden_state: ['float32', ['b', 's', size]] },
      nodes: [{ op: 'Gather', in: ['I', 'input_ids'], out: ['last_hidden_state'] }],
      weights: { I: identity },
    }),
    [`onnx/decoder_model_merged${suffix}.onnx`]: decoder({ vocabulary, says, score: last, masked: true }),
  };
}

/** "a red picture", with the colour it has most of. */
export function caption(): Contents {
  const vocabulary = vocabularyOf(['a', 'red', 'green', 'blue', 'picture'], SEQUENCE_SPECIAL);
  const size = vocabulary.length;
  const said = (...words: string[]): Weight => ({
    shape: [1, words.length, size],
    values: words.flatMap((word) => vocabulary.map((other) => (other === word ? 1 : 0))),
  });
  const named = table(['r', 'g', 'b'], size, {
    r: said('red').values,
    g: said('green').values,
    b: said('blue').values,
  });
  return {
    ...processor('ViTImageProcessor'),
    ...sequenceTokenizer(vocabulary),
    'config.json': json({
      model_type: 'vision-encoder-decoder',
      architectures: ['VisionEncoderDecoderModel'],
      is_encoder_decoder: true,
      ...GENERATION,
      encoder: { model_type: 'vit' },
      decoder: { model_type: 'gpt2', n_layer: 1, n_head: 1, n_embd: 1 },
    }),
    'generation_config.json': json(GENERATION),
    'onnx/encoder_model.onnx': graph({
      inputs: { pixel_values: ['float32', ['b', 3, 'h', 'w']] },
      outputs: { last_hidden_state: ['float32', ['b', 4, size]] },
      nodes: [
        {
          op: 'ReduceMean',
          in: ['pixel_values'],
          out: ['colour'],
          with: { axes: [2, 3], keepdims: 0 },
        },
        { op: 'MatMul', in: ['colour', 'named'], out: ['called'] },
        { op: 'Unsqueeze', in: ['called', 'one'], out: ['second'] },
        { op: 'Concat', in: ['first', 'second', 'rest'], out: ['last_hidden_state'], with: { axis: 1 } },
      ],
      weights: {
        named,
        one: { shape: [1], values: [1], dtype: 'int64' },
        first: said('a'),
        rest: said('picture', '</s>'),
      },
    }),
    'onnx/decoder_model_merged.onnx': decoder({ vocabulary, past: 'own' }),
  };
}
