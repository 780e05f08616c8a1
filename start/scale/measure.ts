// What is ours, measured on the devnet with the real contract: bytes and fees of payments, and what reading them costs.
import { Ed25519Keypair } from '@mysten/sui/keypairs/ed25519';
import type { ExecutedTransaction } from '../../devnet/chain/types.ts';
import { createDevnet } from '../../devnet/network.ts';
import { keypairWallet } from '../../src/agent/key.ts';
import { createChain } from '../../src/lib/chain/chain.ts';
import { payTransaction } from '../../src/lib/chain/transactions.ts';
import type { Listing } from '../../src/lib/model/listing.ts';
import type { NetworkConfig } from '../../src/lib/model/network.ts';

const SUI = 1_000_000_000n;
/** Storage fee of a byte, as the devnet charges it. */
const BYTE_FEE = 7_600n;

export interface PaymentCost {
  calls: number;
  /** The payer's first with this model. */
  first: boolean;
  /** BCS of the transaction, without signatures. */
  transactionBytes: number;
  effectsBytes: number;
  /** BCS of all `Called` events of it. */
  eventBytes: number;
  /** Object bytes written, and those of the versions that they replace or remove. */
  storedBytes: number;
  releasedBytes: number;
  /** Computation in whole steps of 1,000 units, as the devnet counts work. */
  units: number;
  commands: number;
  /** Shared objects written. */
  written: number;
}

export interface Measured {
  payments: PaymentCost[];
  listing: { storedBytes: number; transactionBytes: number };
  /** Of the answer to a request for calls or listings: bytes on the wire for each. */
  wire: { callBytes: number; listingBytes: number };
}

const BATCHES = [1, 2, 10, 50, 100, 400];
const READ_CALLS = 400;

export async function measureContract(): Promise<Measured> {
  const devnet = await createDevnet();
  let received = 0;
  const fetch: typeof globalThis.fetch = async (input, init) => {
    const response = await devnet.handle(new Request(input, init));
    const body = await response.arrayBuffer();
    received += body.byteLength;
    return new Response(body, response);
  };
  const config = devnet.describe('http://devnet.test') as NetworkConfig;
  const chain = createChain(config, { fetch });
  const wallet = async () => {
    const found = keypairWallet(new Ed25519Keypair());
    await devnet.ledger.mint(found.address, [{ type: 'sui', amount: 1_000n * SUI }]);
    return found;
  };
  const executed = async (digest: string) => (await devnet.ledger.getTransaction(digest))!;

  const author = await wallet();
  const listed = await (async () => {
    const tx = chain.newTransaction();
    const blob = 'A'.repeat(43);
    chain.addListing(
      tx,
      { manifestBlobId: blob, manifestHash: new Uint8Array(32), partBlobIds: [blob], bytes: 100_000_000 },
      {
        name: 'A model with a name',
        summary: 'One line that says what it does, about as long as these lines are.',
        task: 'text-classification',
        runtime: 'onnx',
        license: 'apache-2.0',
        tags: ['language', 'small'],
        price: 1_000_000n,
        coin: '0x2::sui::SUI',
        shards: 4,
      },
      author.address,
    );
    const done = await chain.executor.run(author, tx);
    return { model: chain.listedModel(done), cost: await executed(done.digest) };
  })();
  const listing = await chain.get(listed.model);

  const payments: PaymentCost[] = [];
  const payer = await wallet();
  const pay = async (calls: number) => {
    const request = {
      listing,
      version: 1,
      price: listing.price,
      commitments: Array.from({ length: calls }, (_, i) => new Uint8Array(32).fill(i)),
      payer: payer.address,
    };
    const { digest } = await chain.executor.run(payer, payTransaction(chain.packageId, request));
    const transaction = await executed(digest);
    payments.push(costOf(transaction, calls, payments.length === 0, listing));
  };
  await pay(1);
  for (const calls of BATCHES) await pay(calls);

  received = 0;
  const { createHistorySource } = await import('../../src/lib/chain/history.ts');
  const { items } = await createHistorySource(chain.rpc, chain.packageId).calls({ limit: READ_CALLS });
  const callBytes = received / items.length;
  received = 0;
  await chain.list({ limit: 1 });
  return {
    payments,
    listing: {
      storedBytes: Number(listed.cost.gas.storageCost / BYTE_FEE),
      transactionBytes: listed.cost.bytes.length,
    },
    wire: { callBytes, listingBytes: received },
  };
}

function costOf(tx: ExecutedTransaction, calls: number, first: boolean, listing: Listing): PaymentCost {
  const events = tx.events.reduce((sum, { bytes }) => sum + bytes.length, 0);
  const released = tx.gas.storageRebate + tx.gas.nonRefundableStorageFee;
  const meters = new Set(listing.meters);
  return {
    calls,
    first,
    transactionBytes: tx.bytes.length,
    effectsBytes: tx.effectsBytes.length,
    eventBytes: events,
    storedBytes: Number(tx.gas.storageCost / BYTE_FEE),
    releasedBytes: Number(released / BYTE_FEE),
    units: Number(tx.gas.computationCost / 1_000n),
    commands: 2,
    written: tx.changes.filter(({ id }) => meters.has(id)).length,
  };
}
