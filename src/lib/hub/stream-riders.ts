// Outputs of earlier calls that are bound along with the next payment, so that nobody is asked to sign for that alone.
// They must never be the reason why a payment fails.
import type { Chain } from '../chain/chain.ts';
import { isAbort } from '../errors.ts';
import type { OutputBoundEvent } from '../model/listing.ts';
import type { Receipt } from '../model/receipt.ts';
import type { PaymentChain, SignedPayment } from '../pay/types.ts';
import type { PendingCalls, Unbound } from './pending.ts';
import { bindingRequest, finishBinding } from './stream-binding.ts';

/** A transaction of this many is far from any limit, and its wallet's question still fits a screen. */
const MOST = 16;

export interface Riders {
  /** As the chain's, with whatever can be bound at this moment. */
  sign: PaymentChain['sign'];
  opened(signed: SignedPayment): Promise<void>;
  voided(): Promise<void>;
  /** @returns their receipts, with their outputs */
  arrived(bound: readonly OutputBoundEvent[]): Promise<Receipt[]>;
}

export function createRiders(chain: Chain, pending: PendingCalls): Riders {
  let riding: Unbound[] = [];

  /** What this address can still bind. Another tab may have done it, and another wallet may have paid. */
  async function ready(payer: string, options: { signal?: AbortSignal }): Promise<Unbound[]> {
    try {
      const unbound = (await pending.unbound()).slice(0, MOST);
      const owners = await Promise.all(
        unbound.map(({ answered }) => chain.openCallOwner(answered.call, options)),
      );
      return unbound.filter((_, index) => owners[index] === payer);
    } catch (error) {
      if (isAbort(error)) throw error;
      return [];
    }
  }

  return {
    async sign(wallet, request, options) {
      riding = await ready(wallet.address, options.signal ? { signal: options.signal } : {});
      return chain.signPayment(wallet, { ...request, bind: riding.map(bindingRequest) }, options);
    },
    opened: (signed) => pending.bindingJournal(riding).opened(signed),
    voided: () => pending.bindingJournal(riding).voided(),
    arrived: (bound) => finishBinding(pending, riding, bound),
  };
}
