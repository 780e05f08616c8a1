// Storage of versions as this visit knows it, and its extension: one state for a version, wherever it is shown.
import {
  isAbort,
  type ExtensionQuote,
  type Hub,
  type ModelVersion,
  type StorageLife,
  type Wallet,
} from '../../lib/index.ts';
import { describe, type Problem } from './errors.ts';
import { Load } from './load.svelte.ts';
import { longestExtension } from './storage.ts';

export type ExtendState =
  | { status: 'idle' }
  | { status: 'signing' }
  | { status: 'done'; wal: bigint; digest: string }
  | { status: 'failed'; problem: Problem };

/** Half a year where an epoch is two weeks. */
const USUAL_EPOCHS = 13;

export class StoredVersion {
  readonly life = new Load<StorageLife>();
  /** The newest answer, maybe to an earlier question: what is shown and signed for is `price`. */
  readonly quote = new Load<ExtensionQuote>();
  epochs = $state(USUAL_EPOCHS);
  action = $state.raw<ExtendState>({ status: 'idle' });
  readonly #hub: () => Hub | undefined;
  readonly #wallet: () => Wallet;
  readonly #version: ModelVersion;
  #read = false;

  constructor(version: ModelVersion, hub: () => Hub | undefined, wallet: () => Wallet) {
    this.#version = version;
    this.#hub = hub;
    this.#wallet = wallet;
  }

  /** Reads once for everybody who shows it; `again` reads anew, leaving what is shown until then. */
  read({ again = false } = {}): void {
    const hub = this.#hub();
    if (!hub || (this.#read && !again)) return;
    const quiet = this.life.value !== undefined;
    this.#read = true;
    this.life.run(
      async (signal) => {
        try {
          const life = await hub.storage(this.#version, { signal });
          this.epochs = Math.max(1, Math.min(this.epochs, longestExtension(life)));
          return life;
        } catch (error) {
          this.#read = false;
          throw error;
        }
      },
      { quiet },
    );
  }

  /** What `epochs` more cost; undefined until Walrus answered for exactly this term. */
  get price(): ExtensionQuote | undefined {
    const end = this.life.value?.endEpoch;
    const quote = this.quote.value;
    return quote && end !== undefined && quote.endEpoch === end + this.epochs ? quote : undefined;
  }

  /** Asks what `epochs` more would cost. Returns a way to stop. */
  ask(wallet: string | undefined): (() => void) | undefined {
    const hub = this.#hub();
    const life = this.life.value;
    const { epochs } = this;
    if (!hub || !life || longestExtension(life) < 1) return undefined;
    return this.quote.run((signal) =>
      hub.extensionQuote(life, epochs, wallet === undefined ? { signal } : { signal, wallet }),
    );
  }

  /** True once it is kept for longer. For what the quote said, or not at all. */
  async extend(): Promise<boolean> {
    const hub = this.#hub();
    const life = this.life.value;
    const { price } = this;
    if (!hub || !life || !price || this.action.status === 'signing') return false;
    this.action = { status: 'signing' };
    try {
      const { digest, wal } = await hub.extendStorage(life, this.epochs, this.#wallet(), {
        atMost: price.wal,
      });
      this.action = { status: 'done', wal, digest };
      this.read({ again: true });
      return true;
    } catch (error) {
      this.action = isAbort(error) ? { status: 'idle' } : { status: 'failed', problem: describe(error) };
      // Others may have extended it, or prices moved: show what is true now.
      if (this.action.status === 'failed') this.read({ again: true });
      return false;
    }
  }
}

export class StorageState {
  readonly #versions = new Map<string, StoredVersion>();
  readonly #hub: () => Hub | undefined;
  readonly #wallet: () => Wallet;

  constructor(hub: () => Hub | undefined, wallet: () => Wallet) {
    this.#hub = hub;
    this.#wallet = wallet;
  }

  /** Outlives its page, so that leaving while signing loses nothing. Nothing is read until somebody asks it to. */
  of(version: ModelVersion): StoredVersion {
    const key = `${version.model}/${version.number}`;
    const stored = this.#versions.get(key) ?? new StoredVersion(version, this.#hub, this.#wallet);
    this.#versions.set(key, stored);
    return stored;
  }

  reset(): void {
    this.#versions.clear();
  }
}
