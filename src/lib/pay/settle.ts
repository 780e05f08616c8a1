// One payment from quote to checked event.
import { sameBytes, toHex } from '../model/hex.ts';
import type { CalledEvent } from '../model/listing.ts';
import type { Wallet } from '../model/wallet.ts';
import { PayError } from './errors.ts';
import { createSignature } from './signed-once.ts';
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
  let request = options.open?.request ?? initial;
  let payer = options.open?.payer ?? '';
  const signature = createSignature(
    {
      opened: async (signed) => journal?.opened({ signed, request, payer }),
      voided: async () => journal?.voided(),
    },
    options.open?.signed,
  );

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
      if (!signature.open) request = { ...request, price };
    },
    settle(wallet, payOptions = {}) {
      const sign = wallet
        ? async () => {
            await assertFunds(wallet, payOptions);
            payer = wallet.address;
            return chain.sign(wallet, request, payOptions);
          }
        : undefined;
      const submit = async (signed: SignedPayment) => {
        const confirmed = await chain.submit(signed, payOptions);
        checkEvents(confirmed, request, payer);
        return confirmed;
      };
      return signature.carry({ sign, submit }, payOptions);
    },
  };
}

/** Each commitment has exactly one event, and the event says what was agreed. */
function checkEvents({ events, opened }: ConfirmedPayment, request: PaymentRequest, payer: string): void {
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
    const open = opened.filter((other) => matching[0] && isSameCall(other, matching[0]));
    if (matching.length !== 1 || open.length !== (request.payFirst ? 1 : 0)) {
      throw new PayError('pay/event-mismatch', 'The transaction does not carry the event of this call', {
        details: { commitment: toHex(commitment), found: matching.length },
      });
    }
  }
}

/** A place on a meter is one call's alone. */
export function isSameCall(
  one: Pick<CalledEvent, 'model' | 'shard' | 'sequence'>,
  other: Pick<CalledEvent, 'model' | 'shard' | 'sequence'>,
): boolean {
  return one.model === other.model && one.shard === other.shard && one.sequence === other.sequence;
}
