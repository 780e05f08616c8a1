// The caller's own limit on the price of one call. Limits are in SUI; other coins cannot be compared with it.
import { FloeError, SUI_TYPE, type Listing } from '../lib/index.ts';
import { priceText } from './print.ts';

/** Refused by the caller's own limit, before anything was run or paid. */
export class PriceLimitError extends FloeError<'agent/above-max-price' | 'agent/other-coin'> {
  override name = 'PriceLimitError';
}

/**
 * @param maxPrice MIST
 * @throws PriceLimitError when a call costs more, or costs another coin
 */
export function assertPrice(listing: Listing, maxPrice: bigint): void {
  const { price, coin } = listing;
  if (price === 0n) return;
  if (coin !== SUI_TYPE) {
    throw new PriceLimitError(
      'agent/other-coin',
      `A call costs ${priceText(listing)}; limits are in SUI, so nothing was paid`,
      { details: { price: price.toString(), coin } },
    );
  }
  if (price > maxPrice) {
    throw new PriceLimitError(
      'agent/above-max-price',
      `A call costs ${priceText(listing)}, more than the highest price that was allowed`,
      { details: { price: price.toString(), maxPrice: maxPrice.toString() } },
    );
  }
}
