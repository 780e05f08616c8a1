// The test's end of the plain runtimes' thread.
import { Worker } from 'node:worker_threads';
import type { Tensor, Tensors } from '../../src/lib/model/tensor.ts';

export interface PlainJob {
  runtime: 'onnx' | 'tfjs';
  entry: string;
  files: ReadonlyMap<string, Uint8Array>;
  inputs: Tensors;
  /** Of TensorFlow.js. */
  backend?: 'wasm' | 'cpu';
}

export interface Plain {
  /** In the order of the runtime. */
  run(job: PlainJob): Promise<[name: string, tensor: Tensor][]>;
  close(): Promise<unknown>;
}

export function startPlain(): Plain {
  const thread = new Worker(new URL('./plain-thread.mjs', import.meta.url));
  let last = 0;
  return {
    run: (job) =>
      new Promise((resolve, reject) => {
        const id = ++last;
        const heard = (reply: { id: number; outputs?: [string, Tensor][]; error?: string }) => {
          if (reply.id !== id) return;
          thread.off('message', heard);
          thread.off('error', reject);
          if (reply.outputs) resolve(reply.outputs);
          else reject(new Error(reply.error));
        };
        thread.on('message', heard);
        thread.once('error', reject);
        thread.postMessage({ ...job, id });
      }),
    close: () => thread.terminate(),
  };
}
