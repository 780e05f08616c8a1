// Models kept on this device: which, how much room they take, what the browser promised about it, and what a visitor
// does with them. Knows no screen.
import { isAbort, type CachedModel, type CacheSpace, type Hub, type VersionCheck } from '../../lib/index.ts';
import { describe, type Problem } from './errors.ts';
import { Load } from './load.svelte.ts';
import { LocalSetting } from './local-setting.svelte.ts';

/** What is being done, or was done last, with one model. */
export type KeptAction =
  | { status: 'checking'; checked: number; total: number }
  | { status: 'checked'; check: VersionCheck }
  | { status: 'deleting' }
  | { status: 'failed'; problem: Problem };

export interface Kept {
  models: CachedModel[];
  space: CacheSpace;
}

/** What is used of `navigator.storage`. */
export interface StoragePromise {
  persist?(): Promise<boolean>;
  persisted?(): Promise<boolean>;
}

export class KeptModels {
  readonly list = new Load<Kept>();
  /** True once the browser promised not to clear this site's storage by itself; undefined where it does not say. */
  persisted = $state.raw<boolean | undefined>();
  /** True after a request that the browser turned down. */
  declined = $state(false);
  #actions = $state.raw<Readonly<Record<string, KeptAction>>>({});
  readonly #hub: () => Hub | undefined;
  readonly #storage: StoragePromise | undefined;
  /** Some browsers show a question: downloads ask it once, a button as often as it is pressed. */
  readonly #asked = new LocalSetting<boolean>('floe.asked-to-keep', (json) => json === true);
  readonly #checks = new Map<string, AbortController>();

  constructor(hub: () => Hub | undefined, storage: StoragePromise | undefined = navigator.storage) {
    this.#hub = hub;
    this.#storage = storage;
  }

  /** False where no button could help. */
  get canAsk(): boolean {
    return this.#storage?.persist !== undefined && this.persisted === false;
  }

  actionOf({ manifestHash }: CachedModel): KeptAction | undefined {
    return this.#actions[manifestHash];
  }

  /** Returns a way to stop. `quiet` keeps what is shown until the new list is there. */
  read({ quiet = false } = {}): (() => void) | undefined {
    const hub = this.#hub();
    void this.#storage?.persisted?.().then(
      (persisted) => (this.persisted = persisted),
      () => undefined,
    );
    if (!hub) return undefined;
    return this.list.run(
      async () => {
        const [models, space] = await Promise.all([hub.cached(), hub.cacheSpace()]);
        return { models, space };
      },
      { quiet },
    );
  }

  /** Asks the browser to keep this site's storage. Call it while a click is handled: some browsers ask the visitor. */
  async askToKeep({ again = true } = {}): Promise<void> {
    if (!this.#storage?.persist || this.persisted === true || (!again && this.#asked.current)) return;
    this.#asked.current = true;
    try {
      this.persisted = await this.#storage.persist();
      this.declined = !this.persisted;
    } catch {
      this.declined = true;
    }
  }

  async pin(model: CachedModel): Promise<void> {
    const pinned = !model.pinned;
    const asking = pinned ? this.askToKeep() : undefined;
    await this.#act(model, async (hub) => {
      await hub.pin(model.manifestHash, pinned);
      return undefined;
    });
    await asking;
  }

  async forget(model: CachedModel): Promise<void> {
    this.stop(model);
    this.#set(model, { status: 'deleting' });
    await this.#act(model, async (hub) => {
      await hub.forget(model.manifestHash);
      return undefined;
    });
  }

  /** Reads and checks all that is kept of it. */
  async check(model: CachedModel): Promise<void> {
    const controller = new AbortController();
    const { signal } = controller;
    this.#checks.set(model.manifestHash, controller);
    this.#set(model, { status: 'checking', checked: 0, total: model.bytes });
    await this.#act(model, async (hub) => {
      const check = await hub.checkCached(model.manifestHash, {
        signal,
        onProgress: (checked, total) => {
          if (!signal.aborted) this.#set(model, { status: 'checking', checked, total });
        },
      });
      return { status: 'checked', check };
    });
  }

  /** Ends a check. */
  stop({ manifestHash }: CachedModel): void {
    this.#checks.get(manifestHash)?.abort();
    this.#checks.delete(manifestHash);
  }

  async #act(model: CachedModel, task: (hub: Hub) => Promise<KeptAction | undefined>): Promise<void> {
    const hub = this.#hub();
    if (!hub) return;
    try {
      this.#set(model, await task(hub));
    } catch (error) {
      this.#set(model, isAbort(error) ? undefined : { status: 'failed', problem: describe(error) });
    }
    this.read({ quiet: true });
  }

  #set({ manifestHash }: CachedModel, action: KeptAction | undefined): void {
    const { [manifestHash]: _, ...others } = this.#actions;
    this.#actions = action ? { ...others, [manifestHash]: action } : others;
  }
}
