// The half of a writing model that all of them here share: a decoder with its own past, as exporters call "merged". It says
// what the encoder put at its place, and where it is it knows only from the length of its past.
import { graph, type Weight } from './graph.ts';

export interface Decoder {
  vocabulary: readonly string[];
  /** What it says for a word; the word itself where nothing is given. */
  says?: (word: string) => string;
  /** How many tokens it is begun with. */
  prompt?: number;
  /** How its past is called: with what it keeps of the encoder, or its own alone, as GPT-2 has it. */
  past?: 'both' | 'own';
  /** Whether it is told what of the text counts; of sounds and pictures all does. */
  masked?: boolean;
  /** Of the word it says, against 0. */
  score?: number;
}

export function decoder({ vocabulary, says = (word) => word, ...options }: Decoder): Uint8Array<ArrayBuffer> {
  const { prompt = 1, past = 'both', masked = false, score = 10 } = options;
  const size = vocabulary.length;
  const own = past === 'both' ? ['decoder.key', 'decoder.value'] : ['key', 'value'];
  const passed = past === 'both' ? ['encoder.key', 'encoder.value'] : [];
  const before = (part: string) => `past_key_values.0.${part}`;
  const after = (part: string) => `present.0.${part}`;
  const kept = (name: string, length: string) => [name, ['float32', ['b', 1, length, 1]]] as const;
  const parts = [...own, ...passed];
  const T: Weight = {
    shape: [size, size],
    values: vocabulary.flatMap((word) => vocabulary.map((other) => (other === says(word) ? score : 0))),
  };
  return graph({
    inputs: {
      ...(masked ? { encoder_attention_mask: ['int64', ['b', 's']] } : {}),
      input_ids: ['int64', ['b', 'n']],
      encoder_hidden_states: ['float32', ['b', 's', size]],
      ...Object.fromEntries(parts.map((part) => kept(before(part), `${part} past`))),
      use_cache_branch: ['bool', [1]],
    } as never,
    outputs: {
      logits: ['float32', ['b', 'n', size]],
      ...Object.fromEntries(parts.map((part) => kept(after(part), `${part} present`))),
    } as never,
    nodes: [
      // What is read joins the past.
      { op: 'Cast', in: ['input_ids'], out: ['ids'], with: { to: 1 } },
      { op: 'Unsqueeze', in: ['ids', 'outer'], out: ['entry'] },
      ...own.map((part) => {
        return { op: 'Concat', in: [before(part), 'entry'], out: [after(part)], with: { axis: 2 } };
      }),
      ...passed.map((part) => ({ op: 'Identity', in: [before(part)], out: [after(part)] })),
      { op: 'Shape', in: [after(own[0]!)], out: ['shape'] },
      { op: 'Gather', in: ['shape', 'two'], out: ['length'] },
      { op: 'Sub', in: ['length', 'prompt'], out: ['place'] },
      { op: 'Gather', in: ['encoder_hidden_states', 'place'], out: ['word'], with: { axis: 1 } },
      { op: 'MatMul', in: ['word', 'T'], out: ['logits'] },
    ],
    weights: {
      T,
      outer: { shape: [2], values: [1, 3], dtype: 'int64' },
      two: { shape: [1], values: [2], dtype: 'int64' },
      prompt: { shape: [1], values: [prompt], dtype: 'int64' },
    },
  });
}
