// What really happened: which ring a payer belongs to and which calls are its work. Told to tests only.
import type { Shelf } from './listings.ts';
import type { Calls } from './money.ts';
import type { Book } from './people.ts';
import type { RingPlan } from './plants.ts';
import type { LookAlike, MarketTruth, PayerKind, Ring, SeedPayer } from './types.ts';

interface Known {
  rings: RingPlan[];
  lookAlikes: LookAlike[];
  payers: SeedPayer[];
  calls: Calls;
  shelves: Shelf[];
  book: Book;
}

export function createTruth({ rings: plans, lookAlikes, payers, calls, shelves, book }: Known): MarketTruth {
  const rings = plans.map(({ kind, author, payers: members, between }, id): Ring => {
    const models = shelves.filter((shelf) => shelf.author === author).map(({ listing }) => listing.id);
    return {
      id,
      kind,
      author: author.address,
      payout: author.payout,
      models,
      payers: members.map(({ account }) => account.address),
      between: between.map(({ address }) => address),
      calls: 0,
    };
  });
  const ringByMember = new Map<string, Ring>();
  for (const ring of rings) for (const payer of ring.payers) ringByMember.set(payer, ring);
  const ringByModel = new Map<string, Ring>();
  for (const ring of rings) for (const model of ring.models) ringByModel.set(model, ring);

  const ringOf: MarketTruth['ringOf'] = ({ payer, model }) => {
    const ring = ringByMember.get(payer);
    return ring && ringByModel.get(model) === ring ? ring : undefined;
  };
  let washCalls = 0;
  for (let i = 0; i < calls.length; i++) {
    const payer = book.accounts[calls.payer[i]!]!.address;
    const ring = ringOf({ payer, model: shelves[calls.listing[i]!]!.listing.id });
    if (!ring) continue;
    ring.calls++;
    washCalls++;
  }

  const known = new Map<string, { genuine: boolean; kind: PayerKind; ring?: Ring }>();
  for (const { address, kind } of payers) known.set(address, { genuine: true, kind });
  for (const [address, ring] of ringByMember) known.set(address, { genuine: false, kind: 'wash', ring });
  return {
    rings,
    lookAlikes,
    payers: known,
    ringOf,
    isGenuine: (call) => !ringOf(call),
    washCalls,
    genuineCalls: calls.length - washCalls,
  };
}
