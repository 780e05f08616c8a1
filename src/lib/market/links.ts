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
  /** Habits by operator: authors with one first funder count as one. */
  habits: Habits;
  operatorOfSeller: Int32Array;
  /** By number of the payer. */
  cohorts: ReadonlyMap<number, Cohort>;
  flows: ReadonlyMap<number, readonly Flow[]>;
  /** By seller: wallets its money went through and whose own transfers were not read. */
  unreadPassers: readonly ReadonlySet<string>[];
}

export function findLinks(table: CallTable, facts: MarketFacts, settings: RuleSettings): Links {
  const sellers = findSellers(table, facts.authorships);
  const byPayer = groupByPayer(table);
  const { authorOfSeller, authors } = numberAuthors(sellers);
  const throughSeller = (groups: Int32Array) => sellers.ofModel.map((seller) => groups[seller]!);
  const byAuthor = findHabits(table, byPayer, throughSeller(authorOfSeller));
  const hubs = findHubs(table, facts, byAuthor, settings);
  const funders = new Funders(facts, hubs, settings);
  const operators = joinOperators(authors, funders);
  const operatorOfSeller = authorOfSeller.map((author) => operators[author]!);
  const habits = findHabits(table, byPayer, throughSeller(operatorOfSeller));
  const isPayer = (address: string) => {
    const id = table.addresses.find(address);
    return id !== -1 && habits.calls[id]! > 0;
  };
  const outgoing = groupBySender(facts.transfers);
  const flows = new Map<number, Flow[]>();
  const isRead = (address: string) => facts.sentBy === 'all' || facts.sentBy.has(address);
  const unreadPassers = sellers.list.map((seller) => {
    const found = findFlows(seller, outgoing, hubs, settings.circularHops, isPayer);
    for (const flow of found.flows) {
      const payer = table.addresses.find(flow.payer);
      const known = flows.get(payer);
      if (known) known.push(flow);
      else flows.set(payer, [flow]);
    }
    return new Set([...found.passed].filter((address) => !isRead(address)));
  });
  const cohorts = findCohorts(table, habits, funders, settings);
  return { sellers, hubs, funders, byPayer, habits, operatorOfSeller, cohorts, flows, unreadPassers };
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

/** Authors with a common first funder that is no exchange, or one of whom funded the other, are one operator. */
function joinOperators(authors: readonly string[], funders: Funders): Int32Array {
  const parent = new Map<string, string>();
  const root = (address: string): string => {
    let at = address;
    for (let up = parent.get(at); up !== undefined; up = parent.get(at)) at = up;
    return at;
  };
  for (const author of authors) {
    const first = funders.chain(author)[0];
    if (!first || funders.hubs.has(first.from)) continue;
    const [a, b] = [root(author), root(first.from)];
    if (a !== b) parent.set(a, b);
  }
  const numbers = new Map<string, number>();
  return Int32Array.from(authors, (author) => {
    const operator = root(author);
    const known = numbers.get(operator) ?? numbers.size;
    numbers.set(operator, known);
    return known;
  });
}

/** Addresses whose history the rules still want; call again after reading them, until nothing is left. */
export interface Wanted {
  /** First coins. Calls stay "unknown" without them. */
  fundings: string[];
  /** Outgoing transfers of author wallets. Calls stay "unknown" without them. */
  transfers: string[];
  /** Outgoing transfers of wallets that authors' money passed through: they make circles visible. */
  passers: string[];
}

export function findWanted(table: CallTable, facts: MarketFacts, settings: RuleSettings): Wanted {
  const links = findLinks(table, facts, settings);
  const fundings = new Set<string>();
  const transfers = new Set<string>();
  const wantChain = (address: string) => {
    const above = links.funders.chain(address).slice(0, settings.funderDepth - 1);
    for (const at of [address, ...above.map(({ from }) => from)]) {
      if (!links.hubs.has(at) && !facts.fundings.has(at)) fundings.add(at);
    }
  };
  table.addresses.list().forEach((address, id) => {
    if (links.habits.calls[id]! > 0) wantChain(address);
  });
  for (const seller of links.sellers.list) {
    for (const wallet of seller.wallets) {
      wantChain(wallet);
      if (facts.sentBy !== 'all' && !facts.sentBy.has(wallet) && !links.hubs.has(wallet))
        transfers.add(wallet);
    }
  }
  const passers = new Set<string>();
  for (const unread of links.unreadPassers) {
    for (const address of unread) if (!transfers.has(address)) passers.add(address);
  }
  return { fundings: [...fundings], transfers: [...transfers], passers: [...passers] };
}
