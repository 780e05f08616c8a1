// The Worker's end of the market: questions come by number, so that one can be called off; answers and errors go back as
// plain data. Knows no page.
import { releaseProxy } from 'comlink';
import { errorToWire, type ErrorWire } from '../errors.ts';
import type { NetworkConfig } from '../model/network.ts';
import type { Market, MarketProgress } from './market-types.ts';

/** What a page may ask; the last argument of each may hold a signal, which stays in the page. */
export type MarketMethod = Exclude<keyof Market, 'close'>;

export type Answer = { value: unknown } | { error: ErrorWire };

/** What the page says first: the market to open, and the database that its caches are in. */
export interface MarketSetting {
  network: NetworkConfig;
  database: string;
}

export interface MarketHost {
  open(setting: MarketSetting): void;
  ask(
    id: number,
    method: MarketMethod,
    args: unknown[],
    onProgress: ((progress: MarketProgress) => void) | undefined,
  ): Promise<Answer>;
  cancel(id: number): void;
}

export function createMarketHost(openMarket: (setting: MarketSetting) => Market): MarketHost {
  let setting: MarketSetting | undefined;
  let market: Market | undefined;
  const running = new Map<number, AbortController>();
  return {
    open(given) {
      setting = given;
    },
    async ask(id, method, args, onProgress) {
      const abort = new AbortController();
      running.set(id, abort);
      try {
        if (!setting) throw new Error('Nobody said which market');
        market ??= openMarket(setting);
        const { signal } = abort;
        const progress = onProgress ? { onProgress } : {};
        const value = await askMarket(market, method, args, { signal, ...progress });
        return { value };
      } catch (error) {
        return { error: errorToWire(error, 'market/failed') };
      } finally {
        running.delete(id);
        release(onProgress);
      }
    },
    cancel: (id) => running.get(id)?.abort(),
  };
}

/** The page's function is held through a port of its own. */
function release(onProgress: unknown): void {
  (onProgress as { [releaseProxy]?: () => void } | undefined)?.[releaseProxy]?.();
}

/** Puts what stayed in the page (the signal, the progress) back into the options. */
function askMarket(market: Market, method: MarketMethod, args: unknown[], options: object): Promise<unknown> {
  if (method === 'state') return market.state();
  const subject = typeof args[0] === 'string' ? [args[0]] : [];
  const given = args[subject.length] as object | undefined;
  const ask = market[method] as (...args: unknown[]) => Promise<unknown>;
  return ask(...subject, { ...given, ...options });
}
