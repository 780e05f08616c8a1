// What the commands of one programmable transaction share: the VM, the journal, the context object, the trace.
// Knows no single command.
import type { Cell, MoveType, Package, StructValue, Value, Vm } from '../../vm/types.ts';
import type { Session } from '../../vm/session.ts';
import { fromBytes } from '../../vm/value.ts';
import { SUI_FRAMEWORK } from '../type-tag.ts';
import type { Argument } from '../transaction.ts';
import type { ExecutedTransaction } from '../types.ts';
import type { Place } from './places.ts';
import type { NewPackage } from './publish.ts';

export type CommandOutput = NonNullable<ExecutedTransaction['outputs']>[number];

export interface Runtime {
  vm: Vm;
  session: Session;
  /** The TxContext every function with such a parameter is lent. */
  context: Cell;
  /** devInspect: private functions may be called, results may be left over, references may be returned. */
  unchecked: boolean;
  /** A package that exists on chain, by storage id. */
  findPackage(id: string): Package | undefined;
  published: NewPackage[];
  /** Filled when results are wanted (simulation). */
  outputs?: CommandOutput[];
}

/** The place an argument names; `index` is for the error. */
export type Resolve = (argument: Argument, index: number) => Place;

export const TX_CONTEXT: MoveType = {
  kind: 'struct',
  address: SUI_FRAMEWORK,
  module: 'tx_context',
  name: 'TxContext',
  args: [],
};

/** A TxContext as the framework lays it out; its functions ask the VM, so only the names matter. */
export function contextValue(vm: Vm, session: Session): Value {
  const { sender, digest, epoch, epochTimestampMs } = session.context;
  const known: Record<string, Value> = {
    sender,
    tx_hash: fromBytes(digest),
    epoch,
    epoch_timestamp_ms: epochTimestampMs,
    ids_created: 0n,
  };
  return { fields: vm.fields(TX_CONTEXT).map(({ name }) => known[name] ?? 0n) };
}

export const uid = (id: string): StructValue => ({ fields: [{ fields: [id] }] });

/** The id of an object value: its first field is a UID, that holds an ID, that holds the address. */
export function objectId(value: Value): string {
  const inner = (value as StructValue).fields[0] as StructValue;
  return (inner.fields[0] as StructValue).fields[0] as string;
}

export const result = (type: MoveType, value: Value, dirty = false): Place => ({
  origin: 'result',
  type,
  cell: { value },
  dirty,
});
