// The page's end of one encoding thread: a question, its progress, its answer. Knows nothing of blobs and strips.
import type { ErrorWire } from '../errors.ts';
import type { EncoderReply, EncoderRequest, EncoderResults } from './encoder-protocol.ts';

/** What is used of a Worker, so that another kind of thread can stand in. */
export interface EncoderWorker {
  onmessage: ((event: MessageEvent<EncoderReply>) => void) | null;
  onerror: ((event: ErrorEvent) => void) | null;
  postMessage(message: EncoderRequest, transfer: Transferable[]): void;
  terminate(): void;
}

export interface EncoderThread {
  /** One at a time. Rejects with an `EncoderFailure`; never settles once the thread was ended. */
  ask<Kind extends keyof EncoderResults>(
    request: Extract<EncoderRequest, { kind: Kind }>,
    options?: { transfer?: Transferable[]; onProgress?: (done: number) => void },
  ): Promise<EncoderResults[Kind]>;
  end(): void;
}

/** What a thread says of its failure: whoever asked knows what about. */
export class EncoderFailure extends Error {
  override name = 'EncoderFailure';

  constructor(readonly wire: ErrorWire) {
    super(wire.message);
  }
}

export function createEncoderThread(worker: EncoderWorker): EncoderThread {
  return {
    ask: (request, { transfer = [], onProgress } = {}) =>
      new Promise((resolve, reject) => {
        worker.onmessage = ({ data }) => {
          if (data.kind === 'progress') onProgress?.(data.done);
          else if (data.kind === 'failed') reject(new EncoderFailure(data.error));
          else resolve(data.result as never);
        };
        worker.onerror = ({ message }) => {
          const died = message || 'The encoder could not be started';
          const wire = { code: 'blobs/encode-failed', message: died, details: {}, retryable: false };
          reject(new EncoderFailure(wire));
        };
        worker.postMessage(request, transfer);
      }),
    end: () => worker.terminate(),
  };
}
