// What one locked call and a batch of them share: paid at most once, asked again for today's price, revealed even where
// the Worker that held the outputs is gone.
import type { Chain } from '../chain/chain.ts';
import { InferError } from '../infer/errors.ts';
import type { LockedOutput } from '../infer/types.ts';
import type { Listing } from '../model/listing.ts';
import type { Tensors } from '../model/tensor.ts';
import { PayError } from '../pay/errors.ts';
import type { createSettlement } from '../pay/settle.ts';

/** Those who ask meanwhile, and afterwards, get the same; after a failure it may be tried again. */
export function payOnce<A extends unknown[], T>(
  settle: (...given: A) => Promise<T>,
  dropped: () => string | undefined,
): (...given: A) => Promise<T> {
  let unlocked: Promise<T> | undefined;
  return (...given) => {
    const said = dropped();
    if (said !== undefined) return Promise.reject(new PayError('pay/dropped', said));
    unlocked ??= settle(...given).catch((error: unknown) => {
      unlocked = undefined;
      throw error;
    });
    return unlocked;
  };
}

/** The price of today, for the next payment. @throws PayError 'pay/inactive' */
export async function requote(
  chain: Chain,
  { id }: Listing,
  settlement: ReturnType<typeof createSettlement>,
  options: { signal?: AbortSignal },
): Promise<bigint> {
  const fresh = await chain.get(id, options);
  if (!fresh.active) throw new PayError('pay/inactive', 'The author switched the model off');
  settlement.reprice(fresh.price);
  return settlement.price;
}

/** Paid for: the outputs come out, computed again if their Worker is gone. */
export async function reveal(
  held: { locked: LockedOutput },
  run: () => Promise<LockedOutput>,
): Promise<Tensors> {
  try {
    return await held.locked.release();
  } catch (error) {
    if (!(error instanceof InferError)) throw error;
    held.locked = await run();
    return held.locked.release();
  }
}
