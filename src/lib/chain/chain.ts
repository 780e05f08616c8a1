// The door of this folder: one network's contract, read and written.
import { FaucetRateLimitError, requestSuiFromFaucetV2 } from '@mysten/sui/faucet';
import { Transaction } from '@mysten/sui/transactions';
import { normalizeStructTag, normalizeSuiAddress } from '@mysten/sui/utils';
import { messageOf } from '../errors.ts';
import { SUI_TYPE } from '../model/amount.ts';
import type { CalledEvent, CallOpenedEvent, Listing, OutputBoundEvent } from '../model/listing.ts';
import type { NetworkConfig } from '../model/network.ts';
import type { Wallet } from '../model/wallet.ts';
import { ChainError } from './errors.ts';
import { boundEvents, calledEvents, openedEvents } from './events.ts';
import {
  createExecutor,
  type ExecutedTransaction,
  type ExecutionOptions,
  type Executor,
  type SignedTransaction,
} from './execute.ts';
import { createModels, type Models } from './models.ts';
import { createOpenCalls, type OpenCalls } from './open-calls.ts';
import { createRpc, explainRpcError } from './rpc.ts';
import {
  addListing,
  addVersion,
  authorTransaction,
  payFirstTransaction,
  payTransaction,
  type AuthorOperation,
  type BindArguments,
  type ListingArguments,
  type VersionArguments,
} from './transactions.ts';

interface Cancellable {
  signal?: AbortSignal;
}

/** What a transaction did, in the contract's own words. */
export interface CallEvents {
  called: CalledEvent[];
  opened: CallOpenedEvent[];
  bound: OutputBoundEvent[];
}

export interface Chain extends Models, OpenCalls {
  readonly packageId: string;
  /** The SDK client; `blobs` builds on it through the hub. */
  readonly rpc: ReturnType<typeof createRpc>;
  balance(owner: string, coin: string, options?: Cancellable): Promise<bigint>;
  signPayment(
    wallet: Wallet,
    request: {
      listing: Listing;
      version: number;
      price: bigint;
      commitments: Uint8Array[];
      /** Before the run: leaves an open call for each commitment, and may bind outputs of others. */
      payFirst?: boolean;
      bind?: readonly BindArguments[];
    },
    options: ExecutionOptions,
  ): Promise<SignedTransaction>;
  submitPayment(
    signed: SignedTransaction,
    options: ExecutionOptions,
  ): Promise<{
    digest: string;
    events: CalledEvent[];
    opened: CallOpenedEvent[];
    bound: OutputBoundEvent[];
    gas: bigint;
  }>;
  /** Signs and executes transactions made elsewhere. */
  readonly executor: Executor;
  /** Gives a failure of `rpc` used elsewhere its code; others pass. */
  explain(error: unknown): unknown;
  /** An empty transaction, for parts that add their calls to one. */
  newTransaction(): Transaction;
  addListing(tx: Transaction, version: VersionArguments, listing: ListingArguments, owner: string): void;
  addVersion(tx: Transaction, target: { model: string; cap: string }, version: VersionArguments): void;
  /** The model id of a listing transaction. */
  listedModel(executed: ExecutedTransaction): string;
  update(
    wallet: Wallet,
    target: { model: string; cap: string },
    operation: AuthorOperation,
    options?: ExecutionOptions,
  ): Promise<ExecutedTransaction>;
  /** The `Called` events of a transaction, as in `callEvents`. */
  called(digest: string, options?: Cancellable): Promise<CalledEvent[]>;
  /** Calls paid, opened and bound by a transaction, asked of the second node too where one is configured. */
  callEvents(digest: string, options?: Cancellable): Promise<CallEvents>;
  requestFunds(recipient: string): Promise<void>;
}

