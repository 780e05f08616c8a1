// What the ledger offers to the wire (devnet/rpc) and to the Walrus side (devnet/walrus).
// Pure data and async methods; `Ledger` in devnet/chain/ledger.ts implements it.
import type { TransactionData } from '@mysten/sui/transactions';
import type { AbortInfo, MoveType, Owner, Package, Vm } from '../vm/types.ts';

export interface StoredObject {
  id: string;
  version: bigint;
  /** base58 of the object digest. */
  digest: string;
  owner: Owner;
  previousTransaction: string;
  storageRebate: bigint;
  content:
    | { kind: 'struct'; type: MoveType; hasPublicTransfer: boolean; bytes: Uint8Array }
    | { kind: 'package'; package: Package; typeOrigins: TypeOrigin[] };
}

/** The package id that first defined a struct or enum. */
export interface TypeOrigin {
  module: string;
  name: string;
  package: string;
}

export interface LedgerEvent {
  packageId: string;
  module: string;
  sender: string;
  type: MoveType;
  bytes: Uint8Array;
}

export type ExecutionStatus =
  | { success: true }
  | {
      success: false;
      /** Sui's ExecutionFailureStatus variant name, e.g. 'MoveAbort', 'InsufficientGas', 'InsufficientCoinBalance'. */
      kind: string;
      message: string;
      command?: number;
      abort?: AbortInfo;
      detail?: FailureDetail;
    };

/** What some failure kinds say beyond their name. `error` is Sui's variant name, e.g. 'TypeMismatch'. */
export type FailureDetail =
  /** CommandArgumentError; `result` and `subresult` for the variants that name a place. */
  | { of: 'argument'; index: number; error: string; result?: number; subresult?: number }
  /** TypeArgumentError. */
  | { of: 'typeArgument'; index: number; error: string }
  /** UnusedValueWithoutDrop. */
  | { of: 'result'; result: number; subresult: number }
  /** InvalidPublicFunctionReturnType. */
  | { of: 'return'; index: number }
  /** MoveObjectTooBig, MovePackageTooBig. */
  | { of: 'size'; size: bigint; max: bigint }
  /** MovePrimitiveRuntimeError: where it happened, when known. */
  | { of: 'location'; location: Omit<AbortInfo, 'code' | 'cleverError'> };

export interface GasSummary {
  computationCost: bigint;
  storageCost: bigint;
  storageRebate: bigint;
  nonRefundableStorageFee: bigint;
}

export interface ObjectChange {
  id: string;
  type: string;
  input?: { version: bigint; digest: string; owner: Owner };
  output?: { version: bigint; digest: string; owner: Owner };
  idOperation: 'none' | 'created' | 'deleted';
  isPackage: boolean;
}

export interface BalanceChange {
  address: string;
  coinType: string;
  amount: bigint;
}

/** The net movement of one address balance in one transaction: an accumulator event in the effects. */
export interface AccumulatorWrite {
  /** Id of the balance's dynamic field under 0xacc. */
  id: string;
  owner: string;
  /** T of Balance<T>. */
  coinType: MoveType;
  operation: 'merge' | 'split';
  amount: bigint;
}

export interface ExecutedTransaction {
  digest: string;
  /** BCS of TransactionData. */
  bytes: Uint8Array;
  signatures: Uint8Array[];
  sender: string;
  status: ExecutionStatus;
  gas: GasSummary;
  gasObject?: string;
  /** BCS of TransactionEffects (V2) and its digest, base58. */
  effectsBytes: Uint8Array;
  effectsDigest: string;
  eventsDigest?: string;
  events: LedgerEvent[];
  changes: ObjectChange[];
  balanceChanges: BalanceChange[];
  /** Address balances moved; in the effects they stand among the changed objects, as `AccumulatorWriteV1`. */
  accumulatorWrites: AccumulatorWrite[];
  /** Shared or read-only inputs consulted without change: id -> version used. */
  unchangedShared: { id: string; version: bigint; digest: string }[];
  dependencies: string[];
  lamportVersion: bigint;
  epoch: bigint;
  /** Absent for a simulation. */
  checkpoint?: bigint;
  timestampMs: bigint;
  /** Move functions called, `package::module::function`, for history filters. */
  calls: string[];
  /** Where it is known without making the changes: false if nothing of this address was touched. */
  concerns?(address: string): boolean;
  /** Simulation only: return values and mutated by-ref arguments per command. */
  outputs?: {
    returned: { type: MoveType; bytes: Uint8Array }[];
    mutated: { argument: unknown; type: MoveType; bytes: Uint8Array }[];
  }[];
}

