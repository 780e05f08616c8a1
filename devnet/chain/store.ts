// The ledger's data in memory: what LedgerStore says, and no more.
// Knows no rules: commits come ready made.
import type {
  BulkHistory,
  Checkpoint,
  Commit,
  ExecutedTransaction,
  LedgerStore,
  Log,
  ObjectTable,
  StoredObject,
} from './types.ts';

const KEEP_VERSIONS = 64;

export class MemoryStore implements LedgerStore {
  readonly objects = new Objects();
  readonly balances = new Map<string, Map<string, bigint>>();
  readonly transactions = new Records<ExecutedTransaction>();
  readonly checkpoints = new Records<Checkpoint>();
  epoch = { number: 0n, startMs: 0n };
  #bulk: LedgerStore['bulk'];
  /** Earlier versions by id, oldest first. */
  readonly #past = new Map<string, StoredObject[]>();

  /** `keepVersions`: how many earlier versions of an object stay readable; full nodes prune them too. */
  constructor(private readonly options: { keepVersions?: number } = {}) {}

  get bulk(): LedgerStore['bulk'] {
    return this.#bulk;
  }

  past(id: string, version: bigint): StoredObject | undefined {
    const kept = this.#past.get(id)?.findLast((object) => object.version === version);
    return kept ?? this.#bulk?.history.version(id, version);
  }

  attach(history: BulkHistory): void {
    if (this.#bulk) throw new TypeError('a store holds one stretch of bulk history');
    this.#bulk = { history, start: this.transactions.length };
    this.objects.bulk = history;
    this.transactions.attach(
      history.length,
      (i) => history.transaction(i),
      (d) => history.findTransaction(d),
    );
    this.checkpoints.attach(
      history.length,
      (i) => history.checkpoint(i),
      (d) => history.findCheckpoint(d),
    );
  }

  apply(commit: Commit): void {
    for (const id of commit.removed) {
      this.#retire(id);
      this.objects.delete(id);
    }
    for (const object of commit.written) {
      this.#retire(object.id);
      this.objects.set(object.id, object);
    }
    for (const { owner, coinType, amount } of commit.balances) {
      let held = this.balances.get(owner);
      if (!held) this.balances.set(owner, (held = new Map()));
      if (amount > 0n) held.set(coinType, amount);
      else held.delete(coinType);
      if (!held.size) this.balances.delete(owner);
    }
    if (commit.transaction) this.transactions.push(commit.transaction);
    if (commit.checkpoint) this.checkpoints.push(commit.checkpoint);
  }

  #retire(id: string): void {
    const keep = this.options.keepVersions ?? KEEP_VERSIONS;
    const last = this.objects.get(id);
    if (!last || keep === 0) return;
    const versions = this.#past.get(id);
    if (!versions) this.#past.set(id, [last]);
    else {
      versions.push(last);
      if (versions.length > keep) versions.shift();
    }
  }
}

class Objects implements ObjectTable {
  readonly #kept = new Map<string, StoredObject>();
  /** Gone although the bulk history left it. */
  readonly #gone = new Set<string>();
  bulk?: BulkHistory;

  get(id: string): StoredObject | undefined {
    return this.#kept.get(id) ?? (this.#gone.has(id) ? undefined : this.bulk?.object(id));
  }

  set(id: string, object: StoredObject): void {
    this.#kept.set(id, object);
    this.#gone.delete(id);
  }

  delete(id: string): void {
    this.#kept.delete(id);
    if (this.bulk?.object(id)) this.#gone.add(id);
  }

  values(): IterableIterator<StoredObject> {
    return this.#kept.values();
  }

  owns(id: string): boolean {
    return this.#kept.has(id) || this.#gone.has(id);
  }
}

/** Records kept one by one, with at most one stretch among them that is made when asked for. */
class Records<T extends { digest: string }> implements Log<T> {
  readonly #before: T[] = [];
  readonly #after: T[] = [];
  readonly #byDigest = new Map<string, number>();
  #bulk = { length: 0, at: (_: number): T | undefined => undefined, find: noIndex };

  get length(): number {
    return this.#before.length + this.#bulk.length + this.#after.length;
  }

  at(index: number): T | undefined {
    const at = index < 0 ? this.length + index : index;
    const inBulk = at - this.#before.length;
    if (inBulk < 0) return this.#before[at];
    return inBulk < this.#bulk.length ? this.#bulk.at(inBulk) : this.#after[inBulk - this.#bulk.length];
  }

  find(digest: string): number | undefined {
    const known = this.#byDigest.get(digest);
    if (known !== undefined) return known;
    const inBulk = this.#bulk.find(digest);
    return inBulk === undefined ? undefined : this.#before.length + inBulk;
  }

  push(record: T): void {
    this.#byDigest.set(record.digest, this.length);
    (this.#bulk.length ? this.#after : this.#before).push(record);
  }

  attach(length: number, at: (index: number) => T, find: (digest: string) => number | undefined): void {
    this.#bulk = { length, at, find };
  }
}

const noIndex = (_: string): number | undefined => undefined;
