// Everything known about how payers and authors hang together, put together once and then asked pair by pair.
import { findHabits, findHubs, groupByPayer, type Habits } from './labels.ts';
import { findCohorts, type Cohort } from './links-cohorts.ts';
import type { MarketFacts } from './links-facts.ts';
import { findFlows, groupBySender, type Flow } from './links-flows.ts';
import { Funders } from './links-funders.ts';
import { findSellers, type Sellers } from './links-sellers.ts';
import type { RuleSettings } from './rules-settings.ts';
import type { CallTable } from './table.ts';
import type { Grouping } from './table-grouping.ts';

export interface Links {
  sellers: Sellers;
  hubs: ReadonlySet<string>;
  funders: Funders;
  byPayer: Grouping;
  /** The seller of each row, in the order of `byPayer.rows`: what is read payer by payer lies side by side. */
  sellersInTurn: Int32Array;
  /** Habits by operator: authors with one first funder count as one. */
  habits: Habits;
  operatorOfSeller: Int32Array;
  /** By number of the payer. */
  cohorts: ReadonlyMap<number, Cohort>;
  flows: ReadonlyMap<number, readonly Flow[]>;
  /** By seller: wallets its money went through. */
  passers: readonly ReadonlySet<string>[];
  /** Of these, the ones whose own transfers were not read. */
  unreadPassers: readonly ReadonlySet<string>[];
}

export function findLinks(table: CallTable, facts: MarketFacts, settings: RuleSettings): Links {
  const sellers = findSellers(table, facts.authorships);
  const byPayer = groupByPayer(table);
  const sellersInTurn = new Int32Array(table.size);
  for (let i = 0; i < table.size; i++) sellersInTurn[i] = sellers.ofRow[byPayer.rows[i]!]!;
  const { authorOfSeller, authors } = numberAuthors(sellers);
  const byAuthor = findHabits(table, byPayer, sellersInTurn, authorOfSeller);
  const hubs = findHubs(table, facts, byAuthor, settings);
  const funders = new Funders(facts, hubs, settings);
  const operators = joinOperators(authors, funders, sellers.successions);
  const operatorOfSeller = authorOfSeller.map((author) => operators[author]!);
  const habits = findHabits(table, byPayer, sellersInTurn, operatorOfSeller);
  const isPayer = (address: string) => {
    const id = table.addresses.find(address);
    return id !== -1 && habits.calls[id]! > 0;
  };
  const outgoing = groupBySender(facts.transfers);
  const flows = new Map<number, Flow[]>();
  const isRead = (address: string) => facts.sentBy === 'all' || facts.sentBy.has(address);
  const passers = sellers.list.map((seller) => {
    const found = findFlows(seller, outgoing, hubs, settings.circularHops, isPayer);
    for (const flow of found.flows) {
      const payer = table.addresses.find(flow.payer);
      const known = flows.get(payer);
      if (known) known.push(flow);
      else flows.set(payer, [flow]);
    }
    return found.passed;
  });
  const unreadPassers = passers.map((passed) => new Set([...passed].filter((address) => !isRead(address))));
  const cohorts = findCohorts(table, habits, funders, settings);
  return {
    sellers,
    hubs,
    funders,
    byPayer,
    sellersInTurn,
    habits,
    operatorOfSeller,
    cohorts,
    flows,
    passers,
    unreadPassers,
  };
}

function numberAuthors(sellers: Sellers): { authorOfSeller: Int32Array; authors: string[] } {
  const numbers = new Map<string, number>();
  const authors: string[] = [];
  const authorOfSeller = Int32Array.from(sellers.list, (seller) => {
    // Without an authorship each seller stands for itself.
    const name = seller.author || `#${seller.index}`;
    const known = numbers.get(name) ?? authors.length;
    if (known === authors.length) {
      numbers.set(name, known);
      authors.push(name);
    }
    return known;
  });
  return { authorOfSeller, authors };
}

/**
 * Authors with a common first funder that is no exchange, or one of whom funded the other, are one operator; so are those who
 * handed a model over, or a group of wallets that calls it alone would not look so once the model has changed hands.
 */
function joinOperators(
  authors: readonly string[],
  funders: Funders,
  successions: Sellers['successions'],
): Int32Array {
  const parent = new Map<string, string>();
  const root = (address: string): string => {
    let at = address;
    for (let up = parent.get(at); up !== undefined; up = parent.get(at)) at = up;
    return at;
  };
  const join = (one: string, other: string) => {
    const [a, b] = [root(one), root(other)];
    if (a !== b) parent.set(a, b);
  };
  for (const author of authors) {
    const first = funders.chain(author)[0];
    if (first && !funders.hubs.has(first.from)) join(author, first.from);
  }
  for (const [before, after] of successions) join(before, after);
  const numbers = new Map<string, number>();
  return Int32Array.from(authors, (author) => {
    const operator = root(author);
    const known = numbers.get(operator) ?? numbers.size;
    numbers.set(operator, known);
    return known;
  });
}

/** Addresses whose history the rules want; ask again after reading them, until nothing is left. */
export interface Wanted {
  /** First coins that were not looked up. Calls stay "unknown" without them. */
  fundings: string[];
  /**
   * Wallets whose outgoing transfers matter: those behind models, and those that their money passed through. Each with the
   * time of the last call that makes them matter: what was read before that call may lack a gift.
   */
  senders: Map<string, number>;
}

export function findWanted(table: CallTable, facts: MarketFacts, settings: RuleSettings): Wanted {
  const links = findLinks(table, facts, settings);
  const { sellers, funders, hubs, habits } = links;
  const fundings = new Set<string>();
  const wantChain = (address: string) => {
    const above = funders.chain(address).slice(0, settings.funderDepth - 1);
    for (const at of [address, ...above.map(({ from }) => from)]) {
      if (!hubs.has(at) && !facts.fundings.has(at)) fundings.add(at);
    }
  };
  table.addresses.list().forEach((address, id) => {
    if (habits.calls[id]! > 0) wantChain(address);
  });
  const lastCall = new Float64Array(sellers.list.length);
  const lastPaid = new Float64Array(table.addresses.size);
  const { atMs, payer } = table.columns;
  for (let row = 0; row < table.size; row++) {
    const seller = sellers.ofRow[row]!;
    if (atMs[row]! > lastCall[seller]!) lastCall[seller] = atMs[row]!;
    if (atMs[row]! > lastPaid[payer[row]!]!) lastPaid[payer[row]!] = atMs[row]!;
  }
  const senders = new Map<string, number>();
  for (const { wallets, index } of sellers.list) {
    for (const wallet of wallets) wantChain(wallet);
    for (const address of [...wallets, ...links.passers[index]!]) {
      if (hubs.has(address)) continue;
      senders.set(address, Math.max(senders.get(address) ?? 0, lastCall[index]!));
    }
  }
  // Who stands behind models first, then those who paid last: what is on screen is the first to be known.
  const place = (address: string) => lastPaid[table.addresses.find(address)] || Infinity;
  return { fundings: [...fundings].sort((a, b) => compareNumbers(place(b), place(a))), senders };
}

/** Also of infinities. */
function compareNumbers(a: number, b: number): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
