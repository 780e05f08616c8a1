// What a program leaves behind, object by object: written, deleted, wrapped. Reads the input places and the journal.
// Knows no gas, version or digest: those are put on by whoever commits.
import { formatType } from '../vm/move-type.ts';
import type { MoveType, Owner, Value, Vm } from '../vm/types.ts';
import type { Session } from '../vm/session.ts';
import type { Admission } from './admission.ts';
import { ExecutionFailure } from './failure.ts';
import type { Place } from './program/places.ts';
import { typeOf } from './program/program.ts';
import type { State } from './state.ts';
import type { StoredObject } from './types.ts';

export interface Written {
  id: string;
  type: MoveType;
  value: Value;
  /** A shared owner has initialVersion 0 when it became shared here. */
  owner: Owner;
  before?: StoredObject;
  created: boolean;
}

export interface Outcome {
  written: Map<string, Written>;
  /** Objects that no longer exist on their own. `before` is absent for one unwrapped and deleted. */
  removed: { id: string; before?: StoredObject; deleted: boolean }[];
}

interface Source {
  state: State;
  vm: Vm;
  session: Session;
  admission: Admission;
  inputs: readonly Place[];
  gas: Place | undefined;
  /** Receiving inputs that Move code took. */
  received: ReadonlyMap<string, StoredObject>;
}

export function collect({ state, vm, session, admission, inputs, gas, received }: Source): Outcome {
  const written = new Map<string, Written>();
  const removed: Outcome['removed'] = [];
  const write = (id: string, type: MoveType, value: Value, owner: Owner, before = state.get(id)) =>
    written.set(id, {
      id,
      type,
      value,
      owner,
      created: session.createdIds.has(id),
      ...(before && { before }),
    });

  const places = gas ? [...inputs, gas] : inputs;
  const owned = places.filter((p) => p.object && p.mutable);
  for (const { object, cell, type } of owned)
    if (cell) write(object!.id, type!, cell.value, object!.owner, object!);

  for (const [id, child] of session.children) {
    if (!child.cell) continue;
    const { value } = child.cell;
    const before = child.stored ? state.get(id) : undefined;
    if (before && child.original && isUnchanged(vm, before, child.parent, child.type, value, child.original))
      continue;
    write(id, child.type, value, { kind: 'object', parent: child.parent });
  }
  const gasObject = gas?.object;
  for (const [id, { type, value, owner }] of session.transfers) {
    const before = id === gasObject?.id ? gasObject : state.get(id);
    write(id, type, value, resharedOwner(owner, before), before);
  }

  const gone = (before: StoredObject, deleted = session.deletedIds.has(before.id)) => {
    if (!written.has(before.id)) removed.push({ id: before.id, before, deleted });
  };
  for (const { object, cell } of owned) if (!cell) gone(object!);
  for (const [id, child] of session.children) {
    const before = child.stored && !child.cell ? state.get(id) : undefined;
    if (before?.owner.kind === 'object') gone(before);
  }
  for (const object of received.values()) gone(object);
  for (const coin of admission.gas.coins.slice(1)) gone(coin, true);
  const known = new Set(removed.map((r) => r.id));
  for (const id of session.deletedIds) {
    if (!known.has(id) && !state.get(id)) removed.push({ id, deleted: true });
  }
  checkShared(owned, written, removed);
  return { written, removed };
}

/** After a failure nothing happened, but the transaction's own objects move on to a new version and coins were smashed. */
export function untouched(
  vm: Vm,
  admission: Admission,
  inputs: readonly Place[],
  gasValue: Value | undefined,
): Outcome {
  const written = new Map<string, Written>();
  const keep = (object: StoredObject, value: Value) =>
    written.set(object.id, {
      id: object.id,
      type: typeOf(object),
      value,
      owner: object.owner,
      before: object,
      created: false,
    });
  for (const { object, mutable } of inputs) {
    if (!object || !mutable || object.content.kind !== 'struct') continue;
    keep(object, vm.deserialize(object.content.type, object.content.bytes));
  }
  const [first, ...smashed] = admission.gas.coins;
  if (first && gasValue) keep(first, gasValue);
  return { written, removed: smashed.map((before) => ({ id: before.id, before, deleted: true })) };
}

/** Shared objects taken by value must be shared again or deleted. */
function checkShared(
  owned: readonly Place[],
  written: Outcome['written'],
  removed: Outcome['removed'],
): void {
  for (const { object, cell } of owned) {
    if (cell || object?.owner.kind !== 'shared') continue;
    const deleted = removed.some((r) => r.id === object.id && r.deleted);
    if (deleted || written.get(object.id)?.owner.kind === 'shared') continue;
    throw new ExecutionFailure(
      'SharedObjectOperationNotAllowed',
      'The shared object operation is not allowed: it was taken by value, and neither shared again nor deleted',
    );
  }
}

const resharedOwner = (owner: Owner, before: StoredObject | undefined): Owner =>
  owner.kind === 'shared' && before?.owner.kind === 'shared' ? before.owner : owner;

function isUnchanged(
  vm: Vm,
  before: StoredObject,
  parent: string,
  type: MoveType,
  value: Value,
  original: Uint8Array,
): boolean {
  if (before.owner.kind !== 'object' || before.owner.parent !== parent) return false;
  if (before.content.kind !== 'struct' || formatType(before.content.type) !== formatType(type)) return false;
  const bytes = vm.serialize(type, value);
  return bytes.length === original.length && bytes.every((b, i) => b === original[i]);
}
