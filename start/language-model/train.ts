// Training from tokens to weights, in as many threads as the recipe has shares.
import { Worker } from 'node:worker_threads';
import { compileTrainer } from './compile.ts';
import { SHARES } from './recipe.ts';
import { floatsIn, weightInfos, type Shape } from './shape.ts';
import type { Progress, ThreadStart } from './train-thread.ts';

export interface TrainOptions {
  shape: Shape;
  steps: number;
  tokens: Uint16Array;
  keptBack: Uint16Array;
  onProgress: (progress: Progress) => void;
}

/** The weights as shape.ts lists them. The same options give the same bits on every machine. */
export async function train(options: TrainOptions): Promise<Float32Array> {
  const { onProgress, ...start } = options;
  const module = await compileTrainer();
  const floats = weightInfos(start.shape).reduce((sum, info) => sum + floatsIn(info), 0);
  const gradients = new SharedArrayBuffer(SHARES * floats * Float32Array.BYTES_PER_ELEMENT);
  const gate = new SharedArrayBuffer(2 * Int32Array.BYTES_PER_ELEMENT);
  const workers: Worker[] = [];
  try {
    return await new Promise<Float32Array>((resolve, reject) => {
      for (let share = 0; share < SHARES; share++) {
        const workerData: ThreadStart = { ...start, module, share, gradients, gate };
        const worker = new Worker(new URL('./train-thread.mjs', import.meta.url), { workerData });
        workers.push(worker);
        worker.on('error', reject);
        worker.on('message', (message: Progress | Float32Array) => {
          if (message instanceof Float32Array) resolve(message);
          else onProgress(message);
        });
      }
    });
  } finally {
    await Promise.all(workers.map((worker) => worker.terminate()));
  }
}
