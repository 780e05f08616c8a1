// The ledger's state with the indexes queries need: by owner or parent, coin totals, transactions by digest.
// Derived from a LedgerStore when it opens, and kept in step commit by commit. Knows no execution.
import { formatType } from '../vm/move-type.ts';
import { coinInner } from './type-tag.ts';
import type { BulkHistory, Commit, ExecutedTransaction, LedgerStore, StoredObject } from './types.ts';

interface Holdings {
  ids: Set<string>;
  /** Sorted ids, made when first asked for after a change. */
  sorted?: string[];
  /** Coin type -> total over coin objects. */
  coins: Map<string, { total: bigint; count: number }>;
}

export class State {
  readonly #holdings = new Map<string, Holdings>();

  constructor(readonly store: LedgerStore) {
    for (const object of store.objects.values()) this.#index(object);
  }

  /** Appends a stretch of history to the store; holdings known so far are told of what it brought. */
  attach(history: BulkHistory): void {
    this.store.attach(history);
    for (const [owner, held] of this.#holdings) {
      for (const id of this.#bulkChildren(owner)) held.ids.add(id);
      delete held.sorted;
    }
  }

  get(id: string): StoredObject | undefined {
    return this.store.objects.get(id);
  }

  getVersion(id: string, version: bigint): StoredObject | undefined {
    const current = this.store.objects.get(id);
    if (current?.version === version) return current;
    return this.store.past(id, version);
  }

  addressBalance(owner: string, coinType: string): bigint {
    return this.store.balances.get(owner)?.get(coinType) ?? 0n;
  }

  addressBalances(owner: string): ReadonlyMap<string, bigint> {
    return this.store.balances.get(owner) ?? new Map();
  }

  coinTotals(owner: string): ReadonlyMap<string, { total: bigint; count: number }> {
    return this.#held(owner)?.coins ?? new Map();
  }

  /** Ids owned by an address, or dynamic-field children of an object, in order. */
  ownedIds(owner: string): readonly string[] {
    const held = this.#held(owner);
    return held ? (held.sorted ??= [...held.ids].sort()) : [];
  }

  position(digest: string): number | undefined {
    return this.store.transactions.find(digest);
  }

  transaction(digest: string): ExecutedTransaction | undefined {
    const at = this.store.transactions.find(digest);
    return at === undefined ? undefined : this.store.transactions.at(at);
  }

  /** The Clock changes with time, not by commits: its earlier versions are not kept. */
  setClock(clock: StoredObject): void {
    this.store.objects.set(clock.id, clock);
  }

  apply(commit: Commit): void {
    for (const id of commit.removed) this.#unindex(this.store.objects.get(id));
    for (const object of commit.written) this.#replace(this.store.objects.get(object.id), object);
    this.store.apply(commit);
  }

  /** An object that stays with its holder leaves the order of ids alone. */
  #replace(before: StoredObject | undefined, after: StoredObject): void {
    const held = before && this.#held(holder(before) ?? '');
    if (held && holder(before) === holder(after)) {
      this.#count(held, before, -1);
      this.#count(held, after, 1);
    } else {
      this.#unindex(before);
      this.#index(after);
    }
  }

  #index(object: StoredObject): void {
    const owner = holder(object);
    if (!owner) return;
    let held = this.#held(owner);
    if (!held) this.#holdings.set(owner, (held = { ids: new Set(), coins: new Map() }));
    held.ids.add(object.id);
    delete held.sorted;
    this.#count(held, object, 1);
  }

  #unindex(object: StoredObject | undefined): void {
    const owner = object && holder(object);
    const held = owner && this.#held(owner);
    if (!held) return;
    held.ids.delete(object.id);
    delete held.sorted;
    this.#count(held, object, -1);
    if (!held.ids.size) this.#holdings.delete(owner);
  }

  /** What an address or object holds. What a bulk history left there, never coins, is listed when first asked for. */
  #held(owner: string): Holdings | undefined {
    const known = this.#holdings.get(owner);
    if (known) return known;
    const ids = this.#bulkChildren(owner);
    if (!ids.length) return undefined;
    const held: Holdings = { ids: new Set(ids), coins: new Map() };
    this.#holdings.set(owner, held);
    return held;
  }

  /** Those that have not been touched since; the others are indexed one by one. */
  #bulkChildren(owner: string): readonly string[] {
    const { bulk, objects } = this.store;
    return bulk ? bulk.history.children(owner).filter((id) => !objects.owns(id)) : [];
  }

  #count(held: Holdings, object: StoredObject, sign: 1 | -1): void {
    const coin = coinValue(object);
    if (!coin) return;
    const sum = held.coins.get(coin.coinType) ?? { total: 0n, count: 0 };
    sum.total += BigInt(sign) * coin.value;
    sum.count += sign;
    if (sum.count) held.coins.set(coin.coinType, sum);
    else held.coins.delete(coin.coinType);
  }
}

function holder({ owner }: StoredObject): string | undefined {
  return owner.kind === 'address' ? owner.address : owner.kind === 'object' ? owner.parent : undefined;
}

/** Type and value of a coin object; undefined for any other object. A coin is a 32-byte id and a u64. */
export function coinValue(object: StoredObject): { coinType: string; value: bigint } | undefined {
  if (object.content.kind !== 'struct') return undefined;
  const inner = coinInner(object.content.type);
  if (!inner) return undefined;
  const { bytes } = object.content;
  const value = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getBigUint64(32, true);
  return { coinType: formatType(inner), value };
}
