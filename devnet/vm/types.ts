// The contract between the Move VM (devnet/vm) and the ledger around it (devnet/chain).
// Knows types, values and what one transaction's execution leaves behind; knows no storage, gas coin or wire.

/** A Move type with every type parameter bound. Addresses are 0x + 64 hex digits. */
export type MoveType =
  | { kind: 'bool' | 'u8' | 'u16' | 'u32' | 'u64' | 'u128' | 'u256' | 'address' | 'signer' }
  | { kind: 'vector'; of: MoveType }
  | { kind: 'struct'; address: string; module: string; name: string; args: MoveType[] };

/** A parameter or return type of a function: may mention type parameters and be a reference. */
export type SignatureType =
  | { kind: 'bool' | 'u8' | 'u16' | 'u32' | 'u64' | 'u128' | 'u256' | 'address' | 'signer' }
  | { kind: 'vector'; of: SignatureType }
  | { kind: 'struct'; address: string; module: string; name: string; args: SignatureType[] }
  | { kind: 'param'; index: number }
  | { kind: 'ref'; mutable: boolean; to: SignatureType };

/**
 * A Move value. Integers of every width are bigint; addresses are normalised strings; vectors are arrays;
 * a struct carries its fields in order. An enum value carries its variant tag.
 */
export type Value = bigint | boolean | string | Value[] | StructValue;
export interface StructValue {
  fields: Value[];
  /** Set for an enum value only. */
  variant?: number;
}

/** Content whose type only Move's verifier knows: what lies on the interpreter's stack and behind references. */
// oxlint-disable-next-line typescript/no-explicit-any
export type Slot = any;

/** A place a reference may point to. The PTB executor owns cells for inputs and results. */
export interface Cell {
  value: Value;
}
/** A reference: the container and the key of the place inside it. Made with `borrow(cell)`. */
export interface Ref {
  readonly container: Slot;
  readonly key: string | number;
}

export interface Abilities {
  copy: boolean;
  drop: boolean;
  store: boolean;
  key: boolean;
}

export interface FunctionSignature {
  visibility: 'public' | 'private' | 'friend';
  isEntry: boolean;
  typeParameters: Abilities[];
  parameters: SignatureType[];
  returns: SignatureType[];
}

export type Owner =
  | { kind: 'address'; address: string }
  | { kind: 'object'; parent: string }
  | { kind: 'shared'; initialVersion: bigint }
  | { kind: 'immutable' };

/** A package as published: `originalId` names types for ever, `id` is where this version's bytecode is. */
export interface Package {
  id: string;
  originalId: string;
  version: bigint;
  modules: Map<string, Uint8Array>;
  /** original id of each dependency -> storage id it is linked to. */
  linkage: Map<string, string>;
}

/** Facts of the running transaction that Move code may ask for, and the door to stored child objects. */
export interface TransactionContext {
  sender: string;
  sponsor?: string;
  epoch: bigint;
  epochTimestampMs: bigint;
  gasPrice: bigint;
  referenceGasPrice: bigint;
  /** What tx_context's native_gas_budget answers; 0 when absent. */
  gasBudget?: bigint;
  /** 32-byte transaction digest; seeds fresh object ids. */
  digest: Uint8Array;
  /** Stored dynamic-field child of `parent`, or undefined. Called at most once per child. */
  loadChild(parent: string, child: string): { type: MoveType; bytes: Uint8Array } | undefined;
  /** An object sent to `parent`'s address that the transaction names as a receiving input, or undefined. */
  receive?(parent: string, id: string, version: bigint): { type: MoveType; bytes: Uint8Array } | undefined;
  /** Instruction-based work limit; exceeding it throws VmError 'OutOfGas'. */
  workLimit: bigint;
}

/**
 * What execution leaves behind: the object runtime's journal. `Session` (devnet/vm/session.ts) implements it;
 * one per transaction, shared by all its Move calls; the PTB executor adds its own transfers to it.
 */
export interface Journal {
  /** Ids made by fresh_id in this transaction. */
  createdIds: Set<string>;
  /** Ids whose UID was destroyed. */
  deletedIds: Set<string>;
  /** Objects sent, shared or frozen, by id; the last word wins. A shared owner has initialVersion 0 until commit. */
  transfers: Map<string, { type: MoveType; value: Value; owner: Owner }>;
  /** Dynamic-field children met: `cell` undefined = removed or absent; `stored` = existed before the transaction. */
  children: Map<
    string,
    { parent: string; type: MoveType; cell: Cell | undefined; stored: boolean; original?: Uint8Array }
  >;
  events: { packageId: string; module: string; type: MoveType; bytes: Uint8Array }[];
  /** Address-balance movements: `type` is the balance's inner type T of Balance<T> e.g. 0x2::sui::SUI. */
  funds: { owner: string; type: MoveType; amount: bigint; direction: 'add' | 'withdraw' }[];
  /** Work done so far, in VM units (about one per instruction, more for natives and bytes). */
  work: bigint;
}

/** The interpreter over all loaded packages (devnet/vm/vm.ts exports class MoveVm implements Vm). */
export interface Vm {
  loadPackage(pkg: Package): void;
  /** Module metadata of a function; undefined if the package (by storage id), module or function is unknown. */
  signature(packageId: string, module: string, name: string): FunctionSignature | undefined;
  /** Runs a function to its end. `args` are values, or Refs for reference parameters. Throws VmAbort or VmError. */
  call(
    journal: Journal,
    target: { packageId: string; module: string; name: string },
    typeArgs: MoveType[],
    args: (Value | Ref)[],
  ): (Value | Ref)[];
  /** True if the struct exists; abilities account for type arguments. */
  abilities(type: MoveType): Abilities;
  serialize(type: MoveType, value: Value): Uint8Array;
  /** Throws VmError 'BadBcs' on bytes that do not fill the type exactly. */
  deserialize(type: MoveType, bytes: Uint8Array): Value;
  /** Sui's JSON rendering of a Move value (u64 and wider as strings, UID/ID as hex, String as text, Option as value|null). */
  toJson(type: MoveType, value: Value): unknown;
  /** Field names and types, in order, of a struct type. */
  fields(type: MoveType): { name: string; type: MoveType }[];
}

/** `abort code` in Move, where it happened, and, for `#[error]` constants, what they say. */
export interface AbortInfo {
  code: bigint;
  packageId: string;
  module: string;
  functionName: string;
  functionIndex: number;
  instruction: number;
  cleverError?: {
    errorCode?: number;
    line?: number;
    constantName?: string;
    constantType?: string;
    rendered?: string;
    rawValue?: Uint8Array;
  };
}
