// A whole market out of one seed: people, listings, plants, calls, the money behind them, and the truth about it.
import type { CalledEvent } from '../../src/lib/model/listing.ts';
import { makeShelves, setPopularity, settle, SUI_TYPE, type Shelf } from './listings.ts';
import { digest, Money, type Calls, type Gift } from './money.ts';
import {
  Book,
  EXCHANGE_WEIGHTS,
  openAuthor,
  openExchanges,
  SUI,
  type Account,
  type Author,
  type Payer,
} from './people.ts';
import { plantLookAlikes, plantRings, ringCount, ringKind, type RingPlan } from './plants.ts';
import { Random, share, weighted } from './random.ts';
import { checkSizes } from './sizes.ts';
import { lifetime, Rows, Traffic } from './traffic.ts';
import { createTruth } from './truth.ts';
import type { LookAlike, Market, MarketOptions, SeedPayer } from './types.ts';

const DAY = 86_400_000;

/** @throws RangeError for sizes of which no market can be made */
export function generateMarket(options: MarketOptions): Market {
  checkSizes(options);
  const { endMs, days } = options;
  const random = new Random(String(options.seed));
  const span = { startMs: endMs - days * DAY, endMs };
  const book = new Book(random.fork('accounts'));
  const exchanges = openExchanges(book);
  const anyExchange = weighted(EXCHANGE_WEIGHTS);

  const authors = makeAuthors(random.fork('authors'), book, exchanges, options, span.startMs);
  const shelves = makeShelves(random.fork('listings'), authors, options.models, span);
  setPopularity(random.fork('popularity'), shelves);

  const selling = new Set(shelves.map(({ author }) => author));
  const rings = plantRings(book, random.fork('rings'), {
    ...options,
    authors,
    selling,
    exchanges,
    ...span,
  });
  const washers = rings.flatMap((ring) => (ring.kind === 'self' ? [] : ring.payers));
  const honest = makePayers(
    random.fork('payers'),
    book,
    options.payers - washers.length,
    span,
    (draw) => exchanges[anyExchange(draw)]!,
  );
  const honestCalls = options.calls - rings.reduce((sum, ring) => sum + ring.calls, 0);
  const { lookAlikes, habits } = plantLookAlikes(book, random.fork('look-alikes'), {
    authors: authors.filter((author) => selling.has(author)),
    exchanges,
    honest,
    meanCalls: Math.min(200, honestCalls / Math.max(1, honest.length)),
    ...span,
  });

  const rows = new Rows(options.calls);
  const traffic = new Traffic(shelves, rows, span);
  const busy = random.fork('traffic');
  for (const ring of rings) traffic.ring(busy, ring);
  const planned = [...habits.values()].reduce((sum, habit) => sum + habit.calls, 0);
  const others = honest.filter((payer) => !habits.has(payer));
  const counts = share(
    Math.max(0, honestCalls - planned),
    others.map((payer) => (payer.kind === 'casual' ? 0 : busy.pareto(1.15, 120))),
    others.length * 2 < honestCalls - planned ? 1 : 0,
  );
  others.forEach((payer, i) => traffic.honest(busy, payer, counts[i]!));
  for (const [payer, habit] of habits) {
    traffic.honest(busy, payer, Math.min(habit.calls, rows.time.length - rows.length), habit);
  }
  // Where nearly everybody has a habit, they make the rest of the calls as well.
  const rest = share(
    rows.time.length - rows.length,
    honest.map(() => 1),
  );
  honest.forEach((payer, i) => rest[i] && traffic.honest(busy, payer, rest[i], habits.get(payer)));

  const accountOf = new Map(book.accounts.map((account) => [account.address, account]));
  const money = new Money(book, random.fork('money'));
  const gifts = makeGifts(random.fork('gifts'), { rings, lookAlikes, authors, accountOf, endMs });
  const calls = money.run(shelves, rows, gifts, accountOf);
  for (const { listing } of shelves) settle(listing);

  const listings = shelves.map(({ listing }) => listing);
  const payers: SeedPayer[] = [...honest, ...washers].map(({ account, kind }) => ({
    address: account.address,
    kind,
  }));
  const market = {
    options,
    ...span,
    exchanges: exchanges.map(({ address }) => address),
    authors: authors.map(({ address, payout, secretKey, joinedMs }) => ({
      address,
      payout,
      secretKey,
      joinedMs,
    })),
    listings,
    payers,
    transfers: money.transfers,
    callCount: calls.length,
    calls: (from = 0, to = calls.length) =>
      stream(String(options.seed), calls, shelves, book.accounts, from, to),
  };
  return { ...market, truth: createTruth({ rings, lookAlikes, payers, calls, shelves, book }) };
}

