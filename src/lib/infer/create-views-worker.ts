// The one line that a bundler has to see to ship the Worker of forms and views.
export function createViewsWorker(): Worker {
  return new Worker(new URL('./views.worker.ts', import.meta.url), { type: 'module', name: 'views' });
}
