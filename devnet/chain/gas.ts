// What a transaction costs, in MIST. An approximation of Sui's schedule with its constants: computation is the
// VM's work rounded up to whole thousands of units; storage is 7,600 MIST a byte, 99% of it paid back on deletion.
import type { GasSummary } from './types.ts';
import { invalid } from './rejection.ts';

export const REFERENCE_GAS_PRICE = 1000n;
/** Lowest computation bucket, and the step above it. */
export const UNIT_STEP = 1000n;
/** Most units one transaction may use. */
export const MAX_UNITS = 5_000_000n;
export const MAX_BUDGET = 50_000_000_000n;
export const MAX_PRICE = 100_000n;
export const MAX_PAYMENT_OBJECTS = 256;
const STORAGE_PRICE = 7_600n;
const REBATE_BASIS_POINTS = 9_900n;

export const minBudget = (price: bigint) => UNIT_STEP * price;

export function checkGas(price: bigint, budget: bigint): void {
  if (price < REFERENCE_GAS_PRICE) {
    throw invalid(
      'GasPriceUnderRGP',
      `Gas price ${price} under reference gas price (RGP) ${REFERENCE_GAS_PRICE}`,
    );
  }
  if (price >= MAX_PRICE) throw invalid('GasPriceTooHigh', `Gas price cannot exceed ${MAX_PRICE} mist`);
  if (budget > MAX_BUDGET)
    throw invalid('GasBudgetTooHigh', `Gas budget: ${budget} is higher than max: ${MAX_BUDGET}.`);
  if (budget < minBudget(price)) {
    throw invalid('GasBudgetTooLow', `Gas budget: ${budget} is lower than min: ${minBudget(price)}.`);
  }
}

/** Work the VM may do before the budget is spent. */
export function workLimit(price: bigint, budget: bigint): bigint {
  const units = budget / price;
  return units < MAX_UNITS ? units : MAX_UNITS;
}

export function computationCost(work: bigint, price: bigint): bigint {
  const steps = (work + UNIT_STEP - 1n) / UNIT_STEP;
  return (steps > 0n ? steps : 1n) * UNIT_STEP * price;
}

export const storageFee = (bytes: number) => BigInt(bytes) * STORAGE_PRICE;

/** `released` is the sum of the storage fees of all object versions that this transaction replaced or removed. */
export function gasSummary(computation: bigint, storage: bigint, released: bigint): GasSummary {
  const rebate = (released * REBATE_BASIS_POINTS + 5_000n) / 10_000n;
  return {
    computationCost: computation,
    storageCost: storage,
    storageRebate: rebate,
    nonRefundableStorageFee: released - rebate,
  };
}

/** What leaves the payer's account; below zero when the rebate is larger than the cost. */
export const netGas = (gas: GasSummary) => gas.computationCost + gas.storageCost - gas.storageRebate;
