// Models that write: encoder and decoder apart, the decoder with its own past, as exporters call "merged".
import { graph, type Weight } from './graph.ts';
import { json, SEQUENCE_SPECIAL, sequenceTokenizer, vocabularyOf, type Contents } from './words.ts';

/**
 * Writes word for word what a small dictionary says, in the order of the text: where it is, it knows only from the length
 * of its own past. `suffix` is of the graphs' names, e.g. `_quantized`.
 */
export function dictionary(
  pairs: Record<string, string>,
  { suffix = '', architecture = 'T5ForConditionalGeneration', more = {}, last = 10 } = {},
): Contents {
  const words = [...new Set(Object.entries(pairs).flat())];
  const vocabulary = vocabularyOf(words, SEQUENCE_SPECIAL);
  const size = vocabulary.length;
  const says = (word: string) => pairs[word] ?? (word === '</s>' ? '</s>' : '<unk>');
  const T: Weight = {
    shape: [size, size],
    values: vocabulary.flatMap((word) => vocabulary.map((other) => (other === says(word) ? last : 0))),
  };
  const identity: Weight = {
    shape: [size, size],
    values: vocabulary.flatMap((_, row) => vocabulary.map((__, column) => (row === column ? 1 : 0))),
  };
  const past = (part: string) => `past_key_values.0.${part}`;
  const present = (part: string) => `present.0.${part}`;
  const parts = ['decoder.key', 'decoder.value', 'encoder.key', 'encoder.value'];
  const kept = (name: string, length: string) => [name, ['float32', ['b', 1, length, 1]]] as const;
  return {
    ...sequenceTokenizer(vocabulary),
    'config.json': json({
      model_type: 't5',
      architectures: [architecture],
      is_encoder_decoder: true,
      decoder_start_token_id: 0,
      eos_token_id: 1,
      pad_token_id: 0,
      num_decoder_layers: 1,
      num_layers: 1,
      num_heads: 1,
      d_kv: 1,
      vocab_size: size,
      ...more,
    }),
    'generation_config.json': json({ decoder_start_token_id: 0, eos_token_id: 1, pad_token_id: 0 }),
    [`onnx/encoder_model${suffix}.onnx`]: graph({
      inputs: { input_ids: ['int64', ['b', 's']], attention_mask: ['int64', ['b', 's']] },
      outputs: { last_hidden_state: ['float32', ['b', 's', size]] },
      nodes: [{ op: 'Gather', in: ['I', 'input_ids'], out: ['last_hidden_state'] }],
      weights: { I: identity },
    }),
    [`onnx/decoder_model_merged${suffix}.onnx`]: graph({
      inputs: {
        encoder_attention_mask: ['int64', ['b', 's']],
        input_ids: ['int64', ['b', 'n']],
        encoder_hidden_states: ['float32', ['b', 's', size]],
        ...Object.fromEntries(parts.map((part) => kept(past(part), `${part} past`))),
        use_cache_branch: ['bool', [1]],
      } as never,
      outputs: {
        logits: ['float32', ['b', 'n', size]],
        ...Object.fromEntries(parts.map((part) => kept(present(part), `${part} present`))),
      } as never,
      nodes: [
        // What is read joins the past.
        { op: 'Cast', in: ['input_ids'], out: ['ids'], with: { to: 1 } },
        { op: 'Unsqueeze', in: ['ids', 'outer'], out: ['entry'] },
        ...['decoder.key', 'decoder.value'].map((part) => {
          return { op: 'Concat', in: [past(part), 'entry'], out: [present(part)], with: { axis: 2 } };
        }),
        ...['encoder.key', 'encoder.value'].map((part) => ({
          op: 'Identity',
          in: [past(part)],
          out: [present(part)],
        })),
        // The place in the text is how long the past was.
        { op: 'Shape', in: [past('decoder.key')], out: ['shape'] },
        { op: 'Gather', in: ['shape', 'two'], out: ['place'] },
        { op: 'Gather', in: ['encoder_hidden_states', 'place'], out: ['word'], with: { axis: 1 } },
        { op: 'MatMul', in: ['word', 'T'], out: ['logits'] },
      ],
      weights: {
        T,
        outer: { shape: [2], values: [1, 3], dtype: 'int64' },
        two: { shape: [1], values: [2], dtype: 'int64' },
      },
    }),
  };
}
