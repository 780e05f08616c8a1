// Questions to the market, answered from memory. What is costly is kept until something new is known: judgements by
// `Judging`, numbers by model and reports here. Asks nothing of the network.
import type { createGathering, FactSources } from '../market/facts.ts';
import type { Judging } from '../market/judging.ts';
import type { ListingIndex } from '../market/listing-index.ts';
import type { Cost } from '../market/measures-income.ts';
import { createView, type MarketView } from '../market/measures-view.ts';
import { measure } from '../market/measures.ts';
import { modelStats } from '../market/model-stats.ts';
import type { RuleSettings } from '../market/rules-settings.ts';
import { VERDICTS, type Verdicts } from '../market/rules-verdicts.ts';
import type { ListingSearch } from '../market/search.ts';
import type { StorageEnds } from '../market/sync-storage.ts';
import { DAY_MS } from '../market/table.ts';
import { SUI_TYPE } from '../model/amount.ts';
import type { SavedStats } from './market-saved.ts';
import type {
  JudgedCall,
  Market,
  MarketQuestion,
  MarketReport,
  MarketState,
  ModelStats,
} from './market-types.ts';

/** What is needed to draw a list: there at once. */
export interface OpenedShelf {
  listings: ListingIndex;
  search: ListingSearch;
  /** Numbers of the last visit. */
  saved: SavedStats | undefined;
}

/** All of it; with a million calls this takes a moment longer. */
export interface OpenedMarket extends OpenedShelf {
  sources: FactSources;
  judging: Judging;
  gathering: ReturnType<typeof createGathering>;
  syncedMs: number | undefined;
  /** Of authors whose costs were asked for. */
  costs: Map<string, Cost[]>;
  storage: StorageEnds;
  /** Goes up with every sync: what was computed before it is computed again. */
  generation: number;
}

interface Answering {
  shelf(): Promise<OpenedShelf>;
  /** Undefined while it is being opened. */
  ready(): OpenedMarket | undefined;
  opened(): Promise<OpenedMarket>;
  rulesOf(changes: Partial<RuleSettings> | undefined): RuleSettings;
  /** True while calls come in. */
  isReading(): boolean;
  now(): number;
}

export const DEFAULT_DAYS = 30;
/** Windows end now; what was computed so long ago still stands. */
const STANDS_MS = 60_000;
/** Storage that ends within so many days is at risk. */
const RISK_DAYS = 30;
const PAGE = 50;
const MAX_KEPT = 24;

interface Kept<T> {
  generation: number;
  verdicts: Verdicts;
  atMs: number;
  value: T;
}

export type MarketAnswers = Pick<Market, 'state' | 'search' | 'facets' | 'report' | 'calls'> & {
  /** By model, highest genuine income first. */
  stats(market: OpenedMarket, settings: RuleSettings, days: number): ModelStats[];
};

