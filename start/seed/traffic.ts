// Who calls what when: honest people by favourites and curiosity, rings by the clock.
// Writes unsorted rows (time, model, payer); money and sequence come afterwards.
import type { Shelf, Span } from './listings.ts';
import type { Author, Payer } from './people.ts';
import type { RingPlan } from './plants.ts';
import { weighted, type Random } from './random.ts';
import type { SeedListing } from './types.ts';

const DAY = 86_400_000;

export class Rows {
  readonly time: Float64Array;
  readonly listing: Uint32Array;
  readonly payer: Uint32Array;
  length = 0;

  constructor(capacity: number) {
    this.time = new Float64Array(capacity);
    this.listing = new Uint32Array(capacity);
    this.payer = new Uint32Array(capacity);
  }

  add(time: number, listing: number, payer: number): void {
    this.time[this.length] = Math.floor(time);
    this.listing[this.length] = listing;
    this.payer[this.length++] = payer;
  }

  /** Row numbers in order of time. */
  order(): Uint32Array {
    const { time } = this;
    return Uint32Array.from({ length: this.length }, (_, i) => i).sort(
      (a, b) => time[a]! - time[b]! || a - b,
    );
  }
}

/** Listed for a while and switched on. Leaves a minute around every change, so that shifts of a moment do no harm. */
export function callable({ changes }: SeedListing, atMs: number): boolean {
  if (atMs < changes[0]!.atMs + 60_000) return false;
  let active = true;
  for (const change of changes) {
    if (change.kind !== 'active') continue;
    if (Math.abs(change.atMs - atMs) < 60_000) return false;
    if (change.atMs <= atMs) active = change.active;
  }
  return active;
}

export class Traffic {
  readonly #draw: (random: Random) => number;
  readonly #byAuthor = new Map<Author, number[]>();

  constructor(
    readonly shelves: Shelf[],
    readonly rows: Rows,
    readonly span: Span,
  ) {
    this.#draw = weighted(shelves.map(({ weight }) => weight));
    shelves.forEach(({ author }, index) => {
      const own = this.#byAuthor.get(author);
      if (own) own.push(index);
      else this.#byAuthor.set(author, [index]);
    });
  }

  /** Calls of one honest payer: bouts of use within their time, mostly of a few favourites. */
  honest(random: Random, payer: Payer, calls: number, habit?: { author: Author; share: number }): void {
    const own = habit && this.#byAuthor.get(habit.author)!;
    let favourites = Array.from({ length: 1 + random.below(payer.kind === 'hackathon' ? 9 : 4) }, () =>
      this.#draw(random),
    );
    // An employee meets the employer's models at work only.
    const shunned = payer.kind === 'employee' ? own! : [];
    favourites = favourites.filter((at) => !shunned.includes(at));
    let bout = payer.from;
    for (let left = calls, inBout = 0; left > 0; left--) {
      if (inBout-- <= 0) {
        // The market grows: later days see more of everybody.
        bout = payer.from + (payer.to - payer.from) * random.unit() ** 0.8;
        inBout = Math.floor(random.pareto(1.2, 30));
      }
      const time = Math.min(payer.to, bout + random.unit() * random.unit() * 5 * 3_600_000);
      const wanted = own && random.chance(habit!.share) ? random.pick(own) : undefined;
      this.rows.add(time, this.#choose(random, time, { wanted, favourites, shunned }), payer.account.index);
    }
  }

  /** Even spacing with a little jitter, on the ring's dearest models; a member now and then calls elsewhere. */
  ring(random: Random, { author, payers, from, to, calls, kind }: RingPlan): void {
    const own = this.#byAuthor.get(author)!;
    const targets = own.slice(0, 1 + random.below(Math.min(3, own.length)));
    const disguised = kind === 'puppets' || kind === 'farm';
    for (let i = 0; i < calls; i++) {
      const member = payers[i % payers.length]!;
      const time = from + ((to - from) * (i + random.unit() * 0.8)) / calls;
      const elsewhere = disguised && member.account.index % 5 === 0 && random.chance(0.08);
      // What is not listed yet waits: falling back on strangers' models would be a disguise of its own.
      const there = targets.filter((at) => callable(this.shelves[at]!.listing, time));
      const wanted = elsewhere ? undefined : random.pick(there.length > 0 ? there : targets);
      this.rows.add(
        time,
        this.#choose(random, time, { wanted, favourites: elsewhere ? [] : targets }),
        member.account.index,
      );
    }
  }

  /** How many of the shelves, which stand in order of listing, were there by then. */
  #listedBefore(time: number): number {
    let low = 1;
    for (let high = this.shelves.length; low < high;) {
      const middle = (low + high + 1) >> 1;
      if (this.shelves[middle - 1]!.listing.listedMs <= time) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  #choose(
    random: Random,
    time: number,
    tastes: { wanted: number | undefined; favourites: number[]; shunned?: number[] },
  ): number {
    const { wanted, favourites, shunned = [] } = tastes;
    const can = (at: number) => callable(this.shelves[at]!.listing, time);
    if (wanted !== undefined && can(wanted)) return wanted;
    if (favourites.length && random.chance(0.8)) {
      const favourite = random.pick(favourites);
      if (can(favourite)) return favourite;
    }
    for (let tries = 0; tries < 12; tries++) {
      const found = random.chance(0.03) ? random.below(this.shelves.length) : this.#draw(random);
      if (can(found) && !shunned.includes(found)) return found;
    }
    // Early on little is listed yet: anything that is.
    const listed = this.#listedBefore(time);
    for (let tries = 0; tries < 12; tries++) {
      const found = random.below(listed);
      if (can(found) && !shunned.includes(found)) return found;
    }
    return 0;
  }
}

/** When a payer comes and goes: some stay a day, some to the end. Casual ones come once. */
export function lifetime(random: Random, casual: boolean, { startMs, endMs }: Span): [number, number] {
  const last = endMs - 60_000;
  const from = startMs + DAY + (last - startMs - DAY) * random.unit() ** 0.7 * 0.985;
  if (casual) return [from, Math.min(last, from + random.unit() * DAY)];
  const stays = random.chance(0.45) ? last : from + random.pareto(0.8, 400) * 2 * DAY;
  return [from, Math.min(last, stays)];
}
