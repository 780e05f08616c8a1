// A market on the real devnet, in process: an author, a model, and people who fund and pay each other.
import { Ed25519Keypair } from '@mysten/sui/keypairs/ed25519';
import { Transaction } from '@mysten/sui/transactions';
import { createDevnet, type DevnetOptions } from '../../../devnet/network.ts';
import { keypairWallet } from '../../../src/agent/key.ts';
import { createChain, type Chain } from '../../../src/lib/chain/chain.ts';
import type { Listing } from '../../../src/lib/model/listing.ts';
import type { NetworkConfig } from '../../../src/lib/model/network.ts';
import type { Wallet } from '../../../src/lib/model/wallet.ts';

export type Person = Wallet & { keypair: Ed25519Keypair };

export interface World {
  devnet: Awaited<ReturnType<typeof createDevnet>>;
  chain: Chain;
  hubId: string;
  /** Reaches the network; tests wrap it. */
  fetch: typeof fetch;
  config: NetworkConfig;
  /** A new wallet, empty. */
  person(): Person;
  /** Coins from the faucet. */
  fund(person: Person): Promise<void>;
  list(author: Person, name?: string): Promise<Listing>;
  pay(payer: Person, listing: Listing, options?: { calls?: number; gifts?: Gift[] }): Promise<string>;
  give(from: Person, gifts: Gift[]): Promise<string>;
}

export interface Gift {
  to: string;
  amount: bigint;
}

export async function createWorld(options: DevnetOptions = {}): Promise<World> {
  const devnet = await createDevnet(options);
  const fetch: typeof globalThis.fetch = (input, init) => devnet.handle(new Request(input, init));
  const config = devnet.describe('http://devnet.test') as NetworkConfig;
  const chain = createChain(config, { fetch });

  function addGifts(tx: Transaction, gifts: Gift[]): void {
    const coins = tx.splitCoins(
      tx.gas,
      gifts.map(({ amount }) => amount),
    );
    gifts.forEach(({ to }, index) => tx.transferObjects([coins[index]!], to));
  }

  return {
    devnet,
    chain,
    hubId: config.hub!,
    fetch,
    config,
    person() {
      const keypair = new Ed25519Keypair();
      return { ...keypairWallet(keypair), keypair };
    },
    async fund({ address }) {
      await devnet.ledger.mint(address, [{ type: 'sui', amount: 100n * SUI }]);
    },
    async list(author, name = 'Model') {
      const tx = chain.newTransaction();
      const blob = 'A'.repeat(43);
      const version = {
        manifestBlobId: blob,
        manifestHash: new Uint8Array(32),
        partBlobIds: [blob],
        bytes: 10,
      };
      const texts = { name, summary: '', task: 'text-classification', runtime: 'onnx' };
      const listing = {
        ...texts,
        license: 'mit',
        tags: ['one'],
        price: 1000n,
        coin: '0x2::sui::SUI',
        shards: 2,
      };
      chain.addListing(tx, version, listing, author.address);
      return chain.get(chain.listedModel(await chain.executor.run(author, tx)));
    },
    async pay(payer, listing, { calls = 1, gifts = [] } = {}) {
      const { payTransaction } = await import('../../../src/lib/chain/transactions.ts');
      const commitments = Array.from({ length: calls }, (_, i) => new Uint8Array(32).fill(i));
      const { price } = listing;
      const tx = payTransaction(chain.packageId, {
        listing,
        version: 1,
        price,
        commitments,
        payer: payer.address,
      });
      if (gifts.length > 0) addGifts(tx, gifts);
      return (await chain.executor.run(payer, tx)).digest;
    },
    async give(from, gifts) {
      const tx = new Transaction();
      addGifts(tx, gifts);
      return (await chain.executor.run(from, tx)).digest;
    },
  };
}

/** SUI in MIST. */
export const SUI = 1_000_000_000n;
