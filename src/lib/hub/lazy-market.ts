// A market whose code is fetched with the first question: a page that has it in a Worker never loads it twice.
import type { Market } from './market-types.ts';

export function createLazyMarket(load: () => Promise<Market>): Market {
  let loading: Promise<Market> | undefined;
  const loaded = () =>
    (loading ??= load().catch((error: unknown) => {
      loading = undefined;
      throw error;
    }));
  return {
    state: async () => (await loaded()).state(),
    sync: async (options) => (await loaded()).sync(options),
    search: async (query) => (await loaded()).search(query),
    facets: async (options) => (await loaded()).facets(options),
    report: async (question) => (await loaded()).report(question),
    calls: async (question) => (await loaded()).calls(question),
    changes: async (model, options) => (await loaded()).changes(model, options),
    costs: async (author, options) => (await loaded()).costs(author, options),
    close: () => void loading?.then((market) => market.close()),
  };
}
