// What the library is given in a page: Workers to run and to encode in, IndexedDB to keep things in.
import { createOrtWorker } from '../../lib/infer/create-ort-worker.ts';
import { createWorkerEngine } from '../../lib/infer/worker-engine.ts';
import { createWorkerEncoder } from '../../lib/blobs/worker-encoder.ts';
import type { HubPorts } from '../../lib/hub/types.ts';
import { openStore } from './stores.ts';

export function createPorts(): Omit<HubPorts, 'network'> {
  return {
    engine: createWorkerEngine({ createWorker: createOrtWorker }),
    encoder: createWorkerEncoder(
      () => new Worker(new URL('../../lib/blobs/encoder.worker.ts', import.meta.url), { type: 'module' }),
    ),
    cache: openStore('floe-cache'),
    drafts: openStore('floe-drafts'),
  };
}
