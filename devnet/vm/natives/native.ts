// What a native function is given and may do. Knows the VM only through this narrow context.
import type { Session } from '../session.ts';
import type { MoveType, Slot, Value } from '../types.ts';
import type { Layout, StructType } from '../codec.ts';

export interface NativeContext {
  readonly session: Session;
  /** The Move call the transaction made: events carry its package and module. */
  readonly origin: { packageId: string; module: string };
  serialize(type: MoveType, value: Value): Uint8Array;
  deserialize(type: MoveType, bytes: Uint8Array): Value;
  layoutOf(type: StructType): Layout;
  /** Charges extra work, in units of about one instruction. */
  charge(units: number): void;
}

/** Arguments and results are values, or Refs where Move's signature has a reference. */
export type Native = (context: NativeContext, types: readonly MoveType[], args: Slot[]) => Slot[] | void;

/** By `module::function`, for one package. */
export type NativeTable = Record<string, Native>;

/** Thrown by a native to abort as Move code would; the interpreter adds the place. */
export class NativeAbort extends Error {
  override name = 'NativeAbort';
  constructor(readonly abortCode: bigint) {
    super(`native abort ${abortCode}`);
  }
}