/** Three in ten are there from the start; a farm's author was first funded by the farm's own funder. */
function makeAuthors(
  random: Random,
  book: Book,
  exchanges: Account[],
  { authors: count, days }: MarketOptions,
  startMs: number,
): Author[] {
  const dishonest = ringCount(count);
  return Array.from({ length: count }, (_, i) => {
    const early = i === count - 1 || random.chance(0.3);
    // A ring needs time to show: its author joins in the first half.
    const when = early ? 0 : random.unit() * days * DAY * (i < dishonest ? 0.5 : 0.9);
    const exchange = random.pick(exchanges);
    const kind = i < dishonest ? ringKind(i) : undefined;
    const funder = kind === 'farm' ? book.open(exchange, 80n * SUI) : exchange;
    const author = openAuthor(book, random, { joinedMs: Math.floor(startMs + when), funder });
    author.dishonest = kind !== undefined;
    const apart = kind === 'self' ? Math.floor(i / 5) % 2 === 1 : random.chance(0.15);
    if (apart) {
      author.payoutAccount = book.open(author.account, 0n);
      author.payout = author.payoutAccount.address;
    }
    return author;
  });
}

function makePayers(
  random: Random,
  book: Book,
  count: number,
  span: { startMs: number; endMs: number },
  anyExchange: (random: Random) => Account,
): Payer[] {
  const payers: Payer[] = [];
  for (let i = 0; i < count; i++) {
    const casual = random.chance(0.35);
    const [from, to] = lifetime(random, casual, span);
    // One in six got the first coins from somebody who was there before.
    const friend = i > 20 && random.chance(0.17) ? payers[random.below(i)]! : undefined;
    const known = friend && friend.from < from ? friend : undefined;
    const lot = BigInt(casual ? 1 + random.below(3) : 2 + Math.floor(random.pareto(1.1, 60))) * (SUI / 2n);
    const account = book.open(known ? known.account : anyExchange(random), lot);
    account.fundedMs = Math.floor(Math.max(span.startMs, from - random.pareto(0.7, 200) * 600_000));
    payers.push({ account, kind: casual ? 'casual' : 'regular', from, to });
  }
  return payers;
}

/** Salaries to employees, and a farm's author paying its funder back. Sent only if the money is there. */
function makeGifts(
  random: Random,
  options: {
    rings: RingPlan[];
    lookAlikes: LookAlike[];
    authors: Author[];
    accountOf: ReadonlyMap<string, Account>;
    endMs: number;
  },
): Gift[] {
  const { rings, lookAlikes, authors, accountOf, endMs } = options;
  const gifts: Gift[] = [];
  const repeat = (first: number, every: number, gift: Omit<Gift, 'atMs' | 'kind'>) => {
    for (let at = first; at < endMs - DAY; at += every * random.between(0.9, 1.1)) {
      gifts.push({ kind: 'gift', atMs: Math.floor(at), ...gift });
    }
  };
  for (const { kind, payers, author } of lookAlikes) {
    const employer = kind === 'employee' && authors.find(({ address }) => address === author);
    if (!employer) continue;
    const to = accountOf.get(payers[0]!)!;
    repeat(employer.joinedMs + 5 * DAY, 30 * DAY, { from: employer.account, to, amount: SUI });
  }
  for (const { kind, author, between, from } of rings) {
    if (kind !== 'farm') continue;
    repeat(from + 3 * DAY, 5 * DAY, { from: author.payoutAccount, to: between[0]!, amount: 20n * SUI });
  }
  return gifts;
}

function* stream(
  seed: string,
  calls: Calls,
  shelves: Shelf[],
  accounts: Account[],
  from: number,
  to: number,
): Generator<CalledEvent, void> {
  const BLOCK = 256;
  let random = new Random('');
  for (let i = Math.floor(from / BLOCK) * BLOCK; i < Math.min(to, calls.length); i++) {
    // Re-seeded block by block, so that a page in the middle is the same as read from the start.
    if (i % BLOCK === 0) random = new Random(`${seed}/stream/${i}`);
    const [id, commitment] = [digest(random), random.bytes(32)];
    if (i < from) continue;
    const payer = accounts[calls.payer[i]!]!.address;
    const payout = accounts[calls.payout[i]!]!.address;
    yield {
      digest: id,
      model: shelves[calls.listing[i]!]!.listing.id,
      version: calls.version[i]!,
      payer,
      spender: payer,
      payout,
      price: calls.price[i]!,
      coin: SUI_TYPE,
      commitment,
      shard: calls.shard[i]!,
      sequence: BigInt(calls.sequence[i]!),
      isSelf: payer === payout,
      atMs: calls.time[i]!,
    };
  }
}
