// Encodes in a Worker of its own per blob: WebAssembly memory never shrinks, a terminated Worker gives it all back.
import { BlobError } from './errors.ts';
import { abandonable, createQueue } from './queue.ts';
import type { EncoderReply } from './encoder.worker.ts';
import type { BlobEncoder, EncodedBlob } from './types.ts';

/** What is used of a Worker, so that another kind of thread can stand in. */
export interface EncoderThread {
  onmessage: ((event: MessageEvent<EncoderReply>) => void) | null;
  onerror: ((event: ErrorEvent) => void) | null;
  postMessage(message: Blob): void;
  terminate(): void;
}

/**
 * One blob at a time; an abort terminates the Worker at once. In the page:
 *
 * @example
 * createWorkerEncoder(() => new Worker(new URL('./encoder.worker.ts', import.meta.url), { type: 'module' }));
 */
export function createWorkerEncoder(createWorker: () => EncoderThread): BlobEncoder {
  const enqueue = createQueue();
  return {
    encode: (bytes, options) => enqueue(() => encodeIn(createWorker(), bytes, options.signal), options),
  };
}

async function encodeIn(
  worker: EncoderThread,
  bytes: Blob,
  signal: AbortSignal | undefined,
): Promise<EncodedBlob> {
  const reply = new Promise<EncodedBlob>((resolve, reject) => {
    const fail = (message: string) =>
      reject(new BlobError('blobs/encode-failed', message, { details: { bytes: bytes.size } }));
    worker.onmessage = ({ data }) => ('encoded' in data ? resolve(data.encoded) : fail(data.message));
    worker.onerror = (event) => fail(event.message || 'The encoder could not be started');
  });
  try {
    worker.postMessage(bytes);
    return await abandonable(reply, signal);
  } finally {
    worker.terminate();
  }
}
