// The model as a folder in the layout of the Hugging Face hub, which both our pipeline and transformers.js open.
import { END_OF_TEXT } from './bpe.ts';
import { encodeDecoder } from './onnx-graph.ts';
import type { Shape } from './shape.ts';

const END = 0;

/** Contents by path. */
export function modelFolder(
  shape: Shape,
  tokenizer: unknown,
  weights: Float32Array,
): Map<string, Uint8Array<ArrayBuffer>> {
  const { vocabulary, width, layers, heads, context } = shape;
  const tokens = { bos_token_id: END, eos_token_id: END };
  const config = {
    architectures: ['GPT2LMHeadModel'],
    model_type: 'gpt2',
    activation_function: 'gelu_new',
    vocab_size: vocabulary,
    n_positions: context,
    n_ctx: context,
    n_embd: width,
    n_layer: layers,
    n_head: heads,
    layer_norm_epsilon: 1e-5,
    ...tokens,
  };
  const tokenizerConfig = {
    tokenizer_class: 'GPT2Tokenizer',
    model_max_length: context,
    add_prefix_space: false,
    clean_up_tokenization_spaces: false,
    bos_token: END_OF_TEXT,
    eos_token: END_OF_TEXT,
    unk_token: END_OF_TEXT,
  };
  const generation = { ...tokens, do_sample: true, temperature: 0.7, top_k: 40, max_new_tokens: 120 };
  return new Map<string, Uint8Array<ArrayBuffer>>([
    ['config.json', pretty(config)],
    ['generation_config.json', pretty(generation)],
    ['tokenizer.json', new TextEncoder().encode(`${JSON.stringify(tokenizer)}\n`)],
    ['tokenizer_config.json', pretty(tokenizerConfig)],
    ['onnx/model.onnx', encodeDecoder(shape, weights)],
  ]);
}

function pretty(json: unknown): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(`${JSON.stringify(json, null, 2)}\n`);
}
