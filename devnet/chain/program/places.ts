// The places a programmable transaction's arguments name: inputs, the gas coin, results. Owns what may be done with
// each: moving, copying, borrowing. Knows no commands.
import type { Cell, MoveType, StructValue, Value, Vm } from '../../vm/types.ts';
import { copyValue } from '../../vm/value.ts';
import { formatType } from '../../vm/move-type.ts';
import { argumentError } from '../failure.ts';
import type { StoredObject } from '../types.ts';
import { readPure } from './pure.ts';

export interface Place {
  origin: 'gas' | 'object' | 'receiving' | 'withdrawal' | 'pure' | 'result';
  /** Unknown for pure bytes: each use reads them as the type it needs. */
  type?: MoveType;
  /** Undefined once the value has been moved away. */
  cell?: Cell | undefined;
  /** For an object input: what was loaded, and whether it may be written. */
  object?: StoredObject;
  mutable?: boolean;
  bytes?: Uint8Array;
  /** Pure bytes borrowed mutably live on, one cell a type. */
  typed?: Map<string, Cell>;
  /** A function that is not `entry` has made or touched it: private entry functions refuse it. */
  dirty: boolean;
}

type Use = 'moved' | 'shared' | 'exclusive';

/** What one command has done with its places so far: exclusive borrows and moves rule each other out. */
export class Uses {
  readonly #uses = new Map<Place, Use>();

  /** By value: copied where the type allows, else moved away. Returns the value as `type`. */
  take(vm: Vm, place: Place, index: number, type: MoveType): Value {
    if (place.origin === 'pure') return readPure(vm, type, place.bytes!, index);
    const cell = this.#present(place, index, type);
    if (this.#uses.has(place)) throw argumentError(index, 'InvalidValueUsage');
    const { copy } = vm.abilities(type);
    if (copy) return copyValue(cell.value);
    if (place.origin === 'object' && !place.mutable) throw argumentError(index, 'InvalidObjectByValue');
    if (place.origin === 'gas') throw argumentError(index, 'InvalidGasCoinUsage');
    return this.#move(place, cell);
  }

  /** By value, for TransferObjects: the one command that may take the gas coin whole. */
  takeObject(place: Place, index: number): { type: MoveType; value: StructValue } {
    if (!place.type) throw argumentError(index, 'TypeMismatch');
    const cell = this.#present(place, index, place.type);
    if (this.#uses.has(place)) throw argumentError(index, 'InvalidValueUsage');
    if (place.origin === 'object' && !place.mutable) throw argumentError(index, 'InvalidObjectByValue');
    return { type: place.type, value: this.#move(place, cell) as StructValue };
  }

  borrow(vm: Vm, place: Place, index: number, type: MoveType, mutable: boolean): Cell {
    const cell =
      place.origin === 'pure' ? pureCell(vm, place, index, type) : this.#present(place, index, type);
    const before = this.#uses.get(place);
    if (before && (mutable || before !== 'shared')) throw argumentError(index, 'InvalidValueUsage');
    if (mutable && place.origin === 'object' && !place.mutable)
      throw argumentError(index, 'InvalidObjectByMutRef');
    this.#uses.set(place, mutable ? 'exclusive' : 'shared');
    return cell;
  }

  #present(place: Place, index: number, type: MoveType): Cell {
    if (!place.cell) throw argumentError(index, 'InvalidValueUsage');
    if (formatType(place.type!) !== formatType(type)) throw argumentError(index, 'TypeMismatch');
    return place.cell;
  }

  #move(place: Place, cell: Cell): Value {
    this.#uses.set(place, 'moved');
    place.cell = undefined;
    return cell.value;
  }
}

function pureCell(vm: Vm, place: Place, index: number, type: MoveType): Cell {
  const key = formatType(type);
  place.typed ??= new Map();
  let cell = place.typed.get(key);
  if (!cell) place.typed.set(key, (cell = { value: readPure(vm, type, place.bytes!, index) }));
  return cell;
}
