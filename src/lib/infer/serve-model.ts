// A model's thread: hosts exactly one model and answers the messages of whoever began it. Disposable; it is never reset,
// only ended. Knows neither browsers' Workers nor Node's threads.
import { errorToWire } from '../errors.ts';
import { InferError } from './errors.ts';
import { hostModel, type HostedModel } from './hosted-model.ts';
import { isFatal } from './ort-errors.ts';
import { buffersOf, type FromWorker, type Request, type ToWorker } from './protocol.ts';
import { createQueue } from './queue.ts';
import { GpuRefusal, type OpenRunner } from './runner.ts';

/** The part of a Worker's scope that is used. */
export interface ModelScope {
  postMessage(message: FromWorker, transfer?: Transferable[]): void;
  addEventListener(type: 'message', listener: (event: { data: ToWorker }) => void): void;
}

/** Call once in a thread of its own; from then on it does as `protocol.ts` says. */
export function serveModel(scope: ModelScope, open: OpenRunner): void {
  const queue = createQueue();
  /** Runs that are asked for and not over. */
  const asked = new Map<number, { cancelled: boolean; stopped: boolean }>();
  let hosted: HostedModel | undefined;

  scope.addEventListener('message', ({ data: message }) => {
    if (message.type === 'cancel' || message.type === 'stop') {
      const run = asked.get(message.run);
      if (run) run[message.type === 'cancel' ? 'cancelled' : 'stopped'] = true;
    } else if (message.type === 'drop') hosted?.drop(message.output);
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
      // What a failed run leaves on a GPU is not to be built upon: bound buffers keep what they had.
      const failed = error instanceof InferError && error.code === 'infer/run-failed';
      const onGpu = request.type === 'run' && hosted?.info.provider === 'webgpu' && failed;
      scope.postMessage({
        type: 'failed',
        id: request.id,
        error: errorToWire(error, fallback),
        fatal: onGpu || isFatal(error),
      });
    }
  }

  async function handle(request: Request): Promise<void> {
    const { id } = request;
    if (request.type === 'load') {
      hosted = await hostModel(open, request.source, request.options, queue);
      void hosted.deviceLost.then((message) => scope.postMessage({ type: 'device-lost', message }));
      const fallbackReason = hosted.info.fallbackReason ?? request.fallbackReason;
      return scope.postMessage({ type: 'loaded', id, info: { ...hosted.info, fallbackReason } });
    }
    if (!hosted) throw new InferError('infer/run-failed', 'No model is loaded');
    if (request.type === 'run') {
      const run = { cancelled: false, stopped: false };
      asked.set(id, run);
      try {
        const held = await hosted.run(request.inputs, {
          cancelled: () => run.cancelled,
          stopped: () => run.stopped,
          ...(request.streams
            ? { onText: (text) => scope.postMessage({ type: 'text', run: id, text }) }
            : {}),
        });
        return scope.postMessage({ type: 'ran', id, ...held });
      } finally {
        asked.delete(id);
      }
    }
    const outputs = hosted.take(request.output);
    scope.postMessage({ type: 'released', id, outputs }, buffersOf(outputs));
  }
}
