// What the health page's address says: scope, window, coin, thresholds and which calls are listed. Pure, both ways, so
// that a judgement can be shared as a link. Addresses are strangers' input: what makes no sense is left out.
import {
  RULES,
  SUI_TYPE,
  VERDICTS,
  type MarketQuestion,
  type MeasureScope,
  type RuleId,
  type RuleSettings,
  type VerdictKind,
} from '../../lib/index.ts';
import { changedRules, readAddresses, readRule, RULE_FIELDS } from './health-rules.ts';
import type { Query } from './route.ts';

export const WINDOWS = [7, 30, 90] as const;
const DEFAULT_DAYS = 30;
const MAX_DAYS = 365;

/** Which calls are listed: all, those of a verdict, all excluded, or those found by one rule. */
export type Shown = 'all' | VerdictKind | 'excluded' | `rule-${RuleId}`;

export interface HealthView {
  scope: MeasureScope;
  days: number;
  coin: string;
  rules: Partial<RuleSettings>;
  show?: Shown;
  /** Only this payer's calls in the list. */
  payer?: string;
}

const ID = /^0x[0-9a-f]{64}$/;
const COIN = /^0x[0-9a-fA-F]{1,64}::[A-Za-z_]\w{0,127}::[A-Za-z_]\w{0,127}$/;
const SHOWN: readonly Shown[] = [
  'all',
  'excluded',
  ...VERDICTS,
  ...RULES.map((rule) => `rule-${rule}` as const),
];

export function readView(query: Query = {}): HealthView {
  const days = Number(query['days']);
  const model = id(query['model']);
  const author = id(query['author']);
  const payer = id(query['payer']);
  const coin = query['coin'];
  const show = SHOWN.find((one) => one === query['show']);
  const rules: Partial<RuleSettings> = {};
  for (const field of RULE_FIELDS) {
    const value = readRule(field, query[field.key] ?? '');
    if (value !== undefined) rules[field.key] = value;
  }
  const knownHubs = readAddresses(query['knownHubs'] ?? '');
  if (knownHubs.length > 0) rules.knownHubs = knownHubs;
  return {
    scope: { ...(model ? { model } : {}), ...(author ? { author } : {}) },
    days: Number.isInteger(days) && days >= 1 && days <= MAX_DAYS ? days : DEFAULT_DAYS,
    coin: coin !== undefined && COIN.test(coin) ? coin : SUI_TYPE,
    rules: changedRules(rules),
    ...(show ? { show } : {}),
    ...(payer ? { payer } : {}),
  };
}

/** The shortest address that says the same. */
export function writeView({ scope, days, coin, rules, show, payer }: HealthView): Query {
  const query: Record<string, string> = {};
  if (scope.model) query['model'] = scope.model;
  if (scope.author) query['author'] = scope.author;
  if (days !== DEFAULT_DAYS) query['days'] = String(days);
  if (coin !== SUI_TYPE) query['coin'] = coin;
  const { knownHubs, ...numbers } = changedRules(rules);
  for (const [key, value] of Object.entries(numbers)) query[key] = String(value);
  if (knownHubs) query['knownHubs'] = knownHubs.join(',');
  if (show) query['show'] = show;
  if (payer) query['payer'] = payer;
  return query;
}

/** What the market is asked; the list's own part is left out. */
export function questionOf({ scope, days, coin, rules }: HealthView): MarketQuestion {
  return { scope, days, coin, rules };
}

/** Which calls `market.calls` is asked for. */
export function filterOf(show: Shown): { verdicts?: VerdictKind[]; rule?: RuleId } {
  if (show === 'all') return {};
  if (show === 'excluded') return { verdicts: ['self', 'linked'] };
  if (!show.startsWith('rule-')) return { verdicts: [show as VerdictKind] };
  return { rule: show.slice('rule-'.length) as RuleId, verdicts: ['self', 'linked'] };
}

function id(text: string | undefined): string | undefined {
  const lower = text?.toLowerCase();
  return lower !== undefined && ID.test(lower) ? lower : undefined;
}
