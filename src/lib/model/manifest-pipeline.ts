// Pipelines: more than one run of one graph lies between what goes in and what comes out. A part of the manifest's schema;
// what each takes and gives, as plain tensors, is in `infer/pipeline-signature.ts`.
import * as v from 'valibot';
import { count, path, positive, text } from './manifest-fields.ts';

/**
 * A decoder that gives its own keys and values back (`past_key_values.*` in, `present.*` out), run once for each token.
 * The entry is its graph.
 */
const TextGeneration = v.strictObject({
  kind: v.literal('text-generation'),
  /** Of `tokenizer.json`. */
  tokenizer: path,
  /** Of `tokenizer_config.json`, with the template that a chat is laid out by; without it the prompt is taken as it is. */
  chat: v.optional(path),
  /** Positions the model has, prompt and answer together. */
  context: positive,
  /** Tokens that end the answer. */
  stop: v.optional(v.pipe(v.array(count), v.maxLength(64)), []),
});

/** A folder as @huggingface/transformers lays out its ONNX exports; the entry is one of its graphs. */
const Transformers = v.strictObject({
  kind: v.literal('transformers'),
  /** As `pipeline()` names it. */
  task: text(48),
  /** Folder of `config.json`; the pack's own where absent. */
  folder: v.optional(path),
  /** Which export, e.g. `q8`; as the entry's name says where absent. */
  dtype: v.optional(text(16)),
});

export const Pipeline = v.variant('kind', [TextGeneration, Transformers]);

export type Pipeline = v.InferOutput<typeof Pipeline>;
export type TextGenerationPipeline = v.InferOutput<typeof TextGeneration>;
export type TransformersPipeline = v.InferOutput<typeof Transformers>;
