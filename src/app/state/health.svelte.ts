// What a scope truly earns, as this device knows it: from the cache at once, then brought up to date. Owns when the
// market is asked and how far the reading has come; knows nothing of addresses and drawing.
import {
  isAbort,
  type Hub,
  type MarketProgress,
  type MarketQuestion,
  type MarketReport,
  type MarketState,
} from '../../lib/index.ts';
import { describe, type Problem } from './errors.ts';

export type SyncState =
  | { status: 'idle' }
  | { status: 'running'; progress: MarketProgress | undefined }
  | { status: 'failed'; problem: Problem };

/** Someone is typing a number: the market is asked when they pause. */
const PAUSE_MS = 350;

export class HealthState {
  readonly #hub: Hub;
  readonly #closing = new AbortController();
  #asking: AbortController | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #question: MarketQuestion | undefined;
  #asked = '';
  #opened: Promise<void> | undefined;

  report = $state.raw<MarketReport>();
  /** A newer answer is being computed than the one shown. */
  busy = $state(false);
  problem = $state.raw<Problem>();
  sync = $state.raw<SyncState>({ status: 'idle' });
  /** What is known before anything was asked of the network; undefined while the cache is being opened. */
  known = $state.raw<MarketState>();

  constructor(hub: Hub) {
    this.#hub = hub;
  }

  /** Opens the cache, shows what it has, then reads what is new. Once; later calls change the question. */
  ask(question: MarketQuestion): void {
    const key = keyOf(question);
    if (key === this.#asked) return;
    this.#asked = key;
    this.#question = question;
    if (!this.#opened) {
      this.#opened = this.#open();
      return;
    }
    clearTimeout(this.#timer);
    this.busy = true;
    this.#timer = setTimeout(() => void this.#answer(), PAUSE_MS);
  }

  /** Reads what is new, then answers again. */
  async refresh(): Promise<void> {
    if (this.sync.status === 'running') return;
    this.sync = { status: 'running', progress: undefined };
    const { signal } = this.#closing;
    try {
      const state = await this.#hub.market.sync({
        signal,
        onProgress: (progress) => {
          if (!signal.aborted) this.sync = { status: 'running', progress };
        },
      });
      if (signal.aborted) return;
      this.known = state;
      this.sync = { status: 'idle' };
      await this.#answer();
    } catch (error) {
      if (!signal.aborted && !isAbort(error)) this.sync = { status: 'failed', problem: describe(error) };
    }
  }

  /** The same question once more: something was read that changes the answer. */
  async again(): Promise<void> {
    await this.#answer();
  }

  close(): void {
    this.#closing.abort();
    this.#asking?.abort();
    clearTimeout(this.#timer);
  }

  async #open(): Promise<void> {
    const { signal } = this.#closing;
    try {
      const known = await this.#hub.market.state();
      if (signal.aborted) return;
      this.known = known;
      // An empty cache has no answer: zero would be taken for one.
      if (known.syncedMs !== undefined) await this.#answer();
    } catch (error) {
      if (signal.aborted || isAbort(error)) return;
      this.problem = describe(error);
    }
    if (!signal.aborted) await this.refresh();
  }

  async #answer(): Promise<void> {
    const question = this.#question;
    if (!question) return;
    this.#asking?.abort();
    const asking = new AbortController();
    this.#asking = asking;
    const signal = AbortSignal.any([asking.signal, this.#closing.signal]);
    this.busy = true;
    try {
      const report = await this.#hub.market.report({ ...question, signal });
      if (signal.aborted) return;
      this.report = report;
      this.problem = undefined;
      this.busy = false;
    } catch (error) {
      if (signal.aborted || isAbort(error)) return;
      this.problem = describe(error);
      this.busy = false;
    }
  }
}

function keyOf({ scope, days, coin, rules }: MarketQuestion): string {
  return JSON.stringify({ scope, days, coin, rules });
}
