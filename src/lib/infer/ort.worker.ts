// A model's Worker: hosts exactly one model and answers the page's messages. Disposable; it is never reset, only ended.
import { errorToWire } from '../errors.ts';
import { GpuRefusal, hostModel, type HostedModel } from './hosted-model.ts';
import { InferError } from './errors.ts';
import { isFatal } from './ort-errors.ts';
import { buffersOf, type FromWorker, type Request, type ToWorker } from './protocol.ts';
import { createQueue } from './queue.ts';

// The DOM library types `self` as a window; this is the part of a Worker's scope that is used.
const scope = globalThis as unknown as {
  postMessage(message: FromWorker, transfer?: Transferable[]): void;
  addEventListener(type: 'message', listener: (event: MessageEvent<ToWorker>) => void): void;
};

const queue = createQueue();
const cancelled = new Set<number>();
let hosted: HostedModel | undefined;

scope.addEventListener('message', ({ data: message }) => {
  if (message.type === 'cancel') cancelled.add(message.run);
  else if (message.type === 'drop') hosted?.drop(message.output);
  else void answer(message);
});

async function answer(request: Request): Promise<void> {
  try {
    await handle(request);
  } catch (error) {
    if (error instanceof GpuRefusal) {
      const reason = `The graphics adapter could not take the model: ${error.message}`;
      return scope.postMessage({ type: 'gpu-refused', id: request.id, reason });
    }
    const fallback = request.type === 'load' ? 'infer/load-failed' : 'infer/run-failed';
    scope.postMessage({
      type: 'failed',
      id: request.id,
      error: errorToWire(error, fallback),
      fatal: isFatal(error),
    });
  }
}

async function handle(request: Request): Promise<void> {
  const { id } = request;
  if (request.type === 'load') {
    hosted = await hostModel(request.source, request.provider, queue);
    void hosted.deviceLost.then((message) => scope.postMessage({ type: 'device-lost', message }));
    const fallbackReason = hosted.info.fallbackReason ?? request.fallbackReason;
    return scope.postMessage({ type: 'loaded', id, info: { ...hosted.info, fallbackReason } });
  }
  if (!hosted) throw new InferError('infer/run-failed', 'No model is loaded');
  if (request.type === 'run') {
    const held = await hosted.run(request.inputs, () => cancelled.delete(id));
    return scope.postMessage({ type: 'ran', id, ...held });
  }
  const outputs = hosted.take(request.output);
  scope.postMessage({ type: 'released', id, outputs }, buffersOf(outputs));
}
