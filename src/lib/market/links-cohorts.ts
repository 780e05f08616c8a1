// Groups of wallets created together that call one operator's models only.
import type { Habits } from './labels.ts';
import type { Funders } from './links-funders.ts';
import type { RuleSettings } from './rules-settings.ts';
import type { CallTable } from './table.ts';
import type { Transfer } from '../model/history.ts';

export interface Cohort {
  /** Number of the operator they call. */
  operator: number;
  funder: string;
  wallets: readonly string[];
  /** The first coins of each wallet, oldest first. */
  fundings: readonly Transfer[];
  /** How many such wallets chance alone would put in a group of this size. */
  expected: number;
}

interface Member {
  payer: number;
  funding: Transfer;
}

const HOUR_MS = 3_600_000;

/** Cohorts by number of the payer; a wallet in several has the largest. `habits` count by operator. */
export function findCohorts(
  table: CallTable,
  habits: Habits,
  funders: Funders,
  settings: RuleSettings,
): Map<number, Cohort> {
  const isExclusive = (payer: number) => habits.share[payer]! >= settings.cohortExclusive;
  const exclusive = new Map<number, number>();
  const byFunder = new Map<string, Member[]>();
  let payers = 0;
  for (let payer = 0; payer < habits.calls.length; payer++) {
    if (habits.calls[payer] === 0) continue;
    payers++;
    const operator = habits.main[payer]!;
    if (isExclusive(payer)) exclusive.set(operator, (exclusive.get(operator) ?? 0) + 1);
    const chain = funders.chain(table.addresses.name(payer));
    chain.forEach((transfer, i) => {
      if (i > 0 && funders.hubs.has(transfer.from)) return;
      const members = byFunder.get(transfer.from) ?? [];
      if (members.length === 0) byFunder.set(transfer.from, members);
      members.push({ payer, funding: chain[0]! });
    });
  }
  const cohorts = new Map<number, Cohort>();
  for (const [funder, members] of [...byFunder].sort(([a], [b]) => (a < b ? -1 : 1))) {
    for (const run of splitRuns(members, settings.cohortHours * HOUR_MS)) {
      for (const [operator, same] of groupByOperator(run, habits, isExclusive)) {
        if (same.length < settings.cohortWallets) continue;
        // What is usual, told by everybody outside the group.
        const others = payers - run.length;
        const usual = others > 0 ? ((exclusive.get(operator) ?? 0) - same.length) / others : 0;
        const expected = usual * run.length;
        if (same.length < settings.cohortExcess * expected) continue;
        const cohort: Cohort = {
          operator,
          funder,
          wallets: same.map(({ payer }) => table.addresses.name(payer)),
          fundings: same.map(({ funding }) => funding),
          expected,
        };
        for (const { payer } of same) {
          const known = cohorts.get(payer);
          if (!known || known.wallets.length < cohort.wallets.length) cohorts.set(payer, cohort);
        }
      }
    }
  }
  return cohorts;
}

/** Members whose first coins follow each other within `gapMs`. */
function splitRuns(members: Member[], gapMs: number): Member[][] {
  members.sort((a, b) => a.funding.atMs - b.funding.atMs || (a.funding.to < b.funding.to ? -1 : 1));
  const runs: Member[][] = [];
  for (const member of members) {
    const run = runs.at(-1);
    const last = run?.at(-1);
    if (run && last && member.funding.atMs - last.funding.atMs <= gapMs) run.push(member);
    else runs.push([member]);
  }
  return runs;
}

function groupByOperator(
  run: readonly Member[],
  habits: Habits,
  isExclusive: (payer: number) => boolean,
): Map<number, Member[]> {
  const groups = new Map<number, Member[]>();
  for (const member of run) {
    if (!isExclusive(member.payer)) continue;
    const operator = habits.main[member.payer]!;
    const group = groups.get(operator);
    if (group) group.push(member);
    else groups.set(operator, [member]);
  }
  return groups;
}
