// The other side of the market: authors who find their first payer, and models whose storage runs out.
import { genuineRows, median, recent, share, type MarketView, type Share } from './measures-view.ts';
import { DAY_MS } from './table.ts';

export const AUTHOR_FUNNEL =
  'Authors whose first listing is within the last N days; how many of them have had a genuine payer since; the median ' +
  'time from first listing to first genuine paid call, of those who have; and the share of their models with a second ' +
  'version.';

export interface AuthorFunnel {
  newAuthors: number;
  withPayer: Share;
  medianMs: number | undefined;
  secondVersion: Share;
}

export function authorFunnel(view: MarketView, days: number): AuthorFunnel {
  const { fromMs, untilMs } = recent(view, days);
  const firstListed = new Map<string, number>();
  for (const { author, listedMs } of view.listed) {
    firstListed.set(author, Math.min(listedMs, firstListed.get(author) ?? Infinity));
  }
  const isNew = (author: string) => firstListed.get(author)! >= fromMs && firstListed.get(author)! < untilMs;
  const authorOf = new Map<number, string>();
  for (const { id, author } of view.listed) {
    if (isNew(author)) authorOf.set(view.table.models.find(id), author);
  }
  const waited = new Map<string, number>();
  for (const row of genuineRows(view, { window: { fromMs, untilMs }, paid: true })) {
    const author = authorOf.get(view.table.columns.model[row]!);
    if (author === undefined || waited.has(author)) continue;
    const wait = view.table.columns.atMs[row]! - firstListed.get(author)!;
    // A model that came with a history from somebody else tells nothing of this author.
    if (wait >= 0) waited.set(author, wait);
  }
  const newAuthors = [...firstListed.keys()].filter(isNew).length;
  const models = view.listed.filter(({ author }) => isNew(author));
  return {
    newAuthors,
    withPayer: share(waited.size, newAuthors),
    medianMs: median([...waited.values()]),
    secondVersion: share(models.filter(({ head }) => head >= 2).length, models.length),
  };
}

export const STORAGE_HEALTH =
  'Days until the first blob of a model expires. At risk: models that expire within N days or already have, the ' +
  'genuine payers who called them in the last 30 days, and their calls. Models without a known end are counted apart.';

/** Walrus epochs: a blob with end epoch E is kept until E begins. */
export interface StorageClock {
  epoch: number;
  /** When the current epoch began. */
  epochStartMs: number;
  epochMs: number;
}

export interface ModelStorage {
  model: string;
  /** May be negative: expired so many days ago. */
  daysLeft: number;
}

export interface StorageHealth {
  /** Soonest first. */
  models: ModelStorage[];
  expired: number;
  atRisk: Share;
  payersAtRisk: number;
  callsAtRisk: Share;
  unknown: number;
}

/** `endEpochs`: by model, the smallest end epoch of all blobs of its head version. */
export function storageHealth(
  view: MarketView,
  options: { endEpochs: ReadonlyMap<string, number>; clock: StorageClock; withinDays: number },
): StorageHealth {
  const { endEpochs, clock, withinDays } = options;
  const models: ModelStorage[] = [];
  for (const { id } of view.listed) {
    const end = endEpochs.get(id);
    if (end === undefined) continue;
    const endMs = clock.epochStartMs + (end - clock.epoch) * clock.epochMs;
    models.push({ model: id, daysLeft: (endMs - view.nowMs) / DAY_MS });
  }
  models.sort((a, b) => a.daysLeft - b.daysLeft || (a.model < b.model ? -1 : 1));
  const risky = models.filter(({ daysLeft }) => daysLeft <= withinDays);
  const numbers = new Set(risky.map(({ model }) => view.table.models.find(model)));
  const payers = new Set<number>();
  let calls = 0;
  let callsAtRisk = 0;
  for (const row of genuineRows(view, { window: recent(view, 30) })) {
    calls++;
    if (!numbers.has(view.table.columns.model[row]!)) continue;
    callsAtRisk++;
    payers.add(view.table.columns.payer[row]!);
  }
  return {
    models,
    expired: models.filter(({ daysLeft }) => daysLeft <= 0).length,
    atRisk: share(risky.length, models.length),
    payersAtRisk: payers.size,
    callsAtRisk: share(callsAtRisk, calls),
    unknown: view.listed.length - models.length,
  };
}
