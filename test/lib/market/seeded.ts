// What the chain would tell of a generated market, without loading it into one.
import type { Market } from '../../../start/seed/index.ts';
import { fundingsOf, type MarketFacts } from '../../../src/lib/market/links-facts.ts';
import type { Authorship } from '../../../src/lib/model/history.ts';

/** Everything a chain could tell of a generated market; nothing of its truth. */
export function factsOf({ listings, transfers, payers, authors }: Market): MarketFacts {
  const authorships = listings.flatMap(({ id, changes }) => {
    const records: Authorship[] = [];
    let [author, payout] = ['', ''];
    for (const change of changes) {
      if (change.kind === 'listed') author = payout = change.author;
      else if (change.kind === 'payout') payout = change.to;
      else if (change.kind === 'hand-over') author = payout = change.to;
      else continue;
      records.push({ model: id, author, payout, atMs: change.atMs });
    }
    return records;
  });
  const everybody = [
    ...payers.map(({ address }) => address),
    ...authors.flatMap((a) => [a.address, a.payout]),
  ];
  return {
    authorships,
    transfers,
    fundings: fundingsOf(transfers, everybody),
    sentBy: 'all',
    knownSinceMs: 0,
  };
}
