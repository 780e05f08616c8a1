// The receipt of a call, out of its payment's event and its opening.
import type { CallOpening } from '../model/commitment.ts';
import { sameBytes, toHex } from '../model/hex.ts';
import type { CalledEvent } from '../model/listing.ts';
import { openingToJson, type Receipt } from '../model/receipt.ts';

/** `events` hold the one of `commitment`: the settlement checked them. */
export function toReceipt(
  network: string,
  packageId: string,
  events: CalledEvent[],
  opening: CallOpening,
  commitment: Uint8Array,
): Receipt {
  const event = events.find((candidate) => sameBytes(candidate.commitment, commitment))!;
  return {
    format: 'floe-receipt/1',
    network,
    package: packageId,
    digest: event.digest,
    model: event.model,
    version: event.version,
    payer: event.payer,
    price: event.price.toString(),
    coin: event.coin,
    commitment: toHex(event.commitment),
    atMs: event.atMs,
    opening: openingToJson(opening),
  };
}
