// Runs set-up transactions in the faucet's name and insists that they succeed.
import { Transaction } from '@mysten/sui/transactions';
import type { ExecutedTransaction, Ledger } from './chain/types.ts';

export class DevnetError extends Error {
  override name = 'DevnetError';
  constructor(
    readonly code: 'devnet/transaction-failed' | 'devnet/set-up-incomplete',
    message: string,
  ) {
    super(message);
  }
}

export async function executeAsFaucet(
  ledger: Ledger,
  build: (tx: Transaction) => void,
): Promise<ExecutedTransaction> {
  const tx = new Transaction();
  tx.setSender(ledger.faucetAddress);
  build(tx);
  const executed = await ledger.executeAsFaucet(tx.getData());
  if (!executed.status.success) throw new DevnetError('devnet/transaction-failed', executed.status.message);
  return executed;
}
