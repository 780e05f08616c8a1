// The market as a stretch of history behind the ledger's port: transactions, objects and who had to do with what, found by
// number and made when asked for. Digests are real, worked out once for all when it is built.
import { toBase58 } from '@mysten/sui/utils';
import { createBlake2b256 } from './blake2b.ts';
import { gasSummary, netGas } from '../chain/gas.ts';
import { SUI_TYPE } from '../chain/type-tag.ts';
import type {
  BulkHistory,
  Checkpoint,
  ExecutedTransaction,
  GasSummary,
  StoredObject,
} from '../chain/types.ts';
import type { MoveType } from '../vm/types.ts';
import { addressToBytes } from '../vm/value.ts';
import { CALL, CHANGE, TRANSFER, type Columns } from './columns.ts';
import { DigestIndex, readDigest } from './digest-index.ts';
import { COMPUTATION } from './computation.ts';
import { createEventIndex } from './event-index.ts';
import { callHappening, changeHappening, eventTypeOf, transferHappening } from './happenings.ts';
import { createLocator, type Locator } from './locator.ts';
import { Objects, type Before } from './objects.ts';
import { SeededTransaction } from './record.ts';
import { Moulds, PLAIN_CALLS, type Chain } from './requests.ts';

export class History implements BulkHistory {
  readonly suiType: MoveType = SUI_TYPE;
  readonly digests: DigestIndex;
  readonly objects: Objects;
  readonly calls: { paid: string[]; free: string[] };
  readonly #moulds: Moulds;
  readonly #locator: Locator;
  readonly #emitting: (type: string) => ArrayLike<number>;
  /** Addresses as bytes, 32 each: by account, by model, by meter. */
  readonly #addresses: Uint8Array;
  readonly #models: Uint8Array;
  readonly #meters: Uint8Array;
  readonly #eventTypes = new Map<string, MoveType>();
  readonly #gas: { first: GasSummary; again: GasSummary; self: GasSummary };

