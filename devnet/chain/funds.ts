// Address balances: what a transaction's deposits and withdrawals come to, owner by owner and coin by coin.
// Knows no objects. Within one transaction movements of a balance are netted, as Sui nets its accumulator events.
import { formatType } from '../vm/move-type.ts';
import type { MoveType } from '../vm/types.ts';
import { ExecutionFailure } from './failure.ts';
import { accumulatorId } from './gas-payment.ts';
import type { State } from './state.ts';
import type { AccumulatorWrite, Commit } from './types.ts';

export class Funds {
  readonly #net = new Map<string, { owner: string; coinType: MoveType; amount: bigint }>();

  move(owner: string, coinType: MoveType, amount: bigint): void {
    const key = owner + formatType(coinType);
    const entry = this.#net.get(key);
    if (entry) entry.amount += amount;
    else this.#net.set(key, { owner, coinType, amount });
  }

  /** Withdrawals from an object's balance carry no reservation: whether they are covered shows only here. */
  checkCovered(state: State): void {
    for (const { owner, coinType, amount } of this.#net.values()) {
      if (state.addressBalance(owner, formatType(coinType)) + amount < 0n) {
        throw new ExecutionFailure('InsufficientBalanceForWithdraw', 'Insufficient funds for withdraw');
      }
    }
  }

  writes(): AccumulatorWrite[] {
    return [...this.#net.values()]
      .filter(({ amount }) => amount !== 0n)
      .map(({ owner, coinType, amount }) => ({
        id: accumulatorId(owner, coinType),
        owner,
        coinType,
        operation: amount > 0n ? 'merge' : 'split',
        amount: amount > 0n ? amount : -amount,
      }));
  }
}

export function settledBalances(writes: readonly AccumulatorWrite[], state: State): Commit['balances'] {
  return writes.map(({ owner, coinType, operation, amount }) => {
    const type = formatType(coinType);
    const before = state.addressBalance(owner, type);
    return { owner, coinType: type, amount: operation === 'merge' ? before + amount : before - amount };
  });
}
