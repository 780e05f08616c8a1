// An author's models by the end of their storage. How many days before one is spoken of, and what was put off until when,
// stay in this browser; everything else is read from the chain.
import type { Hub } from '../../lib/index.ts';
import { Load } from './load.svelte.ts';
import { LocalSetting } from './local-setting.svelte.ts';
import {
  DAY_MS,
  dueRenewals,
  inOrder,
  readSettings,
  soundDays,
  type Renewal,
  type RenewalSettings,
} from './storage-due.ts';
import { beginsMs, nowOf } from './storage.ts';

interface Known {
  renewals: Renewal[];
  nowMs: number;
}

export class StorageReminders {
  readonly known = new Load<Known>();
  readonly #settings = new LocalSetting<RenewalSettings>('floe.renewals', readSettings);
  readonly #hub: () => Hub | undefined;
  readonly #sorted = $derived.by(() => {
    const { renewals, nowMs } = this.known.value ?? { renewals: [], nowMs: 0 };
    return dueRenewals(renewals, this.#settings.current, nowMs);
  });

  constructor(hub: () => Hub | undefined) {
    this.#hub = hub;
  }

  get days(): number {
    return this.#settings.current.days;
  }

  set days(days: number) {
    this.#settings.current = { ...this.#settings.current, days: soundDays(days) };
  }

  /** Soonest first; those whose end is not known last. */
  get all(): Renewal[] {
    return this.known.value?.renewals ?? [];
  }

  get due(): Renewal[] {
    return this.#sorted.due;
  }

  get putOff(): { renewal: Renewal; untilMs: number }[] {
    return this.#sorted.putOff;
  }

  get unknown(): Renewal[] {
    return this.all.filter(({ endEpoch }) => endEpoch === undefined);
  }

  get nowMs(): number {
    return this.known.value?.nowMs ?? Date.now();
  }

  /** Returns a way to stop. */
  read(address: string, { quiet = false } = {}): (() => void) | undefined {
    const hub = this.#hub();
    if (!hub) return undefined;
    return this.known.run((signal) => readRenewals(hub, address, signal), { quiet });
  }

  /** For so many days from now. */
  dismiss(model: string, days: number): void {
    const { current } = this.#settings;
    const putOff = { ...current.putOff, [model]: this.nowMs + days * DAY_MS };
    this.#settings.current = { ...current, putOff };
  }

  recall(model: string): void {
    const { [model]: _, ...putOff } = this.#settings.current.putOff;
    this.#settings.current = { ...this.#settings.current, putOff };
  }
}

async function readRenewals(hub: Hub, address: string, signal: AbortSignal): Promise<Known> {
  const owned = await hub.owned(address, { signal });
  const listings = owned.map(({ listing }) => listing);
  const { epoch, clock, endEpochs } = await hub.storageEnds(listings, { signal });
  const renewals = listings.map((listing): Renewal => {
    const endEpoch = endEpochs.get(listing.id);
    const endsMs = clock && endEpoch !== undefined ? beginsMs(clock, endEpoch) : undefined;
    return { listing, endEpoch, endsMs, ended: endEpoch !== undefined && endEpoch <= epoch };
  });
  return { renewals: inOrder(renewals), nowMs: nowOf(clock) };
}
