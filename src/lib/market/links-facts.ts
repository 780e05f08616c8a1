// What is known of the world around the calls, and what is not: the input of the rules besides the calls.
import type { Authorship, Transfer } from '../model/history.ts';

export interface MarketFacts {
  /** Who answered for each model, in any order. Models without an entry are judged "unknown". */
  authorships: readonly Authorship[];
  /** Coins sent outside of calls, as far as they were read, in any order. */
  transfers: readonly Transfer[];
  /** The first coins of each address that was looked up; null: history has none. Absent: not looked up yet. */
  fundings: ReadonlyMap<string, Transfer | null>;
  /** Addresses whose outgoing transfers are all in `transfers`, or 'all' if everybody's are. */
  sentBy: ReadonlySet<string> | 'all';
  /** Nothing older is known. */
  knownSinceMs: number;
  /** When the ledger began; a history known since then is whole. 0 if not given. */
  genesisMs?: number;
}

/** The first coins of every address in a whole list of transfers. Equal times: the smaller digest, then sender. */
export function fundingsOf(
  transfers: readonly Transfer[],
  addresses: Iterable<string> = [],
): Map<string, Transfer | null> {
  const fundings = new Map<string, Transfer | null>();
  for (const address of addresses) fundings.set(address, null);
  for (const transfer of transfers) {
    if (transfer.from === transfer.to) continue;
    const known = fundings.get(transfer.to);
    if (!known || isEarlier(transfer, known)) fundings.set(transfer.to, transfer);
  }
  return fundings;
}

/** A total order of transfers, so that nothing depends on the order they were read in. */
export function isEarlier(a: Transfer, b: Transfer): boolean {
  return compareTransfers(a, b) < 0;
}

export function compareTransfers(a: Transfer, b: Transfer): number {
  if (a.atMs !== b.atMs) return a.atMs - b.atMs;
  if (a.digest !== b.digest) return a.digest < b.digest ? -1 : 1;
  if (a.from !== b.from) return a.from < b.from ? -1 : 1;
  if (a.to !== b.to) return a.to < b.to ? -1 : 1;
  return a.amount < b.amount ? -1 : a.amount > b.amount ? 1 : 0;
}
