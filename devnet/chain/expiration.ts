// When a transaction may still run: epochs, timestamps, the chain it was made for.
// A transaction without owned inputs must say so itself, or it could be replayed once it is forgotten.
import { LedgerRejection, invalid } from './rejection.ts';
import type { ParsedTransaction } from './transaction.ts';

const expired = (why: string) =>
  new LedgerRejection('precondition', 'TransactionExpired', `Transaction Expired: ${why}`);

/** The network at the moment a transaction asks to run, and how strictly it is looked at. */
export interface Conditions {
  epoch: bigint;
  nowMs: bigint;
  chainId: string;
  /** false: owners, versions, gas and expiration are not looked at (devInspect). */
  checks: boolean;
  /** An empty payment that no address balance covers stands for a gas coin to be had later. */
  simulated: boolean;
}

export function checkExpiration({ expiration, gas, inputs }: ParsedTransaction, now: Conditions): void {
  const during = expiration.ValidDuring ?? expiration.Validity;
  if (during) {
    if (during.chain !== now.chainId) {
      throw invalid('InvalidChainId', `Transaction is for chain ${during.chain}, this is ${now.chainId}`);
    }
    const [minEpoch, maxEpoch] = [during.minEpoch, during.maxEpoch].map((e) =>
      e === null ? undefined : BigInt(e!),
    );
    if (minEpoch === undefined || maxEpoch === undefined || maxEpoch > minEpoch + 1n || maxEpoch < minEpoch) {
      throw invalid(
        'InvalidExpiration',
        'ValidDuring must name min_epoch and a max_epoch of the same or the next epoch',
      );
    }
    if (now.epoch > maxEpoch) throw expired(`epoch ${now.epoch} is past ${maxEpoch}`);
    if (now.epoch < minEpoch)
      throw invalid('InvalidExpiration', `Transaction is not valid before epoch ${minEpoch}`);
    if (during.minTimestamp !== null && now.nowMs < BigInt(during.minTimestamp)) {
      throw invalid('InvalidExpiration', `Transaction is not valid before ${during.minTimestamp} ms`);
    }
    if (during.maxTimestamp !== null && now.nowMs > BigInt(during.maxTimestamp))
      throw expired('timestamp has passed');
    return;
  }
  if (expiration.Epoch !== undefined && now.epoch > BigInt(expiration.Epoch)) {
    throw expired(`epoch ${now.epoch} is past ${expiration.Epoch}`);
  }
  const owned = inputs.some((input) => input.Object?.ImmOrOwnedObject);
  if (!gas.payment.length && !owned && !now.simulated) {
    throw invalid(
      'MissingExpiration',
      'Transactions must either have address-owned inputs, or a ValidDuring expiration with at most two epochs of validity',
    );
  }
}