export interface Checkpoint {
  sequence: bigint;
  digest: string;
  timestampMs: bigint;
  epoch: bigint;
  transactions: string[];
  networkTotalTransactions: bigint;
}

/** Raised for requests refused before execution (bad signature, stale version, unknown object ...). gRPC status is the caller's. */
export type RejectionCode = 'invalid' | 'not-found' | 'precondition' | 'exhausted';

export interface Ledger {
  readonly vm: Vm;
  /** base58 digest of the genesis checkpoint; its first 4 bytes are the chain identifier. */
  readonly chainId: string;
  readonly epoch: bigint;
  readonly epochStartMs: bigint;
  readonly referenceGasPrice: bigint;
  /** Wall clock of the network in ms; advances with commits or by command. */
  nowMs(): bigint;

  getObject(id: string, version?: bigint): Promise<StoredObject | undefined>;
  /** Owned by an address, ordered by id; `type` filters exactly, or by prefix when it has no type arguments. */
  listOwned(
    owner: string,
    options: { type?: string; after?: string; limit: number },
  ): Promise<{ objects: StoredObject[]; next?: string }>;
  listDynamicFields(
    parent: string,
    options: { after?: string; limit: number },
  ): Promise<{ objects: StoredObject[]; next?: string }>;
  /** Coin objects plus address balance. */
  getBalance(owner: string, coinType: string): Promise<{ coins: bigint; address: bigint }>;
  listBalances(owner: string): Promise<{ coinType: string; coins: bigint; address: bigint }[]>;

  /**
   * Executes signed BCS TransactionData; resolves when it is committed in a checkpoint. The same digest twice gives
   * the first result. Throws LedgerRejection when refused before execution.
   */
  execute(bytes: Uint8Array, signatures: Uint8Array[]): Promise<ExecutedTransaction>;
  /** Runs without committing. `checks: false` skips ownership of inputs and gas (devInspect). */
  simulate(bytes: Uint8Array, options: { checks: boolean }): Promise<ExecutedTransaction>;

  getTransaction(digest: string): Promise<ExecutedTransaction | undefined>;
  getCheckpoint(which: bigint | string | 'latest'): Promise<Checkpoint | undefined>;
  /**
   * Transactions in order of execution; `position` is a dense sequence number usable as a cursor. With `touching`, those
   * that have nothing to do with any of these addresses, objects or types of events may be left out.
   */
  scan(options: {
    from: bigint;
    descending: boolean;
    touching?: readonly string[] | undefined;
  }): AsyncIterable<{ position: bigint; transaction: ExecutedTransaction }>;
  /** Resolves at the next commit after `position`, or when `signal` aborts. */
  waitForCommit(position: bigint, signal: AbortSignal): Promise<void>;

  /** Sends a new coin object of each type given, from the faucet's account. 'wal' needs a registered treasury. */
  mint(
    recipient: string,
    coins: { type: 'sui' | 'wal'; amount: bigint }[],
  ): Promise<{ digest: string; coins: string[] }>;

  /** Fills in what a transaction leaves open: object versions, mutability, pure values, gas. See resolve.ts. */
  resolve(data: UnresolvedTransaction, options?: ResolveOptions): Promise<ResolvedTransaction>;
  /** Gas payment for `owner`: coins not in `exclude`, or an empty payment (address balance) when no coins suffice. */
  selectGas(owner: string, budget: bigint, options?: GasPreference): Promise<GasChoice>;
  /**
   * Signs and executes in the name of an account whose key the network holds (the faucet's), for set-up and mints.
   * What `data` leaves open is resolved.
   */
  executeAsFaucet(data: UnresolvedTransaction): Promise<ExecutedTransaction>;
  readonly faucetAddress: string;
  /** Tells `mint` where a coin comes from: a 0x2::coin::TreasuryCap<T> owned by `faucetAddress`. */
  registerTreasury(name: 'wal', treasury: { coinType: string; cap: string }): void;
  advanceTime(ms: bigint): void;
  advanceEpoch(): void;
}