/** @throws ChainError 'chain/not-deployed' when the network has no contract configured */
export function createChain(network: NetworkConfig, options: { fetch?: typeof fetch } = {}): Chain {
  if (!network.package || !network.hub) {
    throw new ChainError('chain/not-deployed', `Floe is not deployed on ${network.network} yet`, {
      details: { network: network.network },
    });
  }
  const packageId = normalizeSuiAddress(network.package);
  const hubId = normalizeSuiAddress(network.hub);
  const rpc = createRpc(network, options);
  const second = network.secondRpc
    ? createRpc(network, { ...options, baseUrl: network.secondRpc })
    : undefined;
  const executor = createExecutor(rpc, packageId);

  async function eventsFrom(client: typeof rpc, digest: string, { signal }: Cancellable) {
    try {
      const result = await client.core.getTransaction({
        digest,
        include: { events: true },
        ...(signal ? { signal } : {}),
      });
      const events = result.$kind === 'Transaction' ? result.Transaction.events : [];
      return {
        called: calledEvents(events, digest, packageId),
        opened: openedEvents(events, digest, packageId),
        bound: boundEvents(events, digest, packageId),
      };
    } catch (error) {
      throw explainRpcError(error, packageId);
    }
  }

  async function callEvents(digest: string, options: Cancellable = {}): Promise<CallEvents> {
    const events = await eventsFrom(rpc, digest, options);
    if (second && !sameEvents(events, await eventsFrom(second, digest, options))) {
      throw new ChainError('chain/unexpected-shape', 'Two nodes disagree about this transaction', {
        details: { digest },
      });
    }
    return events;
  }

  return {
    packageId,
    rpc,
    ...createModels(rpc, packageId, hubId),
    ...createOpenCalls(rpc, packageId, executor),
    async balance(owner, coin, { signal } = {}) {
      try {
        const { balance } = await rpc.core.getBalance({
          owner,
          coinType: coin,
          ...(signal ? { signal } : {}),
        });
        return BigInt(balance.balance);
      } catch (error) {
        throw explainRpcError(error, packageId);
      }
    },
    signPayment(wallet, request, options) {
      const due = request.price * BigInt(request.commitments.length);
      const build = request.payFirst ? payFirstTransaction : payTransaction;
      const transaction = build(packageId, { ...request, payer: wallet.address });
      return executor.sign(wallet, transaction, {
        ...options,
        spends: normalizeStructTag(request.listing.coin) === SUI_TYPE ? due : 0n,
      });
    },
    async submitPayment(signed, options) {
      const { digest, events, gas } = await executor.submit(signed, options);
      return {
        digest,
        gas,
        events: calledEvents(events, digest, packageId),
        opened: openedEvents(events, digest, packageId),
        bound: boundEvents(events, digest, packageId),
      };
    },
    executor,
    explain: (error) => explainRpcError(error, packageId),
    newTransaction: () => new Transaction(),
    addListing(tx, version, listing, owner) {
      addListing(tx, { package: packageId, hub: hubId }, version, listing, owner);
    },
    addVersion(tx, target, version) {
      addVersion(tx, packageId, target, version);
    },
    listedModel(executed) {
      const wanted = normalizeStructTag(`${packageId}::hub::Model`);
      const model = executed.created.find(({ type }) => type !== '' && normalizeStructTag(type) === wanted);
      if (!model) throw new ChainError('chain/unexpected-shape', 'The transaction listed no model');
      return normalizeSuiAddress(model.objectId);
    },
    update(wallet, target, operation, options) {
      return executor.run(wallet, authorTransaction(packageId, target, operation), options);
    },
    callEvents,
    called: async (digest, options) => (await callEvents(digest, options)).called,
    async requestFunds(recipient) {
      if (!network.faucet) throw new ChainError('chain/no-faucet', `${network.network} has no faucet`);
      try {
        await requestSuiFromFaucetV2({ host: network.faucet, recipient });
      } catch (error) {
        throw new ChainError('chain/faucet-failed', messageOf(error), {
          cause: error,
          retryable: error instanceof FaucetRateLimitError,
        });
      }
    },
  };
}

function sameEvents(one: CallEvents, other: CallEvents): boolean {
  const text = (events: CallEvents) =>
    JSON.stringify(events, (_, value: unknown) => (typeof value === 'bigint' ? value.toString() : value));
  return text(one) === text(other);
}
