// The market as columns of numbers: what happened in which order, and what every meter and payer stood at after each call.
// From these any object can be made as it was at any moment. Knows no Move, no bytes and no digest.
import { SeedError, type SeedCall, type SeedChange, type SeedListing, type SeedMarket } from './market.ts';

const DAY = 86_400_000;

export type Kind = 0 | 1 | 2;
export const CALL: Kind = 0;
export const TRANSFER: Kind = 1;
export const CHANGE: Kind = 2;

/** The fields of a model that change. */
export interface Standing {
  author: string;
  payout: string;
  price: bigint;
  active: boolean;
  head: number;
  sealed: boolean;
  bytes: number;
}

export interface ChangeRow {
  model: number;
  change: SeedChange;
  /** Who signed: the holder of the cap. */
  sender: string;
  /** The change of the same model before this one. */
  previous: number;
  position: number;
  after: Standing;
}

export interface ModelRow {
  listing: SeedListing;
  /** Number of the first meter; the others follow. */
  meter: number;
  /** Rows of its changes, oldest first. */
  changes: number[];
}

/** Everything by number. -1 stands for none. */
export class Columns {
  readonly length: number;
  /** By position. */
  readonly kind: Uint8Array;
  readonly row: Uint32Array;
  readonly time: Float64Array;

  readonly addresses: string[] = [];
  readonly accounts = new Map<string, number>();
  readonly models: ModelRow[] = [];
  readonly changes: ChangeRow[] = [];
  readonly transfers: { from: number; to: number; amount: bigint; position: number }[] = [];

  /** By call. */
  readonly calls: number;
  readonly position: Uint32Array;
  readonly payer: Uint32Array;
  readonly payout: Uint32Array;
  readonly price: BigUint64Array;
  readonly version: Uint16Array;
  readonly meter: Uint32Array;
  readonly commitment: Uint8Array;
  readonly pair: Int32Array;
  readonly previousOnMeter: Int32Array;
  readonly previousOfPair: Int32Array;
  /** What the meter stood at afterwards. */
  readonly meterCalls: Uint32Array;
  readonly meterRevenue: BigUint64Array;
  readonly meterSelfCalls: Uint32Array;
  readonly meterSelfRevenue: BigUint64Array;
  readonly meterPayers: Uint32Array;
  /** What the payer's stat on it stood at afterwards. */
  readonly pairCalls: Uint32Array;
  readonly pairSpent: BigUint64Array;
  readonly pairDays: Uint16Array;

  /** By meter. */
  readonly meterModel: number[] = [];
  readonly meterLast: number[] = [];
  /** By pair of meter and payer, self-payments left out: the first and the last call. */
  readonly pairFirst: number[] = [];
  readonly pairLast: number[] = [];
  /** By meter: payers to pairs. Small whole numbers are what a Map is fast with. */
  readonly #pairs: Map<number, number>[] = [];

  constructor(market: SeedMarket) {
    const n = (this.calls = market.callCount);
    this.length = n + market.transfers.length + market.listings.reduce((sum, l) => sum + l.changes.length, 0);
    this.kind = new Uint8Array(this.length);
    this.row = new Uint32Array(this.length);
    this.time = new Float64Array(this.length);
    this.position = new Uint32Array(n);
    this.payer = new Uint32Array(n);
    this.payout = new Uint32Array(n);
    this.price = new BigUint64Array(n);
    this.version = new Uint16Array(n);
    this.meter = new Uint32Array(n);
    this.commitment = new Uint8Array(32 * n);
    this.pair = new Int32Array(n);
    this.previousOnMeter = new Int32Array(n);
    this.previousOfPair = new Int32Array(n);
    this.meterCalls = new Uint32Array(n);
    this.meterRevenue = new BigUint64Array(n);
    this.meterSelfCalls = new Uint32Array(n);
    this.meterSelfRevenue = new BigUint64Array(n);
    this.meterPayers = new Uint32Array(n);
    this.pairCalls = new Uint32Array(n);
    this.pairSpent = new BigUint64Array(n);
    this.pairDays = new Uint16Array(n);
    this.#fill(market);
  }

  account(address: string): number {
    let index = this.accounts.get(address);
    if (index === undefined) {
      this.accounts.set(address, (index = this.addresses.length));
      this.addresses.push(address);
    }
    return index;
  }

  #fill({ listings, transfers, calls, callCount }: SeedMarket): void {
    const byId = new Map<string, number>();
    for (const listing of listings) {
      byId.set(listing.id, this.models.length);
      this.models.push({ listing, meter: this.meterModel.length, changes: [] });
      for (const _ of listing.meters) {
        this.meterModel.push(this.models.length - 1);
        this.meterLast.push(-1);
      }
    }
    const changes = listings
      .flatMap((listing, model) => listing.changes.map((change) => ({ model, change })))
      .sort((a, b) => a.change.atMs - b.change.atMs);

