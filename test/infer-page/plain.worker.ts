// The yardstick: onnxruntime-web as its documentation shows it, with nothing of ours around it.
import type { Provider } from '../../src/lib/infer/types.ts';
import type { Tensors } from '../../src/lib/model/tensor.ts';

export type PlainRequest = { model: ArrayBuffer; provider: Provider } | { inputs: Tensors };
export type PlainReply = { ready: true } | { error: string } | { runMs: number; outputs: Tensors };

type Session = Awaited<ReturnType<(typeof import('onnxruntime-web/wasm'))['InferenceSession']['create']>>;
type Ort = typeof import('onnxruntime-web/wasm');

const scope = globalThis as unknown as DedicatedWorker;
interface DedicatedWorker {
  postMessage(message: PlainReply, transfer?: Transferable[]): void;
  addEventListener(type: 'message', listener: (event: MessageEvent<PlainRequest>) => void): void;
}
let ort: Ort;
let session: Session;

scope.addEventListener('message', ({ data }) => {
  answer(data).then(
    (reply) => scope.postMessage(reply, 'outputs' in reply ? buffersOf(reply.outputs) : []),
    (error: unknown) => scope.postMessage({ error: String(error) }),
  );
});

async function answer(request: PlainRequest): Promise<PlainReply> {
  if ('model' in request) {
    if (request.provider === 'wasm') ort = await import('onnxruntime-web/wasm');
    else
      ort =
        'Suspending' in WebAssembly
          ? await import('onnxruntime-web/jspi')
          : await import('onnxruntime-web/webgpu');
    ort.env.wasm.numThreads = 1;
    session = await ort.InferenceSession.create(request.model, { executionProviders: [request.provider] });
    return { ready: true };
  }
  const feeds: Record<string, InstanceType<Ort['Tensor']>> = {};
  for (const [name, { dtype, data, shape }] of Object.entries(request.inputs)) {
    feeds[name] = new ort.Tensor(dtype as 'float32', data as Float32Array, shape as number[]);
  }
  const started = performance.now();
  const results = await session.run(feeds);
  const runMs = performance.now() - started;
  const outputs: Tensors = {};
  for (const [name, tensor] of Object.entries(results)) {
    outputs[name] = {
      dtype: tensor.type as 'float32',
      shape: [...tensor.dims],
      data: tensor.data as Float32Array,
    };
  }
  return { runMs, outputs };
}

function buffersOf(outputs: Tensors): Transferable[] {
  return Object.values(outputs).map(({ data }) => (data as Float32Array<ArrayBuffer>).buffer);
}
