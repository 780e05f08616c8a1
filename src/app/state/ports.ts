// What the library is given in a page: Workers to run and to encode in, IndexedDB to keep things in.
import {
  createIdbStore,
  createMarketWorker,
  createModelStore,
  createModelWorker,
  createLazyRowCheckers,
  createWorkerEncoder,
  createWorkerEngine,
  createWorkerMarket,
  type HubPorts,
  type Market,
  type NetworkConfig,
} from '../../lib/index.ts';

/** What all networks share: a verified model is the same everywhere. */
export function createPorts(): Omit<HubPorts, 'network' | 'drafts'> {
  return {
    engine: createWorkerEngine({ createWorker: createModelWorker }),
    encoder: createWorkerEncoder(
      () => new Worker(new URL('../../lib/blobs/encoder.worker.ts', import.meta.url), { type: 'module' }),
    ),
    cache: createModelStore(
      CACHE,
      () => new Worker(new URL('../../lib/blobs/cache/file.worker.ts', import.meta.url), { type: 'module' }),
    ),
    rows: createLazyRowCheckers(
      () => new Worker(new URL('../../lib/blobs/rows/row.worker.ts', import.meta.url), { type: 'module' }),
    ),
  };
}

const CACHE = 'floe-cache';

/** Judged in a Worker of its own, over the same cache. Close it when the network changes. */
export function openMarket(network: NetworkConfig): Market {
  return createWorkerMarket({ network, database: CACHE }, createMarketWorker);
}

/** Publications of one network mean nothing on another. */
export function draftStore({ network }: NetworkConfig): HubPorts['drafts'] {
  return createIdbStore(`floe-drafts-${network}`);
}
