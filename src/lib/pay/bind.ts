// Binding outputs to calls that were paid first: at most once, checked against the chain's events.
import { sameBytes, toHex } from '../model/hex.ts';
import type { OutputBoundEvent } from '../model/listing.ts';
import type { Wallet } from '../model/wallet.ts';
import { PayError } from './errors.ts';
import { createSignature, type SignatureJournal } from './signed-once.ts';
import type {
  BindingChain,
  BindingRequest,
  ConfirmedBinding,
  PaymentOptions,
  SignedPayment,
} from './types.ts';

export interface Binding {
  /**
   * Binds all in one transaction, or finishes what an earlier try began, and checks the events.
   *
   * @throws PayError 'pay/already-bound' | 'pay/other-wallet' and as a settlement's; it may be called again
   */
  bind(wallet: Wallet, options?: PaymentOptions): Promise<ConfirmedBinding>;
}

export function createBinding(
  chain: BindingChain,
  requests: readonly BindingRequest[],
  options: { journal: SignatureJournal; open?: SignedPayment | undefined },
): Binding {
  const signature = createSignature(options.journal, options.open);

  /** Asked of the chain's state: what nodes say of objects that are gone is prose. */
  async function assertOpen(call: string, wallet: Wallet, { signal }: PaymentOptions): Promise<void> {
    const owner = await chain.owner(call, signal ? { signal } : {});
    const details = { details: { call } };
    if (owner === undefined)
      throw new PayError('pay/already-bound', 'This call is not open any more', details);
    if (owner !== wallet.address) {
      throw new PayError('pay/other-wallet', 'Another address paid for this call', details);
    }
  }

  return {
    bind(wallet, bindOptions = {}) {
      const sign = async () => {
        await Promise.all(requests.map(({ call }) => assertOpen(call, wallet, bindOptions)));
        return chain.sign(wallet, requests, bindOptions);
      };
      const submit = async (signed: SignedPayment) => {
        const confirmed = await chain.submit(signed, bindOptions);
        for (const request of requests) boundEvent(confirmed.bound, request);
        return confirmed;
      };
      return signature.carry({ sign, submit }, bindOptions);
    },
  };
}

/**
 * The event that binds this output to this call.
 *
 * @throws PayError 'pay/event-mismatch'
 */
export function boundEvent(
  bound: readonly OutputBoundEvent[],
  { paid, commitment }: BindingRequest,
): OutputBoundEvent {
  const matching = bound.filter(
    (event) => sameBytes(event.paid, paid) && sameBytes(event.commitment, commitment),
  );
  if (matching.length === 1) return matching[0]!;
  throw new PayError('pay/event-mismatch', 'The transaction does not carry the event of this output', {
    details: { commitment: toHex(commitment), found: matching.length },
  });
}
