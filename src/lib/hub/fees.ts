// Network fees before anything is signed: the network simulates transactions like the ones that will be asked for.
// Nothing is guessed: what cannot be simulated is undefined.
import type { Transaction } from '@mysten/sui/transactions';
import type { Publisher } from '../blobs/publisher.ts';
import type { BlobEncoder, EncodedBlob } from '../blobs/types.ts';
import type { Chain } from '../chain/chain.ts';
import { payTransaction } from '../chain/transactions.ts';
import { isAbort } from '../errors.ts';
import { SUI_TYPE } from '../model/amount.ts';
import type { Fees, Hub } from './types.ts';

const SHARDS = 4;
const COMMITMENT_BYTES = 32;
/** Among so many newest listings one that takes calls is looked for. */
const LOOKED_AT = 12;

interface Cancellable {
  signal?: AbortSignal;
}

export function createFees(chain: Chain, publisher: Publisher, encoder: BlobEncoder): Hub['fees'] {
  let samples: Promise<EncodedBlob[]> | undefined;

  /** MIST; undefined if the network refuses the transaction. */
  async function simulate(
    transaction: Transaction,
    sender: string,
    options: Cancellable,
  ): Promise<{ computation: bigint; total: bigint } | undefined> {
    transaction.setSenderIfNotSet(sender);
    const result = await chain.rpc.core.simulateTransaction({
      transaction: await transaction.build({ client: chain.rpc }),
      include: { effects: true },
      ...options,
    });
    if (result.$kind !== 'Transaction') return undefined;
    const used = result.Transaction.effects.gasUsed;
    const computation = BigInt(used.computationCost);
    return { computation, total: computation + BigInt(used.storageCost) - BigInt(used.storageRebate) };
  }

  async function publish(wallet: string, options: Cancellable): Promise<bigint | undefined> {
    const blobs = await (samples ??= encodeSamples(encoder));
    // Nothing can be certified that is not stored, so both transactions are simulated as one: registered, shared, listed.
    // The second signature's transaction computes about as much as the first once more.
    const tx = await publisher.registerTransaction(
      { blobs, epochs: 1, owner: wallet, shared: true },
      options,
    );
    const version = {
      manifestBlobId: blobs[0]!.blobId,
      manifestHash: blobs[0]!.blobDigest,
      partBlobIds: [blobs[1]!.blobId],
      bytes: 1,
    };
    const texts = {
      name: 'A model',
      summary: 'What it does, in one line',
      task: 'other',
      license: '',
      tags: [],
    };
    const terms = { runtime: 'onnx', price: 1n, coin: SUI_TYPE, shards: SHARDS };
    chain.addListing(tx, version, { ...texts, ...terms }, wallet);
    const used = await simulate(tx, wallet, options);
    return used && used.total + used.computation;
  }

  async function call(wallet: string, options: Cancellable): Promise<bigint | undefined> {
    const { items } = await chain.list({ limit: LOOKED_AT, ...options });
    const listing =
      items.find(({ active, coin }) => active && coin === SUI_TYPE) ?? items.find(({ active }) => active);
    if (!listing) return undefined;
    const commitments = [new Uint8Array(COMMITMENT_BYTES)];
    const request = { listing, version: listing.head, price: listing.price, commitments, payer: wallet };
    return (await simulate(payTransaction(chain.packageId, request), wallet, options))?.total;
  }

  /** A wallet without money, a node without simulation: unknown, and no reason to stop anybody. */
  async function known(ask: Promise<bigint | undefined>): Promise<bigint | undefined> {
    try {
      return await ask;
    } catch (error) {
      if (isAbort(error)) throw error;
      return undefined;
    }
  }

  return async (wallet, { signal } = {}): Promise<Fees> => {
    const options = signal ? { signal } : {};
    return { publish: await known(publish(wallet, options)), call: await known(call(wallet, options)) };
  };
}

/** Two tiny blobs stand for manifest and pack: the fee does not depend on their size. */
async function encodeSamples(encoder: BlobEncoder): Promise<EncodedBlob[]> {
  return [
    await encoder.encode(new Blob(['manifest']), {}),
    await encoder.encode(new Blob(['part of a pack']), {}),
  ];
}
