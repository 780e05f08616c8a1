// What this device knows of the market, and how it is brought up to date: first from the cache, then from the chain, and
// again every minute while somebody looks. Knows no query and no screen.
import { untrack } from 'svelte';
import { isAbort, type Hub, type MarketProgress, type MarketState } from '../../lib/index.ts';
import { describe, type Problem } from './errors.ts';

export type FeedStatus =
  | { status: 'opening' }
  | { status: 'syncing'; progress: MarketProgress | undefined }
  | { status: 'synced' }
  /** What was known before stays known. */
  | { status: 'failed'; problem: Problem };

const AGAIN_MS = 60_000;
/** While much is read for the first time, lists show what has arrived: soon, then ever more seldom, since judging costs. */
const SHOW_MS = 1_500;

export class MarketFeed {
  readonly #hub: () => Hub | undefined;
  #state = $state.raw<MarketState | undefined>();
  #status = $state.raw<FeedStatus>({ status: 'opening' });
  #revision = $state(0);
  #followers = 0;
  #controller: AbortController | undefined;
  #showMs = 0;
  #pauseMs = SHOW_MS;

  constructor(hub: () => Hub | undefined) {
    this.#hub = hub;
  }

  /** Undefined until the cache is open. */
  get state(): MarketState | undefined {
    return this.#state;
  }

  get status(): FeedStatus {
    return this.#status;
  }

  /** Counts what came to be known: whoever shows numbers reads it and asks the market again. */
  get revision(): number {
    return this.#revision;
  }

  /** Keeps up with the chain until the returned function is called. For an `$effect`. */
  follow(): () => void {
    this.#followers += 1;
    if (this.#followers === 1) untrack(() => this.#start());
    return () => {
      this.#followers -= 1;
      if (this.#followers === 0) this.#controller?.abort();
    };
  }

  /** Asks the chain now. */
  again(): void {
    this.#controller?.abort();
    this.#start();
  }

  /** Another network, another market. */
  reset(): void {
    this.#state = undefined;
    this.#status = { status: 'opening' };
    this.#showMs = 0;
    this.#pauseMs = SHOW_MS;
    if (this.#followers > 0) this.again();
  }

  #start(): void {
    const controller = new AbortController();
    this.#controller = controller;
    void this.#run(controller.signal);
  }

  async #run(signal: AbortSignal): Promise<void> {
    const market = this.#hub()?.market;
    if (!market) return;
    while (!signal.aborted) {
      try {
        if (this.#state === undefined) await this.#learn(market.state(), signal);
        if (signal.aborted) return;
        if (this.#status.status !== 'synced') this.#status = { status: 'syncing', progress: undefined };
        const onProgress = (progress: MarketProgress) => this.#tell(progress, signal);
        const synced = market.sync({ signal, onProgress });
        await this.#learn(synced, signal);
        if (!signal.aborted) this.#status = { status: 'synced' };
      } catch (error) {
        if (signal.aborted || isAbort(error)) return;
        this.#status = { status: 'failed', problem: describe(error) };
      }
      await pause(AGAIN_MS, signal);
    }
  }

  async #learn(answer: Promise<MarketState>, signal: AbortSignal): Promise<void> {
    const state = await answer;
    if (signal.aborted) return;
    this.#state = state;
    // Also where no call and no model is new: prices, texts and who funded whom may be.
    this.#revision += 1;
  }

  #tell(progress: MarketProgress, signal: AbortSignal): void {
    if (signal.aborted) return;
    // A look for news that finds none is nobody's business.
    if (this.#status.status === 'synced') return;
    this.#status = { status: 'syncing', progress };
    const now = Date.now();
    if (this.#state?.syncedMs !== undefined || now < this.#showMs) return;
    this.#showMs = now + this.#pauseMs;
    this.#pauseMs *= 1.5;
    this.#revision += 1;
  }
}

/** Until the time is over, and then until somebody looks at the page. */
async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener('abort', () => (clearTimeout(timer), resolve()), { once: true });
  });
  while (document.hidden && !signal.aborted) {
    await new Promise((resolve) => {
      document.addEventListener('visibilitychange', resolve, { once: true, signal });
      signal.addEventListener('abort', resolve, { once: true });
    });
  }
}
