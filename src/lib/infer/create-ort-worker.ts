// Where a bundler finds the model Worker. Kept apart so that the engine itself can be given another one.

export function createOrtWorker(): Worker {
  return new Worker(new URL('./ort.worker.ts', import.meta.url), { type: 'module', name: 'floe-model' });
}
