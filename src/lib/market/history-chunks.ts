// Calls as bytes for the store: 71 bytes a call, each name once a chunk. Knows the table's columns, no store.
import { fromHex, toHex } from '../model/hex.ts';
import { CallTable, type CallColumns, type CallTableSnapshot } from './table.ts';

/**
 * A chunk holds at most this many calls; their places in the names then fit 16 bits.
 *
 *   header   u32 x 8: format, rows, addresses, models, coins, odd digests, bytes of text, 0
 *   columns  the widest first, so that every one is aligned
 *   names    addresses, models, coins: a length and UTF-8 text, or length 0 and the 32 bytes of a full ID
 */
export const CHUNK_ROWS = 4096;

const FORMAT = 1;
const HEADER_WORDS = 8;
const ID_BYTES = 32;
const FULL_ID = /^0x[0-9a-f]{64}$/;
/** Bytes of all columns of one row. */
const ROW_BYTES = 2 * 8 + 3 * 4 + 6 * 2 + 1 + ID_BYTES;

const WIDE = ['atMs', 'sequence'] as const;
const WORDS = ['priceLow', 'priceHigh', 'version'] as const;
const PLACES = ['model', 'payer', 'spender', 'payout', 'coin', 'shard'] as const;

/** Rows `from` up to `to` of a table. */
export function encodeChunk(table: CallTable, from: number, to: number): Uint8Array {
  const rows = to - from;
  const { columns } = table;
  const names = { addresses: new Places(), models: new Places(), coins: new Places() };
  const columnBytes = rows * ROW_BYTES;
  const bytes = new Uint8Array(HEADER_WORDS * 4 + columnBytes);
  const cut = cutter(bytes.buffer, rows);
  for (const key of WIDE) cut(Float64Array).set(columns[key].subarray(from, to));
  for (const key of WORDS) cut(Uint32Array).set(columns[key].subarray(from, to));
  for (const key of PLACES) {
    const out = cut(Uint16Array);
    const places = placesOf(names, key);
    for (let row = 0; row < rows; row++) {
      const value = columns[key][from + row]!;
      out[row] = places ? places.of(value) : value;
    }
  }
  cut(Uint8Array).set(columns.isSelf.subarray(from, to));
  const digests = columns.digest.subarray(from * ID_BYTES, to * ID_BYTES);
  bytes.set(digests, bytes.length - digests.length);

  const odd = oddDigests(table, from, to);
  const text = concat([
    ...names.addresses.ids.map((id) => encodeName(table.addresses.name(id))),
    ...names.models.ids.map((id) => encodeName(table.models.name(id))),
    ...names.coins.ids.map((id) => encodeName(table.coins.name(id))),
    ...odd.flatMap(([row, digest]) => [Uint8Array.of(row & 255, row >> 8), encodeName(digest)]),
  ]);
  const counts = [names.addresses, names.models, names.coins].map(({ ids }) => ids.length);
  new Uint32Array(bytes.buffer, 0, HEADER_WORDS).set([FORMAT, rows, ...counts, odd.length, text.length, 0]);
  return concat([bytes, text]);
}

/** One table of chunks in order; `rows` may cut the last one short. Undefined if they are not what was written. */
export function decodeChunks(chunks: readonly Uint8Array[], rows: number): CallTable | undefined {
  const snapshot: CallTableSnapshot = {
    size: rows,
    columns: emptyColumns(rows),
    addresses: [],
    models: [],
    coins: [],
    oddDigests: [],
  };
  const lists = {
    addresses: new Interned(snapshot.addresses),
    models: new Interned(snapshot.models),
    coins: new Interned(snapshot.coins),
  };
  let at = 0;
  for (const chunk of chunks) {
    if (at >= rows) break;
    const read = decodeChunk(chunk, snapshot, lists, at, rows);
    if (read === undefined) return undefined;
    at += read;
  }
  return at === rows ? CallTable.fromSnapshot(snapshot) : undefined;
}

type Lists = Record<'addresses' | 'models' | 'coins', Interned>;

