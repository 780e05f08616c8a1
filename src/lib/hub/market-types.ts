// What a screen or an agent asks the market. Everything that crosses this border survives `structuredClone`, because in
// a page the market lives in a Worker: judging a million calls must not stop the page from drawing.
import type { Measures } from '../market/measures.ts';
import type { MeasureScope } from '../market/measures-view.ts';
import type { Cost } from '../market/measures-income.ts';
import type { ModelStats } from '../market/model-stats.ts';
import type { RuleSettings } from '../market/rules-settings.ts';
import type { Case, RuleId, Totals, VerdictKind } from '../market/rules-verdicts.ts';
import type { ListingFilter } from '../market/search-filter.ts';
import type { Listing } from '../model/listing.ts';

export type { ModelStats } from '../market/model-stats.ts';

interface Cancellable {
  signal?: AbortSignal;
}

export interface MarketState {
  /** Listings in the index. */
  listings: number;
  /** Calls known. */
  calls: number;
  /** Nothing older is known: not clean, unknown. 0 where history is whole; Infinity where nothing is known yet. */
  knownSinceMs: number;
  /** Up to when calls are known; 0 before the first sync. */
  reachedMs: number;
  /** When index, calls and funding last agreed with the chain; undefined until they have once. */
  syncedMs: number | undefined;
}

export type MarketProgress = { step: 'calls' | 'listings' | 'funding'; done: number; total?: number };

export interface MarketQuestion extends Cancellable {
  /** Everything where absent. */
  scope?: MeasureScope;
  /** The window, up to now; 30 where absent. */
  days?: number;
  /** Coin of the money measures; SUI where absent. */
  coin?: string;
  /** Thresholds that differ from the defaults. */
  rules?: Partial<RuleSettings>;
}

/** What is truly called, paid for and earned in a scope. Raw = genuine + self + linked + unknown, always. */
export interface MarketReport {
  scope: MeasureScope;
  days: number;
  coin: string;
  nowMs: number;
  settings: RuleSettings;
  /** True for an author who took a model over or handed one over: its meters count more than this author's calls. */
  changedHands: boolean;
  state: MarketState;
  /** Over all known time. */
  totals: Totals;
  /** Over the window. */
  measures: Measures;
  /** The same measures over the window before this one, to say what grew. */
  before: Measures;
  /** Income, payers and calls of each model in scope with any call in the window, highest genuine income first. */
  models: ModelStats[];
}

export type MarketSort =
  'relevance' | 'genuine-income' | 'genuine-payers' | 'repeat-payers' | 'trending' | 'newest' | 'cheapest';

export interface MarketQuery extends Cancellable {
  /** Words of name, summary, tags, task or author; or the beginning of an address or model ID. */
  text?: string;
  filter?: ListingFilter;
  /** 'relevance' where there is a text, else 'genuine-income'. */
  sort?: MarketSort;
  offset?: number;
  /** 50 where absent. */
  limit?: number;
  /** Window and rules of the numbers beside the listings, and of the sorts. */
  days?: number;
  rules?: Partial<RuleSettings>;
}

export interface MarketResults {
  items: { listing: Listing; stats: ModelStats | undefined }[];
  /** All that match. */
  total: number;
  /** False while calls have not been judged yet: the sorts by use then stand in for 'newest'. */
  judged: boolean;
}

/** How often each value occurs over all listings, most used first: for filter menus. */
export interface MarketFacets {
  tasks: [string, number][];
  runtimes: [string, number][];
  coins: [string, number][];
  licenses: [string, number][];
  tags: [string, number][];
}

/** A call with its judgement and the evidence for it. */
export interface JudgedCall {
  digest: string;
  model: string;
  version: number;
  payer: string;
  spender: string;
  payout: string;
  price: bigint;
  coin: string;
  atMs: number;
  judgement: Case;
}

/** Something an author did to a model, as the chain's events tell it. */
export type ModelChange =
  | { kind: 'listed'; atMs: number; digest: string; author: string; price: bigint }
  | { kind: 'version'; atMs: number; digest: string; version: number }
  | { kind: 'price'; atMs: number; digest: string; from: bigint; to: bigint }
  | { kind: 'active'; atMs: number; digest: string; active: boolean }
  | { kind: 'payout'; atMs: number; digest: string; from: string; to: string }
  | { kind: 'texts'; atMs: number; digest: string; name: string }
  | { kind: 'hand-over'; atMs: number; digest: string; from: string; to: string };

/** The market as one visitor's device knows it: synced from a full node, judged by open rules, cached. */
export interface Market {
  /** What is known now; asks nothing of the network. The first call opens the cache. */
  state(): Promise<MarketState>;
  /**
   * Reads what is new, of listings, calls and funding. Callers share one run; each may stop waiting by itself.
   *
   * @throws ChainError; HistoryError 'market/no-progress'
   */
  sync(options?: Cancellable & { onProgress?: (progress: MarketProgress) => void }): Promise<MarketState>;
  /** Full text with typos forgiven, filters, orders; from memory. */
  search(query: MarketQuery): Promise<MarketResults>;
  facets(options?: Cancellable): Promise<MarketFacets>;
  /** From what is known now: call `sync` before for today's. */
  report(question?: MarketQuestion): Promise<MarketReport>;
  /** Newest first: the way down from every number to its transactions. */
  calls(
    question?: MarketQuestion & {
      verdicts?: readonly VerdictKind[];
      rule?: RuleId;
      payer?: string;
      offset?: number;
      /** 50 where absent. */
      limit?: number;
    },
  ): Promise<{ items: JudgedCall[]; total: number }>;
  /** Everything its author did to a model, oldest first, as far as history reaches. Asks the network. */
  changes(model: string, options?: Cancellable): Promise<ModelChange[]>;
  /** What an author paid for gas and storage in transactions with Floe or Walrus, oldest first. Asks the network. */
  costs(author: string, options?: Cancellable): Promise<Cost[]>;
  /** Gives Worker and memory back. */
  close(): void;
}
