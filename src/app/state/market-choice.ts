// What a visitor searches for, as the address says it and as the market is asked. Pure, both ways, so that a search can
// be shared as a link. An address is a stranger's input: what makes no sense is left out.
import {
  parseAmount,
  SUI_TYPE,
  type ListingFilter,
  type MarketQuery,
  type MarketSort,
} from '../../lib/index.ts';
import type { Query } from './route.ts';

export interface MarketChoice {
  text: string;
  /** Empty texts do not filter. */
  task: string;
  runtime: string;
  /** `none`: no licence given. */
  license: string;
  tag: string;
  /** Full coin type. */
  coin: string;
  /** Decimal amounts of SUI as typed; empty for no bound. */
  from: string;
  to: string;
  /** Largest download, one of SIZES. */
  size: string;
  weights: '' | 'open' | 'sealed';
  /** Only what this device can run. */
  here: boolean;
  /** Also models that their authors switched off. */
  off: boolean;
  /** Also what this visitor hid. */
  hidden: boolean;
  /** Undefined for the default: relevance where there is a text, else genuine income. */
  sort: MarketSort | undefined;
  /** Models set side by side. */
  compare: readonly string[];
}

export const SIZES: Readonly<Record<string, number>> = {
  '10MB': 1e7,
  '100MB': 1e8,
  '500MB': 5e8,
  '2GB': 2e9,
};
export const SORTS: readonly { sort: MarketSort; text: string }[] = [
  { sort: 'genuine-income', text: 'Genuine income, 30 days' },
  { sort: 'genuine-payers', text: 'Genuine payers, 30 days' },
  { sort: 'repeat-payers', text: 'Repeat payers, 30 days' },
  { sort: 'trending', text: 'Trending' },
  { sort: 'newest', text: 'Newest' },
  { sort: 'cheapest', text: 'Cheapest' },
];
export const NO_CHOICE: MarketChoice = {
  text: '',
  task: '',
  runtime: '',
  license: '',
  tag: '',
  coin: '',
  from: '',
  to: '',
  size: '',
  weights: '',
  here: false,
  off: false,
  hidden: false,
  sort: undefined,
  compare: [],
};
export const MOST_COMPARED = 4;
export const NO_LICENSE = 'none';

const ID = /^0x[0-9a-f]{64}$/;
const COIN = /^0x[0-9a-fA-F]{1,64}::[A-Za-z_]\w{0,127}::[A-Za-z_]\w{0,127}$/;
const LONGEST = 200;

export function readChoice(query: Query = {}): MarketChoice {
  const word = (key: string) => (query[key] ?? '').slice(0, LONGEST);
  const amount = (key: string) => (mist(word(key)) === undefined ? '' : word(key));
  const coin = word('coin');
  const size = word('size');
  const ids = (query['compare'] ?? '').toLowerCase().split(',');
  return {
    text: word('q'),
    task: word('task'),
    runtime: word('runtime'),
    license: word('licence'),
    tag: word('tag'),
    coin: COIN.test(coin) ? coin : '',
    from: amount('from'),
    to: amount('to'),
    size: Object.hasOwn(SIZES, size) ? size : '',
    weights: query['weights'] === 'open' ? 'open' : query['weights'] === 'sealed' ? 'sealed' : '',
    here: query['here'] === '1',
    off: query['off'] === '1',
    hidden: query['hidden'] === '1',
    sort: [...SORTS.map(({ sort }) => sort), 'relevance' as const].find((sort) => sort === query['sort']),
    compare: [...new Set(ids.filter((id) => ID.test(id)))].slice(0, MOST_COMPARED),
  };
}

/** The shortest address that says the same. */
export function writeChoice(choice: MarketChoice): Query {
  const entries: [string, string][] = [
    ['q', choice.text],
    ['task', choice.task],
    ['runtime', choice.runtime],
    ['licence', choice.license],
    ['tag', choice.tag],
    ['coin', choice.coin],
    ['from', choice.from],
    ['to', choice.to],
    ['size', choice.size],
    ['weights', choice.weights],
    ['here', choice.here ? '1' : ''],
    ['off', choice.off ? '1' : ''],
    ['hidden', choice.hidden ? '1' : ''],
    ['sort', choice.sort ?? ''],
    ['compare', choice.compare.join(',')],
  ];
  return Object.fromEntries(entries.filter(([, value]) => value !== ''));
}

/** What filters beside the text, for "clear filters" and the phone's count. */
export function countFilters(choice: MarketChoice): number {
  const { text: _text, sort: _sort, compare: _compare, ...filters } = choice;
  return Object.values(filters).filter(Boolean).length;
}

export interface Surroundings {
  device: { runtimes: readonly string[]; maxBytes: number };
  hidden: ReadonlySet<string> | undefined;
}

export function questionOf(choice: MarketChoice, { device, hidden }: Surroundings): MarketQuery {
  const text = choice.text.trim();
  return {
    ...(text ? { text } : {}),
    ...(choice.sort ? { sort: choice.sort } : {}),
    filter: filterOf(choice, { device, hidden }),
  };
}

function filterOf(choice: MarketChoice, { device, hidden }: Surroundings): ListingFilter {
  const { task, license, tag, from, to, weights, here } = choice;
  const runtimes = choice.runtime ? [choice.runtime] : [];
  // A runtime chosen that this device lacks leaves nothing, rather than everything.
  const usable = here
    ? runtimes.length > 0
      ? [device.runtimes.includes(choice.runtime) ? choice.runtime : 'none of ours']
      : device.runtimes
    : runtimes;
  const minPrice = mist(from);
  const maxPrice = mist(to);
  // A price is one of a coin: with no coin chosen, SUI is meant.
  const coin = choice.coin || (minPrice !== undefined || maxPrice !== undefined ? SUI_TYPE : '');
  const maxBytes = Math.min(SIZES[choice.size] ?? Infinity, here ? device.maxBytes : Infinity);
  const sealed = weights === 'sealed' ? true : weights === 'open' || here ? false : undefined;
  return {
    ...(task ? { tasks: [task] } : {}),
    ...(usable.length > 0 ? { runtimes: usable } : {}),
    ...(license ? { licenses: [license === NO_LICENSE ? '' : license] } : {}),
    ...(tag ? { tags: [tag] } : {}),
    ...(coin ? { coin } : {}),
    ...(minPrice === undefined ? {} : { minPrice }),
    ...(maxPrice === undefined ? {} : { maxPrice }),
    ...(maxBytes === Infinity ? {} : { maxBytes }),
    ...(sealed === undefined ? {} : { sealed }),
    ...(choice.off ? {} : { active: true }),
    ...(hidden && !choice.hidden ? { hidden } : {}),
  };
}

/** SUI and WAL have nine decimals; of other coins the bound is read as if they had. */
function mist(text: string): bigint | undefined {
  try {
    return text.trim() === '' ? undefined : parseAmount(text, 9);
  } catch {
    return undefined;
  }
}
