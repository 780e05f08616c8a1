// The rule that a signed transaction is finished before another is made, and what its failures mean to a payer.
import { FloeError, isAbort } from '../errors.ts';
import { PayError } from './errors.ts';
import type { PaymentOptions, SignedPayment } from './types.ts';

export interface SignedOnce<T> {
  /** Asks the wallet, after whatever must hold. Undefined if there is nothing to sign with. */
  sign: ((options: PaymentOptions) => Promise<SignedPayment>) | undefined;
  /** Sends and checks. Sending the same twice has one effect. */
  submit(signed: SignedPayment, options: PaymentOptions): Promise<T>;
}

/** Told before a signed transaction is sent, and when one certainly will never take effect. */
export interface SignatureJournal {
  opened(signed: SignedPayment): Promise<void>;
  voided(): Promise<void>;
}

export interface Signature {
  /** Set while a signed transaction may still take effect, and after it did. */
  readonly open: SignedPayment | undefined;
  /** @throws PayError; after any of them it may be called again */
  carry<T>(steps: SignedOnce<T>, options: PaymentOptions): Promise<T>;
}

export function createSignature(journal: SignatureJournal, initial?: SignedPayment): Signature {
  let open = initial;

  async function attempt<T>({ sign, submit }: SignedOnce<T>, options: PaymentOptions): Promise<T> {
    if (!open) {
      if (!sign) throw new PayError('pay/refused', 'The payment never took effect');
      open = await sign(options);
      await journal.opened(open);
    }
    return submit(open, options);
  }

  return {
    get open() {
      return open;
    },
    async carry(steps, options) {
      for (let retried = false; ; retried = true) {
        try {
          return await attempt(steps, options);
        } catch (error) {
          if (isAbort(error)) throw error;
          const { error: mapped, executed } = explain(error);
          if (executed === 'no' && open) {
            open = undefined;
            await journal.voided();
          }
          // The inputs it was built on were spent meanwhile, or are gone, e.g. by another tab: build once more.
          const stale = error instanceof FloeError && STALE.has(error.code);
          if (stale && !retried && steps.sign) continue;
          throw mapped;
        }
      }
    },
  };
}

const STALE = new Set(['chain/rejected', 'chain/not-found']);

/** Names the failure for payers, and whether the transaction can still take effect. */
function explain(error: unknown): { error: unknown; executed: 'no' | 'unknown' | 'yes' } {
  if (!(error instanceof Error) || !('code' in error)) return { error, executed: 'unknown' };
  const options = {
    cause: error,
    ...('details' in error && isRecord(error.details) ? { details: error.details } : {}),
  };
  switch (error.code) {
    case 'wallet/declined':
      return { error: new PayError('pay/declined', 'The signature was declined', options), executed: 'no' };
    case 'wallet/wrong-network':
      return {
        error: new PayError('pay/wrong-network', 'The wallet is on another network', options),
        executed: 'no',
      };
    case 'chain/wrong-amount':
      return {
        error: new PayError('pay/price-changed', 'The price changed since the quote', options),
        executed: 'no',
      };
    case 'chain/inactive':
      return {
        error: new PayError('pay/inactive', 'The author switched the model off', options),
        executed: 'no',
      };
    case 'chain/insufficient-gas':
      return {
        error: new PayError('pay/insufficient-funds', 'The wallet cannot cover price and gas', options),
        executed: 'no',
      };
    case 'chain/unconfirmed':
      return {
        error: new PayError('pay/not-confirmed', 'The payment was sent and its result is not known yet', {
          ...options,
          retryable: true,
        }),
        executed: 'unknown',
      };
    case 'pay/event-mismatch':
      return { error, executed: 'yes' };
    case 'chain/unreachable':
      return { error, executed: 'unknown' };
    default:
      return error.code !== undefined && String(error.code).startsWith('chain/')
        ? { error: new PayError('pay/refused', 'The network refused the payment', options), executed: 'no' }
        : { error, executed: 'no' };
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
