// The page's end of the market: the same questions, answered in a Worker, so that judging a million calls never stops the
// page from drawing. Signals, progress and error codes cross.
import { proxy, wrap, type Endpoint, type Remote } from 'comlink';
import { errorFromWire, FloeError } from '../errors.ts';
import type { MarketHost, MarketMethod, MarketSetting } from './market-host.ts';
import type { Market, MarketProgress } from './market-types.ts';

export class MarketError extends FloeError<'market/failed' | 'market/worker-died'> {
  override name = 'MarketError';
}

/** What is used of a Worker, so that another kind of thread can stand in. */
export interface MarketThread extends Endpoint {
  terminate(): void;
}

interface Thread {
  host: Remote<MarketHost>;
  worker: MarketThread;
  died: Promise<never>;
  /** Ends the Worker, and what is being asked of it. */
  end(reason: unknown): void;
}

/**
 * The market in a Worker. It starts with the first question; one that died starts anew with the next. Questions are copied,
 * so reactive proxies are welcome. After `close` it may be asked again, in a new Worker.
 *
 * Every question throws what `Market` says, with its code, and MarketError 'market/worker-died' (retryable).
 *
 * @param setting the network, and the name of the IndexedDB database that keeps what was read
 * @example
 * createWorkerMarket({ network, database: 'floe-cache' }, createMarketWorker);
 */
export function createWorkerMarket(setting: MarketSetting, createWorker: () => MarketThread): Market {
  let thread: Thread | undefined;
  let lastId = 0;

  function start(): Thread {
    const worker = createWorker();
    let fail!: (reason: unknown) => void;
    const died = new Promise<never>((_, reject) => (fail = reject));
    // Also without anybody waiting.
    died.catch(() => {});
    const end = (reason: unknown) => {
      if (thread?.worker === worker) thread = undefined;
      worker.terminate();
      fail(reason);
    };
    const die = (event: unknown) => {
      end(
        new MarketError('market/worker-died', `The market's Worker died: ${messageIn(event)}`, {
          retryable: true,
        }),
      );
    };
    worker.addEventListener('error', die as EventListener);
    worker.addEventListener('messageerror', die as EventListener);
    const host = wrap<MarketHost>(worker);
    void host.open(plain(setting) as MarketSetting);
    return { host, worker, died, end };
  }

  async function ask(method: MarketMethod, ...args: unknown[]): Promise<unknown> {
    const { signal, onProgress } = optionsOf(args);
    signal?.throwIfAborted();
    const { host, died } = (thread ??= start());
    const id = ++lastId;
    // Progress comes through a port of its own, and what was sent before the answer may arrive after it.
    let isAnswered = false;
    const progress =
      onProgress &&
      proxy((now: MarketProgress) => {
        if (!isAnswered) onProgress(now);
      });
    let onAbort!: () => void;
    const aborted = new Promise<never>((_, reject) => {
      onAbort = () => {
        void host.cancel(id);
        reject(signal?.reason as Error);
      };
    });
    signal?.addEventListener('abort', onAbort, { once: true });
    try {
      const answer = await Promise.race([host.ask(id, method, args.map(plain), progress), aborted, died]);
      if ('error' in answer) throw errorFromWire(answer.error);
      return answer.value;
    } finally {
      isAnswered = true;
      signal?.removeEventListener('abort', onAbort);
    }
  }

  const question =
    (method: MarketMethod) =>
    (...args: unknown[]) =>
      ask(method, ...args);

  return {
    state: question('state'),
    sync: question('sync'),
    search: question('search'),
    facets: question('facets'),
    report: question('report'),
    calls: question('calls'),
    changes: question('changes'),
    costs: question('costs'),
    close: () => thread?.end(new DOMException('Closed', 'AbortError')),
  } as Market;
}

function optionsOf(args: readonly unknown[]): {
  signal?: AbortSignal;
  onProgress?: (progress: MarketProgress) => void;
} {
  const last = args.at(-1);
  return typeof last === 'object' && last !== null ? last : {};
}

/** A copy that survives the crossing: reactive proxies, signals and functions do not. */
function plain(value: unknown): unknown {
  if (typeof value === 'function' || value instanceof AbortSignal) return undefined;
  if (Array.isArray(value)) return value.map(plain);
  if (value instanceof Set) return new Set([...value].map(plain));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .map(([key, item]) => [key, plain(item)] as const)
      .filter(([, item]) => item !== undefined),
  );
}

function messageIn(event: unknown): string {
  return typeof event === 'object' && event !== null && 'message' in event ? String(event.message) : '';
}
