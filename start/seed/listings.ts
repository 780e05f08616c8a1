// What is on offer: each author's models over time, with prices, versions and models switched off.
// Knows authors; knows no payer and no call.
import { LICENSES, QUALITIES, THEMES, USES, type Theme } from './names.ts';
import { SUI, type Author } from './people.ts';
import { share, weighted, type Random } from './random.ts';
import type { SeedChange, SeedListing, SeedVersion } from './types.ts';

export const SUI_TYPE = `0x${'2'.padStart(64, '0')}::sui::SUI`;
const HOUR = 3_600_000;

export interface Shelf {
  listing: SeedListing;
  author: Author;
  /** How often somebody who looks around comes by; 0 is the long tail nobody finds. */
  weight: number;
}

export interface Span {
  startMs: number;
  endMs: number;
}

/** In order of listing. The first is listed at once and never switched off: there is always something to call. */
export function makeShelves(random: Random, authors: Author[], count: number, span: Span): Shelf[] {
  const sizes = share(
    count,
    authors.map(() => random.pareto(1.1, 60)),
    1,
  );
  const plans = authors.flatMap((author, which) =>
    Array.from({ length: sizes[which]! }, (_, nth) => {
      const latest = span.endMs - 2 * HOUR;
      const first = Math.min(author.joinedMs + random.between(0.2, 20) * HOUR, latest);
      // The first comes soon; a dishonest author's come early enough to be washed for a while.
      const within = author.dishonest ? 0.15 : 0.9;
      const atMs = nth ? random.between(first, first + (latest - first) * within) : first;
      return { author, atMs: Math.floor(atMs) };
    }),
  );
  plans.sort((a, b) => a.atMs - b.atMs);
  const opening = plans.findIndex(({ author }) => !author.dishonest && author.joinedMs <= span.startMs);
  plans.unshift(...plans.splice(Math.max(0, opening), 1));
  plans[0]!.atMs = span.startMs + HOUR / 2;
  const honest = authors.filter((author) => !author.dishonest);
  return plans.map(({ author, atMs }, index) => {
    const shelf = makeShelf(random, author, index, atMs, span);
    if (index && !author.dishonest && random.chance(0.006))
      giveAway(random, shelf, random.pick(honest), span);
    return shelf;
  });
}

/** The last thing that happens to a listing: from then on another author has the income. */
function giveAway(random: Random, { listing, author }: Shelf, to: Author, { endMs }: Span): void {
  const last = listing.changes.at(-1)!.atMs;
  if (to === author || to.joinedMs > last || last > endMs - 3 * HOUR) return;
  const atMs = Math.floor(random.between(last + HOUR, endMs - HOUR));
  listing.changes.push({ kind: 'hand-over', atMs, from: author.address, to: to.address });
  settle(listing);
}

function makeShelf(random: Random, author: Author, index: number, listedMs: number, { endMs }: Span): Shelf {
  const theme = random.pick(THEMES);
  const noun = random.pick(theme.nouns);
  const price = author.dishonest ? priceOf(random.between(1.5, 3)) : firstPrice(random, index);
  const id = random.hex(32);
  const shards = random.pick([1, 4, 4, 4, 4, 8, 16]);
  const changes: SeedChange[] = [{ kind: 'listed', atMs: listedMs, author: author.address, price }];
  const versions = [makeVersion(random, 1, theme)];
  const listing: SeedListing = {
    id,
    index,
    author: author.address,
    payout: author.address,
    price,
    coin: SUI_TYPE,
    active: true,
    head: 1,
    name: `${noun}-${random.pick(QUALITIES)}${random.chance(0.3) ? `-${random.below(90) + 10}` : ''}`,
    summary: `${theme.does}, ${random.pick(USES)}.`,
    task: theme.task,
    runtime: 'onnx',
    ...describe(random.fork(`about ${index}`), theme),
    sealed: false,
    bytes: versions[0]!.bytes,
    meters: Array.from({ length: shards }, () => random.hex(32)),
    listedMs,
    cap: random.hex(32),
    versions,
    changes,
  };
  if (author.payout !== author.address) {
    const atMs = listedMs + 60_000 + random.below(9 * 60_000);
    changes.push({ kind: 'payout', atMs, from: author.address, to: author.payout });
  }
  addLife(random, listing, theme, author, endMs);
  seal(random.fork(`seal ${index}`), versions);
  changes.sort((a, b) => a.atMs - b.atMs);
  settle(listing);
  return { listing, author, weight: 0 };
}

const anyLicense = weighted(LICENSES.map(([, weight]) => weight));

/** A stream of its own, so that what a listing is called never shifts what happens to it. */
function describe(random: Random, theme: Theme): Pick<SeedListing, 'license' | 'tags'> {
  const words = random.shuffle([...theme.tags]).slice(0, random.chance(0.08) ? 0 : 1 + random.below(4));
  const quality = random.chance(0.25) ? [random.pick(QUALITIES)] : [];
  return { license: LICENSES[anyLicense(random)]![0], tags: [...new Set([...words, ...quality])] };
}

