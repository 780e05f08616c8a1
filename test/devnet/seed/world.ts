// A generated market in a network of its own, and cuts of it at a moment.
import { SuiGrpcClient } from '@mysten/sui/grpc';
import { createDevnet } from '../../../devnet/network.ts';
import { loadMarket } from '../../../devnet/seed/load.ts';
import type { SeedMarket } from '../../../devnet/seed/market.ts';
import { generateMarket, type MarketOptions } from '../../../start/seed/index.ts';

export const END_MS = Date.UTC(2026, 10, 1);
export const SMALL: MarketOptions = {
  seed: 'test',
  models: 60,
  authors: 36,
  payers: 160,
  calls: 2_000,
  days: 60,
  endMs: END_MS,
};

export const market = generateMarket(SMALL);

/** The network opens an hour before the market does, and goes on in the present once it is loaded. */
export async function openMarket(data: SeedMarket = market, scanLimit?: number) {
  let now = data.startMs - 3_600_000;
  const devnet = await createDevnet({ now: () => now, ...(scanLimit === undefined ? {} : { scanLimit }) });
  const loaded = await loadMarket(devnet.ledger, data);
  now = END_MS;
  const client = new SuiGrpcClient({
    network: 'localnet',
    baseUrl: 'http://devnet',
    fetch: (input, init) => devnet.handle(new Request(input, init)),
  });
  return { devnet, loaded, client, config: devnet.describe('http://devnet') };
}

/** What had happened before a moment. */
export function until(data: SeedMarket, atMs: number): SeedMarket {
  const calls = [...data.calls()].filter((call) => call.atMs < atMs);
  return {
    startMs: data.startMs,
    exchanges: data.exchanges,
    transfers: data.transfers.filter((transfer) => transfer.atMs < atMs),
    listings: data.listings
      .map((listing) => ({ ...listing, changes: listing.changes.filter((change) => change.atMs < atMs) }))
      .filter(({ changes }) => changes.length),
    callCount: calls.length,
    calls: () => calls,
  };
}
