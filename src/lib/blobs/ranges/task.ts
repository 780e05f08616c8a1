// One wanted range and all that is tried for it: who is asked now, who failed, who sent what instead.
import type { Attempt } from './attempt.ts';
import type { Origin } from './origin.ts';
import type { RowRange } from './range-plan.ts';
import type { Choice } from './schedule.ts';

/** From one aggregator. */
const MOST_TRIES = 4;

export class Task {
  readonly attempts = new Set<Attempt>();
  /** Right bytes are here. */
  settled = false;
  readonly #tries = new Map<Origin, number>();
  /** Digests of wrong bytes, by who sent them. */
  readonly #refusals = new Map<Origin, Promise<string | undefined>>();

  constructor(readonly range: RowRange) {}

  /** Those that may be asked for it. */
  choices(origins: readonly Origin[], slots: number): (Choice & { origin: Origin })[] {
    const asked = new Set([...this.attempts].map(({ origin }) => origin));
    const usable = origins.filter((origin) => !asked.has(origin) && this.#triesOf(origin) < MOST_TRIES);
    const [first = []] = [
      usable.filter((origin) => !origin.isOut && !origin.standing.lied),
      // Known liars only where there is nobody else at all, slow or busy.
      usable.filter((origin) => !origin.isOut),
      // And those dropped for lies in this read only to compare: the same bytes twice would speak for them.
      usable.filter((origin) => origin.refused > 0 && this.#refusals.size > 0 && !this.#refusals.has(origin)),
    ].filter((some) => some.length > 0);
    return first.map((origin) => ({
      origin,
      busy: origin.busy,
      slots: origin.room(slots),
      readyMs: origin.standing.readyMs,
      bytesPerMs: origin.standing.bytesPerMs(),
      reliability: origin.standing.reliability,
      tries: this.#triesOf(origin),
    }));
  }

  failedAt(origin: Origin): void {
    this.#tries.set(origin, this.#triesOf(origin) + 1);
  }

  /** True if another aggregator sent the very same bytes, which were refused too. The first need not be waited for. */
  async refusedFrom(origin: Origin, digest: Promise<string> | undefined): Promise<boolean> {
    const others = [...this.#refusals.values()];
    const mine = Promise.resolve(digest).catch(() => undefined);
    this.#refusals.set(origin, mine);
    if (others.length === 0) return false;
    const [own, ...known] = await Promise.all([mine, ...others]);
    return own !== undefined && known.includes(own);
  }

  get refused(): Iterable<Origin> {
    return this.#refusals.keys();
  }

  #triesOf(origin: Origin): number {
    return this.#tries.get(origin) ?? 0;
  }
}
