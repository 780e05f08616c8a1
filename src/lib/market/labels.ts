// What kind of address is this: an exchange or faucet many strangers come through, or somebody's own? And what do
// payers call: the habits that tell a farm from an exchange.
import type { MarketFacts } from './links-facts.ts';
import type { RuleSettings } from './rules-settings.ts';
import type { CallTable } from './table.ts';
import { groupRows, type Grouping } from './table-grouping.ts';

/** What each payer calls most, by address number of the table. */
export interface Habits {
  /** Calls of each address as payer. */
  calls: Uint32Array;
  /** The group it calls most; the smaller number where two are equal; -1 for addresses that never pay. */
  main: Int32Array;
  /** Share of its calls that go there. */
  share: Float64Array;
}

export function groupByPayer(table: CallTable): Grouping {
  return groupRows(table.columns.payer, table.size, table.addresses.size);
}

/** `sellersInTurn`: of the rows as `byPayer` has them. `groupOfSeller` says what counts as one: an author, an operator. */
export function findHabits(
  table: CallTable,
  byPayer: Grouping,
  sellersInTurn: Int32Array,
  groupOfSeller: Int32Array,
): Habits {
  const addresses = table.addresses.size;
  const habits: Habits = {
    calls: new Uint32Array(addresses),
    main: new Int32Array(addresses).fill(-1),
    share: new Float64Array(addresses),
  };
  const counts = new Uint32Array(1 + groupOfSeller.reduce((max, group) => Math.max(max, group), 0));
  for (let payer = 0; payer < addresses; payer++) {
    const from = byPayer.starts[payer]!;
    const until = byPayer.starts[payer + 1]!;
    if (from === until) continue;
    for (let i = from; i < until; i++) counts[groupOfSeller[sellersInTurn[i]!]!]!++;
    let best = -1;
    let most = 0;
    for (let i = from; i < until; i++) {
      const group = groupOfSeller[sellersInTurn[i]!]!;
      const count = counts[group]!;
      if (count > most || (count === most && count > 0 && group < best)) {
        best = group;
        most = count;
      }
    }
    for (let i = from; i < until; i++) counts[groupOfSeller[sellersInTurn[i]!]!] = 0;
    habits.calls[payer] = until - from;
    habits.main[payer] = best;
    habits.share[payer] = most / (until - from);
  }
  return habits;
}

/**
 * Exchanges, bridges and faucets: those the settings name, and those that sent coins to many wallets which call
 * different authors. Wallets that never call cost an attacker nothing and do not make a farm look like an exchange.
 */
export function findHubs(
  table: CallTable,
  facts: MarketFacts,
  habits: Habits,
  settings: RuleSettings,
): Set<string> {
  const hubs = new Set(settings.knownHubs);
  const recipients = new Map<string, Set<string>>();
  const note = (from: string, to: string) => {
    const known = recipients.get(from);
    if (known) known.add(to);
    else recipients.set(from, new Set([to]));
  };
  for (const { from, to } of facts.transfers) if (from !== to) note(from, to);
  for (const [to, funding] of facts.fundings) if (funding) note(funding.from, to);
  const everybody = countMains(habits.main);
  for (const [address, wallets] of recipients) {
    if (wallets.size < settings.hubFundees || hubs.has(address)) continue;
    const callers = countMains(mainsOf(table, wallets, habits));
    if (isSpread(callers, everybody, settings)) hubs.add(address);
  }
  return hubs;
}

interface Mains {
  total: number;
  /** Payers by what they call most. */
  counts: ReadonlyMap<number, number>;
}

function countMains(mains: Iterable<number>): Mains {
  const counts = new Map<number, number>();
  let total = 0;
  for (const main of mains) {
    if (main === -1) continue;
    counts.set(main, (counts.get(main) ?? 0) + 1);
    total++;
  }
  return { total, counts };
}

function* mainsOf(table: CallTable, wallets: Iterable<string>, habits: Habits): Generator<number> {
  for (const wallet of wallets) {
    const id = table.addresses.find(wallet);
    if (id !== -1) yield habits.main[id]!;
  }
}

/**
 * Whether those who call have no author in common, beyond what is usual: where one author has most of the market, most
 * customers of an honest exchange are that author's. Odds are compared, since shares end at 1.
 */
function isSpread(callers: Mains, everybody: Mains, settings: RuleSettings): boolean {
  if (callers.total === 0) return false;
  let main = -1;
  let most = 0;
  for (const [group, count] of callers.counts) if (count > most) [main, most] = [group, count];
  if (most <= settings.hubFocus * callers.total) return true;
  // One of each kind more than were seen: nobody outside says nothing, not everything.
  const others = everybody.total - callers.total + 2;
  const theirs = everybody.counts.get(main)! - most + 1;
  return most * (others - theirs) <= settings.cohortExcess * theirs * (callers.total - most);
}
