// The ledger's data in memory: what LedgerStore says, and no more.
// Knows no rules: commits come ready made.
import type { Checkpoint, Commit, ExecutedTransaction, LedgerStore, StoredObject } from './types.ts';

const KEEP_VERSIONS = 64;

export class MemoryStore implements LedgerStore {
  readonly objects = new Map<string, StoredObject>();
  readonly past = new Map<string, StoredObject[]>();
  readonly balances = new Map<string, Map<string, bigint>>();
  readonly transactions: ExecutedTransaction[] = [];
  readonly checkpoints: Checkpoint[] = [];
  epoch = { number: 0n, startMs: 0n };

  /** `keepVersions`: how many earlier versions of an object stay readable; full nodes prune them too. */
  constructor(private readonly options: { keepVersions?: number } = {}) {}

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
    const versions = this.past.get(id);
    if (!versions) this.past.set(id, [last]);
    else {
      versions.push(last);
      if (versions.length > keep) versions.shift();
    }
  }
}
