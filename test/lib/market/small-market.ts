// Hand-made markets: addresses by name, days from a fixed moment, prices in base units.
import { toBase58 } from '@mysten/sui/utils';
import { sha256 } from '@noble/hashes/sha2.js';
import { fundingsOf, type MarketFacts } from '../../../src/lib/market/links-facts.ts';
import { DAY_MS, type TableCall } from '../../../src/lib/market/table.ts';
import type { Authorship, Transfer } from '../../../src/lib/model/history.ts';

/** 2026-01-05, a Monday, 00:00 UTC. */
export const START_MS = Date.UTC(2026, 0, 5);
export const SUI = '0x2::sui::SUI';

export const day = (days: number) => START_MS + days * DAY_MS;
export const digestOf = (name: string) => toBase58(sha256(new TextEncoder().encode(name)));

let serial = 0;

export function call(
  payer: string,
  model: string,
  atDay: number,
  changes: Partial<TableCall> = {},
): TableCall {
  const payout = changes.payout ?? model.split('.')[0]!;
  serial++;
  return {
    digest: digestOf(`call ${serial}`),
    model,
    version: 1,
    payer,
    spender: payer,
    payout,
    price: 10n,
    coin: SUI,
    shard: 0,
    sequence: BigInt(serial),
    isSelf: payer === payout,
    atMs: day(atDay),
    ...changes,
  };
}

export function send(from: string, to: string, amount: bigint, atDay: number, coin = SUI): Transfer {
  const digest = digestOf(`${from} ${to} ${amount} ${atDay} ${coin}`);
  return { from, to, amount, coin, atMs: day(atDay), digest };
}

export function listed(model: string, atDay = 0, changes: Partial<Authorship> = {}): Authorship {
  const author = model.split('.')[0]!;
  return { model, author, payout: author, atMs: day(atDay), ...changes };
}

/** Facts of a history that is whole, `addresses` being those without any funding. */
export function wholeFacts(
  authorships: readonly Authorship[],
  transfers: readonly Transfer[],
  addresses: readonly string[] = [],
): MarketFacts {
  return {
    authorships,
    transfers,
    fundings: fundingsOf(transfers, addresses),
    sentBy: 'all',
    knownSinceMs: 0,
  };
}
