// One payment from quote to checked event. Owns the rule that a signed payment is finished before another is made.
import { FloeError, isAbort } from '../errors.ts';
import { sameBytes, toHex } from '../model/hex.ts';
import type { CalledEvent } from '../model/listing.ts';
import type { Wallet } from '../model/wallet.ts';
import { PayError } from './errors.ts';
import type {
  ConfirmedPayment,
  PaymentChain,
  PaymentOptions,
  PaymentRequest,
  SignedPayment,
} from './types.ts';

/** A payment that may need several tries and must happen at most once. */
export interface Settlement {
  /**
   * Pays, or finishes what an earlier try began, and checks the events. Without a wallet it only finishes.
   *
   * @throws PayError; after any of them `settle` may be called again
   */
  settle(wallet: Wallet | undefined, options?: PaymentOptions): Promise<ConfirmedPayment>;
  /** Applies a new price to the next try. Ignored while a signed payment is open. */
  reprice(price: bigint): void;
  readonly price: bigint;
}

/** A payment that was signed: from then on it may take effect, whatever happens to this page. */
export interface OpenPayment {
  signed: SignedPayment;
  request: PaymentRequest;
  payer: string;
}

/** Told before a signed payment is sent, and when one certainly will never take effect. */
export interface SettlementJournal {
  opened(payment: OpenPayment): Promise<void>;
  voided(): Promise<void>;
}

export function createSettlement(
  chain: PaymentChain,
  initial: PaymentRequest,
  options: { journal?: SettlementJournal; open?: OpenPayment } = {},
): Settlement {
  const { journal } = options;
  let request = initial;
  let open = options.open;

  async function attempt(wallet: Wallet | undefined, options: PaymentOptions): Promise<ConfirmedPayment> {
    if (!open) {
      if (!wallet) throw new PayError('pay/refused', 'The payment never took effect');
      await assertFunds(wallet, options);
      const signed = await chain.sign(wallet, request, options);
      open = { signed, request, payer: wallet.address };
      await journal?.opened(open);
    }
    const confirmed = await chain.submit(open.signed, options);
    checkEvents(confirmed.events, open.request, open.payer);
    return confirmed;
  }

  async function assertFunds(wallet: Wallet, { signal }: PaymentOptions): Promise<void> {
    const due = request.price * BigInt(request.commitments.length);
    if (due === 0n) return;
    const { coin } = request.listing;
    const balance = await chain.balance(wallet.address, coin, signal ? { signal } : {});
    if (balance < due) {
      throw new PayError('pay/insufficient-funds', 'The wallet holds less than the price', {
        details: { balance: balance.toString(), due: due.toString(), coin },
      });
    }
  }

  return {
    get price() {
      return request.price;
    },
    reprice(price) {
      if (!open) request = { ...request, price };
    },
    async settle(wallet, options = {}) {
      for (let retried = false; ; retried = true) {
        try {
          return await attempt(wallet, options);
        } catch (error) {
          if (isAbort(error)) throw error;
          const { error: mapped, executed } = explain(error);
          if (executed === 'no' && open) {
            open = undefined;
            await journal?.voided();
          }
          // The inputs it was built on were spent meanwhile, e.g. by another tab: build once more.
          const stale = error instanceof FloeError && error.code === 'chain/rejected';
          if (stale && !retried && wallet) continue;
          throw mapped;
        }
      }
    },
  };
}

/** Each commitment has exactly one event, and the event says what was agreed. */
function checkEvents(events: CalledEvent[], request: PaymentRequest, payer: string): void {
  for (const commitment of request.commitments) {
    const matching = events.filter(
      (event) =>
        sameBytes(event.commitment, commitment) &&
        event.model === request.listing.id &&
        event.version === request.version &&
        event.payer === payer &&
        event.price === request.price &&
        event.coin === request.listing.coin,
    );
    if (matching.length !== 1) {
      throw new PayError('pay/event-mismatch', 'The transaction does not carry the event of this call', {
        details: { commitment: toHex(commitment), found: matching.length },
      });
    }
  }
}

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
