// What authors call themselves (SuiNS), for the whole page: asked for when first shown, a few at a time, kept for the
// visit. An address without a name is simply shown as an address.
import { SvelteMap } from 'svelte/reactivity';
import type { Hub } from '../../lib/index.ts';

const AT_ONCE = 4;

export class NamesState {
  readonly #hub: () => Hub | undefined;
  readonly #known = new SvelteMap<string, string>();
  readonly #asked = new Set<string>();
  #waiting: string[] = [];
  #running = 0;
  /** Counts networks: answers of an earlier one are dropped. */
  #network = 0;

  constructor(hub: () => Hub | undefined) {
    this.#hub = hub;
  }

  /** The name, if it is known by now. Reading it asks for it; whoever reads it in a template is told. */
  of(address: string): string | undefined {
    if (!this.#asked.has(address)) {
      this.#asked.add(address);
      this.#waiting.push(address);
      if (this.#waiting.length === 1) queueMicrotask(() => this.#work());
    }
    return this.#known.get(address);
  }

  /** Another network, other names. */
  reset(): void {
    this.#network += 1;
    this.#running = 0;
    this.#waiting = [];
    this.#asked.clear();
    this.#known.clear();
  }

  #work(): void {
    while (this.#running < AT_ONCE && this.#waiting.length > 0) {
      // What came into view last is what is looked at now.
      void this.#ask(this.#waiting.pop()!);
    }
  }

  async #ask(address: string): Promise<void> {
    const network = this.#network;
    this.#running += 1;
    const name = await this.#hub()
      ?.nameOf(address)
      .catch(() => undefined);
    if (network !== this.#network) return;
    this.#running -= 1;
    if (name !== undefined) this.#known.set(address, name);
    this.#work();
  }
}
