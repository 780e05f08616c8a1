// Ways for money from an author's wallets to payers, outside of calls: gifts and circles.
import { compareTransfers } from './links-facts.ts';
import type { Seller } from './links-sellers.ts';
import type { Transfer } from '../model/history.ts';

/** Money that can have come from a seller's wallets to one payer. */
export interface Flow {
  seller: number;
  payer: string;
  coin: string;
  /** Straight from a wallet of the seller, oldest first. */
  direct: Transfer[];
  /** The widest way of any length: how much can have passed, and its largest transfers in order. */
  hops: number;
  amount: bigint;
  path: Transfer[];
}

interface Reached {
  amount: bigint;
  /** Nothing can be passed on before it came. */
  atMs: number;
  /** The largest transfer that came in, and the level below's address it came from. */
  via: Transfer;
}

interface Edge {
  amount: bigint;
  firstMs: number;
  largest: Transfer;
}

export type Outgoing = ReadonlyMap<string, readonly Transfer[]>;

/** Transfers by sender, oldest first; what one sends oneself is left out. */
export function groupBySender(transfers: readonly Transfer[]): Outgoing {
  const outgoing = new Map<string, Transfer[]>();
  for (const transfer of transfers) {
    if (transfer.from === transfer.to) continue;
    const list = outgoing.get(transfer.from);
    if (list) list.push(transfer);
    else outgoing.set(transfer.from, [transfer]);
  }
  for (const list of outgoing.values()) list.sort(compareTransfers);
  return outgoing;
}

/**
 * All flows from a seller to addresses that `isPayer` knows, over at most `hops` transfers in one coin that follow
 * each other in time, never through a hub. A way carries no more than its narrowest part; ways of equal length into
 * the same wallet add up. Levels are kept apart, so that dust sent straight cannot hide a longer, wider way.
 */
export function findFlows(
  seller: Seller,
  outgoing: Outgoing,
  hubs: ReadonlySet<string>,
  hops: number,
  isPayer: (address: string) => boolean,
): { flows: Flow[]; passed: Set<string> } {
  const flows = new Map<string, Flow>();
  const passed = new Set<string>();
  for (const coin of coinsSent(seller, outgoing)) {
    const levels: Map<string, Reached>[] = [];
    for (let level = 1; level <= hops; level++) {
      const below = levels.at(-1);
      const reached = spread(below ?? seller.wallets, seller, outgoing, hubs, coin);
      if (reached.size === 0) break;
      levels.push(reached);
      for (const [address, { amount }] of reached) {
        if (level < hops && !hubs.has(address)) passed.add(address);
        if (!isPayer(address)) continue;
        const key = `${address} ${coin}`;
        const known = flows.get(key);
        if (known && known.amount >= amount) continue;
        const direct = known?.direct ?? (level === 1 ? gifts(address, seller, outgoing, coin) : []);
        const path = trace(address, levels);
        flows.set(key, { seller: seller.index, payer: address, coin, direct, hops: level, amount, path });
      }
    }
  }
  return { flows: [...flows.values()], passed };
}

function coinsSent(seller: Seller, outgoing: Outgoing): Set<string> {
  const coins = new Set<string>();
  for (const wallet of seller.wallets) for (const { coin } of outgoing.get(wallet) ?? []) coins.add(coin);
  return coins;
}

/** One level further: everybody who was sent coins by those reached before, after they got them. */
function spread(
  from: ReadonlySet<string> | ReadonlyMap<string, Reached>,
  seller: Seller,
  outgoing: Outgoing,
  hubs: ReadonlySet<string>,
  coin: string,
): Map<string, Reached> {
  const next = new Map<string, Reached>();
  for (const sender of from.keys()) {
    if (hubs.has(sender)) continue;
    const reached = from instanceof Map ? (from.get(sender) as Reached) : undefined;
    for (const [to, edge] of edgesOf(outgoing.get(sender) ?? [], coin, reached?.atMs ?? -Infinity)) {
      if (seller.wallets.has(to)) continue;
      const amount = reached && reached.amount < edge.amount ? reached.amount : edge.amount;
      const known = next.get(to);
      next.set(to, {
        amount: amount + (known?.amount ?? 0n),
        atMs: Math.min(edge.firstMs, known?.atMs ?? Infinity),
        via: known ? larger(known.via, edge.largest) : edge.largest,
      });
    }
  }
  return next;
}

function edgesOf(sent: readonly Transfer[], coin: string, sinceMs: number): Map<string, Edge> {
  const edges = new Map<string, Edge>();
  for (const transfer of sent) {
    if (transfer.coin !== coin || transfer.atMs < sinceMs) continue;
    const edge = edges.get(transfer.to);
    if (edge) {
      edge.amount += transfer.amount;
      edge.largest = larger(edge.largest, transfer);
    } else {
      edges.set(transfer.to, { amount: transfer.amount, firstMs: transfer.atMs, largest: transfer });
    }
  }
  return edges;
}

function larger(a: Transfer, b: Transfer): Transfer {
  if (a.amount !== b.amount) return a.amount > b.amount ? a : b;
  return compareTransfers(a, b) <= 0 ? a : b;
}

function gifts(payer: string, seller: Seller, outgoing: Outgoing, coin: string): Transfer[] {
  const found: Transfer[] = [];
  for (const wallet of seller.wallets) {
    for (const transfer of outgoing.get(wallet) ?? []) {
      if (transfer.to === payer && transfer.coin === coin) found.push(transfer);
    }
  }
  return found.sort(compareTransfers);
}

function trace(address: string, levels: readonly Map<string, Reached>[]): Transfer[] {
  const path: Transfer[] = [];
  let at = address;
  for (let level = levels.length - 1; level >= 0; level--) {
    const { via } = levels[level]!.get(at)!;
    path.unshift(via);
    at = via.from;
  }
  return path;
}
