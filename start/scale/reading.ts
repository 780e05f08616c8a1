// What reading the market costs a visitor, measured on generated markets: processor time on this machine, bytes anywhere. The node
// is in process: a real one adds its answers' way, which `answers.ts` reckons in.
import { createDevnet } from '../../devnet/network.ts';
import { loadMarket } from '../../devnet/seed/load.ts';
import { createProcessLocks } from '../../src/lib/blobs/locks.ts';
import { createMemoryStore } from '../../src/lib/blobs/stores.ts';
import { createChain } from '../../src/lib/chain/chain.ts';
import { createHistorySource } from '../../src/lib/chain/history.ts';
import { openHistory } from '../../src/lib/market/sync.ts';
import type { NetworkConfig } from '../../src/lib/model/network.ts';
import { generateMarket } from '../seed/index.ts';

export interface Reading {
  calls: number;
  /** Processor time of a first sync of the calls, node included, ms: what else the machine does is left out. */
  syncMs: number;
  /** Of the same, bytes that came over the wire. */
  wireBytes: number;
  /** In memory, and in the browser's store, for each call. */
  memoryBytes: number;
  storedBytes: number;
  requests: number;
}

const SIZES = { models: 500, authors: 100, payers: 2_000, calls: 50_000, days: 90 };
const END_MS = Date.UTC(2026, 9, 1);

export async function measureReading(): Promise<Reading> {
  const market = generateMarket({ seed: 'scale', ...SIZES, endMs: END_MS });
  const devnet = await createDevnet({ now: () => market.startMs - 3_600_000 });
  await loadMarket(devnet.ledger, market);
  let wireBytes = 0;
  let requests = 0;
  const chain = createChain(devnet.describe('http://devnet.test') as NetworkConfig, {
    fetch: async (input, init) => {
      const response = await devnet.handle(new Request(input, init));
      const body = await response.arrayBuffer();
      wireBytes += body.byteLength;
      requests += 1;
      return new Response(body, response);
    },
  });
  const store = createMemoryStore();
  const scope = chain.packageId;
  const source = createHistorySource(chain.rpc, scope);
  const history = await openHistory(store, { source, locks: createProcessLocks(), scope });
  const start = process.cpuUsage();
  await history.sync();
  const { user, system } = process.cpuUsage(start);
  const syncMs = (user + system) / 1000;
  let storedBytes = 0;
  for (const key of await store.keys()) {
    const value = await store.get(key);
    if (value instanceof Uint8Array) storedBytes += value.byteLength;
  }
  const calls = history.table.size;
  return {
    calls,
    syncMs,
    wireBytes,
    requests,
    memoryBytes: history.table.bytes / calls,
    storedBytes: storedBytes / calls,
  };
}
