// Finding models by what they do, what they cost and what they truly earn.
import {
  formatSui,
  SUI_TYPE,
  type Hub,
  type MarketResults,
  type MarketSort,
  type MarketState,
} from '../lib/index.ts';
import type { Answer } from './answer.ts';
import { UsageError } from './exit.ts';
import { note, priceText } from './print.ts';

export const SORTS = [
  'relevance',
  'genuine-income',
  'genuine-payers',
  'repeat-payers',
  'trending',
  'newest',
  'cheapest',
] as const satisfies readonly MarketSort[];

export interface SearchArguments {
  text?: string | undefined;
  task?: string | undefined;
  /** MIST. Leaves out what is priced in another coin. */
  maxPrice?: bigint | undefined;
  sort?: MarketSort | undefined;
  limit: number;
  offset?: number | undefined;
}

export function readSort(text: string): MarketSort {
  const found = SORTS.find((sort) => sort === text);
  if (!found) throw new UsageError(`--sort takes one of ${SORTS.join(', ')}`);
  return found;
}

/** From what is known of the market now. Models that are switched off are left out. */
export function find(hub: Hub, options: SearchArguments, signal?: AbortSignal): Promise<MarketResults> {
  const { text, task, maxPrice, sort, limit, offset } = options;
  return hub.market.search({
    filter: {
      active: true,
      ...(task === undefined ? {} : { tasks: [task] }),
      ...(maxPrice === undefined ? {} : { coin: SUI_TYPE, maxPrice }),
    },
    limit,
    ...(text ? { text } : {}),
    ...(sort ? { sort } : {}),
    ...(offset === undefined ? {} : { offset }),
    ...(signal ? { signal } : {}),
  });
}

/** Reads what is new of the market first. */
export async function search(hub: Hub, options: SearchArguments): Promise<Answer> {
  const state = await hub.market.sync({ onProgress: ({ step, done }) => note(`${step}: ${done}`) });
  const results = await find(hub, options);
  return { json: foundJson(results, state), text: foundText(results) };
}

/** Plain data: what a program or a language model is told of the results. */
export function foundJson({ items, total, judged }: MarketResults, state: MarketState) {
  return {
    total,
    judged,
    reachedMs: state.reachedMs,
    models: items.map(({ listing, stats }) => ({
      id: listing.id,
      name: listing.name,
      summary: listing.summary,
      task: listing.task,
      runtime: listing.runtime,
      license: listing.license,
      tags: listing.tags,
      author: listing.author,
      price: listing.price,
      coin: listing.coin,
      priceText: priceText(listing),
      bytes: listing.bytes,
      version: listing.head,
      sealed: listing.sealed,
      genuine30d: stats
        ? {
            calls: stats.calls,
            payers: stats.payers,
            repeatPayers: stats.repeatPayers,
            income: stats.income,
            excludedCalls: stats.excludedCalls,
            unknownCalls: stats.unknownCalls,
          }
        : undefined,
    })),
  };
}

export function foundText({ items, total, judged }: MarketResults): string {
  if (items.length === 0) return 'No model matches.';
  const rows = items.map(({ listing, stats }) => {
    const income =
      stats && stats.income > 0n && listing.coin === SUI_TYPE ? `, ${formatSui(stats.income)}` : '';
    const use = stats ? `${stats.calls} genuine calls by ${stats.payers} payers${income}` : 'no calls known';
    return `${listing.id}  ${listing.name}  ${listing.task}  ${priceText(listing)}  ${use}`;
  });
  const more = total > items.length ? [`${items.length} of ${total}`] : [];
  const doubt = judged ? [] : ['Calls have not been judged yet.'];
  return [...rows, ...more, ...doubt].join('\n');
}
