// A source of history at its port, as long as a test wants it, that counts what it is asked and forgets on demand.
import { FloeError } from '../../../src/lib/errors.ts';
import type { HistorySource, OwnershipEvent, Transfer } from '../../../src/lib/model/history.ts';
import type { CalledEvent } from '../../../src/lib/model/listing.ts';
import { toBase58 } from '@mysten/sui/utils';

export const id = (number: number) => `0x${number.toString(16).padStart(64, '0')}`;
export const SUI_COIN = `${id(2)}::sui::SUI`;

/** A minute after each other; five models, fifty payers. */
export function callNumber(number: number): CalledEvent {
  const digest = new Uint8Array(32);
  new DataView(digest.buffer).setUint32(0, number + 1);
  return {
    digest: toBase58(digest),
    model: id(1000 + (number % 5)),
    version: 1 + (number % 3),
    payer: id(2000 + (number % 50)),
    spender: id(2000 + (number % 50)),
    payout: id(3000 + (number % 5)),
    price: number % 7 === 0 ? 2n ** 40n + BigInt(number) : BigInt(number),
    coin: number % 11 === 0 ? `${id(9)}::usd::USD` : SUI_COIN,
    commitment: new Uint8Array(32).fill(number),
    shard: number % 4,
    sequence: BigInt(1 + Math.floor(number / 5)),
    isSelf: number % 13 === 0,
    atMs: 1_000_000 + number * 60_000,
  };
}

export const manyCalls = (count: number, from = 0) =>
  Array.from({ length: count }, (_, i) => callNumber(from + i));

export interface FakeSource extends HistorySource {
  log: CalledEvent[];
  /** Index of the first call the source still has. */
  lowest: number;
  /** Cursors carry it: another source's are refused. */
  kind: string;
  sinceMs: number;
  asked: { calls: number; funding: string[] };
  gifts: Map<string, Transfer[]>;
  owners: OwnershipEvent[];
  page: number;
}

export function fakeSource(log: CalledEvent[], options: Partial<FakeSource> = {}): FakeSource {
  const source: FakeSource = {
    log,
    lowest: 0,
    kind: 'node',
    sinceMs: 0,
    page: 1000,
    asked: { calls: 0, funding: [] },
    gifts: new Map(),
    owners: [],
    async calls({ cursor, limit, signal }) {
      await Promise.resolve();
      signal?.throwIfAborted();
      source.asked.calls += 1;
      const [kind, place] = cursor === undefined ? [source.kind, '0'] : cursor.split(' ');
      if (kind !== source.kind) throw new FloeError('chain/rejected', 'no cursor of ours');
      const start = Math.max(Number(place), source.lowest);
      const items = source.log.slice(start, start + Math.min(limit, source.page));
      const end = start + items.length;
      return { items, cursor: `${source.kind} ${end}`, hasMore: end < source.log.length };
    },
    async firstFundings(addresses, { signal }) {
      await Promise.resolve();
      signal?.throwIfAborted();
      source.asked.funding.push(...addresses);
      const fundings = new Map<string, Transfer>();
      for (const address of addresses) {
        const found = [...source.gifts.values()].flat().find(({ to }) => to === address);
        if (found) fundings.set(address, found);
      }
      return fundings;
    },
    async transfersFrom(address, { cursor = '0', limit }) {
      const all = source.gifts.get(address) ?? [];
      const items = all.slice(Number(cursor), Number(cursor) + limit);
      const end = Number(cursor) + items.length;
      return { items, cursor: String(end), hasMore: end < all.length };
    },
    async ownership({ cursor, limit }) {
      await Promise.resolve();
      const [kind, place] = cursor === undefined ? [source.kind, '0'] : cursor.split(' ');
      if (kind !== source.kind) throw new FloeError('chain/rejected', 'no cursor of ours');
      const items = source.owners.slice(Number(place), Number(place) + Math.min(limit, source.page));
      const end = Number(place) + items.length;
      return { items, cursor: `${source.kind} ${end}`, hasMore: end < source.owners.length };
    },
    modelEvents: async () => ({ items: [], hasMore: false }),
    knownSinceMs: async () => source.sinceMs,
    ...options,
  };
  return source;
}
