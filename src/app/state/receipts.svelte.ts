// Receipts of this browser, by transaction digest and commitment. They stay here and can be exported.
import type { KeyValueStore, Receipt } from '../../lib/index.ts';

export interface KeptReceipt {
  receipt: Receipt;
  /** As listed when it was paid. */
  modelName: string;
}

export class Receipts {
  #kept = $state.raw<readonly KeptReceipt[]>([]);
  readonly #store: KeyValueStore;

  constructor(store: KeyValueStore) {
    this.#store = store;
  }

  /** Newest first. */
  get all(): readonly KeptReceipt[] {
    return this.#kept;
  }

  async load(): Promise<void> {
    const kept = await this.#read();
    this.#kept = kept.filter((entry) => entry !== undefined).sort((a, b) => b.receipt.atMs - a.receipt.atMs);
  }

  async #read(): Promise<(KeptReceipt | undefined)[]> {
    try {
      const keys = await this.#store.keys();
      return await Promise.all(keys.map((key) => this.#store.get<KeptReceipt>(key)));
    } catch {
      // A browser without storage starts with none.
      return [];
    }
  }

  /** Takes the place of what was kept of the same payment, under the name it has here. */
  async keep(receipt: Receipt, modelName: string): Promise<void> {
    const known = this.#kept.find((other) => keyOf(other.receipt) === keyOf(receipt));
    const entry = { receipt, modelName: known?.modelName ?? modelName };
    this.#kept = [entry, ...this.#kept.filter((other) => keyOf(other.receipt) !== keyOf(receipt))];
    await this.#store.set(keyOf(receipt), entry);
  }

  async remove(receipt: Receipt): Promise<void> {
    this.#kept = this.#kept.filter((entry) => keyOf(entry.receipt) !== keyOf(receipt));
    await this.#store.delete(keyOf(receipt));
  }
}

export function receiptFile(receipt: Receipt | readonly Receipt[]): Blob {
  return new Blob([`${JSON.stringify(receipt, null, 2)}\n`], { type: 'application/json' });
}

function keyOf(receipt: Receipt): string {
  return `${receipt.digest}/${receipt.commitment}`;
}
