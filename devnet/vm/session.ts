// One transaction's object runtime: fresh ids, transfers, dynamic-field children, events, funds.
// Knows no storage: stored children come through the transaction context; the executor commits what is left here.
import { blake2b } from '@noble/hashes/blake2.js';
import { NativeAbort } from './natives/native.ts';
import { formatType } from './move-type.ts';
import { addressToBytes, bytesToAddress } from './value.ts';
import type { Cell, Journal, MoveType, Owner, TransactionContext, Value } from './types.ts';

const FIELD_EXISTS = 0n;
const NO_FIELD = 1n;
const FIELD_TYPE = 2n;
/** `share_object` of an object that is neither new nor already shared. */
const SHARED_NON_NEW = 0n;

type Deserialize = (type: MoveType, bytes: Uint8Array) => Value;
type Child = {
  parent: string;
  type: MoveType;
  cell: Cell | undefined;
  stored: boolean;
  original?: Uint8Array;
};

/** The id Sui gives the `count`-th object (from 0) a transaction makes. */
export function deriveId(digest: Uint8Array, count: bigint): string {
  const seed = new Uint8Array(41);
  seed[0] = 0xf1;
  seed.set(digest, 1);
  new DataView(seed.buffer).setBigUint64(33, count, true);
  return bytesToAddress(blake2b(seed, { dkLen: 32 }));
}

/** The id of `parent`'s dynamic field under a key: `typeTag` and `key` in BCS. */
export function deriveFieldId(parent: string, typeTag: Uint8Array, key: Uint8Array): string {
  const seed = new Uint8Array(1 + 32 + 8 + key.length + typeTag.length);
  seed[0] = 0xf0;
  seed.set(addressToBytes(parent), 1);
  new DataView(seed.buffer).setBigUint64(33, BigInt(key.length), true);
  seed.set(key, 41);
  seed.set(typeTag, 41 + key.length);
  return bytesToAddress(blake2b(seed, { dkLen: 32 }));
}

export class Session implements Journal {
  readonly createdIds = new Set<string>();
  readonly deletedIds = new Set<string>();
  readonly transfers: Journal['transfers'] = new Map();
  readonly children: Map<string, Child> = new Map();
  readonly events: Journal['events'] = [];
  readonly funds: Journal['funds'] = [];
  work = 0n;
  /** Owners of the transaction's input objects, for the executor to fill: sharing a shared input again is allowed. */
  readonly inputOwners = new Map<string, Owner>();
  /** How many ids fresh_id has given out. */
  idsCreated = 0n;
  readonly #absent = new Set<string>();

  constructor(readonly context: TransactionContext) {}

  freshId(): string {
    const id = deriveId(this.context.digest, this.idsCreated++);
    this.createdIds.add(id);
    return id;
  }

  /** A UID came to be. One that was deleted earlier in the transaction is simply there again. */
  recordId(id: string): void {
    if (!this.deletedIds.delete(id)) this.createdIds.add(id);
  }

  /** A UID was destroyed. One made in this same transaction leaves no trace. */
  deleteId(id: string): void {
    if (!this.createdIds.delete(id)) this.deletedIds.add(id);
  }

  transfer(id: string, type: MoveType, value: Value, owner: Owner): void {
    if (owner.kind === 'shared' && !this.createdIds.has(id) && this.inputOwners.get(id)?.kind !== 'shared') {
      throw new NativeAbort(SHARED_NON_NEW);
    }
    this.transfers.set(id, { type, value, owner });
  }

  hasChild(parent: string, id: string, deserialize: Deserialize, type?: MoveType): boolean {
    const child = this.#child(parent, id, deserialize);
    return child !== undefined && (!type || formatType(child.type) === formatType(type));
  }

  addChild(parent: string, id: string, type: MoveType, value: Value, deserialize: Deserialize): void {
    if (this.#child(parent, id, deserialize)) throw new NativeAbort(FIELD_EXISTS);
    const before = this.children.get(id);
    const stored = before?.stored ?? false;
    const child: Child = { parent, type, cell: { value }, stored };
    if (before?.original) child.original = before.original;
    this.#absent.delete(parent + id);
    this.children.set(id, child);
  }

  borrowChild(parent: string, id: string, type: MoveType, deserialize: Deserialize): Cell {
    return this.#typed(parent, id, type, deserialize).cell!;
  }

  removeChild(parent: string, id: string, type: MoveType, deserialize: Deserialize): Value {
    const child = this.#typed(parent, id, type, deserialize);
    const { value } = child.cell!;
    child.cell = undefined;
    return value;
  }

  #typed(parent: string, id: string, type: MoveType, deserialize: Deserialize): Child {
    const child = this.#child(parent, id, deserialize);
    if (!child) throw new NativeAbort(NO_FIELD);
    if (formatType(child.type) !== formatType(type)) throw new NativeAbort(FIELD_TYPE);
    return child;
  }

  /** The child if it is there now; asks storage the first time it is met. */
  #child(parent: string, id: string, deserialize: Deserialize): Child | undefined {
    const known = this.children.get(id);
    if (known) return known.cell && known.parent === parent ? known : undefined;
    if (this.#absent.has(parent + id)) return undefined;
    const found = this.context.loadChild(parent, id);
    if (!found) {
      this.#absent.add(parent + id);
      return undefined;
    }
    const { type, bytes } = found;
    const child: Child = {
      parent,
      type,
      cell: { value: deserialize(type, bytes) },
      stored: true,
      original: bytes,
    };
    this.children.set(id, child);
    return child;
  }
}
