// The engine of the command line and of tests: the page's, with a thread for each model in place of a Worker. On wasm, and
// on `cpu` where onnxruntime-node is installed.
import type { Engine } from '../lib/infer/types.ts';
import { createWorkerEngine, type WorkerEnginePorts } from '../lib/infer/worker-engine.ts';
import { createModelThread } from './create-model-thread.ts';

/** Models that are not disposed of end with the process; only what is under way keeps it from ending. */
export function createNodeEngine(options: Pick<WorkerEnginePorts, 'silenceMs'> = {}): Engine {
  return createWorkerEngine({ createWorker: createModelThread, ...options });
}