/** One model in twenty-five is sealed from the start, a few from a later version on. */
function seal(random: Random, versions: SeedVersion[]): void {
  const from = random.chance(0.04) ? 0 : random.chance(0.03) ? 1 : versions.length;
  for (const version of versions.slice(from)) version.sealedKey = random.bytes(180);
}

/** New versions, price changes, switching off, giving away. Nothing of it in a listing's first quarter of an hour. */
function addLife(random: Random, listing: SeedListing, theme: Theme, author: Author, endMs: number): void {
  const { changes, versions, index } = listing;
  const from = listing.listedMs + HOUR / 4;
  const moment = () => Math.floor(random.between(from, Math.max(from + 1, endMs - HOUR)));
  const moments = (count: number) => Array.from({ length: count }, moment).sort((a, b) => a - b);

  for (const atMs of moments(random.chance(0.45) ? Math.floor(random.pareto(1.3, 7)) : 0)) {
    const version = makeVersion(random, versions.length + 1, theme);
    versions.push(version);
    changes.push({ kind: 'version', atMs, number: version.number });
  }
  let { price } = listing;
  for (const atMs of author.dishonest ? [] : moments(random.chance(0.3) ? 1 + random.below(3) : 0)) {
    const to = price === 0n ? priceOf(random.between(0, 2)) : (price * BigInt(60 + random.below(100))) / 100n;
    changes.push({ kind: 'price', atMs, from: price, to });
    price = to;
  }
  if (index === 0 || author.dishonest) return;
  if (random.chance(0.08)) {
    const [off, on] = moments(2) as [number, number];
    changes.push({ kind: 'active', atMs: off, active: false });
    if (random.chance(0.33)) changes.push({ kind: 'active', atMs: on, active: true });
  }
}

/** The fields that changes move, as they stand after all of them. */
export function settle(listing: SeedListing): void {
  for (const change of listing.changes) applyChange(listing, change);
  listing.listedMs = listing.changes[0]!.atMs;
}

export type Standing = Pick<
  SeedListing,
  'author' | 'payout' | 'price' | 'active' | 'head' | 'sealed' | 'bytes'
>;

export function applyChange(to: Standing & { versions: SeedVersion[] }, change: SeedChange): void {
  if (change.kind === 'listed') {
    to.author = to.payout = change.author;
    to.price = change.price;
    to.active = true;
    setHead(to, 1);
  } else if (change.kind === 'price') to.price = change.to;
  else if (change.kind === 'active') to.active = change.active;
  else if (change.kind === 'payout') to.payout = change.to;
  else if (change.kind === 'hand-over') to.author = to.payout = change.to;
  else setHead(to, change.number);
}

function setHead(to: Standing & { versions: SeedVersion[] }, head: number): void {
  const { bytes, sealedKey } = to.versions[head - 1]!;
  Object.assign(to, { head, bytes, sealed: sealedKey !== undefined });
}

/** Power-law popularity: quality of the author times rank; about a third of the models is never found by chance. */
export function setPopularity(random: Random, shelves: Shelf[]): void {
  const quality = new Map<Author, number>();
  const ranks = random.shuffle(shelves.map((_, i) => i + 1));
  shelves.forEach((shelf, at) => {
    const { author } = shelf;
    if (!quality.has(author)) quality.set(author, random.pareto(2, 6));
    const found = at === 0 || random.chance(0.66);
    const damped = author.dishonest ? 0.15 : 1;
    shelf.weight = found ? (quality.get(author)! * damped) / (ranks[at]! + 3) ** 1.02 : 0;
  });
}

function makeVersion(random: Random, number: number, theme: Theme): SeedVersion {
  const [least, most] = theme.megabytes;
  const bytes = Math.floor(least * (most / least) ** random.unit() * 1e6);
  return {
    number,
    manifest: u256(random),
    manifestHash: random.bytes(32),
    parts: Array.from({ length: Math.ceil(bytes / 512e6) }, () => u256(random)),
    bytes,
  };
}

const u256 = (random: Random) => BigInt(random.hex(32));

/** A seventh is free, the rest between 0.0005 and 0.5 SUI, most of them small. The first costs a common price. */
function firstPrice(random: Random, index: number): bigint {
  if (index === 0) return priceOf(1);
  return random.chance(0.15) ? 0n : priceOf((random.between(0, 3) + random.between(0, 3)) / 2);
}

/** 0.0005 SUI times ten to the `decades`, in two figures. */
function priceOf(decades: number): bigint {
  const mist = 500_000 * 10 ** decades;
  const unit = 10 ** Math.floor(Math.log10(mist) - 1);
  return BigInt(Math.round(mist / unit) * unit) % (1000n * SUI);
}
