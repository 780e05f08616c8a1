// The yardstick: a loop over onnxruntime-web as its documentation shows one, with nothing of ours around it. Takes tokens,
// gives tokens: the likeliest, or drawn as people write it in a few lines.
import type { Provider } from '../../../src/lib/infer/types.ts';

export interface DecoderShape {
  layers: number;
  heads: number;
  headWidth: number;
}

export interface PlainAsked {
  count: number;
  /** 0: the likeliest. */
  temperature: number;
  topK: number;
}

export type PlainRequest =
  { model: Blob; provider: Provider; shape: DecoderShape } | ({ prompt: number[] } & PlainAsked);
export type PlainReply =
  { ready: true } | { error: string } | { tokens: number[]; firstMs: number; totalMs: number };

type Ort = typeof import('onnxruntime-web/wasm');
type Session = Awaited<ReturnType<Ort['InferenceSession']['create']>>;
type Tensor = InstanceType<Ort['Tensor']>;

const scope = globalThis as unknown as {
  postMessage(message: PlainReply): void;
  addEventListener(type: 'message', listener: (event: MessageEvent<PlainRequest>) => void): void;
};
let ort: Ort;
let session: Session;
let shape: DecoderShape;
let onGpu: boolean;

scope.addEventListener('message', ({ data }) => {
  (('model' in data ? load(data) : generate(data)) as Promise<PlainReply>).then(
    (reply) => scope.postMessage(reply),
    (error: unknown) => scope.postMessage({ error: String(error) }),
  );
});

async function load(request: Extract<PlainRequest, { model: Blob }>): Promise<PlainReply> {
  ({ shape } = request);
  onGpu = request.provider === 'webgpu';
  if (!onGpu) ort = await import('onnxruntime-web/wasm');
  else if ('Suspending' in WebAssembly) ort = await import('onnxruntime-web/jspi');
  else ort = await import('onnxruntime-web/webgpu');
  ort.env.wasm.numThreads = 1;
  const present = cacheNames('present').map((name) => [name, 'gpu-buffer' as const]);
  session = await ort.InferenceSession.create(await request.model.arrayBuffer(), {
    executionProviders: [request.provider],
    ...(onGpu ? { preferredOutputLocation: Object.fromEntries(present) } : {}),
  });
  return { ready: true };
}

async function generate({
  prompt,
  count,
  temperature,
  topK,
}: Extract<PlainRequest, PlainAsked>): Promise<PlainReply> {
  const started = performance.now();
  let firstMs = 0;
  const tokens: number[] = [];
  const emptyShape = [1, shape.heads, 0, shape.headWidth];
  let past: Record<string, Tensor> = {};
  for (const name of cacheNames('past_key_values')) {
    past[name] = new ort.Tensor('float32', new Float32Array(0), emptyShape);
  }
  let next = prompt;
  let length = 0;
  while (tokens.length < count) {
    const positions = next.map((_, index) => BigInt(length + index));
    length += next.length;
    const results = await session.run({
      input_ids: new ort.Tensor('int64', BigInt64Array.from(next, BigInt), [1, next.length]),
      attention_mask: new ort.Tensor('int64', new BigInt64Array(length).fill(1n), [1, length]),
      position_ids: new ort.Tensor('int64', BigInt64Array.from(positions), [1, next.length]),
      ...past,
    });
    if (onGpu) for (const tensor of Object.values(past)) tensor.dispose();
    past = {};
    for (const name of cacheNames('present')) {
      past[name.replace('present', 'past_key_values')] = results[name] as Tensor;
    }
    const { data, dims } = results['logits'] as Tensor;
    const logits = (data as Float32Array).subarray(-dims[2]!);
    const token = temperature === 0 ? likeliest(logits) : drawn(logits, temperature, topK);
    tokens.push(token);
    if (tokens.length === 1) firstMs = performance.now() - started;
    next = [token];
  }
  return { tokens, firstMs, totalMs: performance.now() - started };
}

function likeliest(logits: Float32Array): number {
  let best = 0;
  for (let id = 1; id < logits.length; id++) if (logits[id]! > logits[best]!) best = id;
  return best;
}

function drawn(logits: Float32Array, temperature: number, topK: number): number {
  const first = Array.from(logits, (logit, id) => ({ logit, id }))
    .sort((a, b) => b.logit - a.logit)
    .slice(0, topK);
  const weights = first.map(({ logit }) => Math.exp((logit - first[0]!.logit) / temperature));
  let target = Math.random() * weights.reduce((sum, weight) => sum + weight, 0);
  return first[weights.findIndex((weight) => (target -= weight) < 0)]?.id ?? first[0]!.id;
}

function cacheNames(prefix: string): string[] {
  return Array.from({ length: shape.layers }, (_, layer) => [
    `${prefix}.${layer}.key`,
    `${prefix}.${layer}.value`,
  ]).flat();
}
