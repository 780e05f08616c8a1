// The committed language model as these tests use it.
import { readFile } from 'node:fs/promises';
import { openTextGeneration } from '../../../../src/lib/infer/generation/text-generation.ts';
import type { RunControl, Runner } from '../../../../src/lib/infer/runner.ts';
import type { EngineSource } from '../../../../src/lib/infer/types.ts';
import type { TextGenerationPipeline } from '../../../../src/lib/model/manifest-pipeline.ts';
import type { Tensors } from '../../../../src/lib/model/tensor.ts';
import { SHAPE } from '../../../../start/language-model/shape.ts';

const FOLDER = new URL('../../../../start/models/assets/austen/', import.meta.url);

export async function austenFile(path: string): Promise<Blob> {
  return new Blob([new Uint8Array(await readFile(new URL(path, FOLDER)))]);
}

export const AUSTEN_PIPELINE: TextGenerationPipeline = {
  kind: 'text-generation',
  tokenizer: 'tokenizer.json',
  context: SHAPE.context,
  stop: [0],
};

/** With other files in place of its own. */
export async function austenSource(
  pipeline: Partial<TextGenerationPipeline> = {},
  others: Record<string, Blob | Uint8Array<ArrayBuffer> | string | undefined> = {},
): Promise<EngineSource> {
  const files = new Map<string, Blob>();
  for (const path of ['tokenizer.json', 'tokenizer_config.json', 'onnx/model.onnx']) {
    files.set(path, await austenFile(path));
  }
  for (const [path, content] of Object.entries(others)) {
    if (content === undefined) files.delete(path);
    else files.set(path, content instanceof Blob ? content : new Blob([content]));
  }
  return { runtime: 'onnx', entry: 'onnx/model.onnx', files, pipeline: { ...AUSTEN_PIPELINE, ...pipeline } };
}

export async function openAusten(...options: Parameters<typeof austenSource>): Promise<Runner> {
  return openTextGeneration(await austenSource(...options), { provider: 'wasm' });
}

export interface Asked {
  maxNewTokens?: number;
  temperature?: number;
  topK?: number;
  topP?: number;
  repetitionPenalty?: number;
  seed?: bigint;
}

/** Greedy unless something else is asked for. */
export function asked(prompt: string, options: Asked = {}): Tensors {
  const {
    maxNewTokens = 20,
    temperature = 0,
    topK = 0,
    topP = 1,
    repetitionPenalty = 1,
    seed = 0n,
  } = options;
  return {
    prompt: { dtype: 'string', shape: [], data: [prompt] },
    max_new_tokens: { dtype: 'int32', shape: [], data: Int32Array.of(maxNewTokens) },
    temperature: { dtype: 'float32', shape: [], data: Float32Array.of(temperature) },
    top_k: { dtype: 'int32', shape: [], data: Int32Array.of(topK) },
    top_p: { dtype: 'float32', shape: [], data: Float32Array.of(topP) },
    repetition_penalty: { dtype: 'float32', shape: [], data: Float32Array.of(repetitionPenalty) },
    seed: { dtype: 'int64', shape: [], data: BigInt64Array.of(seed) },
  };
}

export interface Answer {
  text: string;
  tokens: number[];
  pieces: string[];
  stopped: boolean;
}

export async function answerOf(
  runner: Runner,
  inputs: Tensors,
  control: Partial<RunControl> = {},
): Promise<Answer> {
  const pieces: string[] = [];
  const { outputs, stopped } = await runner.run(inputs, {
    cancelled: () => false,
    stopped: () => false,
    onText: (piece) => void pieces.push(piece),
    ...control,
  });
  const { text, tokens } = outputs;
  return {
    text: (text!.data as string[])[0]!,
    tokens: Array.from(tokens!.data as BigInt64Array, Number),
    pieces,
    stopped,
  };
}
