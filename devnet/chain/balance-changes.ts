// Who gained and who lost how much of which coin: coin objects before and after, and address balances.
// Knows no gas: its cost is in the coins it was taken from.
import { formatType } from '../vm/move-type.ts';
import type { Owner } from '../vm/types.ts';
import type { Outcome } from './outcome.ts';
import { coinValue } from './state.ts';
import type { AccumulatorWrite, BalanceChange, StoredObject } from './types.ts';

export function balanceChanges(
  objects: readonly StoredObject[],
  { written, removed }: Outcome,
  accumulators: readonly AccumulatorWrite[],
): BalanceChange[] {
  const net = new Map<string, BalanceChange>();
  const add = (address: string | undefined, coinType: string, amount: bigint) => {
    if (!address) return;
    const key = `${address} ${coinType}`;
    const change = net.get(key);
    if (change) change.amount += amount;
    else net.set(key, { address, coinType, amount });
  };
  const count = (object: StoredObject | undefined, sign: 1n | -1n) => {
    const coin = object && coinValue(object);
    if (coin) add(holder(object.owner), coin.coinType, sign * coin.value);
  };
  for (const { before } of [...written.values(), ...removed]) count(before, -1n);
  for (const object of objects) count(object, 1n);
  for (const { owner, coinType, operation, amount } of accumulators) {
    add(owner, formatType(coinType), operation === 'merge' ? amount : -amount);
  }
  return [...net.entries()]
    .filter(([, { amount }]) => amount !== 0n)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, change]) => change);
}

const holder = (owner: Owner): string | undefined =>
  owner.kind === 'address' ? owner.address : owner.kind === 'object' ? owner.parent : undefined;
