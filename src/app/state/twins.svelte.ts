// Names that imitate: a listing is marked where an older one by somebody else looks the same and has more genuine payers.
// Only the most used are compared: nobody gains by imitating what nobody uses.
import { untrack } from 'svelte';
import { skeleton, type Hub, type Listing } from '../../lib/index.ts';
import type { MarketRow } from './market-list.svelte.ts';

const MOST = 1_000;

export class Twins {
  readonly #hub: () => Hub | undefined;
  #known = $state.raw<ReadonlyMap<string, MarketRow>>(new Map());

  constructor(hub: () => Hub | undefined) {
    this.#hub = hub;
  }

  /** The listing that `row` can be mistaken for. */
  olderThan(row: MarketRow): Listing | undefined {
    return this.#known.size === 0 ? undefined : olderTwin(this.#known, row);
  }

  /** Another network, other names. */
  reset(): void {
    this.#known = new Map();
  }

  /** Looks again at who is used most. For an `$effect`; quiet where that is not known. */
  read(): () => void {
    const controller = new AbortController();
    untrack(() => void this.#read(controller.signal));
    return () => controller.abort();
  }

  async #read(signal: AbortSignal): Promise<void> {
    const found = await this.#hub()
      ?.market.search({ sort: 'genuine-payers', limit: MOST, signal })
      .catch(() => undefined);
    if (!found || signal.aborted || !found.judged) return;
    this.#known = mostUsed(found.items);
  }
}

/** By skeleton: of several alike, the one with the most genuine payers. */
export function mostUsed(rows: readonly MarketRow[]): Map<string, MarketRow> {
  const known = new Map<string, MarketRow>();
  for (const row of rows) {
    if (payersOf(row) === 0) continue;
    const key = skeleton(row.listing.name);
    const other = known.get(key);
    if (key !== '' && (!other || payersOf(other) < payersOf(row))) known.set(key, row);
  }
  return known;
}

/** The listing of `known` that came before, is somebody else's, looks the same and is used by more. */
export function olderTwin(known: ReadonlyMap<string, MarketRow>, row: MarketRow): Listing | undefined {
  const other = known.get(skeleton(row.listing.name));
  if (!other) return undefined;
  const older = other.listing.index < row.listing.index && other.listing.author !== row.listing.author;
  return older && payersOf(other) > payersOf(row) ? other.listing : undefined;
}

function payersOf({ stats }: MarketRow): number {
  return stats?.payers ?? 0;
}
