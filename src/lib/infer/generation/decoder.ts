// A decoder's session and what it keeps between two runs: keys and values stay where the runtime computes, and are fed back
// as they came. Knows tokens, no text.
import type { InferenceSession, Tensor as OrtTensor } from 'onnxruntime-web/wasm';
import { elementCount } from '../../model/tensor.ts';
import { fromHalf } from '../half.ts';
import { InferError } from '../errors.ts';
import type { OnnxFiles } from '../onnx-files.ts';
import { runError } from '../ort-errors.ts';
import type { OrtBuild } from '../ort-runtime.ts';
import { createSession, runtimeName } from '../session.ts';
import type { Provider } from '../types.ts';
import type { CacheInfo, DecoderGraph, IntegerInput } from './decoder-graph.ts';

/** Of logits of one run, which the runtime gives for every position: a long prompt is read in pieces that stay below. */
const MOST_LOGITS = 1 << 26;

export interface Decoder {
  readonly runtime: string;
  /**
   * Reads tokens behind those it has read. Resolves with the logits of what follows the last: good until the next call.
   * `between` is asked before each run, and may throw.
   *
   * @throws InferError as a run; 'infer/bad-tokenizer' for a token that the model does not have
   */
  read(tokens: readonly number[], between: () => void): Promise<Float32Array>;
  /** Positions read so far. */
  readonly length: number;
  /** Milliseconds inside the runtime since `forget`. */
  readonly runMs: number;
  /** Begins anew. */
  forget(): void;
  release(): Promise<void>;
}

/** `files` as `prepareOnnx` left them. @throws InferError as `loadError` */
export async function openDecoder(
  build: OrtBuild,
  files: OnnxFiles,
  provider: Provider,
  graph: DecoderGraph,
): Promise<Decoder> {
  const { ort } = build;
  const onGpu = provider === 'webgpu';
  const kept = graph.caches.map(({ present }) => [present, 'gpu-buffer'] as const);
  const outputs = onGpu ? { outputs: Object.fromEntries(kept) } : {};
  const session = await createSession(build, files, provider, outputs);
  const fetches = [graph.logits.name, ...graph.caches.map(({ present }) => present)];

  const integers = (
    { name, dtype }: IntegerInput,
    values: readonly number[],
    shape: number[],
  ): Record<string, OrtTensor> => ({
    [name]:
      dtype === 'int64'
        ? new ort.Tensor('int64', BigInt64Array.from(values, BigInt), shape)
        : new ort.Tensor('int32', Int32Array.from(values), shape),
  });
  const empty = ({ dtype, emptyShape }: CacheInfo): OrtTensor => {
    const elements = elementCount(emptyShape);
    return dtype === 'float32'
      ? new ort.Tensor('float32', new Float32Array(elements), emptyShape)
      : new ort.Tensor('float16', new Uint16Array(elements), emptyShape);
  };
  let past: OrtTensor[] = [];
  let length = 0;
  let runMs = 0;
  /** Of the mask, which is all ones: a longer one for each run is a view of it. */
  let ones = new BigInt64Array(0);

  function mask({ name, dtype }: IntegerInput, total: number): Record<string, OrtTensor> {
    if (dtype === 'int32') return integers({ name, dtype }, Array<number>(total).fill(1), [1, total]);
    if (ones.length < total) ones = new BigInt64Array(2 * total).fill(1n);
    return { [name]: new ort.Tensor('int64', ones.subarray(0, total), [1, total]) };
  }

  function feeds(tokens: readonly number[]): Record<string, OrtTensor> {
    const count = tokens.length;
    const feeds = integers(graph.ids, tokens, [1, count]);
    const { mask: maskInput, positions, logitsToKeep, merged } = graph;
    if (maskInput) Object.assign(feeds, mask(maskInput, length + count));
    if (positions) {
      const values = Array.from({ length: count }, (_, index) => length + index);
      Object.assign(feeds, integers(positions, values, [1, count]));
    }
    if (logitsToKeep) Object.assign(feeds, integers(logitsToKeep, [1], []));
    if (merged !== undefined) feeds[merged] = new ort.Tensor('bool', Uint8Array.of(length > 0 ? 1 : 0), [1]);
    graph.caches.forEach((cache, index) => (feeds[cache.past] = past[index]!));
    return feeds;
  }

  async function run(tokens: readonly number[]): Promise<Float32Array> {
    if (past.length === 0) past = graph.caches.map(empty);
    const started = performance.now();
    let results: InferenceSession.OnnxValueMapType;
    try {
      results = await session.run(feeds(tokens), fetches, { logSeverityLevel: 4 });
    } catch (cause) {
      throw runError(cause);
    }
    runMs += performance.now() - started;
    const before = past;
    past = graph.caches.map(({ present }) => results[present] as OrtTensor);
    if (onGpu) for (const tensor of before) tensor.dispose();
    length += tokens.length;
    return lastRow(results[graph.logits.name] as OrtTensor);
  }

  function forget(): void {
    if (onGpu) for (const tensor of past) tensor.dispose();
    past = [];
    length = 0;
    runMs = 0;
  }

  return {
    runtime: runtimeName(ort),
    async read(tokens, between) {
      const { vocabulary = 0 } = graph;
      if (vocabulary > 0) checkTokens(tokens, vocabulary);
      const piece =
        graph.logitsToKeep || vocabulary === 0
          ? tokens.length
          : Math.max(1, Math.floor(MOST_LOGITS / vocabulary));
      let logits: Float32Array = new Float32Array(0);
      for (let at = 0; at < tokens.length; at += piece) {
        between();
        const part = tokens.slice(at, at + piece);
        logits = await run(part);
        // On a GPU a token that is not there is read as some other, without a word.
        checkTokens(part, logits.length);
      }
      return logits;
    },
    get length() {
      return length;
    },
    get runMs() {
      return runMs;
    },
    forget,
    async release() {
      forget();
      await session.release();
    },
  };
}

function checkTokens(tokens: readonly number[], vocabulary: number): void {
  const strange = tokens.find((id) => !(Number.isInteger(id) && id >= 0 && id < vocabulary));
  if (strange === undefined) return;
  throw new InferError(
    'infer/bad-tokenizer',
    `The tokenizer gives token ${strange}, which the model does not have`,
    {
      details: { token: strange, vocabulary },
    },
  );
}

/** Of [1, positions, vocabulary]. */
function lastRow({ dims, data }: OrtTensor): Float32Array<ArrayBuffer> {
  const vocabulary = dims.at(-1) ?? 0;
  const values = data as Float32Array<ArrayBuffer> | Uint16Array<ArrayBuffer>;
  if (values.length === 0 || vocabulary === 0) {
    throw new InferError('infer/not-a-number', 'The model gives no logits');
  }
  const row = values.subarray(values.length - vocabulary);
  if (row instanceof Float32Array) return row;
  // Raw halves, or a Float16Array where the engine has it.
  return row instanceof Uint16Array ? Float32Array.from(row, fromHalf) : Float32Array.from(row);
}