export interface GasPreference {
  /** Objects the transaction uses otherwise. */
  exclude?: ReadonlySet<string>;
  /** The gas coin is an argument: an address balance alone will not do, so all coins are taken. */
  usesGasCoin?: boolean;
  prefer?: 'coins' | 'address';
  /** What the transaction withdraws from the same address balance. */
  withdrawn?: bigint;
}
export interface GasChoice {
  payment: { objectId: string; version: string; digest: string }[];
  from: 'coins' | 'address';
}

/** The SDK's transaction data as `Transaction.getData()` gives it: inputs may be unresolved, gas data may be null. */
export type UnresolvedTransaction = TransactionData;
export interface ResolveOptions {
  /** false: the sender, ownership and gas are left aside (transaction kind only). */
  gas?: boolean;
}
export interface ResolvedTransaction {
  data: TransactionData;
  /** BCS of TransactionData; absent when `gas` is false and gas data stays open. */
  bytes?: Uint8Array;
}

/** One commit, as it is written: plain data. */
export interface Commit {
  written: StoredObject[];
  /** Objects that are gone (deleted or wrapped). */
  removed: string[];
  /** New values of address balances. */
  balances: { owner: string; coinType: string; amount: bigint }[];
  /** Absent for genesis and for a change of the epoch. */
  transaction?: ExecutedTransaction;
  checkpoint?: Checkpoint;
}

/** Records in order; what is at the end may be asked for with a negative index. */
export interface Log<T> {
  readonly length: number;
  at(index: number): T | undefined;
  /** Index of the record of that digest. */
  find(digest: string): number | undefined;
  push(record: T): void;
}

/**
 * A stretch of history kept as a compact table: its transactions, and the objects as it left them, are made when asked
 * for. Every transaction has a checkpoint of its own.
 */
export interface BulkHistory {
  readonly length: number;
  /** @param index from 0, within the stretch */
  transaction(index: number): ExecutedTransaction;
  checkpoint(index: number): Checkpoint;
  findTransaction(digest: string): number | undefined;
  findCheckpoint(digest: string): number | undefined;
  /** As the stretch left it; undefined for objects it did not touch. */
  object(id: string): StoredObject | undefined;
  version(id: string, version: bigint): StoredObject | undefined;
  /** Ids of objects the stretch left with this address or object. */
  children(holder: string): readonly string[];
  /**
   * Indices, ascending, of all transactions that an address or object had to do with, or that emitted an event of this
   * type (`package::module::Name`); maybe of some more.
   */
  touching(id: string): ArrayLike<number>;
}

/** Latest versions of the objects that exist. */
export interface ObjectTable {
  get(id: string): StoredObject | undefined;
  set(id: string, object: StoredObject): void;
  delete(id: string): void;
  /** Objects kept one by one; those that only a bulk history knows are found by id or by holder. */
  values(): IterableIterator<StoredObject>;
  /** Does what is kept here one by one, deletions included, speak for this id? */
  owns(id: string): boolean;
}

/**
 * The persistence port: Node keeps it in memory or a file, the browser in memory or IndexedDB. Values are plain data;
 * indexes are derived from it when a ledger opens (state.ts).
 */
export interface LedgerStore {
  readonly objects: ObjectTable;
  /** An earlier version. How far back they go is the store's business. */
  past(id: string, version: bigint): StoredObject | undefined;
  /** Owner -> coin type -> amount, amounts above zero. */
  readonly balances: Map<string, Map<string, bigint>>;
  readonly transactions: Log<ExecutedTransaction>;
  readonly checkpoints: Log<Checkpoint>;
  epoch: { number: bigint; startMs: bigint };
  apply(commit: Commit): void;
  /** Appends a stretch of history, once. Balances and objects that existed before it are the caller's to set. */
  attach(history: BulkHistory): void;
  readonly bulk:
    { history: BulkHistory; /** Position of its first transaction. */ start: number } | undefined;
}
