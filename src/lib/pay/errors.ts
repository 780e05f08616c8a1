// Why a payment did not settle. Whatever the code, the outputs stay locked and nothing was charged, except
// 'pay/not-confirmed', where the same signed transaction is tried again and never a second one.
import { FloeError } from '../errors.ts';

export type PayErrorCode =
  | 'pay/declined'
  | 'pay/insufficient-funds'
  | 'pay/price-changed'
  | 'pay/inactive'
  | 'pay/wrong-network'
  | 'pay/not-confirmed'
  | 'pay/event-mismatch'
  | 'pay/refused'
  | 'pay/dropped'
  /** The output of this call was bound before, or the call was given up. */
  | 'pay/already-bound'
  /** Another address paid for this call: it alone can bind the output. */
  | 'pay/other-wallet';

export class PayError extends FloeError<PayErrorCode> {
  override name = 'PayError';
}
