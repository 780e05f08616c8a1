// The market, judged: history and listings are synced, the rules say which calls are genuine, the measures add up.
// Everything is computed here, from the chain; nobody reports anything.
import { createLocks } from '../blobs/locks.ts';
import type { Chain } from '../chain/chain.ts';
import { createHistorySource } from '../chain/history.ts';
import { createListingSource } from '../chain/history-listings.ts';
import { findWanted } from '../market/links.ts';
import type { MarketFacts } from '../market/links-facts.ts';
import { openListingIndex, type ListingIndex } from '../market/listing-index.ts';
import { measure } from '../market/measures.ts';
import { createView } from '../market/measures-view.ts';
import { judge } from '../market/rules.ts';
import { withRules, type RuleSettings } from '../market/rules-settings.ts';
import { openHistory, type CallHistory } from '../market/sync.ts';
import { SUI_TYPE } from '../model/amount.ts';
import type { Transfer } from '../model/history.ts';
import type { Listing } from '../model/listing.ts';
import type { HubPorts, MarketOptions, MarketReport } from './types.ts';

/** Each round asks for what the rules want to know next: funders of funders, wallets that money passed through. */
const MAX_ROUNDS = 6;

export function createMarket(
  chain: Chain,
  store: HubPorts['cache'],
  knownHubs: readonly string[],
): (options?: MarketOptions) => Promise<MarketReport> {
  const locks = createLocks();
  const scope = chain.packageId;

  return async ({ days = 30, coin = SUI_TYPE, rules = {}, signal, onProgress } = {}) => {
    const cancellable = signal ? { signal } : {};
    const [history, listings] = await Promise.all([
      openHistory(store, { source: createHistorySource(chain.rpc, scope), locks, scope }),
      openListingIndex(store, { source: createListingSource(chain.rpc, scope, chain), locks, scope }),
    ]);
    await Promise.all([
      history.sync({
        ...cancellable,
        onProgress: ({ calls }) => onProgress?.({ step: 'calls', done: calls }),
      }),
      listings.sync({
        ...cancellable,
        onProgress: ({ fresh }) => onProgress?.({ step: 'listings', done: fresh }),
      }),
    ]);
    const settings = withRules({ knownHubs, ...rules });
    const facts = await gatherFacts({ history, listings, settings, onProgress, ...cancellable });
    const verdicts = judge(history.table, facts, settings);
    const view = createView({ verdicts, listings: listings.all(), nowMs: Date.now(), coin });
    return {
      days,
      coin,
      settings,
      knownSinceMs: history.knownSinceMs,
      listings: listings.size,
      totals: verdicts.totals(),
      measures: measure(view, { days }),
    };
  };
}

async function gatherFacts({
  history,
  listings,
  settings,
  signal,
  onProgress,
}: {
  history: CallHistory;
  listings: ListingIndex;
  settings: RuleSettings;
  signal?: AbortSignal;
  onProgress: MarketOptions['onProgress'] | undefined;
}): Promise<MarketFacts> {
  const cancellable = signal ? { signal } : {};
  const fundings = new Map<string, Transfer | null>();
  const transfers: Transfer[] = [];
  const sentBy = new Set<string>();
  const asked = new Set<string>();
  const facts: MarketFacts = {
    authorships: listings.all().map(toAuthorship),
    transfers,
    fundings,
    sentBy,
    knownSinceMs: history.knownSinceMs,
  };
  for (let round = 0; round < MAX_ROUNDS; round++) {
    const wanted = findWanted(history.table, facts, settings);
    const senders = [...wanted.transfers, ...wanted.passers].filter((address) => !asked.has(address));
    if (wanted.fundings.length === 0 && senders.length === 0) break;
    await history.funding.ask(wanted.fundings, {
      ...cancellable,
      onProgress: (done) => onProgress?.({ step: 'funding', done }),
    });
    for (const address of wanted.fundings) fundings.set(address, history.funding.get(address)?.first ?? null);
    for (const address of senders) {
      const { items, complete } = await history.funding.sent(address, cancellable);
      asked.add(address);
      transfers.push(...items);
      if (complete) sentBy.add(address);
    }
  }
  return facts;
}

/** As it is today; hand-overs before today are in the events, and not read yet. */
function toAuthorship({ id, author, payout, listedMs }: Listing) {
  return { model: id, author, payout, atMs: listedMs };
}
