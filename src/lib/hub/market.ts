// The market in this thread: caches opened, synced, judged and asked. Everything is computed here, from the chain;
// nobody reports anything. Knows no Worker and no screen.
import { createLocks } from '../blobs/locks.ts';
import type { Chain } from '../chain/chain.ts';
import { chooseHistorySource } from '../chain/history-choice.ts';
import { createListingSource } from '../chain/history-listings.ts';
import { createGathering, factsRevision, knownFacts, type FactSources } from '../market/facts.ts';
import { createJudging } from '../market/judging.ts';
import { openListingIndex, type ListingIndex } from '../market/listing-index.ts';
import { withRules, type RuleSettings } from '../market/rules-settings.ts';
import { openListingSearch } from '../market/search.ts';
import { openOwnership } from '../market/sync-ownership.ts';
import { openSent } from '../market/sync-sent.ts';
import { openStorageEnds, type ReadStorageEnds } from '../market/sync-storage.ts';
import { openHistory } from '../market/sync.ts';
import { lastDays, type CallTable } from '../market/table.ts';
import type { Listing } from '../model/listing.ts';
import type { HistoryPage, ModelEvent } from '../model/history.ts';
import type { KeyValueStore } from '../model/ports.ts';
import type { NetworkConfig } from '../model/network.ts';
import { createMarketAnswers, DEFAULT_DAYS, type OpenedMarket, type OpenedShelf } from './market-answers.ts';
import { createSharedRuns, type Run } from './market-runs.ts';
import { readCosts } from './market-costs.ts';
import { loadStats, saveStats } from './market-saved.ts';
import type { Market, MarketProgress, MarketState, ModelChange } from './market-types.ts';

/** Transactions of an author asked for at a time. */
const CHANGES = 200;
/** Of so many models the storage's end is asked for. */
const STORAGE_MODELS = 500;

export interface MarketPorts {
  chain: Chain;
  network: NetworkConfig;
  store: KeyValueStore;
  /** Tells until when models are stored; unknown where absent. */
  storageEnds?: ReadStorageEnds;
  fetch?: typeof fetch;
  now?: () => number;
}