function decodeChunk(
  stored: Uint8Array,
  { columns, oddDigests }: CallTableSnapshot,
  lists: Lists,
  at: number,
  limit: number,
): number | undefined {
  // A copy of its own: what a store gives back may be a view at any offset.
  const bytes = stored.slice();
  if (bytes.length < HEADER_WORDS * 4) return undefined;
  const [format, size = 0, addresses = 0, models = 0, coins = 0, odd = 0, textBytes = 0] = new Uint32Array(
    bytes.buffer,
    0,
    HEADER_WORDS,
  );
  if (format !== FORMAT || bytes.length !== HEADER_WORDS * 4 + size * ROW_BYTES + textBytes) return undefined;
  const rows = Math.min(size, limit - at);
  const reader = new NameReader(bytes, bytes.length - textBytes);
  const maps = {
    addresses: reader.read(addresses, lists.addresses),
    models: reader.read(models, lists.models),
    coins: reader.read(coins, lists.coins),
  };
  for (let i = 0; i < odd; i++) {
    const row = reader.row();
    const digest = reader.name();
    if (row < rows) oddDigests.push([at + row, digest]);
  }
  const cut = cutter(bytes.buffer, size);
  for (const key of WIDE) columns[key].set(cut(Float64Array).subarray(0, rows), at);
  for (const key of WORDS) columns[key].set(cut(Uint32Array).subarray(0, rows), at);
  for (const key of PLACES) {
    const places = cut(Uint16Array);
    const map = placesOf(maps, key);
    const out = columns[key];
    for (let row = 0; row < rows; row++) out[at + row] = map ? map[places[row]!]! : places[row]!;
  }
  columns.isSelf.set(cut(Uint8Array).subarray(0, rows), at);
  const digests = HEADER_WORDS * 4 + size * (ROW_BYTES - ID_BYTES);
  columns.digest.set(bytes.subarray(digests, digests + rows * ID_BYTES), at * ID_BYTES);
  return rows;
}

/** The names a column's numbers stand for; shards are plain numbers. */
function placesOf<T>(
  of: Record<'addresses' | 'models' | 'coins', T>,
  key: (typeof PLACES)[number],
): T | undefined {
  if (key === 'shard') return undefined;
  return key === 'model' ? of.models : key === 'coin' ? of.coins : of.addresses;
}

interface ColumnArray<T> {
  new (buffer: ArrayBufferLike, byteOffset: number, length: number): T;
  readonly BYTES_PER_ELEMENT: number;
}

/** Gives one column after another. */
function cutter(buffer: ArrayBufferLike, rows: number) {
  let offset = HEADER_WORDS * 4;
  return <T>(Column: ColumnArray<T>): T => {
    const column = new Column(buffer, offset, rows);
    offset += rows * Column.BYTES_PER_ELEMENT;
    return column;
  };
}

/** Places of a chunk's own names, in order of first use. */
class Places {
  readonly ids: number[] = [];
  readonly #places = new Map<number, number>();

  of(id: number): number {
    let place = this.#places.get(id);
    if (place === undefined) {
      place = this.ids.length;
      this.#places.set(id, place);
      this.ids.push(id);
    }
    return place;
  }
}

class Interned {
  readonly #numbers = new Map<string, number>();

  constructor(readonly names: string[]) {}

  number(name: string): number {
    let number = this.#numbers.get(name);
    if (number === undefined) {
      number = this.names.push(name) - 1;
      this.#numbers.set(name, number);
    }
    return number;
  }
}

function encodeName(name: string): Uint8Array {
  if (FULL_ID.test(name)) return concat([new Uint8Array(2), fromHex(name)]);
  const text = new TextEncoder().encode(name);
  return concat([Uint8Array.of(text.length & 255, text.length >> 8), text]);
}

class NameReader {
  readonly #decoder = new TextDecoder();

  constructor(
    readonly bytes: Uint8Array,
    private at: number,
  ) {}

  row(): number {
    const row = this.bytes[this.at]! | (this.bytes[this.at + 1]! << 8);
    this.at += 2;
    return row;
  }

  name(): string {
    const length = this.row();
    const start = this.at;
    this.at += length || ID_BYTES;
    const bytes = this.bytes.subarray(start, this.at);
    return length === 0 ? `0x${toHex(bytes)}` : this.#decoder.decode(bytes);
  }

  read(count: number, list: Interned): Uint32Array {
    const numbers = new Uint32Array(count);
    for (let i = 0; i < count; i++) numbers[i] = list.number(this.name());
    return numbers;
  }
}

/** The table writes zeros for a digest that is not 32 bytes, and keeps its text beside. */
function oddDigests(table: CallTable, from: number, to: number): [number, string][] {
  const { digest } = table.columns;
  const odd: [number, string][] = [];
  for (let row = from; row < to; row++) {
    const start = row * ID_BYTES;
    if (digest.subarray(start, start + ID_BYTES).every((byte) => byte === 0))
      odd.push([row - from, table.digest(row)]);
  }
  return odd;
}

/** The table's own kinds of columns, `rows` long. */
function emptyColumns(rows: number): CallColumns {
  const { columns } = new CallTable(0).snapshot();
  for (const key of Object.keys(columns) as (keyof CallColumns)[]) {
    const Column = columns[key].constructor as new (length: number) => never;
    columns[key] = new Column(key === 'digest' ? rows * ID_BYTES : rows);
  }
  return columns;
}

function concat(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
