// Who first gave coins to each of many addresses: some addresses in one question, since twenty thousand questions take
// long. Knows what a node can be asked; knows no client.
import type { GrpcTypes as G } from '@mysten/sui/grpc';
import { normalizeSuiAddress } from '@mysten/sui/utils';
import { FloeError } from '../errors.ts';
import type { HistoryPage, HistorySource, Transfer } from '../model/history.ts';
import { affectedAddress, eventType, not, sender } from './history-query.ts';
import { transfersIn, type BalanceMoves } from './history-transfers.ts';

/** Transactions that pass one of the terms, oldest first; all literals of a term must hold. */
type Ask = (
  terms: G.TransactionLiteral[][],
  options: { cursor?: string | undefined; limit: number; signal?: AbortSignal | undefined },
) => Promise<HistoryPage<BalanceMoves>>;

/** Addresses in one question. */
const TOGETHER = 8;
/** Transactions read for each address of a question: most are funded a few times. */
const EACH = 4;
/**
 * Funding is nearly always the very first thing an address receives; a node that found it need not look further. Whoever
 * only earns is followed through a thousand receipts, in each of which a gift might be bundled with a call.
 */
const ALONE = [1, 50, 950];
/** After that calls are passed over: an author's wallet may have been paid a million times and given nothing. */
const BESIDE_CALLS = 100;

/** @param called the type of the contract's event of a call */
export function createFundingSearch(ask: Ask, called: string): HistorySource['firstFundings'] {
  /** What an address sends itself cannot be the first thing it receives, sponsored transactions aside. */
  const termOf = (address: string) => [not(sender(address)), affectedAddress(address)];
  let together = TOGETHER;

  /** The first funding lies on the page that has any for the address: pages are oldest first. */
  function take(page: HistoryPage<BalanceMoves>, wanted: Set<string>, found: Map<string, Transfer>): void {
    for (const moves of page.items) {
      for (const transfer of transfersIn(moves)) {
        if (wanted.delete(transfer.to)) found.set(transfer.to, transfer);
      }
    }
  }

  async function searchAlone(address: string, found: Map<string, Transfer>, signal: AbortSignal | undefined) {
    const wanted = new Set([address]);
    let cursor: string | undefined;
    for (const limit of ALONE) {
      const page = await ask([termOf(address)], { cursor, limit, signal });
      take(page, wanted, found);
      if (wanted.size === 0 || !page.hasMore || page.cursor === undefined) return;
      cursor = page.cursor;
    }
    const term = [...termOf(address), not(eventType(called))];
    cursor = undefined;
    for (;;) {
      const page: HistoryPage<BalanceMoves> = await ask([term], { cursor, limit: BESIDE_CALLS, signal });
      take(page, wanted, found);
      if (wanted.size === 0 || !page.hasMore || page.cursor === undefined) return;
      cursor = page.cursor;
    }
  }

  /** Asked anew for those not found yet, from the beginning: a cursor belongs to its filter. */
  async function searchTogether(
    wanted: Set<string>,
    found: Map<string, Transfer>,
    signal: AbortSignal | undefined,
  ): Promise<void> {
    while (wanted.size > 1) {
      const { size } = wanted;
      const page = await ask([...wanted].map(termOf), { limit: size * EACH, signal });
      take(page, wanted, found);
      if (!page.hasMore) return wanted.clear();
      // Somebody with a long history stands before the others: each has to be looked for alone.
      if (wanted.size > size / 2) return;
    }
  }

  return async (addresses, { signal }) => {
    const found = new Map<string, Transfer>();
    const all = [...new Set(addresses.map((address) => normalizeSuiAddress(address)))];
    for (let at = 0; at < all.length;) {
      const wanted = new Set(all.slice(at, at + together));
      at += wanted.size;
      try {
        await searchTogether(wanted, found, signal);
      } catch (error) {
        // A node that takes fewer terms than we ask with.
        if (!(error instanceof FloeError) || error.code !== 'chain/rejected') throw error;
        together = 1;
      }
      for (const address of wanted) await searchAlone(address, found, signal);
    }
    return found;
  };
}
