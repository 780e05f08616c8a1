// One transaction of the market's history: cheap facts at hand, the rest worked out when first read.
// Knows what the contract does to objects and balances; executes nothing.
import { accumulatorId } from '../chain/gas-payment.ts';
import { compareBytes } from '../chain/digest.ts';
import { encodeEffects, eventsDigest } from '../chain/effects.ts';
import type {
  AccumulatorWrite,
  BalanceChange,
  ExecutedTransaction,
  ExecutionStatus,
  GasSummary,
  LedgerEvent,
  ObjectChange,
  StoredObject,
} from '../chain/types.ts';
import { netGas } from '../chain/gas.ts';
import { fromBase58 } from '@mysten/sui/utils';
import { formatType } from '../vm/move-type.ts';
import type { History } from './history.ts';

const SUCCESS: ExecutionStatus = { success: true };

/** What one kind of happening is: every part is asked for at most once. */
export interface Happening {
  sender: string;
  /** Whose balance or cap it touches. */
  parties: string[];
  calls: string[];
  bytes(): Uint8Array;
  gas(): GasSummary;
  events(): LedgerEvent[];
  /** Objects written, with what they were before; and whether they were made. */
  written(): { after: StoredObject; before?: StoredObject }[];
  /** Shared objects that were only read. */
  read(): StoredObject[];
  /** Payments: amounts that move between address balances, gas left out. */
  moves(): { owner: string; amount: bigint }[];
}

export class SeededTransaction implements ExecutedTransaction {
  readonly signatures: Uint8Array[] = [];
  readonly status = SUCCESS;
  readonly #memo = new Map<string, unknown>();

  constructor(
    readonly history: History,
    readonly index: number,
    readonly happening: Happening,
  ) {}

  get digest(): string {
    return this.#once('digest', () => this.history.digests.text(this.index));
  }
  get sender(): string {
    return this.happening.sender;
  }
  get calls(): string[] {
    return this.happening.calls;
  }
  concerns(address: string): boolean {
    return this.happening.parties.includes(address);
  }
  get bytes(): Uint8Array {
    return this.#once('bytes', () => this.happening.bytes());
  }
  get epoch(): bigint {
    return this.history.chain.epoch;
  }
  get checkpoint(): bigint {
    return this.history.firstCheckpoint + BigInt(this.index);
  }
  get timestampMs(): bigint {
    return BigInt(this.history.columns.time[this.index]!);
  }
  get gas(): GasSummary {
    return this.#once('gas', () => this.happening.gas());
  }
  get events(): LedgerEvent[] {
    return this.#once('events', () => this.happening.events());
  }
  get eventsDigest(): string {
    return this.#once('eventsDigest', () => eventsDigest(this.events)!);
  }
  get effectsBytes(): Uint8Array {
    return this.#effects.bytes;
  }
  get effectsDigest(): string {
    return this.#effects.digest;
  }

  get changes(): ObjectChange[] {
    return this.#once('changes', () =>
      this.#written
        .map(({ after, before }): ObjectChange => {
          return {
            id: after.id,
            type: after.content.kind === 'package' ? 'package' : formatType(after.content.type),
            ...(before && { input: stateOf(before) }),
            output: stateOf(after),
            idOperation: before ? 'none' : 'created',
            isPackage: false,
          };
        })
        .sort((a, b) => (a.id < b.id ? -1 : 1)),
    );
  }

  get accumulatorWrites(): AccumulatorWrite[] {
    return this.#once('accumulatorWrites', () =>
      this.#moves.map(({ owner, amount }): AccumulatorWrite => {
        const { suiType } = this.history;
        return {
          // A hash, wanted by few.
          get id() {
            return accumulatorId(owner, suiType);
          },
          owner,
          coinType: suiType,
          operation: amount > 0n ? 'merge' : 'split',
          amount: amount > 0n ? amount : -amount,
        };
      }),
    );
  }

  get balanceChanges(): BalanceChange[] {
    const coinType = formatType(this.history.suiType);
    return this.#moves
      .map(({ owner, amount }) => ({ address: owner, coinType, amount }))
      .sort((a, b) => (a.address < b.address ? -1 : 1));
  }

  get unchangedShared(): ExecutedTransaction['unchangedShared'] {
    return this.#read.map(({ id, version, digest }) => ({ id, version, digest }));
  }

  get dependencies(): string[] {
    const inputs = [...this.#read, ...this.#written.flatMap(({ before }) => this.history.inputOnly(before))];
    const digests = new Set(
      [...inputs, ...this.history.packagesOf(this.calls)].map((o) => o.previousTransaction),
    );
    return [...digests]
      .map((digest) => ({ digest, bytes: fromBase58(digest) }))
      .sort((a, b) => compareBytes(a.bytes, b.bytes))
      .map(({ digest }) => digest);
  }

  get lamportVersion(): bigint {
    return this.#read.length ? this.history.objects.versionAt(this.index) : 1n;
  }

  get #written() {
    return this.#once('written', () => this.happening.written());
  }
  get #read() {
    return this.#once('read', () => this.happening.read());
  }
  get #effects() {
    return this.#once('effects', () => encodeEffects(this));
  }

  /** Payments and gas, netted by owner. */
  get #moves(): { owner: string; amount: bigint }[] {
    return this.#once('moves', () => {
      const net = new Map<string, bigint>();
      for (const { owner, amount } of this.happening.moves()) net.set(owner, (net.get(owner) ?? 0n) + amount);
      net.set(this.sender, (net.get(this.sender) ?? 0n) - netGas(this.gas));
      return [...net].filter(([, amount]) => amount !== 0n).map(([owner, amount]) => ({ owner, amount }));
    });
  }

  #once<T>(name: string, make: () => T): T {
    if (!this.#memo.has(name)) this.#memo.set(name, make());
    return this.#memo.get(name) as T;
  }
}

const stateOf = ({ version, digest, owner }: StoredObject) => ({ version, digest, owner });