/** The market in this thread. Nothing is read, not even the cache, before the first question. */
export function createMarket(ports: MarketPorts): Market {
  const { chain, network, store, fetch, now = Date.now } = ports;
  const scope = chain.packageId;
  const source = chooseHistorySource(network, chain, fetch ? { fetch } : {});
  const shared = { source, locks: createLocks(), scope, now };
  const rulesOf = (changes: Partial<RuleSettings> = {}) =>
    withRules({ knownHubs: network.knownHubs ?? [], ...changes });
  const shelf = once(openShelf);
  const opened = once(openAll);
  let ready: OpenedMarket | undefined;
  let reading = false;

  async function openShelf(): Promise<OpenedShelf> {
    const listings = await openListingIndex(store, {
      ...shared,
      source: createListingSource(chain.rpc, scope, chain),
    });
    const [search, saved] = await Promise.all([
      openListingSearch(store, scope, listings.all()),
      loadStats(store, scope),
    ]);
    return { listings, search, saved };
  }

  /** After the shelf, so that a list can be drawn before a million calls are read. */
  async function openAll(): Promise<OpenedMarket> {
    const found = await shelf();
    const [history, ownership, sent, storage] = await Promise.all([
      openHistory(store, shared),
      openOwnership(store, shared),
      openSent(store, shared),
      openStorageEnds(store, { read: ports.storageEnds, scope, now }),
    ]);
    const sources: FactSources = { history, ownership, sent, listings: found.listings, now };
    const judging = createJudging(history.table, {
      revision: () => factsRevision(sources),
      known: () => knownFacts(sources),
    });
    const syncedMs = found.saved?.syncedMs;
    ready = {
      ...found,
      sources,
      judging,
      gathering: createGathering(sources),
      syncedMs,
      storage,
      costs: new Map(),
      generation: 0,
    };
    return ready;
  }

  const syncs = createSharedRuns<MarketProgress, MarketState>(async (run) => {
    const market = await opened();
    reading = true;
    try {
      await readAll(market, run);
    } finally {
      reading = false;
    }
    market.syncedMs = now();
    market.generation++;
    await saveStats(store, scope, market.syncedMs, answers.stats(market, rulesOf(), DEFAULT_DAYS));
    return answers.state();
  });

  async function readAll(market: OpenedMarket, run: Run<MarketProgress>): Promise<void> {
    const { listings, search, sources } = market;
    const { signal, report } = run;
    const readCalls = async () => {
      // Who joins asks for what has happened until now: the end of the ledger is looked up once more for them.
      do {
        run.takeJoined();
        await sources.history.sync({
          signal,
          onProgress: ({ calls }) => report({ step: 'calls', done: calls }),
        });
      } while (run.takeJoined());
      run.closeDoor();
    };
    const readListings = async () => {
      let adding = Promise.resolve();
      await listings.sync({
        signal,
        onProgress: ({ fresh, total, changed }) => {
          report({ step: 'listings', done: fresh, total });
          adding = adding.then(() => search.add(changed));
        },
      });
      await adding;
      await search.save(store, scope, { signal });
    };
    await Promise.all([readCalls(), readListings(), sources.ownership.sync({ signal })]);
    await Promise.all([
      market.gathering.gather(rulesOf(), {
        signal,
        onProgress: (done, total) => report({ step: 'funding', done, total }),
      }),
      market.storage.sync(mostCalled(sources.history.table, listings), { signal }),
    ]);
  }

  const answers = createMarketAnswers({
    shelf,
    opened,
    ready: () => ready,
    rulesOf,
    isReading: () => reading,
    now,
  });
  const { state, search, facets, report, calls } = answers;

  return {
    state,
    search,
    facets,
    report,
    calls,
    sync: (options = {}) => syncs.run(options),
    async changes(model, { signal } = {}) {
      const changes: ModelChange[] = [];
      let cursor: string | undefined;
      for (;;) {
        const page: HistoryPage<ModelEvent> = await source.modelEvents(model, {
          limit: CHANGES,
          ...(cursor === undefined ? {} : { cursor }),
          ...(signal ? { signal } : {}),
        });
        changes.push(...page.items.map(toChange));
        if (!page.hasMore || page.cursor === cursor) return changes;
        cursor = page.cursor;
      }
    },
    async costs(author, options) {
      const [market, costs] = await Promise.all([
        opened(),
        readCosts(chain, network.walrus.system, author, options),
      ]);
      market.costs.set(author, costs);
      market.generation++;
      return costs;
    },
    close: () => syncs.stop(),
  };
}

/** What fails is tried again with the next question. */
function once<T>(open: () => Promise<T>): () => Promise<T> {
  let opening: Promise<T> | undefined;
  return () =>
    (opening ??= open().catch((error: unknown) => {
      opening = undefined;
      throw error;
    }));
}

function toChange(event: ModelEvent): ModelChange {
  const { model: _, ...change } = event;
  if (change.kind !== 'listed') return change;
  const { payout: __, ...listed } = change;
  return listed;
}

/** Listed models by their calls in the usual window, most first: those whose end would be felt. */
function mostCalled(table: CallTable, listings: ListingIndex): Listing[] {
  const last = table.order().at(-1);
  if (last === undefined) return [];
  const counts = new Uint32Array(table.models.size);
  for (const row of table.rows(lastDays(DEFAULT_DAYS, table.columns.atMs[last]!))) {
    counts[table.columns.model[row]!]!++;
  }
  return [...counts.keys()]
    .filter((model) => counts[model]! > 0)
    .sort((a, b) => counts[b]! - counts[a]!)
    .flatMap((model) => listings.get(table.models.name(model)) ?? [])
    .slice(0, STORAGE_MODELS);
}