export function createMarketAnswers(options: Answering): MarketAnswers {
  const { shelf, ready, opened, rulesOf, isReading, now } = options;
  const statsKept = new Map<string, Kept<{ list: ModelStats[]; byModel: Map<string, ModelStats> }>>();
  const reportsKept = new Map<string, Kept<MarketReport>>();

  /** Kept under its key until the judgement, the listings or the minute changes. */
  function keep<T>(
    kept: Map<string, Kept<T>>,
    key: string,
    market: OpenedMarket,
    verdicts: Verdicts,
    make: () => T,
  ): T {
    const { generation } = market;
    const found = kept.get(key);
    const stands =
      found?.verdicts === verdicts &&
      found.generation === generation &&
      Math.abs(now() - found.atMs) < STANDS_MS;
    if (stands) return found.value;
    kept.delete(key);
    for (const old of kept.keys()) {
      if (kept.size < MAX_KEPT) break;
      kept.delete(old);
    }
    const value = make();
    kept.set(key, { generation, verdicts, atMs: now(), value });
    return value;
  }

  const judgedNow = (market: OpenedMarket, settings: RuleSettings) =>
    market.judging.verdicts(settings, { busy: isReading() });

  /** Now, or the last known call if the chain's clock is ahead of ours: no call lies outside of every window. */
  function momentOf({ sources }: OpenedMarket): number {
    const { table } = sources.history;
    const last = table.order().at(-1);
    return Math.max(now(), last === undefined ? 0 : table.columns.atMs[last]!);
  }

  function viewOf(
    market: OpenedMarket,
    { scope = {}, coin = SUI_TYPE }: MarketQuestion,
    settings: RuleSettings,
  ): MarketView {
    const verdicts = judgedNow(market, settings);
    const listings = market.listings.all();
    const authorships = market.sources.ownership.authorships(listings);
    return createView({ verdicts, listings, authorships, nowMs: momentOf(market), coin, scope });
  }

  function statsOf(market: OpenedMarket, settings: RuleSettings, days: number) {
    const verdicts = judgedNow(market, settings);
    return keep(statsKept, JSON.stringify([settings, days]), market, verdicts, () => {
      const list = modelStats(viewOf(market, {}, settings), days);
      return { list, byModel: new Map(list.map((stats) => [stats.model, stats])) };
    });
  }

  /** Numbers of the last visit stand in until there are new ones; undefined before the first sync. */
  async function statsFor(changes: Partial<RuleSettings> | undefined, days: number, { saved }: OpenedShelf) {
    const settings = rulesOf(changes);
    const isUsual = days === DEFAULT_DAYS && (!changes || Object.keys(changes).length === 0);
    const market = isUsual && saved ? ready() : await opened();
    const isJudged = market?.judging.last(settings) !== undefined;
    if (isUsual && saved && !isJudged) return saved.byModel;
    if (!market || market.syncedMs === undefined) return undefined;
    return statsOf(market, settings, days).byModel;
  }

  function stateOf({ listings, sources, syncedMs }: OpenedMarket): MarketState {
    const { table, knownSinceMs, reachedMs } = sources.history;
    return { listings: listings.size, calls: table.size, knownSinceMs, reachedMs, syncedMs };
  }

  function makeReport(market: OpenedMarket, question: MarketQuestion, settings: RuleSettings): MarketReport {
    const { scope = {}, days = DEFAULT_DAYS, coin = SUI_TYPE } = question;
    const view = viewOf(market, question, settings);
    const { nowMs, verdicts } = view;
    const beforeMs = nowMs - days * DAY_MS;
    const listedThen = view.listed.filter(({ listedMs }) => listedMs <= beforeMs);
    const storage = market.storage.known;
    const author = scope.author ?? (scope.model && market.listings.get(scope.model)?.author);
    const paid = author === undefined ? [] : (market.costs.get(author) ?? []);
    const costs = scope.model === undefined ? paid : paid.filter(({ model }) => model === scope.model);
    const inScope = (model: string) => scope.model === undefined || model === scope.model;
    return {
      scope,
      days,
      coin,
      nowMs,
      settings,
      changedHands: scope.author !== undefined && view.tenures.shares(scope.author),
      state: stateOf(market),
      totals: verdicts.totals({ rows: view.rows }),
      measures: measure(view, {
        days,
        costs,
        ...(storage ? { storage: { ...storage, withinDays: RISK_DAYS } } : {}),
      }),
      before: measure({ ...view, nowMs: beforeMs, listed: listedThen }, { days, costs }),
      models: modelStats(view, days).filter(({ model }) => inScope(model)),
    };
  }

  return {
    stats: (market, settings, days) => statsOf(market, settings, days).list,

    async state() {
      return stateOf(await opened());
    },

    async search({ text, filter, sort, offset, limit, days = DEFAULT_DAYS, rules, signal }) {
      const found = await shelf();
      const byModel = await statsFor(rules, days, found);
      signal?.throwIfAborted();
      const { items, total } = found.search.find({
        ...(text === undefined ? {} : { text }),
        ...(filter === undefined ? {} : { filter }),
        ...(sort === undefined ? {} : { sort }),
        ...(offset === undefined ? {} : { offset }),
        ...(limit === undefined ? {} : { limit }),
        ...(byModel ? { statsOf: (model: string) => byModel.get(model) } : {}),
      });
      return {
        items: items.map((listing) => ({ listing, stats: byModel?.get(listing.id) })),
        total,
        judged: byModel !== undefined,
      };
    },

    async facets({ signal } = {}) {
      const { search } = await shelf();
      signal?.throwIfAborted();
      return search.facets();
    },

    async report(question = {}) {
      const { scope = {}, days = DEFAULT_DAYS, coin = SUI_TYPE, rules, signal } = question;
      const market = await opened();
      signal?.throwIfAborted();
      const settings = rulesOf(rules);
      const key = JSON.stringify([settings, scope.model, scope.author, days, coin]);
      const verdicts = judgedNow(market, settings);
      return keep(reportsKept, key, market, verdicts, () => makeReport(market, question, settings));
    },

    async calls({ verdicts: kinds, rule, payer, offset = 0, limit = PAGE, ...question } = {}) {
      const market = await opened();
      question.signal?.throwIfAborted();
      const { days = DEFAULT_DAYS, rules } = question;
      const { table, verdicts, rows: inScope, nowMs } = viewOf(market, question, rulesOf(rules));
      const { columns } = table;
      const who = payer === undefined ? -1 : table.addresses.find(payer);
      const wanted = kinds && new Set(kinds.map((kind) => VERDICTS.indexOf(kind)));
      const rows = table.rows({ fromMs: nowMs + 1 - days * DAY_MS, untilMs: nowMs + 1 });
      const items: JudgedCall[] = [];
      let total = 0;
      for (let i = rows.length - 1; i >= 0; i--) {
        const row = rows[i]!;
        if (inScope && inScope[row] !== 1) continue;
        if (payer !== undefined && columns.payer[row] !== who) continue;
        if (wanted && !wanted.has(verdicts.kindOf[row]!)) continue;
        if (rule && verdicts.of(row).rule !== rule) continue;
        if (total >= offset && items.length < limit) items.push(judgedCall(verdicts, row));
        total++;
      }
      return { items, total };
    },
  };
}

function judgedCall(verdicts: Verdicts, row: number): JudgedCall {
  const { shard: _shard, sequence: _sequence, isSelf: _isSelf, ...call } = verdicts.table.call(row);
  return { ...call, judgement: verdicts.of(row) };
}
