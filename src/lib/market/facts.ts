// What is known of the world around the calls, out of the caches; and reading what the rules still want to know.
import type { Listing } from '../model/listing.ts';
import type { Transfer } from '../model/history.ts';
import { findWanted } from './links.ts';
import type { MarketFacts } from './links-facts.ts';
import type { RuleSettings } from './rules-settings.ts';
import type { Ownership } from './sync-ownership.ts';
import type { SentLinks, SentTransfers } from './sync-sent.ts';
import type { CallHistory } from './sync.ts';

export interface FactSources {
  history: CallHistory;
  ownership: Ownership;
  sent: SentLinks;
  listings: { readonly size: number; all(): readonly Listing[] };
  now: () => number;
}

/** Each round asks for what the rules want to know next: funders of funders, wallets that money passed through. */
const MAX_ROUNDS = 6;
/** An address nothing new is known of is read again after this: it may have sent coins without any call. */
const READ_AGAIN_MS = 3_600_000;

/** As known now; asks nothing of the network. */
export function knownFacts({ history, ownership, sent, listings }: FactSources): MarketFacts {
  const fundings = new Map<string, Transfer | null>();
  for (const [address, { first }] of history.funding.known) fundings.set(address, first ?? null);
  const sentBy = new Set<string>();
  const transfers: Transfer[] = [];
  for (const [address, { items, complete }] of sent.known) {
    if (complete) sentBy.add(address);
    for (const transfer of items) transfers.push(transfer);
  }
  return {
    authorships: ownership.authorships(listings.all()),
    transfers,
    fundings,
    sentBy,
    knownSinceMs: history.knownSinceMs,
  };
}

/** Tells one state of the facts from another. */
export function factsRevision({ history, ownership, sent, listings }: FactSources): string {
  const { funding, knownSinceMs } = history;
  return `${funding.revision} ${sent.revision} ${ownership.size} ${listings.size} ${knownSinceMs}`;
}

/**
 * Reads what the rules want and the caches lack, until nothing is wanted. Called again soon with nothing new, it does nothing.
 */
export function createGathering(sources: FactSources): {
  /** @throws ChainError of the source */
  gather(
    settings: RuleSettings,
    options?: { signal?: AbortSignal; onProgress?: (done: number, total: number) => void },
  ): Promise<void>;
} {
  const { history, ownership, sent, now } = sources;
  let done: { state: string; atMs: number } | undefined;
  const stateNow = () => `${history.table.size} ${factsRevision(sources)} ${ownership.size}`;

  function isDue(known: SentTransfers | undefined, mark: number, startMs: number): boolean {
    if (!known) return true;
    if (known.askedMs >= startMs) return false;
    return known.mark < mark || !known.complete || startMs - known.askedMs > READ_AGAIN_MS;
  }

  return {
    async gather(settings, { signal, onProgress } = {}) {
      const startMs = now();
      if (done?.state === stateNow() && startMs - done.atMs < READ_AGAIN_MS) return;
      const cancellable = signal ? { signal } : {};
      let read = 0;
      for (let round = 0; round < MAX_ROUNDS; round++) {
        const wanted = findWanted(history.table, knownFacts(sources), settings);
        const senders = new Map(
          [...wanted.senders].filter(([address, mark]) => isDue(sent.known.get(address), mark, startMs)),
        );
        const total = read + wanted.fundings.length + senders.size;
        if (total === read) break;
        let count = read;
        const step = { ...cancellable, onProgress: () => onProgress?.(++count, total) };
        await Promise.all([history.funding.ask(wanted.fundings, step), sent.ask(senders, step)]);
        read = total;
      }
      done = { state: stateNow(), atMs: startMs };
    },
  };
}
