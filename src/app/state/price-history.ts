// What a call cost when, from what the author changed. Pure.
import type { ModelChange } from '../../lib/index.ts';

export interface PricePoint {
  atMs: number;
  /** Base units of the listing's coin, from this moment on. */
  price: bigint;
}

/**
 * Oldest first, from changes oldest first. Where history no longer reaches back to the listing, the first known change
 * begins it.
 */
export function priceHistory(changes: readonly ModelChange[]): PricePoint[] {
  return changes.flatMap((change) => {
    if (change.kind === 'listed') return [{ atMs: change.atMs, price: change.price }];
    return change.kind === 'price' ? [{ atMs: change.atMs, price: change.to }] : [];
  });
}
