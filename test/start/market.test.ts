// A seeded market, read from the local network as any stranger would read it, against what its maker knows.
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Hub, MarketReport } from '../../src/lib/index.ts';
import { startLocalNetwork, type LocalNetwork } from '../../start/local-network.ts';
import { generateMarket } from '../../start/seed/index.ts';

const market = generateMarket({
  seed: 7,
  models: 60,
  authors: 20,
  payers: 400,
  calls: 4_000,
  days: 120,
  endMs: Date.UTC(2026, 9, 1),
});
let network: LocalNetwork;
let hub: Hub;
let report: MarketReport;

beforeAll(async () => {
  network = await startLocalNetwork({ market });
  hub = (await network.author()).hub;
  await hub.market.sync();
  report = await hub.market.report({ rules: { knownHubs: [...market.exchanges] } });
});
afterAll(() => network?.close());

it('has every call, and every call in exactly one class', () => {
  const { raw, genuine, self, linked, unknown } = report.totals;
  expect(raw.calls).toBe(market.callCount);
  expect(genuine.calls + self.calls + linked.calls + unknown.calls).toBe(market.callCount);
  expect(report.state.listings).toBe(60);
});

it('excludes what was planted, within five per cent of it', () => {
  const { excluded } = report.totals;
  expect(excluded.calls).toBeGreaterThan(market.truth.washCalls * 0.95);
  expect(excluded.calls).toBeLessThan(market.truth.washCalls * 1.05);
});

it('agrees with the meters that the contract keeps', async () => {
  let counted = 0n;
  let cursor: number | undefined;
  do {
    const page = await hub.list({ limit: 50, ...(cursor === undefined ? {} : { cursor }) });
    for (const listing of page.items) {
      const { calls, selfCalls } = await hub.totals(listing);
      counted += calls + selfCalls;
    }
    cursor = page.cursor;
  } while (cursor !== undefined);
  expect(Number(counted)).toBe(report.totals.raw.calls);
});
