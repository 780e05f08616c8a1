// Where a bundler finds the market's Worker. Kept apart so that the market itself can be given another one.

export function createMarketWorker(): Worker {
  return new Worker(new URL('./market.worker.ts', import.meta.url), { type: 'module', name: 'floe-market' });
}
