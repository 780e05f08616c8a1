// Everything in one order of time: who must be sent coins before they can pay, what each call costs, what each meter
// counts. After this nobody ever spends what they do not have, and no two happenings share a millisecond.
import type { Transfer } from '../../src/lib/model/history.ts';
import { applyChange, SUI_TYPE, type Shelf } from './listings.ts';
import type { Account, Author, Book } from './people.ts';
import type { Random } from './random.ts';
import type { Rows } from './traffic.ts';
import type { SeedChange, SeedListing } from './types.ts';

/** More than gas for one call or transfer can be, and for one listing or change. */
const GAS = 8_000_000n;
const AUTHOR_GAS = 120_000_000n;

export interface Calls {
  length: number;
  time: Float64Array;
  listing: Uint32Array;
  payer: Uint32Array;
  price: BigUint64Array;
  version: Uint16Array;
  /** Account number of the payout address. */
  payout: Uint32Array;
  shard: Uint8Array;
  sequence: Uint32Array;
}

type Plan =
  | { atMs: number; kind: 'funding'; account: Account }
  | { atMs: number; kind: 'change'; change: SeedChange; listing: SeedListing; author: Author }
  /** Coins sent for their own sake: a salary, a share of a farm's income. */
  | { atMs: number; kind: 'gift'; from: Account; to: Account; amount: bigint };

export type Gift = Extract<Plan, { kind: 'gift' }>;

export class Money {
  readonly transfers: Transfer[] = [];
  readonly #balance: bigint[];
  readonly #received: boolean[];
  #nowMs = 0;

  constructor(
    readonly book: Book,
    readonly random: Random,
  ) {
    this.#balance = book.accounts.map(() => 0n);
    this.#received = book.accounts.map(() => false);
  }

  run(shelves: Shelf[], rows: Rows, gifts: Gift[], accountOf: ReadonlyMap<string, Account>): Calls {
    const plans: Plan[] = [...gifts];
    for (const account of this.book.accounts) {
      if (account.fundedMs !== undefined) plans.push({ atMs: account.fundedMs, kind: 'funding', account });
    }
    for (const { listing, author } of shelves) {
      for (const change of listing.changes) {
        plans.push({ atMs: change.atMs, kind: 'change', change, listing, author });
      }
    }
    plans.sort((a, b) => a.atMs - b.atMs);

    const standing = shelves.map(({ listing }) => ({ ...listing }));
    const sequences = shelves.map(({ listing }) => new Uint32Array(listing.meters.length));
    const order = rows.order();
    const calls = emptyCalls(order.length);
    let next = 0;
    for (let i = 0; i < order.length; i++) {
      const row = order[i]!;
      for (; next < plans.length && plans[next]!.atMs <= rows.time[row]!; next++)
        this.#plan(plans[next]!, standing);
      const payer = this.book.accounts[rows.payer[row]!]!;
      // Switched off in the very moment: the one that always runs stands in.
      const at = standing[rows.listing[row]!]!.active ? rows.listing[row]! : 0;
      const { price, head, payout, meters } = standing[at]!;
      this.#ensure(payer, price + GAS, rows.time[row]!);
      calls.time[i] = this.#tick(rows.time[row]!);
      const payee = accountOf.get(payout)!;
      this.#move(payer, payee, price);
      this.#balance[payer.index]! -= GAS;
      calls.listing[i] = at;
      calls.payer[i] = payer.index;
      calls.price[i] = price;
      calls.version[i] = head > 1 && this.random.chance(0.08) ? head - 1 : head;
      calls.payout[i] = payee.index;
      // Numbers of meters are powers of two: the address modulo that is in its last byte.
      const shard = parseInt(payer.address.slice(-2), 16) & (meters.length - 1);
      calls.shard[i] = shard;
      calls.sequence[i] = ++sequences[at]![shard]!;
    }
    for (; next < plans.length; next++) this.#plan(plans[next]!, standing);
    return calls;
  }

  #plan(plan: Plan, standing: SeedListing[]): void {
    if (plan.kind === 'change') {
      // A cap is used by whoever holds it now.
      this.#ensure(plan.author.account, AUTHOR_GAS, plan.atMs);
      plan.change.atMs = this.#tick(plan.atMs);
      this.#balance[plan.author.account.index]! -= AUTHOR_GAS;
      applyChange(standing[plan.listing.index]!, plan.change);
    } else if (plan.kind === 'funding') {
      const { account } = plan;
      if (!this.#received[account.index]) this.#send(account.funder!, account, account.lot, plan.atMs);
    } else if (this.#covers(plan.from, plan.amount + GAS)) {
      this.#send(plan.from, plan.to, plan.amount, plan.atMs);
    }
  }

  #covers({ funder, index }: Account, amount: bigint): boolean {
    return !funder || this.#balance[index]! >= amount;
  }

  #ensure(account: Account, amount: bigint, atMs: number): void {
    if (this.#covers(account, amount)) return;
    const short = amount - this.#balance[account.index]!;
    this.#send(account.funder!, account, short > account.lot ? short * 2n : account.lot, atMs);
  }

  #send(from: Account, to: Account, amount: bigint, atMs: number): void {
    // Round sums from people; exchanges subtract their fee.
    const sum = from.funder ? amount : amount - BigInt(this.random.below(900)) * 1000n;
    this.#ensure(from, sum + GAS, atMs);
    if (from.funder) this.#balance[from.index]! -= GAS;
    this.#move(from, to, sum);
    this.#received[to.index] = true;
    this.transfers.push({
      from: from.address,
      to: to.address,
      amount: sum,
      coin: SUI_TYPE,
      atMs: this.#tick(atMs),
      digest: digest(this.random),
    });
  }

  #move(from: Account, to: Account, amount: bigint): void {
    if (from.funder) this.#balance[from.index]! -= amount;
    this.#balance[to.index]! += amount;
  }

  #tick(atMs: number): number {
    return (this.#nowMs = Math.max(Math.floor(atMs), this.#nowMs + 1));
  }
}

function emptyCalls(length: number): Calls {
  return {
    length,
    time: new Float64Array(length),
    listing: new Uint32Array(length),
    payer: new Uint32Array(length),
    price: new BigUint64Array(length),
    version: new Uint16Array(length),
    payout: new Uint32Array(length),
    shard: new Uint8Array(length),
    sequence: new Uint32Array(length),
  };
}

const BASE58 = '123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz';

/** 43 letters of base58 that stand for 32 bytes, as a transaction digest does. */
export function digest(random: Random): string {
  let text = BASE58[8 + random.below(50)]!;
  while (text.length < 43) {
    let word = random.u32();
    for (let i = 0; i < 5 && text.length < 43; i++, word = Math.floor(word / 58)) text += BASE58[word % 58]!;
  }
  return text;
}
