// Reading the chain at its edges: pages, missing objects, undeployed networks, shards, blob IDs.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createChain } from '../../../src/lib/chain/chain.ts';
import { shardOf } from '../../../src/lib/chain/transactions.ts';
import { NETWORKS, type NetworkConfig } from '../../../src/lib/index.ts';
import { startLocalNetwork, type LocalNetwork } from '../../../start/local-network.ts';

let network: LocalNetwork;
let models: string[];

/** Lists without Walrus: the contract does not look at blobs. */
async function listModels(count: number): Promise<string[]> {
  const { wallet } = await network.author();
  const chain = createChain(network.config);
  const ids: string[] = [];
  for (let index = 0; index < count; index++) {
    const tx = chain.newTransaction();
    const version = {
      manifestBlobId: 'A'.repeat(42) + 'E',
      manifestHash: new Uint8Array(32),
      partBlobIds: ['A'.repeat(43)],
      bytes: 10,
    };
    const listing = {
      name: `M${index}`,
      summary: '',
      task: 't',
      runtime: 'onnx',
      license: 'mit',
      tags: ['one', 'two'],
      price: 1n,
      coin: '0x2::sui::SUI',
      shards: 1,
    };
    chain.addListing(tx, version, listing, wallet.address);
    ids.push(chain.listedModel(await chain.executor.run(wallet, tx)));
  }
  return ids;
}

beforeAll(async () => {
  network = await startLocalNetwork();
  models = await listModels(7);
});
afterAll(() => network?.close());

describe('listing', () => {
  it('goes through all models in pages, newest first, by object reads alone', async () => {
    const chain = createChain(network.config);
    const seen: string[] = [];
    let cursor: number | undefined;
    do {
      const page = await chain.list({ limit: 3, ...(cursor === undefined ? {} : { cursor }) });
      seen.push(...page.items.map(({ id }) => id));
      cursor = page.cursor;
    } while (cursor !== undefined);
    expect(seen).toEqual(models.toReversed());
  });

  it('reads a version back as it was listed', async () => {
    const chain = createChain(network.config);
    const version = await chain.version(await chain.get(models[0]!), 1);
    expect(version).toMatchObject({
      number: 1,
      manifestBlobId: 'A'.repeat(42) + 'E',
      bytes: 10,
      sealed: false,
    });
    expect(version.partBlobIds).toEqual(['A'.repeat(43)]);
  });

  it('says when there is no such model or version', async () => {
    const chain = createChain(network.config);
    await expect(chain.get(`0x${'ab'.repeat(32)}`)).rejects.toMatchObject({ code: 'chain/not-found' });
    const model = await chain.get(models[0]!);
    await expect(chain.version(model, 2)).rejects.toMatchObject({ code: 'chain/not-found' });
  });

  it('says when the object is something else', async () => {
    const chain = createChain(network.config);
    await expect(chain.get('0x6')).rejects.toMatchObject({ code: 'chain/unexpected-shape' });
  });
});

it('a network without a contract is refused at once', () => {
  expect(() => createChain(NETWORKS.mainnet)).toThrowError(
    expect.objectContaining({ code: 'chain/not-deployed' }),
  );
});

it('a network without a faucet says so', async () => {
  const { faucet: _, ...config } = network.config;
  const chain = createChain(config as NetworkConfig);
  await expect(chain.requestFunds(`0x${'1'.repeat(64)}`)).rejects.toMatchObject({ code: 'chain/no-faucet' });
});

it('a payer without gas is told so before signing', async () => {
  const { Ed25519Keypair } = await import('@mysten/sui/keypairs/ed25519');
  const { keypairWallet } = await import('../../../src/agent/key.ts');
  const chain = createChain(network.config);
  const target = { model: models[0]!, cap: models[1]! };
  const update = chain.update(keypairWallet(new Ed25519Keypair()), target, { kind: 'price', price: 1n });
  await expect(update).rejects.toMatchObject({ code: expect.stringMatching(/^chain\//) });
});

describe('shardOf', () => {
  it('is the address modulo the number of meters, as the contract has it', () => {
    expect(shardOf(`0x${'0'.repeat(63)}7`, 4)).toBe(3);
    expect(shardOf(`0x${'f'.repeat(64)}`, 16)).toBe(15);
    // 2^256 - 1 = 0 (mod 5): 2^4 = 1 (mod 5) and 256 is a multiple of 4.
    expect(shardOf(`0x${'f'.repeat(64)}`, 5)).toBe(0);
  });
});
