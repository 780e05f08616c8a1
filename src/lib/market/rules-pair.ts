// The rules that look at one payer and one seller: shared funders, gifts, circles and cohorts.
import type { Flow } from './links-flows.ts';
import type { Seller } from './links-sellers.ts';
import type { Links } from './links.ts';
import type { RuleSettings } from './rules-settings.ts';
import type { Evidence, Finding } from './rules-verdicts.ts';
import type { CallTable } from './table.ts';
import type { Transfer } from '../model/history.ts';

export function findPairFindings(
  payer: number,
  seller: Seller,
  table: CallTable,
  links: Links,
  settings: RuleSettings,
): Finding[] {
  const found: (Finding | undefined)[] = [sharedFunder(table.addresses.name(payer), seller, links)];
  for (const flow of links.flows.get(payer) ?? []) {
    if (flow.seller !== seller.index) continue;
    const spending = spendingOf(payer, seller, flow.coin, table, links);
    found.push(gifts(flow, spending, settings) ?? circle(flow, spending, settings));
  }
  found.push(cohort(payer, seller, links, settings));
  return found.filter((finding) => finding !== undefined);
}

/** Confidence by hops between the two wallets through their first funders; 1 is "the author funded the payer". */
const FUNDER_CONFIDENCE = [1, 0.95, 0.9, 0.8];
const FAR_FUNDER_CONFIDENCE = 0.7;

function sharedFunder(payer: string, seller: Seller, links: Links): Finding | undefined {
  const meeting = links.funders.meeting(payer, seller);
  if (!meeting) return undefined;
  return {
    rule: 'funder',
    confidence: FUNDER_CONFIDENCE[meeting.distance] ?? FAR_FUNDER_CONFIDENCE,
    wallet: meeting.at,
    evidence: meeting.path.map((transfer) => ({ kind: 'funding', transfer })),
  };
}

interface Spending {
  /** Base units of the flow's coin. */
  amount: bigint;
  /** True if the payer paid the seller in other coins: such gifts cannot be compared with the spend. */
  inOtherCoin: boolean;
  lastMs: number;
  /** Share of all the payer's calls that go to this seller. */
  focus: number;
}

function spendingOf(payer: number, seller: Seller, coin: string, table: CallTable, links: Links): Spending {
  const { starts, rows } = links.byPayer;
  const { coin: coins, atMs } = table.columns;
  const wanted = table.coins.find(coin);
  const from = starts[payer]!;
  const until = starts[payer + 1]!;
  let amount = 0n;
  let inOtherCoin = false;
  let calls = 0;
  let lastMs = -Infinity;
  for (let i = from; i < until; i++) {
    const row = rows[i]!;
    if (links.sellers.ofRow[row] !== seller.index) continue;
    calls++;
    lastMs = Math.max(lastMs, atMs[row]!);
    if (coins[row] === wanted) amount += table.price(row);
    else if (table.price(row) > 0n) inOtherCoin = true;
  }
  return { amount, inOtherCoin, lastMs, focus: calls / (until - from) };
}

/** The author gave the payer, before or between the calls, about what the calls cost. */
function gifts(flow: Flow, spending: Spending, settings: RuleSettings): Finding | undefined {
  if (spending.amount === 0n && spending.inOtherCoin) return undefined;
  const given = flow.direct.filter(({ atMs }) => atMs <= spending.lastMs);
  const first = given[0];
  if (!first) return undefined;
  const amount = given.reduce((sum, transfer) => sum + transfer.amount, 0n);
  if (!isReturn(amount, spending, settings.transferShare, settings)) return undefined;
  return {
    rule: 'transfer',
    confidence: 0.75 + 0.2 * Math.min(1, ratio(amount, spending.amount)),
    wallet: first.from,
    evidence: given.map(asTransfer),
    returned: { amount, spent: spending.amount, coin: flow.coin, hops: 1 },
  };
}

/** The author's money came to the payer on a longer way, or straight but after the calls. */
function circle(flow: Flow, spending: Spending, settings: RuleSettings): Finding | undefined {
  if (spending.amount === 0n) return undefined;
  if (!isReturn(flow.amount, spending, settings.circularShare, settings)) return undefined;
  return {
    rule: 'circular',
    confidence: 0.95 - 0.05 * flow.hops,
    wallet: flow.path[0]!.from,
    evidence: flow.path.map(asTransfer),
    returned: { amount: flow.amount, spent: spending.amount, coin: flow.coin, hops: flow.hops },
  };
}

/** Of the size of the spend; more than that (a salary) only for a payer who mostly calls this author. */
function isReturn(amount: bigint, spending: Spending, share: number, settings: RuleSettings): boolean {
  const size = ratio(amount, spending.amount);
  return size >= share && (size <= settings.transferExcess || spending.focus >= settings.transferFocus);
}

/** As a number, for comparing with thresholds; free calls make any gift infinitely large. */
function ratio(amount: bigint, spent: bigint): number {
  return spent === 0n ? Infinity : Number(amount) / Number(spent);
}

function cohort(payer: number, seller: Seller, links: Links, settings: RuleSettings): Finding | undefined {
  const found = links.cohorts.get(payer);
  if (!found || found.operator !== links.operatorOfSeller[seller.index]) return undefined;
  const spare = found.wallets.length - settings.cohortWallets;
  return {
    rule: 'cohort',
    confidence: Math.min(0.95, 0.75 + 0.02 * spare),
    wallet: found.funder,
    evidence: found.fundings.map((transfer) => ({ kind: 'funding', transfer })),
    cohort: found,
  };
}

function asTransfer(transfer: Transfer): Evidence {
  return { kind: 'transfer', transfer };
}
