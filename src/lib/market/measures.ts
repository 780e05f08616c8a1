// All measures of a market, an author or a model at once, and what each of them means.
import {
  ALIVE_SHARE,
  aliveShare,
  GENUINE_PAYERS,
  genuinePayers,
  REPEAT_RATE,
  repeatRate,
  TRENDING,
} from './measures-demand.ts';
import { WEEKLY_COHORTS, weeklyCohorts, type Payers, type WeeklyCohort } from './measures-demand.ts';
import {
  CONCENTRATION,
  concentration,
  EARNING_SHARE,
  earningShare,
  INCOME_BY_DAY,
} from './measures-income.ts';
import { incomeByDay, NET_INCOME, netIncome, PRICE_REALITY, priceReality } from './measures-income.ts';
import type { Concentration, Cost, DayIncome, NetIncome, PriceReality } from './measures-income.ts';
import { AUTHOR_FUNNEL, authorFunnel, STORAGE_HEALTH, storageHealth } from './measures-supply.ts';
import type { AuthorFunnel, StorageClock, StorageHealth } from './measures-supply.ts';
import { recent, share, type MarketView, type Share } from './measures-view.ts';
import { RULES, VERDICTS, type RuleId, type Totals, type VerdictKind } from './rules-verdicts.ts';

export const LINKED_SHARE =
  'All calls of the last N days by verdict. Self: paid to the payer. Linked: a rule found that payer and author ' +
  'belong together. Unknown: history does not reach far enough to tell. Shares are of all calls; nothing is hidden.';

export interface LinkedShare {
  totals: Totals;
  /** Of calls. */
  shares: Record<VerdictKind, Share>;
  /** Of calls, for self and linked ones, by strongest rule. */
  rules: Record<RuleId, Share>;
}

export function linkedShare(view: MarketView, days: number): LinkedShare {
  const totals = view.verdicts.totals({ window: recent(view, days), rows: view.rows });
  const of = (calls: number) => share(calls, totals.raw.calls);
  return {
    totals,
    shares: Object.fromEntries(
      VERDICTS.map((kind) => [kind, of(totals[kind].calls)]),
    ) as LinkedShare['shares'],
    rules: Object.fromEntries(
      RULES.map((rule) => [rule, of(totals.byRule[rule].calls)]),
    ) as LinkedShare['rules'],
  };
}

/** Plain definitions, to be shown beside the numbers. */
export const DEFINITIONS = {
  aliveShare: ALIVE_SHARE,
  earningShare: EARNING_SHARE,
  genuinePayers: GENUINE_PAYERS,
  linkedShare: LINKED_SHARE,
  repeatRate: REPEAT_RATE,
  weeklyCohorts: WEEKLY_COHORTS,
  concentration: CONCENTRATION,
  authorFunnel: AUTHOR_FUNNEL,
  netIncome: NET_INCOME,
  priceReality: PRICE_REALITY,
  storageHealth: STORAGE_HEALTH,
  incomeByDay: INCOME_BY_DAY,
  trending: TRENDING,
} as const;

export interface MeasureOptions {
  /** The long window; the short one is always 7 days. Default 30. */
  days?: number;
  /** Base units of the view's coin a model must have earned to count as earning. Default 1. */
  minIncome?: bigint;
  minPayers?: number;
  weeks?: number;
  costs?: readonly Cost[];
  storage?: { endEpochs: ReadonlyMap<string, number>; clock: StorageClock; withinDays: number };
}

export interface Measures {
  aliveShare7: Share;
  aliveShare: Share;
  earningShare: Share;
  genuinePayers: Payers;
  linkedShare: LinkedShare;
  repeatRate: Share;
  weeklyCohorts: WeeklyCohort[];
  concentration: Concentration;
  authorFunnel: AuthorFunnel;
  netIncome: Map<string, NetIncome>;
  priceReality: PriceReality;
  /** Undefined where no end epochs were given. */
  storageHealth: StorageHealth | undefined;
  incomeByDay: DayIncome[];
}

export function measure(view: MarketView, options: MeasureOptions = {}): Measures {
  const { days = 30, minIncome = 1n, minPayers = 3, weeks = 8, costs = [], storage } = options;
  return {
    aliveShare7: aliveShare(view, 7),
    aliveShare: aliveShare(view, days),
    earningShare: earningShare(view, { days, minPayers, minIncome }),
    genuinePayers: genuinePayers(view, days),
    linkedShare: linkedShare(view, days),
    repeatRate: repeatRate(view, days),
    weeklyCohorts: weeklyCohorts(view, weeks),
    concentration: concentration(view, { days, by: 'author' }),
    authorFunnel: authorFunnel(view, days),
    netIncome: netIncome(view, days, costs),
    priceReality: priceReality(view, days),
    storageHealth: storage && storageHealth(view, storage),
    incomeByDay: incomeByDay(view, days),
  };
}
