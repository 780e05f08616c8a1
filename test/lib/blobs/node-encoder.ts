// The encoding thread as the page has it, run by Node: real threads, real transfers.
import { Worker } from 'node:worker_threads';
import type { EncoderReply } from '../../../src/lib/blobs/encoder-protocol.ts';
import type { EncoderWorker } from '../../../src/lib/blobs/encoder-thread.ts';

const SCRIPT = new URL('../../../src/lib/blobs/encoder.worker.ts', import.meta.url).href;

/** `script` stands in for the Worker's. */
export function createNodeEncoderWorker(script = SCRIPT): EncoderWorker {
  const thread = new Worker(new URL('./rows/thread.mjs', import.meta.url), { workerData: { script } });
  const worker: EncoderWorker = {
    onmessage: null,
    onerror: null,
    postMessage: (message, transfer) => thread.postMessage(message, transfer as ArrayBuffer[]),
    terminate: () => void thread.terminate(),
  };
  thread.on('message', (data: EncoderReply) => worker.onmessage?.({ data } as MessageEvent<EncoderReply>));
  thread.on('error', (error) => worker.onerror?.({ message: error.message } as ErrorEvent));
  return worker;
}
