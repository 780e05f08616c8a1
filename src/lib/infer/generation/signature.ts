// What a text generation takes and gives, at the level of the task: plain tensors under fixed names, the same whatever
// the decoder. Hashes, forms and the agent need know nothing else of it.
import type { ManifestInput, ManifestOutput } from '../../model/manifest.ts';
import type { ModelSignature, Tensors } from '../../model/tensor.ts';
import { InferError } from '../errors.ts';
import type { SamplerOptions } from './sampler.ts';

export interface GenerationOptions extends SamplerOptions {
  prompt: string;
  /** Of the answer. */
  maxNewTokens: number;
}

/** What an author's `generation_config.json` proposes in place of the usual. */
export interface GenerationDefaults {
  maxNewTokens?: number;
  temperature?: number;
  topK?: number;
  topP?: number;
  repetitionPenalty?: number;
}

const LIMITS = {
  max_new_tokens: { min: 1, max: 1_000_000 },
  temperature: { min: 0, max: 10 },
  top_k: { min: 0, max: 1_000_000 },
  top_p: { min: 0.01, max: 1 },
  repetition_penalty: { min: 0.1, max: 10 },
};

export function generationSignature(): ModelSignature {
  return {
    inputs: generationInputs({ context: 1 }).map(({ name, dtype, shape }) => ({ name, dtype, shape })),
    outputs: generationOutputs().map(({ name, dtype, shape }) => ({ name, dtype, shape })),
  };
}

/** For a manifest: the fields a person fills in, with what stands in them. `context` bounds the answer. */
export function generationInputs(
  { context }: { context: number },
  defaults: GenerationDefaults = {},
): ManifestInput[] {
  const { temperature = 0.7, topK = 40, topP = 0.95, repetitionPenalty = 1 } = defaults;
  const maxNewTokens = Math.min(defaults.maxNewTokens ?? 256, context);
  return [
    { name: 'prompt', dtype: 'string', shape: [], label: 'Prompt' },
    {
      name: 'max_new_tokens',
      dtype: 'int32',
      shape: [],
      label: 'Longest answer, in tokens',
      initial: maxNewTokens,
      range: { min: 1, max: context, step: 1 },
    },
    {
      name: 'temperature',
      dtype: 'float32',
      shape: [],
      label: 'Temperature: 0 takes the likeliest',
      initial: temperature,
      range: { min: 0, max: 2, step: 0.05 },
    },
    {
      name: 'top_k',
      dtype: 'int32',
      shape: [],
      label: 'Choose among so many tokens; 0: all',
      initial: topK,
      range: { min: 0, max: 1000, step: 1 },
      advanced: true,
    },
    {
      name: 'top_p',
      dtype: 'float32',
      shape: [],
      label: 'Choose among the likeliest up to this share',
      initial: topP,
      range: { min: 0.05, max: 1, step: 0.05 },
      advanced: true,
    },
    {
      name: 'repetition_penalty',
      dtype: 'float32',
      shape: [],
      label: 'Repetition penalty; 1: none',
      initial: repetitionPenalty,
      range: { min: 1, max: 2, step: 0.05 },
      advanced: true,
    },
    {
      name: 'seed',
      dtype: 'int64',
      shape: [],
      label: 'Seed: the same gives the same answer',
      initial: '0',
      advanced: true,
      seed: true,
    },
  ];
}

export function generationOutputs(): ManifestOutput[] {
  return [
    { name: 'text', dtype: 'string', shape: [], label: 'Answer' },
    { name: 'tokens', dtype: 'int64', shape: ['tokens'], label: 'Its tokens', secondary: true },
  ];
}

/** `inputs` fit `generationSignature`. @throws InferError 'infer/bad-option' naming the one that is out of bounds */
export function readGenerationOptions(inputs: Tensors): GenerationOptions {
  const value = (name: string) => inputs[name]!.data[0]!;
  const bounded = (name: keyof typeof LIMITS): number => {
    const { min, max } = LIMITS[name];
    const number = Number(value(name));
    if (number >= min && number <= max) return number;
    throw new InferError('infer/bad-option', `${name} is between ${min} and ${max}, not ${number}`, {
      details: { name, min, max },
    });
  };
  return {
    prompt: String(value('prompt')),
    maxNewTokens: bounded('max_new_tokens'),
    temperature: bounded('temperature'),
    topK: bounded('top_k'),
    topP: bounded('top_p'),
    repetitionPenalty: bounded('repetition_penalty'),
    seed: BigInt(value('seed')),
  };
}
