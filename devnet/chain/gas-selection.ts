// Choosing what pays: the largest coins that reach the budget, else the address balance.
// Knows no transaction beyond what must not be spent on gas.
import { MAX_PAYMENT_OBJECTS } from './gas.ts';
import { reservationRef, SUI } from './gas-payment.ts';
import { LedgerRejection } from './rejection.ts';
import { coinValue, type State } from './state.ts';
import type { GasChoice, GasPreference, StoredObject } from './types.ts';

interface Payer {
  state: State;
  chainId: string;
  epoch: bigint;
}

export function chooseGas(
  { state, chainId, epoch }: Payer,
  owner: string,
  budget: bigint,
  { exclude, usesGasCoin = false, prefer = 'coins', withdrawn = 0n }: GasPreference = {},
): GasChoice {
  const funds = state.addressBalance(owner, SUI) - withdrawn;
  const fromAddress: GasChoice | undefined =
    !usesGasCoin && funds >= budget ? { payment: [], from: 'address' } : undefined;
  if (fromAddress && prefer === 'address') return fromAddress;

  const coins: StoredObject[] = [];
  let sum = 0n;
  for (const { coin, value } of coinsByValue(state, owner, exclude)) {
    // All of them when the gas coin itself is spent: the amounts wanted are not known here.
    if (coins.length === MAX_PAYMENT_OBJECTS - 1 || (sum >= budget && !usesGasCoin)) break;
    coins.push(coin);
    sum += value;
  }
  const payment = coins.map(reference);
  if (coins.length && sum >= budget) return { payment, from: 'coins' };
  if (fromAddress) return fromAddress;
  if (usesGasCoin && funds > 0n && sum + funds >= budget) {
    return { payment: [reservationRef(owner, funds, chainId, epoch), ...payment], from: 'coins' };
  }
  throw new LedgerRejection(
    'precondition',
    'InsufficientGas',
    'Unable to perform gas selection due to insufficient SUI balance (in address balance or coins) for account ' +
      `${owner} to satisfy required budget ${budget}.`,
  );
}

function coinsByValue(state: State, owner: string, exclude?: ReadonlySet<string>) {
  if (!state.coinTotals(owner).has(SUI)) return [];
  const held: { coin: StoredObject; value: bigint }[] = [];
  for (const id of state.ownedIds(owner)) {
    const coin = exclude?.has(id) ? undefined : state.get(id);
    const holds = coin && coinValue(coin);
    if (coin && holds?.coinType === SUI) held.push({ coin, value: holds.value });
  }
  return held.sort((a, b) => (a.value < b.value ? 1 : a.value > b.value ? -1 : 0));
}

export const reference = ({ id, version, digest }: StoredObject) => ({
  objectId: id,
  version: String(version),
  digest,
});
