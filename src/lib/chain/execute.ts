// From a transaction to its confirmed effects, in steps that can be taken apart: build, sign, execute, confirm.
import type { SuiClientTypes } from '@mysten/sui/client';
import type { SuiGrpcClient } from '@mysten/sui/grpc';
import { TransactionDataBuilder, type Transaction } from '@mysten/sui/transactions';
import { FloeError, isAbort } from '../errors.ts';
import type { Wallet } from '../model/wallet.ts';
import { ChainError } from './errors.ts';
import { explainExecution, explainRpcError } from './rpc.ts';

export type ExecutionStep = 'build' | 'sign' | 'execute' | 'confirm';

export interface ExecutionOptions {
  signal?: AbortSignal;
  /** MIST the transaction spends besides gas; tells a lack of gas from other refusals. */
  spends?: bigint;
  onStep?: (step: ExecutionStep) => void;
}

export interface SignedTransaction {
  digest: string;
  bytes: Uint8Array;
  signature: string;
}

export interface ExecutedTransaction {
  digest: string;
  events: SuiClientTypes.Event[];
  /** Objects created, by id, with their types. */
  created: { objectId: string; type: string }[];
  /** MIST, rebate taken off. */
  gas: bigint;
}

const INCLUDE = { effects: true, events: true, objectTypes: true } as const;
/** Less than this over what is spent and no transaction of ours can be paid for. */
const LEAST_GAS = 5_000_000n;
const CONFIRM_TIMEOUT_MS = 60_000;
/** Local networks confirm at once; public ones in under a second. */
const POLL_MS = [0, 20, 60, 150, 300, 600, 1_000, 2_000];

export interface Executor {
  sign(wallet: Wallet, transaction: Transaction, options?: ExecutionOptions): Promise<SignedTransaction>;
  /** Idempotent: the same signed bytes have one effect however often they are sent. */
  submit(signed: SignedTransaction, options?: ExecutionOptions): Promise<ExecutedTransaction>;
  /** Both, for transactions where a second try is harmless. */
  run(wallet: Wallet, transaction: Transaction, options?: ExecutionOptions): Promise<ExecutedTransaction>;
}

export function createExecutor(rpc: SuiGrpcClient, packageId: string | undefined): Executor {
  /** Nodes report a lack of gas in prose only, so the balance is asked instead. */
  async function explainBuild(error: unknown, wallet: Wallet, spends: bigint): Promise<unknown> {
    const explained = explainRpcError(error, packageId);
    const vague =
      explained instanceof ChainError &&
      (explained.code === 'chain/failed' || explained.code === 'chain/rejected');
    if (!vague) return explained;
    const { balance } = await rpc.core.getBalance({ owner: wallet.address });
    if (BigInt(balance.balance) >= spends + LEAST_GAS) return explained;
    return new ChainError('chain/insufficient-gas', 'The wallet cannot cover the gas', {
      cause: error,
      details: { balance: balance.balance, spends: spends.toString() },
    });
  }

  async function sign(wallet: Wallet, transaction: Transaction, options: ExecutionOptions = {}) {
    const { signal, onStep, spends = 0n } = options;
    onStep?.('build');
    transaction.setSenderIfNotSet(wallet.address);
    let built: Uint8Array;
    try {
      built = await transaction.build({ client: rpc });
    } catch (error) {
      throw await explainBuild(error, wallet, spends);
    }
    signal?.throwIfAborted();
    try {
      onStep?.('sign');
      const { bytes, signature } = await wallet.signTransaction(built, signal ? { signal } : {});
      signal?.throwIfAborted();
      return { digest: TransactionDataBuilder.getDigestFromBytes(bytes), bytes, signature };
    } catch (error) {
      throw explainRpcError(error, packageId);
    }
  }

  async function submit(signed: SignedTransaction, { signal, onStep }: ExecutionOptions = {}) {
    const abortable = signal ? { signal } : {};
    onStep?.('execute');
    const known = await find(signed.digest, abortable);
    if (!known) {
      try {
        await rpc.core.executeTransaction({
          transaction: signed.bytes,
          signatures: [signed.signature],
          include: INCLUDE,
          ...abortable,
        });
      } catch (error) {
        throw explainRpcError(error, packageId);
      }
    }
    onStep?.('confirm');
    return confirm(signed.digest, abortable);
  }

  /** The transaction if this node has it already, from an earlier try whose answer was lost. */
  async function find(digest: string, options: { signal?: AbortSignal }): Promise<boolean> {
    try {
      await rpc.core.getTransaction({ digest, ...options });
      return true;
    } catch (error) {
      const explained = explainRpcError(error, packageId);
      if (explained instanceof FloeError && explained.code === 'chain/not-found') return false;
      throw explained;
    }
  }

  async function confirm(digest: string, options: { signal?: AbortSignal }): Promise<ExecutedTransaction> {
    let result;
    try {
      result = await rpc.core.waitForTransaction({
        digest,
        include: INCLUDE,
        timeout: CONFIRM_TIMEOUT_MS,
        pollSchedule: POLL_MS,
        ...options,
      });
    } catch (error) {
      if (options.signal?.aborted && isAbort(error)) throw error;
      throw new ChainError('chain/unconfirmed', 'The transaction was sent; its result is not known yet', {
        cause: error,
        retryable: true,
        details: { digest },
      });
    }
    if (result.$kind === 'FailedTransaction') {
      const { error } = result.FailedTransaction.status;
      throw error
        ? explainExecution(error, packageId)
        : new ChainError('chain/failed', 'The transaction failed', { details: { digest } });
    }
    return summarise(result.Transaction);
  }

  return {
    sign,
    submit,
    async run(wallet, transaction, options) {
      return submit(await sign(wallet, transaction, options), options);
    },
  };
}

function summarise(transaction: SuiClientTypes.Transaction<typeof INCLUDE>): ExecutedTransaction {
  const { effects } = transaction;
  const used = effects.gasUsed;
  return {
    digest: transaction.digest,
    events: transaction.events,
    created: effects.changedObjects
      .filter((change) => change.idOperation === 'Created')
      .map(({ objectId }) => ({ objectId, type: transaction.objectTypes[objectId] ?? '' })),
    gas: BigInt(used.computationCost) + BigInt(used.storageCost) - BigInt(used.storageRebate),
  };
}
