// Where a bundler finds the model Worker. Kept apart so that the engine itself can be given another one.

export function createModelWorker(): Worker {
  return new Worker(new URL('./model.worker.ts', import.meta.url), { type: 'module', name: 'floe-model' });
}
