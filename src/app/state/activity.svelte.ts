// What is known of one model's use: at once from what this device synced before, then from today's chain.
import { isAbort, type Hub, type JudgedCall, type MarketReport, type ModelChange } from '../../lib/index.ts';
import { describe, type Problem } from './errors.ts';

export interface ModelUse {
  report: MarketReport;
  /** Newest first. */
  calls: readonly JudgedCall[];
  /** All calls known of this model. */
  total: number;
}

export type SyncState = { status: 'idle' } | { status: 'syncing' } | { status: 'failed'; problem: Problem };

const DAYS = 30;
const FEED = 8;

export class ModelActivity {
  use = $state.raw<ModelUse | undefined>();
  changes = $state.raw<readonly ModelChange[] | undefined>();
  sync = $state.raw<SyncState>({ status: 'idle' });
  readonly days = DAYS;
  #shown = FEED;
  #running = 0;
  readonly #hub: Hub;
  readonly #model: string;

  constructor(hub: Hub, model: string) {
    this.#hub = hub;
    this.#model = model;
  }

  /** Shows what is known, then what is new. Quiet: a failure leaves what is shown where it is. */
  async refresh(signal: AbortSignal): Promise<void> {
    this.#running += 1;
    this.sync = { status: 'syncing' };
    try {
      const { syncedMs } = await this.#hub.market.state();
      if (syncedMs !== undefined) await this.#read(signal);
      await this.#hub.market.sync({ signal });
      await this.#read(signal);
      await this.#readChanges(signal);
      signal.throwIfAborted();
    } catch (error) {
      if (!signal.aborted && !isAbort(error)) this.sync = { status: 'failed', problem: describe(error) };
    } finally {
      this.#running -= 1;
      if (this.#running === 0 && this.sync.status === 'syncing') this.sync = { status: 'idle' };
    }
  }

  /** Shows more of the calls already known. */
  async more(signal: AbortSignal): Promise<void> {
    this.#shown += 4 * FEED;
    await this.#read(signal);
  }

  async #read(signal: AbortSignal): Promise<void> {
    const scope = { model: this.#model };
    const [report, { items, total }] = await Promise.all([
      this.#hub.market.report({ scope, days: DAYS, signal }),
      this.#hub.market.calls({ scope, days: Infinity, limit: this.#shown, signal }),
    ]);
    signal.throwIfAborted();
    this.use = { report, calls: items, total };
  }

  async #readChanges(signal: AbortSignal): Promise<void> {
    const changes = await this.#hub.market.changes(this.#model, { signal });
    signal.throwIfAborted();
    this.changes = changes;
  }
}
