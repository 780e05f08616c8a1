// What one process may spend in its life, prices and gas together. Kept nowhere: a new process begins anew.
import { FloeError, formatSui } from '../../lib/index.ts';

export class BudgetError extends FloeError<'agent/no-budget' | 'agent/over-budget'> {
  override name = 'BudgetError';
}

/** Money set aside for one call before it runs, so that calls made at the same time cannot share it. */
export interface Reservation {
  /** The call was paid for; what it really cost, gas included, takes the place of what was set aside. */
  spent(amount: bigint): void;
  /** Certainly nothing was paid. Without either, the money stays set aside. */
  release(): void;
}

export interface Budget {
  /** All in MIST. */
  readonly limit: bigint;
  readonly spent: bigint;
  /** Set aside for calls under way, and for calls of which nobody knows whether they were paid. */
  readonly reserved: bigint;
  readonly left: bigint;
  /** @throws BudgetError 'agent/over-budget' if the price is more than what is left */
  reserve(price: bigint): Reservation;
}

export function createBudget(limit: bigint): Budget {
  let spent = 0n;
  let reserved = 0n;
  // Gas is known only afterwards: the last call may go past the limit by its gas.
  const left = () => (spent + reserved > limit ? 0n : limit - spent - reserved);
  return {
    limit,
    get spent() {
      return spent;
    },
    get reserved() {
      return reserved;
    },
    get left() {
      return left();
    },
    reserve(price) {
      if (price > left() || left() === 0n) {
        throw new BudgetError(
          'agent/over-budget',
          `A call costs ${formatSui(price)}; ${formatSui(left())} of ${formatSui(limit)} are left to this process`,
          { details: { price: price.toString(), left: left().toString(), limit: limit.toString() } },
        );
      }
      reserved += price;
      let open = true;
      const close = () => {
        if (open) reserved -= price;
        open = false;
      };
      return {
        spent(amount) {
          close();
          spent += amount;
        },
        release: close,
      };
    },
  };
}
