// Calls that were paid before they ran, as objects of their payer: found, bound, given up.
import type { SuiGrpcClient } from '@mysten/sui/grpc';
import { normalizeSuiAddress } from '@mysten/sui/utils';
import type { OutputBoundEvent } from '../model/listing.ts';
import type { Wallet } from '../model/wallet.ts';
import { ChainError } from './errors.ts';
import { boundEvents } from './events.ts';
import type { ExecutionOptions, Executor, SignedTransaction } from './execute.ts';
import { explainRpcError } from './rpc.ts';
import { bindTransaction, giveUpTransaction, type BindArguments } from './transactions.ts';

interface Cancellable {
  signal?: AbortSignal;
}

export interface OpenCalls {
  /** Who can bind it; undefined once it is bound or given up. */
  openCallOwner(call: string, options?: Cancellable): Promise<string | undefined>;
  /** Object IDs of an address's open calls. */
  openCallsOf(owner: string, options?: Cancellable): Promise<string[]>;
  signBinding(
    wallet: Wallet,
    outputs: readonly BindArguments[],
    options: ExecutionOptions,
  ): Promise<SignedTransaction>;
  submitBinding(
    signed: SignedTransaction,
    options: ExecutionOptions,
  ): Promise<{ digest: string; bound: OutputBoundEvent[]; gas: bigint }>;
  /** Deletes open calls for their storage. @returns gas in MIST: below zero, as more comes back than is spent */
  giveUp(wallet: Wallet, calls: readonly string[], options?: ExecutionOptions): Promise<bigint>;
}

export function createOpenCalls(rpc: SuiGrpcClient, packageId: string, executor: Executor): OpenCalls {
  return {
    async openCallOwner(call, { signal } = {}) {
      try {
        const { object } = await rpc.core.getObject({ objectId: call, ...(signal ? { signal } : {}) });
        return object.owner.$kind === 'AddressOwner'
          ? normalizeSuiAddress(object.owner.AddressOwner)
          : undefined;
      } catch (error) {
        const explained = explainRpcError(error, packageId);
        if (explained instanceof ChainError && explained.code === 'chain/not-found') return undefined;
        throw explained;
      }
    },
    async openCallsOf(owner, { signal } = {}) {
      const found: string[] = [];
      let cursor: string | null = null;
      try {
        do {
          const page: Awaited<ReturnType<typeof rpc.core.listOwnedObjects>> = await rpc.core.listOwnedObjects(
            {
              owner,
              cursor,
              type: `${packageId}::open_call::OpenCall`,
              ...(signal ? { signal } : {}),
            },
          );
          found.push(...page.objects.map(({ objectId }) => normalizeSuiAddress(objectId)));
          cursor = page.hasNextPage ? page.cursor : null;
        } while (cursor !== null);
      } catch (error) {
        throw explainRpcError(error, packageId);
      }
      return found;
    },
    signBinding: (wallet, outputs, options) =>
      executor.sign(wallet, bindTransaction(packageId, outputs), options),
    async submitBinding(signed, options) {
      const { digest, events, gas } = await executor.submit(signed, options);
      return { digest, gas, bound: boundEvents(events, digest, packageId) };
    },
    async giveUp(wallet, calls, options) {
      const { gas } = await executor.run(wallet, giveUpTransaction(packageId, calls), options);
      return gas;
    },
  };
}
