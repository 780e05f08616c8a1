// The pipeline `text-generation`: a prompt in, an answer out, token by token. The same in a Worker and in Node.
import type { TextGenerationPipeline } from '../../model/manifest-pipeline.ts';
import { InferError } from '../errors.ts';
import { onnxFiles } from '../onnx-files.ts';
import { readOnnxHeader } from '../onnx-header.ts';
import { deviceLost, prepareOnnx, refusable } from '../onnx-runner.ts';
import type { OpenRunner, RunControl, RunResult, Runner } from '../runner.ts';
import { GRAPH_OPTIMIZATION } from '../session.ts';
import type { EngineSource } from '../types.ts';
import { openChat, type LayOut } from './chat.ts';
import { openDecoder, type Decoder } from './decoder.ts';
import { readDecoderGraph } from './decoder-graph.ts';
import { createPause } from './pause.ts';
import { createSampler, SAMPLER } from './sampler.ts';
import { generationSignature, readGenerationOptions, type GenerationOptions } from './signature.ts';
import { TextPieces } from './text-pieces.ts';
import { openTokenizer, readJson, type TextTokenizer } from './tokenizer.ts';

/** Text is told of at most so often, as pictures are drawn: a message for each token would cost more than the token. */
const TELL_EVERY_MS = 33;
/** More characters than this for each position the model has are not even cut into tokens. */
const CHARACTERS_A_TOKEN = 200;

/** @throws InferError as `Engine.load`, 'infer/not-a-decoder', 'infer/bad-tokenizer' */
export const openTextGeneration: OpenRunner = async (source, { provider }) => {
  const { pipeline } = source;
  if (pipeline?.kind !== 'text-generation') {
    throw new InferError('infer/load-failed', 'Not a model that generates text');
  }
  const { tokenizer, layOut } = await openText(source, pipeline);
  const prepared = await prepareOnnx(onnxFiles(source), provider);
  const { build, decision, files } = prepared;
  const graph = readDecoderGraph(await readOnnxHeader(files.entry));
  const decoder = await refusable(openDecoder(build, files, decision.provider, graph), provider, decision);
  const runner: Runner = {
    info: {
      ...decision,
      fallbacks: provider === 'auto' && decision.provider === 'webgpu' ? ['wasm'] : [],
      runtime: decoder.runtime,
      graphOptimization: GRAPH_OPTIMIZATION,
      sampler: SAMPLER,
      signature: generationSignature(),
      streams: true,
    },
    deviceLost: deviceLost(build, decision),
    async run(inputs, control) {
      const options = readGenerationOptions(inputs);
      const prompt = promptTokens(options.prompt, pipeline, tokenizer, layOut);
      try {
        return await generate(prompt, options, pipeline, { decoder, tokenizer, control });
      } finally {
        decoder.forget();
      }
    },
    dispose: () => decoder.release(),
  };
  return runner;
};

interface Text {
  tokenizer: TextTokenizer;
  layOut: LayOut | undefined;
}

async function openText(source: EngineSource, pipeline: TextGenerationPipeline): Promise<Text> {
  const config =
    pipeline.chat === undefined ? {} : await readJson(source.files.get(pipeline.chat), 'configuration');
  const tokenizer = await openTokenizer(source.files.get(pipeline.tokenizer), config);
  if (pipeline.chat === undefined) return { tokenizer, layOut: undefined };
  // Newer exports keep the template in a file of its own.
  const beside = pipeline.chat.replace(/[^/]*$/, 'chat_template.jinja');
  return { tokenizer, layOut: openChat(config, await source.files.get(beside)?.text()) };
}

/** @throws InferError 'infer/prompt-too-long' | 'infer/bad-prompt' */
function promptTokens(
  prompt: string,
  { context, stop }: TextGenerationPipeline,
  tokenizer: TextTokenizer,
  layOut: LayOut | undefined,
): number[] {
  if (prompt.length > context * CHARACTERS_A_TOKEN) throw tooLong(undefined, context);
  // A template writes the tokens that a text begins with itself.
  const tokens = layOut
    ? tokenizer.encode(layOut(prompt), { special: false })
    : tokenizer.encode(prompt, { special: true });
  // Nothing to go on from: a text begins where another ends.
  if (tokens.length === 0 && stop[0] !== undefined) return [stop[0]];
  if (tokens.length === 0)
    throw new InferError('infer/bad-prompt', 'The model needs some text to go on from');
  if (tokens.length >= context) throw tooLong(tokens.length, context);
  return tokens;
}

function tooLong(tokens: number | undefined, context: number): InferError {
  return new InferError(
    'infer/prompt-too-long',
    `The model has ${context} positions, too few for this prompt`,
    {
      details: { context, ...(tokens === undefined ? {} : { tokens }) },
    },
  );
}

interface Parts {
  decoder: Decoder;
  tokenizer: TextTokenizer;
  control: RunControl;
}

/** Ends at a token that ends the answer, after `maxNewTokens`, where no position is left, or when it is told to. */
async function generate(
  prompt: readonly number[],
  options: GenerationOptions,
  { context, stop }: TextGenerationPipeline,
  { decoder, tokenizer, control }: Parts,
): Promise<RunResult> {
  const sample = createSampler(options);
  const pause = createPause();
  const pieces = new TextPieces(tokenizer);
  const ends = new Set(stop);
  const seen = new Set(prompt);
  const tokens: number[] = [];
  const most = Math.min(options.maxNewTokens, context - prompt.length);
  const carryOn = () => {
    if (control.cancelled()) throw new DOMException('Cancelled', 'AbortError');
  };
  let text = '';
  let told = -Infinity;
  let stopped = false;
  const tell = (last: boolean) => {
    const now = performance.now();
    if (!last && (!control.onText || now - told < TELL_EVERY_MS)) return;
    const piece = pieces.next(last);
    if (piece === '') return;
    told = now;
    text += piece;
    control.onText?.(piece);
  };

  let next: readonly number[] = prompt;
  while (tokens.length < most) {
    await pause();
    carryOn();
    // What was asked for and paid for is at least the beginning.
    stopped = control.stopped() && tokens.length > 0;
    if (stopped) break;
    const token = sample(await decoder.read(next, carryOn), seen);
    if (ends.has(token)) break;
    tokens.push(token);
    seen.add(token);
    pieces.add(token);
    tell(false);
    next = [token];
  }
  tell(true);
  return {
    outputs: {
      text: { dtype: 'string', shape: [], data: [text] },
      tokens: { dtype: 'int64', shape: [tokens.length], data: BigInt64Array.from(tokens, BigInt) },
    },
    runMs: decoder.runMs,
    stopped,
  };
}