    let nextChange = 0;
    let nextTransfer = 0;
    let at = 0;
    const place = (kind: Kind, row: number, atMs: number): number => {
      if (at && atMs <= this.time[at - 1]!) {
        throw new SeedError('seed/bad-order', `two happenings at ${atMs} ms, or out of order`);
      }
      this.kind[at] = kind;
      this.row[at] = row;
      this.time[at] = atMs;
      return at++;
    };
    const before = (limit: number) => {
      for (;;) {
        const change = changes[nextChange]?.change.atMs ?? Infinity;
        const transfer = transfers[nextTransfer]?.atMs ?? Infinity;
        if (Math.min(change, transfer) >= limit) return;
        if (change < transfer) {
          const { model, change: what } = changes[nextChange]!;
          this.#addChange(model, what, place(CHANGE, nextChange++, change));
        } else {
          const { from, to, amount } = transfers[nextTransfer]!;
          const position = place(TRANSFER, nextTransfer++, transfer);
          this.transfers.push({ from: this.account(from), to: this.account(to), amount, position });
        }
      }
    };
    let i = 0;
    for (const call of calls()) {
      before(call.atMs);
      this.#addCall(i, call, byId.get(call.model)!, place(CALL, i, call.atMs));
      i++;
    }
    before(Infinity);
    if (i !== callCount) throw new SeedError('seed/bad-order', `${i} calls came of ${callCount}`);
  }

  #addChange(model: number, change: SeedChange, position: number): void {
    const { changes, listing } = this.models[model]!;
    const previous = changes.at(-1) ?? -1;
    const last = this.changes[previous]?.after;
    if (!last !== (change.kind === 'listed')) {
      throw new SeedError('seed/bad-order', `${listing.id} is not listed first, and once`);
    }
    const sender = change.kind === 'listed' ? change.author : last!.author;
    this.account(sender);
    changes.push(this.changes.length);
    this.changes.push({ model, change, sender, previous, position, after: changed(last, change, listing) });
  }

  #addCall(i: number, call: SeedCall, model: number, position: number): void {
    const { payer, payout, price, shard } = call;
    const meter = this.models[model]!.meter + shard;
    const isSelf = payer === payout;
    const last = this.meterLast[meter]!;
    this.position[i] = position;
    this.payer[i] = this.account(payer);
    this.payout[i] = this.account(payout);
    this.price[i] = price;
    this.version[i] = call.version;
    this.meter[i] = meter;
    this.commitment.set(call.commitment, 32 * i);
    this.previousOnMeter[i] = last;
    this.meterLast[meter] = i;
    const had = last >= 0;
    this.meterCalls[i] = (had ? this.meterCalls[last]! : 0) + (isSelf ? 0 : 1);
    this.meterRevenue[i] = (had ? this.meterRevenue[last]! : 0n) + (isSelf ? 0n : price);
    this.meterSelfCalls[i] = (had ? this.meterSelfCalls[last]! : 0) + (isSelf ? 1 : 0);
    this.meterSelfRevenue[i] = (had ? this.meterSelfRevenue[last]! : 0n) + (isSelf ? price : 0n);
    this.meterPayers[i] = had ? this.meterPayers[last]! : 0;
    this.pair[i] = this.previousOfPair[i] = -1;
    if (!isSelf) this.#count(i, meter, call.atMs);
  }

  #count(i: number, meter: number, atMs: number): void {
    const pairs = (this.#pairs[meter] ??= new Map<number, number>());
    let pair = pairs.get(this.payer[i]!);
    if (pair === undefined) {
      pairs.set(this.payer[i]!, (pair = this.pairFirst.length));
      this.pairFirst.push(i);
      this.pairLast.push(-1);
      this.meterPayers[i]!++;
    }
    const last = this.pairLast[pair]!;
    const had = last >= 0;
    const newDay = !had || Math.floor(atMs / DAY) > Math.floor(this.time[this.position[last]!]! / DAY);
    this.pair[i] = pair;
    this.previousOfPair[i] = last;
    this.pairLast[pair] = i;
    this.pairCalls[i] = (had ? this.pairCalls[last]! : 0) + 1;
    this.pairSpent[i] = (had ? this.pairSpent[last]! : 0n) + this.price[i]!;
    this.pairDays[i] = (had ? this.pairDays[last]! : 0) + (newDay ? 1 : 0);
  }
}

function changed(before: Standing | undefined, change: SeedChange, { versions }: SeedListing): Standing {
  const headed = (head: number) => {
    const { bytes, sealedKey } = versions[head - 1]!;
    return { head, bytes, sealed: sealedKey !== undefined };
  };
  if (change.kind === 'listed') {
    const { author, price } = change;
    return { author, payout: author, price, active: true, ...headed(1) };
  }
  const last = before!;
  switch (change.kind) {
    case 'price':
      return { ...last, price: change.to };
    case 'active':
      return { ...last, active: change.active };
    case 'payout':
      return { ...last, payout: change.to };
    case 'hand-over':
      return { ...last, author: change.to, payout: change.to };
    case 'version':
      return { ...last, ...headed(change.number) };
  }
}
