// The plants: rings that wash, and honest people who look as if they did. Sets up who they are and who funds them.
// Knows accounts and authors; the calls they make are drawn in traffic.ts.
import { SUI, type Account, type Author, type Book, type Payer } from './people.ts';
import type { Span } from './listings.ts';
import { share, type Random } from './random.ts';
import type { LookAlike, RingKind } from './types.ts';

const DAY = 86_400_000;
const HOUR = 3_600_000;
const KINDS: RingKind[] = ['self', 'puppets', 'farm', 'circular', 'cohort'];

export interface RingPlan {
  kind: RingKind;
  author: Author;
  /** Members that call; for `self` the author's own wallet or payout. */
  payers: Payer[];
  between: Account[];
  from: number;
  to: number;
  calls: number;
}

export interface Plants {
  rings: RingPlan[];
  lookAlikes: LookAlike[];
  payers: Payer[];
  /** How many calls a planted honest payer makes, where not drawn, and of whose models. */
  habits: Map<Payer, { calls: number; author: Author; share: number }>;
}

/** About one author in seven runs a ring, kinds in turn; fewer than six authors leave no room for any. */
export const ringCount = (authors: number) =>
  authors < 6 ? 0 : Math.max(Math.min(5, authors - 5), Math.round(authors * 0.15));

export const ringKind = (nth: number): RingKind => KINDS[nth % KINDS.length]!;

/**
 * An eighth of all payers are members of rings, at least eight to a ring where there are enough. Where there are fewer
 * than rings, those without a member come to nothing; so does that of an author without a model.
 */
export function plantRings(
  book: Book,
  random: Random,
  options: {
    authors: Author[];
    selling: ReadonlySet<Author>;
    exchanges: Account[];
    payers: number;
    calls: number;
  } & Span,
): RingPlan[] {
  const { authors, selling, exchanges, payers, calls, startMs, endMs } = options;
  const dishonest = authors.flatMap((author, nth) =>
    author.dishonest && selling.has(author) ? [{ author, kind: ringKind(nth) }] : [],
  );
  const crowds = dishonest.filter(({ kind }) => kind !== 'self');
  const members = share(
    Math.min(Math.floor(payers / 8), crowds.length * 400),
    crowds.map(() => random.pareto(1.5, 8)),
    Math.min(8, Math.floor(payers / 8 / Math.max(1, crowds.length))),
  );
  const weights = dishonest.map(({ kind }) => random.pareto(1.4, 10) * (kind === 'self' ? 0.4 : 1));
  const plans = dishonest.map((ring): RingPlan => {
    const { author, kind } = ring;
    const opens = Math.max(startMs, author.joinedMs) + 2 * DAY;
    const from = random.between(opens, Math.max(opens + 1, opens + (endMs - opens) * 0.4));
    const to = Math.min(endMs - HOUR, from + random.between(0.4, 1) * (endMs - from));
    const size = kind === 'self' ? 0 : members[crowds.indexOf(ring)]!;
    const between = passers(book, kind, author);
    const exchange = random.pick(exchanges);
    const payersOf = Array.from({ length: size }, (): Payer => {
      const funder = kind === 'cohort' ? exchange : (between.at(-1) ?? author.payoutAccount);
      // A cohort draws the same sum from the same exchange within the hour, and no more later than it must.
      const account = book.open(funder, (kind === 'cohort' ? 40n : 8n) * SUI);
      const early = kind === 'cohort' ? random.between(0.2, 1) * HOUR : random.between(0.1, 1) * DAY;
      account.fundedMs = Math.floor(Math.max(startMs, from - early));
      return { account, kind: 'wash', from, to };
    });
    if (kind === 'self') {
      // Every other one pays with the wallet that is not the payout address, which the contract cannot tell.
      payersOf.push({ account: author.account, kind: 'wash', from, to });
    }
    return { kind, author, payers: payersOf, between, from, to, calls: 0 };
  });
  const manned = plans.filter((plan) => plan.payers.length > 0);
  const volumes = share(
    Math.floor(calls * 0.24),
    manned.map((plan) => weights[plans.indexOf(plan)]!),
  );
  return manned.map((plan, nth) => ({ ...plan, calls: volumes[nth]! }));
}

