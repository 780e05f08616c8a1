// Every known call of the market in columns of numbers: about 95 bytes a call, so a million fit in a browser tab.
// Holds what events say; knows no rules.
import type { CalledEvent } from '../model/listing.ts';
import { DIGEST_BYTES, readDigest, writeDigest } from './table-digest.ts';
import { Names } from './table-names.ts';

/** One row of each column is one call. Longer than the table: read up to `table.size` only. */
export interface CallColumns {
  atMs: Float64Array;
  /** Numbers of `table.models`, `table.addresses` and `table.coins`. */
  model: Uint32Array;
  payer: Uint32Array;
  spender: Uint32Array;
  payout: Uint32Array;
  coin: Uint32Array;
  /** The price in base units, as two words: a sum never needs a bigint per row. */
  priceLow: Uint32Array;
  priceHigh: Uint32Array;
  version: Uint32Array;
  shard: Uint16Array;
  sequence: Float64Array;
  /** 1 where the contract saw a self-payment. */
  isSelf: Uint8Array;
  digest: Uint8Array;
}

/** A call as the table gives it back. The commitment stays with the event on chain. */
export type TableCall = Omit<CalledEvent, 'commitment'>;

/** What a Worker or a store needs to rebuild a table; survives `structuredClone`. */
export interface CallTableSnapshot {
  size: number;
  columns: CallColumns;
  addresses: string[];
  models: string[];
  coins: string[];
  oddDigests: [number, string][];
}

/** From `fromMs` up to, not including, `untilMs`. */
export interface TimeWindow {
  fromMs: number;
  untilMs: number;
}

export const DAY_MS = 86_400_000;

/** The last `days` days before `nowMs`; a call at `nowMs` itself is inside. */
export function lastDays(days: number, nowMs: number): TimeWindow {
  return { fromMs: nowMs + 1 - days * DAY_MS, untilMs: nowMs + 1 };
}

const WORD = 4_294_967_296;
const LOW_WORD = 0xffff_ffffn;
const FIRST_CAPACITY = 1024;

export class CallTable {
  readonly addresses: Names;
  readonly models: Names;
  readonly coins: Names;
  #size = 0;
  #columns: CallColumns;
  /** Open addressing over rows: a call that arrives twice is counted once. */
  #slots: Int32Array;
  /** Digests that are not 32 bytes of base58 (never on Sui) keep their text. */
  readonly #oddDigests = new Map<number, string>();
  #order: Uint32Array | undefined;
  #sorted = true;

  constructor(capacity = FIRST_CAPACITY) {
    this.addresses = new Names();
    this.models = new Names();
    this.coins = new Names();
    this.#columns = allocate(Math.max(capacity, 16));
    this.#slots = emptySlots(Math.max(capacity, 16));
  }

  static from(calls: Iterable<TableCall>): CallTable {
    const table = new CallTable();
    table.append(calls);
    return table;
  }

  get size(): number {
    return this.#size;
  }

  get columns(): Readonly<CallColumns> {
    return this.#columns;
  }

