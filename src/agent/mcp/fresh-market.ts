// The market, read again when what is known has grown old. A first sync may take longer than a client waits for an
// answer: then what is known so far is told, and the sync goes on by itself.
import type { Hub, MarketState } from '../../lib/index.ts';
import { note } from '../print.ts';
import type { ToolRequest } from './tool.ts';

const FRESH_MS = 15_000;
/** Clients give up on a tool after a minute, unless told of progress. */
const WAIT_MS = 40_000;

export interface FreshMarket {
  /** @throws what `Market.sync` throws, unless something is known already */
  state(request: ToolRequest): Promise<MarketState & { syncing: boolean }>;
  /** Something happened here that the market should show: it is read again when next asked for. */
  outdate(): void;
}

export function createFreshMarket({ market }: Pick<Hub, 'market'>, waitMs = WAIT_MS): FreshMarket {
  let running: Promise<MarketState> | undefined;
  let syncedMs = -Infinity;
  let outdated = 0;
  let listener: ToolRequest['progress'] = () => {};

  function sync(): Promise<MarketState> {
    const began = outdated;
    running ??= market
      .sync({ onProgress: ({ step, done }) => listener(`Reading ${step}: ${done}`) })
      .then((state) => {
        if (began === outdated) syncedMs = performance.now();
        return state;
      })
      .finally(() => (running = undefined));
    // Nobody may be waiting any more when it fails.
    running.catch((error: unknown) => note(`The market could not be read: ${String(error)}`));
    return running;
  }

  return {
    outdate() {
      outdated += 1;
      syncedMs = -Infinity;
    },
    async state({ progress, signal }) {
      if (performance.now() - syncedMs < FRESH_MS) return { ...(await market.state()), syncing: false };
      listener = progress;
      const { promise: late, cancel } = waitFor(waitMs, signal);
      try {
        const state = await Promise.race([sync(), late]);
        if (state) return { ...state, syncing: false };
      } catch (error) {
        signal.throwIfAborted();
        const known = await market.state();
        if (known.syncedMs === undefined) throw error;
        return { ...known, syncing: false };
      } finally {
        cancel();
      }
      return { ...(await market.state()), syncing: true };
    },
  };
}

function waitFor(ms: number, signal: AbortSignal): { promise: Promise<undefined>; cancel(): void } {
  let cancel = () => {};
  const promise = new Promise<undefined>((resolve, reject) => {
    const timer = setTimeout(() => resolve(undefined), ms);
    const stop = () => reject(signal.reason as Error);
    signal.addEventListener('abort', stop, { once: true });
    cancel = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', stop);
    };
  });
  return { promise, cancel };
}
