// The market of a small local network: what the rules say of calls that really happened there.
import { afterAll, beforeAll, expect, it } from 'vitest';
import { publishAll, startLocalNetwork, type LocalNetwork } from '../../../start/local-network.ts';
import type { Hub } from '../../../src/lib/index.ts';
import { tinyDraft, tinyInputs } from '../../draft.ts';

type Actor = Awaited<ReturnType<LocalNetwork['author']>>;
let network: LocalNetwork;
let author: Actor;
let model: string;

beforeAll(async () => {
  network = await startLocalNetwork();
  author = await network.author();
  [model] = (await publishAll(author, [tinyDraft()])) as [string];
});
afterAll(() => network?.close());

async function callAs({ hub, wallet }: Actor, times: number): Promise<void> {
  const opened = await hub.open(model);
  for (let index = 0; index < times; index++) {
    await (await hub.call(opened, tinyInputs(index, 1, 1))).pay(wallet);
  }
}
const tallies = async (hub: Hub) => {
  await hub.market.sync();
  const { raw, genuine, self, linked, unknown } = (await hub.market.report()).totals;
  return {
    raw: raw.calls,
    genuine: genuine.calls,
    self: self.calls,
    linked: linked.calls,
    unknown: unknown.calls,
  };
};

it('tells strangers, the author and a wallet the author paid for apart, and nothing is lost between them', async () => {
  const stranger = await network.author();
  await callAs(stranger, 3);
  await callAs(author, 2);
  // A sock puppet: never at the faucet, its only coins come from the author.
  const { Ed25519Keypair } = await import('@mysten/sui/keypairs/ed25519');
  const { keypairWallet } = await import('../../../src/agent/key.ts');
  const { createChain } = await import('../../../src/lib/chain/chain.ts');
  const keypair = new Ed25519Keypair();
  const puppet: Actor = { ...stranger, keypair, wallet: keypairWallet(keypair) };
  const chain = createChain(network.config);
  const tx = chain.newTransaction();
  tx.transferObjects([tx.splitCoins(tx.gas, [100_000_000])], puppet.wallet.address);
  await chain.executor.run(author.wallet, tx);
  await callAs(puppet, 4);

  const reader = await network.author();
  expect(await tallies(reader.hub)).toEqual({ raw: 9, genuine: 3, self: 2, linked: 4, unknown: 0 });
  const { measures, state } = await reader.hub.market.report({ days: 7 });
  expect(state.listings).toBe(1);
  expect(measures.genuinePayers).toMatchObject({ active: 1, fresh: 1 });
  expect(measures.aliveShare).toMatchObject({ part: 1, whole: 1 });

  // Read again from the cache: what happened since is added, by exactly one.
  await callAs(stranger, 1);
  expect(await tallies(reader.hub)).toMatchObject({ raw: 10, genuine: 4 });
});