  /** Bytes held by the columns and the index of rows, spare capacity included; names come on top. */
  get bytes(): number {
    const columns = Object.values(this.#columns).reduce((sum, column) => sum + column.byteLength, 0);
    return columns + this.#slots.byteLength + (this.#order?.byteLength ?? 0);
  }

  /** Adds calls in any order and gives how many were new: the same call twice is one call. */
  append(calls: Iterable<TableCall>): number {
    const before = this.#size;
    for (const call of calls) this.#push(call);
    if (this.#size !== before) this.#order = undefined;
    return this.#size - before;
  }

  #push(call: TableCall): void {
    if (this.#size === this.#columns.payer.length) this.#grow();
    const row = this.#size;
    const columns = this.#columns;
    if (!writeDigest(call.digest, columns.digest, row * DIGEST_BYTES)) {
      columns.digest.fill(0, row * DIGEST_BYTES, (row + 1) * DIGEST_BYTES);
      this.#oddDigests.set(row, call.digest);
    }
    columns.model[row] = this.models.intern(call.model);
    columns.shard[row] = call.shard;
    columns.sequence[row] = Number(call.sequence);
    const slot = this.#slotOf(row);
    if (this.#slots[slot] !== -1) {
      this.#oddDigests.delete(row);
      return;
    }
    this.#slots[slot] = row;
    columns.atMs[row] = call.atMs;
    columns.payer[row] = this.addresses.intern(call.payer);
    columns.spender[row] = this.addresses.intern(call.spender);
    columns.payout[row] = this.addresses.intern(call.payout);
    columns.coin[row] = this.coins.intern(call.coin);
    // Nearly all prices are exact as numbers, which are split much faster.
    const price = Number(call.price);
    const isExact = price <= Number.MAX_SAFE_INTEGER;
    columns.priceLow[row] = isExact ? price % WORD : Number(call.price & LOW_WORD);
    columns.priceHigh[row] = isExact ? Math.floor(price / WORD) : Number(call.price >> 32n);
    columns.version[row] = call.version;
    columns.isSelf[row] = call.isSelf ? 1 : 0;
    if (row > 0 && call.atMs < columns.atMs[row - 1]!) this.#sorted = false;
    this.#size = row + 1;
  }

  /** The slot that holds the same call as `row`, or the empty one where it belongs. */
  #slotOf(row: number): number {
    const { digest, model, shard, sequence } = this.#columns;
    const at = row * DIGEST_BYTES;
    const mask = this.#slots.length - 1;
    let hash = digest[at]! | (digest[at + 1]! << 8) | (digest[at + 2]! << 16) | (digest[at + 3]! << 24);
    hash ^= Math.imul(model[row]! + 1, 0x9e3779b1) ^ Math.imul(sequence[row]! + 1, 0x85ebca6b);
    hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
    for (let slot = (hash ^ (hash >>> 13)) & mask; ; slot = (slot + 1) & mask) {
      const other = this.#slots[slot]!;
      if (other === -1) return slot;
      const same =
        model[other] === model[row] && sequence[other] === sequence[row] && shard[other] === shard[row];
      if (same && this.#sameDigest(other, row)) return slot;
    }
  }

  #sameDigest(a: number, b: number): boolean {
    const { digest } = this.#columns;
    for (let i = 0; i < DIGEST_BYTES; i++) {
      if (digest[a * DIGEST_BYTES + i] !== digest[b * DIGEST_BYTES + i]) return false;
    }
    return this.#oddDigests.get(a) === this.#oddDigests.get(b);
  }

  #grow(): void {
    const capacity = Math.ceil((this.#columns.payer.length * 3) / 2);
    this.#columns = resize(this.#columns, this.#size, capacity);
    if (capacity * 4 > this.#slots.length * 3) this.#index(capacity);
  }

  #index(capacity: number): void {
    this.#slots = emptySlots(capacity);
    for (let row = 0; row < this.#size; row++) this.#slots[this.#slotOf(row)] = row;
  }

  /** Rows by time, oldest first; equal times keep the order of arrival. Shared: do not write. */
  order(): Uint32Array {
    if (this.#order) return this.#order;
    const order = new Uint32Array(this.#size);
    for (let row = 0; row < order.length; row++) order[row] = row;
    const { atMs } = this.#columns;
    if (!this.#sorted) order.sort((a, b) => atMs[a]! - atMs[b]! || a - b);
    return (this.#order = order);
  }

  /** The rows of a window in time order, without copying. */
  rows(window?: TimeWindow): Uint32Array {
    const order = this.order();
    if (!window) return order;
    return order.subarray(this.#firstFrom(window.fromMs), this.#firstFrom(window.untilMs));
  }

  #firstFrom(atMs: number): number {
    const order = this.order();
    let low = 0;
    let high = order.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#columns.atMs[order[middle]!]! < atMs) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  price(row: number): bigint {
    return (BigInt(this.#columns.priceHigh[row]!) << 32n) | BigInt(this.#columns.priceLow[row]!);
  }

  digest(row: number): string {
    return this.#oddDigests.get(row) ?? readDigest(this.#columns.digest, row * DIGEST_BYTES);
  }

  call(row: number): TableCall {
    if (!(row >= 0 && row < this.#size)) throw new RangeError(`No call in row ${row}`);
    const c = this.#columns;
    return {
      digest: this.digest(row),
      model: this.models.name(c.model[row]!),
      version: c.version[row]!,
      payer: this.addresses.name(c.payer[row]!),
      spender: this.addresses.name(c.spender[row]!),
      payout: this.addresses.name(c.payout[row]!),
      price: this.price(row),
      coin: this.coins.name(c.coin[row]!),
      shard: c.shard[row]!,
      sequence: BigInt(c.sequence[row]!),
      isSelf: c.isSelf[row] === 1,
      atMs: c.atMs[row]!,
    };
  }

  snapshot(): CallTableSnapshot {
    return {
      size: this.#size,
      columns: resize(this.#columns, this.#size, this.#size),
      addresses: [...this.addresses.list()],
      models: [...this.models.list()],
      coins: [...this.coins.list()],
      oddDigests: [...this.#oddDigests],
    };
  }

  static fromSnapshot(snapshot: CallTableSnapshot): CallTable {
    const table = new CallTable(0);
    for (const name of snapshot.addresses) table.addresses.intern(name);
    for (const name of snapshot.models) table.models.intern(name);
    for (const name of snapshot.coins) table.coins.intern(name);
    for (const [row, text] of snapshot.oddDigests) table.#oddDigests.set(row, text);
    table.#size = snapshot.size;
    table.#columns = resize(snapshot.columns, snapshot.size, Math.max(snapshot.size, 16));
    table.#index(table.#columns.payer.length);
    const { atMs } = table.#columns;
    for (let row = 1; row < table.#size; row++) if (atMs[row]! < atMs[row - 1]!) table.#sorted = false;
    return table;
  }
}

/** A power of two with at least a quarter of the slots free. */
function emptySlots(capacity: number): Int32Array {
  let slots = 32;
  while (slots * 3 < capacity * 4) slots *= 2;
  return new Int32Array(slots).fill(-1);
}

function allocate(rows: number): CallColumns {
  return {
    atMs: new Float64Array(rows),
    model: new Uint32Array(rows),
    payer: new Uint32Array(rows),
    spender: new Uint32Array(rows),
    payout: new Uint32Array(rows),
    coin: new Uint32Array(rows),
    priceLow: new Uint32Array(rows),
    priceHigh: new Uint32Array(rows),
    version: new Uint32Array(rows),
    shard: new Uint16Array(rows),
    sequence: new Float64Array(rows),
    isSelf: new Uint8Array(rows),
    digest: new Uint8Array(rows * DIGEST_BYTES),
  };
}

function resize(columns: CallColumns, rows: number, capacity: number): CallColumns {
  const grown = allocate(capacity);
  for (const key of Object.keys(grown) as (keyof CallColumns)[]) {
    const width = key === 'digest' ? DIGEST_BYTES : 1;
    grown[key].set(columns[key].subarray(0, rows * width));
  }
  return grown;
}