/** A farm's funder funds its author too; a circle leads from the payout through one to three wallets. */
function passers(book: Book, kind: RingKind, author: Author): Account[] {
  if (kind === 'farm') return [author.account.funder!];
  if (kind !== 'circular') return [];
  const hops: Account[] = [];
  let last = author.payoutAccount;
  for (let left = 1 + book.random.below(3); left > 0; left--) hops.push((last = book.open(last, 60n * SUI)));
  return hops;
}

/** Turns some of the honest payers into look-alikes; they keep their place among `payers`. */
export function plantLookAlikes(
  book: Book,
  random: Random,
  options: { authors: Author[]; exchanges: Account[]; honest: Payer[]; meanCalls: number } & Span,
): Pick<Plants, 'lookAlikes' | 'habits'> {
  const { honest, exchanges, startMs, endMs, meanCalls } = options;
  const authors = options.authors.filter((author) => !author.dishonest);
  const lookAlikes: LookAlike[] = [];
  const habits: Plants['habits'] = new Map();
  let used = 0;
  const take = (kind: LookAlike['kind'], from: number): Payer | undefined => {
    const payer = honest[used++];
    if (payer)
      Object.assign(payer, { kind, from: Math.floor(Math.min(from, endMs - 2 * DAY)), to: endMs - HOUR });
    return payer;
  };
  const some = (count: number, each: (author: Author) => void) => {
    for (let i = 0; i < count && authors.length; i++) each(authors[(i * 7 + count) % authors.length]!);
  };

  some(Math.max(1, Math.round(authors.length * 0.06)), (author) => {
    const payer = take('friend', author.joinedMs + DAY);
    if (!payer) return;
    payer.account.funder = author.account.funder!;
    payer.account.fundedMs = author.joinedMs + 1000 * (30 + random.below(600));
    habits.set(payer, { calls: Math.ceil(meanCalls), author, share: 0.4 });
    lookAlikes.push({ kind: 'friend', payers: [payer.account.address], author: author.address });
  });
  some(Math.max(1, Math.round(authors.length * 0.04)), (author) => {
    const payer = take('employee', author.joinedMs + 3 * DAY);
    if (!payer) return;
    payer.account.funder = random.pick(exchanges);
    habits.set(payer, { calls: Math.ceil(meanCalls * 1.5), author, share: 0.04 });
    lookAlikes.push({ kind: 'employee', payers: [payer.account.address], author: author.address });
  });
  some(Math.max(1, Math.round(honest.length / 4000)), (author) => {
    const payer = take('loyal', author.joinedMs + 2 * DAY);
    if (!payer) return;
    payer.account.funder = random.pick(exchanges);
    habits.set(payer, { calls: Math.ceil(meanCalls * 12), author, share: 1 });
    lookAlikes.push({ kind: 'loyal', payers: [payer.account.address], author: author.address });
  });
  for (let i = Math.max(1, Math.round(honest.length / 5000)); i > 0; i--) {
    const sponsor = book.open(random.pick(exchanges), 500n * SUI);
    const day = random.between(startMs + 3 * DAY, Math.max(startMs + 3 * DAY + 1, endMs - 4 * DAY));
    const payers: string[] = [];
    for (let left = Math.min(40, Math.floor(honest.length / 20)); left > 0; left--) {
      const payer = take('hackathon', day + random.between(0, 8) * HOUR);
      if (!payer) break;
      payer.account.funder = sponsor;
      payer.account.lot = 3n * SUI;
      payer.account.fundedMs = Math.floor(day - random.between(0, 1) * HOUR);
      payer.to = Math.min(endMs - HOUR, payer.from + 3 * DAY);
      payers.push(payer.account.address);
    }
    if (payers.length) lookAlikes.push({ kind: 'hackathon', payers, sponsor: sponsor.address });
  }
  return { lookAlikes, habits };
}
