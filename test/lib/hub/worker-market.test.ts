// The market through a message port, as a Worker's: structured clones, signals, progress, errors with their codes.
import { expose } from 'comlink';
import { afterEach, describe, expect, it } from 'vitest';
import { FloeError } from '../../../src/lib/errors.ts';
import { createMarketHost, type MarketSetting } from '../../../src/lib/hub/market-host.ts';
import type { Market, MarketState } from '../../../src/lib/hub/market-types.ts';
import { createWorkerMarket, type MarketThread } from '../../../src/lib/hub/worker-market.ts';

const setting = { network: { network: 'localnet' }, database: 'test' } as MarketSetting;
const state: MarketState = { listings: 1, calls: 2, knownSinceMs: 0, reachedMs: 3, syncedMs: undefined };
const open: { close(): void }[] = [];
afterEach(() => {
  for (const port of open.splice(0)) port.close();
});

/** Threads of this process: a real message channel between the two ends. */
function threads(market: Partial<Market>) {
  const started: { setting: MarketSetting | undefined; ended: boolean; die(): void }[] = [];
  const create = (): MarketThread => {
    const { port1, port2 } = new MessageChannel();
    open.push(port1, port2);
    const thread = { setting: undefined as MarketSetting | undefined, ended: false, die: () => {} };
    started.push(thread);
    const host = createMarketHost((given) => {
      thread.setting = given;
      return market as Market;
    });
    expose(host, port2);
    const listeners = new Map<string, (event: Event) => void>();
    thread.die = () => listeners.get('error')?.({ message: 'out of memory' } as ErrorEvent);
    return {
      postMessage: (message, transfer) => port1.postMessage(message, transfer ?? []),
      addEventListener(type, listener) {
        if (type === 'message') port1.addEventListener(type, listener as never);
        else listeners.set(type, listener as never);
      },
      removeEventListener: (type, listener) => port1.removeEventListener(type, listener as never),
      start: () => port1.start(),
      terminate() {
        thread.ended = true;
        port1.close();
      },
    };
  };
  return { started, create };
}

describe('a market in a Worker', () => {
  it('starts with the first question, and answers with bigints and maps as they are', async () => {
    const answer = { totals: { money: new Map([['0x2::sui::SUI', 2n ** 70n]]) } };
    let asked: unknown;
    const { started, create } = threads({
      state: async () => state,
      report: async (question) => {
        asked = question;
        return answer as never;
      },
    });
    const market = createWorkerMarket(setting, create);
    expect(started).toHaveLength(0);
    expect(await market.state()).toEqual(state);
    expect(await market.report({ days: 7, scope: { author: '0x1' } })).toEqual(answer);
    expect(asked).toMatchObject({ days: 7, scope: { author: '0x1' } });
    expect(started).toMatchObject([{ setting }]);
    market.close();
    expect(started[0]!.ended).toBe(true);
  });

  it('takes questions that are reactive proxies, with sets in them', async () => {
    let asked: unknown;
    const { create } = threads({
      search: async (query) => {
        asked = query.filter;
        return { items: [], total: 0, judged: true };
      },
    });
    const market = createWorkerMarket(setting, create);
    const filter = new Proxy({ tags: new Proxy(['a'], {}), hidden: new Set(['0x1']), maxPrice: 5n }, {});
    await market.search({ text: 'x', filter });
    expect(asked).toEqual({ tags: ['a'], hidden: new Set(['0x1']), maxPrice: 5n });
    market.close();
  });

  it('hears of progress, and passes the subject of a question', async () => {
    const { create } = threads({
      sync: async ({ onProgress } = {}) => {
        onProgress?.({ step: 'calls', done: 1 });
        onProgress?.({ step: 'funding', done: 2, total: 9 });
        return state;
      },
      changes: async (model) => [{ kind: 'version', atMs: 1, digest: model, version: 2 }],
    });
    const market = createWorkerMarket(setting, create);
    const heard: unknown[] = [];
    await market.sync({ onProgress: (progress) => heard.push(progress) });
    expect(heard).toEqual([
      { step: 'calls', done: 1 },
      { step: 'funding', done: 2, total: 9 },
    ]);
    expect(await market.changes('0xmodel')).toMatchObject([{ digest: '0xmodel' }]);
    market.close();
  });

  it('gives up at once when told to, there too', async () => {
    let stopped!: (reason: unknown) => void;
    const stops = new Promise((resolve) => (stopped = resolve));
    const { create } = threads({
      sync: ({ signal } = {}) =>
        new Promise((_, reject) => {
          signal!.addEventListener('abort', () => {
            stopped(signal!.reason);
            reject(signal!.reason as Error);
          });
          begun();
        }),
    });
    let begun!: () => void;
    const begins = new Promise<void>((resolve) => (begun = resolve));
    const market = createWorkerMarket(setting, create);
    const abort = new AbortController();
    const sync = market.sync({ signal: abort.signal });
    await begins;
    abort.abort(new DOMException('enough', 'AbortError'));
    await expect(sync).rejects.toMatchObject({ name: 'AbortError', message: 'enough' });
    await stops;
    await expect(market.sync({ signal: AbortSignal.abort() })).rejects.toMatchObject({ name: 'AbortError' });
    market.close();
  });

  it('fails with the code and details of what failed', async () => {
    const { create } = threads({
      sync: async () => {
        throw new FloeError('chain/unreachable', 'gone', { retryable: true, details: { reason: 'x' } });
      },
      state: async () => {
        throw new TypeError('a fault');
      },
    });
    const market = createWorkerMarket(setting, create);
    await expect(market.sync()).rejects.toMatchObject({
      code: 'chain/unreachable',
      retryable: true,
      details: { reason: 'x' },
    });
    await expect(market.state()).rejects.toMatchObject({ code: 'market/failed', message: 'a fault' });
    market.close();
  });

  it('that dies says so to all who wait, and starts anew with the next question', async () => {
    let answers = false;
    const { started, create } = threads({
      state: () => (answers ? Promise.resolve(state) : new Promise(() => {})),
    });
    const market = createWorkerMarket(setting, create);
    const waiting = market.state();
    started[0]!.die();
    await expect(waiting).rejects.toMatchObject({ code: 'market/worker-died', retryable: true });
    expect(started[0]!.ended).toBe(true);
    answers = true;
    expect(await market.state()).toEqual(state);
    expect(started).toHaveLength(2);
    market.close();
  });

  it('that is closed leaves nobody waiting', async () => {
    const { create } = threads({ state: () => new Promise(() => {}) });
    const market = createWorkerMarket(setting, create);
    const waiting = market.state();
    market.close();
    await expect(waiting).rejects.toMatchObject({ name: 'AbortError' });
  });
});
