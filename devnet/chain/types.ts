// What the ledger offers to the wire (devnet/rpc) and to the Walrus side (devnet/walrus).
// Pure data and async methods; `Ledger` in devnet/chain/ledger.ts implements it.
import type { AbortInfo, MoveType, Owner, Package, Vm } from '../vm/types.ts';

export interface StoredObject {
  id: string;
  version: bigint;
  /** base58 of the object digest. */
  digest: string;
  owner: Owner;
  previousTransaction: string;
  storageRebate: bigint;
  content: { kind: 'struct'; type: MoveType; hasPublicTransfer: boolean; bytes: Uint8Array } | { kind: 'package'; package: Package };
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
    };

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
  /** Simulation only: return values and mutated by-ref arguments per command. */
  outputs?: { returned: { type: MoveType; bytes: Uint8Array }[]; mutated: { argument: unknown; type: MoveType; bytes: Uint8Array }[] }[];
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
  readonly referenceGasPrice: bigint;
  /** Wall clock of the network in ms; advances with commits or by command. */
  nowMs(): bigint;

  getObject(id: string, version?: bigint): Promise<StoredObject | undefined>;
  /** Owned by an address, ordered by id; `type` filters exactly, or by prefix when it has no type arguments. */
  listOwned(owner: string, options: { type?: string; after?: string; limit: number }): Promise<{ objects: StoredObject[]; next?: string }>;
  listDynamicFields(parent: string, options: { after?: string; limit: number }): Promise<{ objects: StoredObject[]; next?: string }>;
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
  /** Transactions in order of execution; `position` is a dense sequence number usable as a cursor. */
  scan(options: { from: bigint; descending: boolean }): AsyncIterable<{ position: bigint; transaction: ExecutedTransaction }>;
  /** Resolves at the next commit after `position`, or when `signal` aborts. */
  waitForCommit(position: bigint, signal: AbortSignal): Promise<void>;

  /** Sends funds out of thin air: a new coin object of each type given. */
  mint(recipient: string, coins: { type: 'sui' | 'wal'; amount: bigint }[]): Promise<{ digest: string; coins: string[] }>;
}

/** The persistence port: Node keeps it in memory or a file, the browser in memory or IndexedDB. Values are plain data. */
export interface LedgerStore {
  readonly objects: Map<string, StoredObject>;
  readonly transactions: ExecutedTransaction[];
}
