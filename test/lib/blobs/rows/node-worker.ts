// The checking thread as the page has it, run by Node: real threads, real transfers.
import { Worker } from 'node:worker_threads';
import type { RowReply } from '../../../../src/lib/blobs/rows/row-protocol.ts';
import type { RowWorker } from '../../../../src/lib/blobs/rows/row-thread.ts';

const SCRIPT = new URL('../../../../src/lib/blobs/rows/row.worker.ts', import.meta.url).href;

export function createNodeRowWorker(script = SCRIPT): RowWorker {
  const thread = new Worker(new URL('./thread.mjs', import.meta.url), { workerData: { script } });
  const worker: RowWorker = {
    onmessage: null,
    onerror: null,
    postMessage: (message, transfer) => thread.postMessage(message, transfer as ArrayBuffer[]),
    terminate: () => void thread.terminate(),
  };
  thread.on('message', (data: RowReply) => worker.onmessage?.({ data } as MessageEvent<RowReply>));
  thread.on('error', (error) => worker.onerror?.({ message: error.message } as ErrorEvent));
  return worker;
}
