// The page of the stream bench and of tests: the committed language model through the engine, and through a plain loop.
import { createModelWorker } from '../../../src/lib/infer/create-model-worker.ts';
import type { LoadedModel, Provider } from '../../../src/lib/infer/types.ts';
import { createWorkerEngine } from '../../../src/lib/infer/worker-engine.ts';
import type { TextGenerationPipeline } from '../../../src/lib/model/manifest-pipeline.ts';
import type { Tensors } from '../../../src/lib/model/tensor.ts';
import type { DecoderShape, PlainAsked, PlainReply, PlainRequest } from './plain.worker.ts';

const FILES = ['tokenizer.json', 'onnx/model.onnx'];
const ENTRY = 'onnx/model.onnx';
const engine = createWorkerEngine({ createWorker: createModelWorker });
let model: LoadedModel;
let ask: (request: PlainRequest) => Promise<PlainReply>;

export interface Asked extends PlainAsked {
  prompt: string;
}

export interface Measured {
  tokens: number[];
  text: string;
  pieces: string[];
  firstMs: number;
  totalMs: number;
  stopped: boolean;
}

async function fileOf(path: string): Promise<Blob> {
  return (await fetch(`model/${path}`)).blob();
}

const api = {
  async open(provider: Provider, pipeline: TextGenerationPipeline, shape: DecoderShape) {
    const files = new Map<string, Blob>();
    for (const path of FILES) files.set(path, await fileOf(path));
    model = await engine.load({ runtime: 'onnx', entry: ENTRY, files, pipeline }, { provider });
    const worker = new Worker(new URL('./plain.worker.ts', import.meta.url), { type: 'module' });
    ask = (request) =>
      new Promise<PlainReply>((resolve, reject) => {
        worker.onmessage = ({ data }: MessageEvent<PlainReply>) => resolve(data);
        worker.onerror = (event) => reject(new Error(event.message));
        worker.postMessage(request);
      });
    const ready = await ask({ model: files.get(ENTRY)!, provider, shape });
    if ('error' in ready) throw new Error(ready.error);
    const { sampler, streams, fallbackReason } = model;
    return { provider: model.provider, sampler, streams, fallbackReason };
  },
  /** From the call until the answer is in the page. `stopAfter`: told to stop once so many characters have come. */
  async ours(asked: Asked, stopAfter = Infinity): Promise<Measured> {
    const pieces: string[] = [];
    let characters = 0;
    let firstMs = 0;
    const stop = new AbortController();
    const started = performance.now();
    const locked = await model.run(inputsOf(asked), {
      stop: stop.signal,
      onText(piece) {
        firstMs ||= performance.now() - started;
        pieces.push(piece);
        characters += piece.length;
        if (characters >= stopAfter) stop.abort();
      },
    });
    const outputs = await locked.release();
    const totalMs = performance.now() - started;
    const tokens = Array.from(outputs['tokens']!.data as BigInt64Array, Number);
    const text = (outputs['text']!.data as string[])[0]!;
    return { tokens, text, pieces, firstMs, totalMs, stopped: locked.stopped };
  },
  async plain(prompt: number[], { count, temperature, topK }: PlainAsked) {
    const reply = await ask({ prompt, count, temperature, topK });
    if ('tokens' in reply) return reply;
    throw new Error('error' in reply ? reply.error : 'no answer');
  },
};

function inputsOf({ prompt, count, temperature, topK }: Asked): Tensors {
  return {
    prompt: { dtype: 'string', shape: [], data: [prompt] },
    max_new_tokens: { dtype: 'int32', shape: [], data: Int32Array.of(count) },
    temperature: { dtype: 'float32', shape: [], data: Float32Array.of(temperature) },
    top_k: { dtype: 'int32', shape: [], data: Int32Array.of(topK) },
    top_p: { dtype: 'float32', shape: [], data: Float32Array.of(topK === 0 ? 1 : 0.95) },
    repetition_penalty: { dtype: 'float32', shape: [], data: Float32Array.of(1) },
    seed: { dtype: 'int64', shape: [], data: BigInt64Array.of(7n) },
  };
}

export type StreamApi = typeof api;
Object.assign(window, { floe: api });
