// Who gave coins to whom in a transaction, calls left out. Pure: knows balance changes, no client.
import { normalizeStructTag, normalizeSuiAddress } from '@mysten/sui/utils';
import type { CalledEvent } from '../model/listing.ts';
import type { Transfer } from '../model/history.ts';

/** What one transaction did to balances, as any source tells it. */
export interface BalanceMoves {
  digest: string;
  sender: string;
  atMs: number;
  changes: { address: string; coin: string; amount: bigint }[];
  /** Calls paid in the same transaction. */
  calls: CalledEvent[];
}

/**
 * The gains of everybody but the sender, as transfers to them. A call's price is no transfer, but what else moved
 * beside a call is: a link between two wallets cannot be hidden by bundling it with a call.
 */
export function transfersIn(moves: BalanceMoves): Transfer[] {
  const sender = normalizeSuiAddress(moves.sender);
  const changes = withoutCalls(moves, sender);
  return [...changes.values()].flatMap(({ address, coin, amount }) => {
    if (amount <= 0n || address === sender) return [];
    const from = giver(changes, address, coin, sender);
    return [{ from, to: address, amount, coin, atMs: moves.atMs, digest: moves.digest }];
  });
}

type Changes = Map<string, BalanceMoves['changes'][number]>;

function withoutCalls({ changes, calls }: BalanceMoves, sender: string): Changes {
  const net: Changes = new Map();
  const add = (address: string, coin: string, amount: bigint) => {
    const key = `${address} ${coin}`;
    const known = net.get(key);
    if (known) known.amount += amount;
    else net.set(key, { address, coin, amount });
  };
  for (const { address, coin, amount } of changes) {
    add(normalizeSuiAddress(address), normalizeStructTag(coin), amount);
  }
  for (const { payout, payer, price, coin } of calls) {
    add(payout, coin, -price);
    // A session's purse paid for the others: it is an object, and no balance change of its owner.
    if (payer === sender) add(payer, coin, price);
  }
  return net;
}

/** The sender if they lost this coin, else who lost most of it, else the sender: coins out of an object they used. */
function giver(changes: Changes, receiver: string, coin: string, sender: string): string {
  const own = changes.get(`${sender} ${coin}`);
  if (own && own.amount < 0n) return sender;
  let found = sender;
  let most = 0n;
  for (const change of changes.values()) {
    if (change.coin === coin && change.address !== receiver && change.amount < most) {
      most = change.amount;
      found = change.address;
    }
  }
  return found;
}