  constructor(
    readonly columns: Columns,
    readonly before: Before,
    readonly chain: Chain,
    /** The ledger's packages, for dependencies. */
    readonly packages: ReadonlyMap<string, StoredObject>,
    readonly firstCheckpoint: bigint,
  ) {
    const { packageId } = chain;
    this.calls = { paid: PLAIN_CALLS.paid(packageId), free: PLAIN_CALLS.free(packageId) };
    this.digests = new DigestIndex(columns.length);
    this.objects = new Objects(columns, before, this.digests);
    const { meter, stat } = this.objects.fees;
    this.#gas = {
      first: gasSummary(COMPUTATION.call, meter + stat, meter),
      again: gasSummary(COMPUTATION.call, meter + stat, meter + stat),
      self: gasSummary(COMPUTATION.call, meter, meter),
    };
    this.#moulds = new Moulds(chain);
    this.#addresses = joined(columns.addresses);
    this.#models = joined(columns.models.map(({ listing }) => listing.id));
    this.#meters = joined(columns.models.flatMap(({ listing }) => listing.meters));
    this.#digestAll();
    this.#locator = createLocator(columns, this.objects);
    this.#emitting = createEventIndex(columns, packageId);
  }

  get length(): number {
    return this.columns.length;
  }

  transaction(index: number): ExecutedTransaction {
    const row = this.columns.row[index]!;
    const kind = this.columns.kind[index];
    const happening =
      kind === CALL
        ? callHappening(this, row)
        : kind === TRANSFER
          ? transferHappening(this, row)
          : changeHappening(this, row);
    return new SeededTransaction(this, index, happening);
  }

  /** One for each transaction. Its digest stands for no contents: it is the transaction's, backwards. */
  checkpoint(index: number): Checkpoint {
    const sequence = this.firstCheckpoint + BigInt(index);
    return {
      sequence,
      digest: toBase58(this.digests.bytes(index).toReversed()),
      timestampMs: BigInt(this.columns.time[index]!),
      epoch: this.chain.epoch,
      transactions: [this.digests.text(index)],
      networkTotalTransactions: sequence,
    };
  }

  findTransaction(digest: string): number | undefined {
    const bytes = readDigest(digest);
    return bytes && this.digests.find(bytes);
  }

  findCheckpoint(digest: string): number | undefined {
    const bytes = readDigest(digest);
    return bytes && this.digests.find(bytes.toReversed());
  }

  object(id: string): StoredObject | undefined {
    return this.#locator.latest(id);
  }

  version(id: string, version: bigint): StoredObject | undefined {
    const position = Number(version - this.before.baseVersion - 1n);
    return position >= 0 && position < this.length ? this.#locator.at(id, position) : undefined;
  }

  children(holder: string): readonly string[] {
    return this.#locator.children(holder);
  }

  touching(id: string): ArrayLike<number> {
    return id.includes('::') ? this.#emitting(id) : this.#locator.touching(id);
  }

  /** Row of the last change of a model before a position. */
  changeBefore(model: number, position: number): number {
    return this.columns.models[model]!.changes.findLast(
      (row) => this.columns.changes[row]!.position < position,
    )!;
  }

  eventType(name: string): MoveType {
    let type = this.#eventTypes.get(name);
    if (!type) this.#eventTypes.set(name, (type = eventTypeOf(this.chain.packageId, name)));
    return type;
  }

  /** Dynamic fields are written without being inputs; nothing depends on them by name. */
  inputOnly(before: StoredObject | undefined): StoredObject[] {
    return before && before.owner.kind !== 'object' ? [before] : [];
  }

  packagesOf(calls: readonly string[]): StoredObject[] {
    const ids = new Set(calls.map((path) => path.slice(0, path.indexOf('::'))));
    return [...ids].flatMap((id) => this.packages.get(id) ?? []);
  }

  callGas(call: number): GasSummary {
    const { pair, previousOfPair } = this.columns;
    if (pair[call]! < 0) return this.#gas.self;
    return previousOfPair[call]! < 0 ? this.#gas.first : this.#gas.again;
  }

  /** Address balances after all: what every account gained or lost. */
  netChanges(): bigint[] {
    const c = this.columns;
    const net = c.addresses.map(() => 0n);
    const gas = Object.values(this.#gas).map(netGas);
    const [first, again, self] = [gas[0]!, gas[1]!, gas[2]!];
    for (let call = 0; call < c.calls; call++) {
      const fee = c.pair[call]! < 0 ? self : c.previousOfPair[call]! < 0 ? first : again;
      net[c.payer[call]!]! -= c.price[call]! + fee;
      net[c.payout[call]!]! += c.price[call]!;
    }
    for (const { from, to, amount } of c.transfers) {
      net[from]! -= amount + COMPUTATION.transfer;
      net[to]! += amount;
    }
    c.changes.forEach(({ sender }, row) => {
      net[c.accounts.get(sender)!]! -= netGas(changeHappening(this, row).gas());
    });
    return net;
  }

  #address(account: number): Uint8Array {
    return this.#addresses.subarray(32 * account, 32 * account + 32);
  }

  callBytes(call: number): Uint8Array {
    const c = this.columns;
    const meter = c.meter[call]!;
    const model = c.meterModel[meter]!;
    return this.#moulds.call({
      sender: this.#address(c.payer[call]!),
      model: this.#models.subarray(32 * model, 32 * model + 32),
      meter: this.#meters.subarray(32 * meter, 32 * meter + 32),
      initialVersion: this.objects.sharedAt(model),
      price: c.price[call]!,
      version: c.version[call]!,
      commitment: c.commitment.subarray(32 * call, 32 * call + 32),
      nonce: c.position[call]!,
    });
  }

  transferBytes(row: number): Uint8Array {
    const { from, to, amount, position } = this.columns.transfers[row]!;
    return this.#moulds.transfer(this.#address(from), this.#address(to), amount, position);
  }

  /** In order: an author's request names its cap by a digest that rests on the digest before. */
  #digestAll(): void {
    const hash = createBlake2b256();
    const salt = new TextEncoder().encode('TransactionData::');
    for (let at = 0; at < this.length; at++) {
      const row = this.columns.row[at]!;
      const kind = this.columns.kind[at];
      const bytes =
        kind === CALL
          ? this.callBytes(row)
          : kind === CHANGE
            ? changeHappening(this, row).bytes()
            : this.transferBytes(row);
      this.digests.set(at, hash([salt, bytes]));
    }
  }
}

function joined(addresses: readonly string[]): Uint8Array {
  const bytes = new Uint8Array(32 * addresses.length);
  addresses.forEach((address, i) => bytes.set(addressToBytes(address), 32 * i));
  return bytes;
}
