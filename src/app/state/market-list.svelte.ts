// The answer to one search, as a list of any length of which only what is looked at is asked for. Outlives its page, so
// that coming back shows the same list at the same place.
import { untrack } from 'svelte';
import { isAbort, type Hub, type MarketQuery, type MarketResults } from '../../lib/index.ts';
import { describe, type Problem } from './errors.ts';
import type { Front } from './front.ts';

export type MarketRow = MarketResults['items'][number];

const CHUNK = 50;

export class MarketList {
  readonly #hub: () => Hub | undefined;
  readonly #front: Front;
  #rows = $state.raw<readonly (MarketRow | undefined)[] | undefined>();
  #judged = $state(false);
  #hidden = $state(0);
  #problem = $state.raw<Problem | undefined>();
  #question: MarketQuery = {};
  #controller = new AbortController();
  #asked = new Set<number>();
  /** Where the list was scrolled to when its page was left. */
  scrolledTo = 0;
  /** The row at the top of the screen: what is around it is read again with the first rows. */
  lookedAt = 0;

  constructor(hub: () => Hub | undefined, front: Front) {
    this.#hub = hub;
    this.#front = front;
  }

  /** As long as the whole answer; undefined before the first one, holes where nobody looked yet. */
  get rows(): readonly (MarketRow | undefined)[] | undefined {
    return this.#rows;
  }

  /** False while numbers of use are not known yet. */
  get judged(): boolean {
    return this.#judged;
  }

  /** How many more would match without the visitor's hide-list. */
  get hidden(): number {
    return this.#hidden;
  }

  get problem(): Problem | undefined {
    return this.#problem;
  }

  /** Asks anew; what is shown stays until the answer is there. */
  ask(question: MarketQuery): void {
    this.#controller.abort();
    this.#controller = new AbortController();
    if (keyOf(question) !== keyOf(this.#question)) this.lookedAt = 0;
    this.#question = question;
    untrack(() => void this.#begin(this.#controller.signal));
  }

  /** Somebody looks at this row. */
  need(index: number): void {
    const chunk = Math.floor(index / CHUNK);
    if (this.#asked.has(chunk)) return;
    this.#asked.add(chunk);
    untrack(() => void this.#read(chunk, this.#controller.signal));
  }

  /** Another network, another market. */
  reset(): void {
    this.#controller.abort();
    this.#rows = undefined;
    this.#problem = undefined;
  }

  async #begin(signal: AbortSignal): Promise<void> {
    const market = this.#hub()?.market;
    if (!market) return;
    const question = this.#question;
    const { hidden, ...shown } = question.filter ?? {};
    if (!this.#rows) void this.#recall(question, signal);
    try {
      const chunk = Math.floor(this.lookedAt / CHUNK);
      const chunks = [...new Set([0, chunk, chunk + 1])];
      const ask = (at: number) => market.search({ ...question, offset: at * CHUNK, limit: CHUNK, signal });
      const [first, all, ...others] = await Promise.all([
        ask(0),
        hidden && market.search({ ...question, filter: shown, limit: 1, signal }),
        ...chunks.slice(1).map(ask),
      ]);
      if (signal.aborted) return;
      const rows: (MarketRow | undefined)[] = Array.from({ length: first.total });
      for (const [at, { items }] of [first, ...others].entries()) put(rows, chunks[at]!, items);
      this.#asked = new Set(chunks);
      this.#rows = rows;
      this.#judged = first.judged;
      this.#hidden = all ? all.total - first.total : 0;
      this.#problem = undefined;
      const { items, total, judged } = first;
      // What the front page asks; searches of one visit are no use to the next.
      if (!question.text && !question.sort && judged) {
        this.#front.keep('list', { question: keyOf(question), rows: items, total, judged });
      }
    } catch (error) {
      if (!signal.aborted && !isAbort(error)) this.#problem = describe(error);
    }
  }

  /** Shows what was there last time until the market has opened its books. */
  async #recall(question: MarketQuery, signal: AbortSignal): Promise<void> {
    const kept = await this.#front.recall('list');
    if (signal.aborted || this.#rows || kept?.question !== keyOf(question)) return;
    const rows: (MarketRow | undefined)[] = Array.from({ length: kept.total });
    put(rows, 0, kept.rows);
    this.#asked = new Set([0]);
    this.#rows = rows;
    this.#judged = kept.judged;
  }

  async #read(chunk: number, signal: AbortSignal): Promise<void> {
    const market = this.#hub()?.market;
    if (!market) return;
    try {
      const { items } = await market.search({
        ...this.#question,
        offset: chunk * CHUNK,
        limit: CHUNK,
        signal,
      });
      if (signal.aborted || !this.#rows) return;
      const rows = [...this.#rows];
      put(rows, chunk, items);
      this.#rows = rows;
    } catch (error) {
      this.#asked.delete(chunk);
      if (!signal.aborted && !isAbort(error)) this.#problem = describe(error);
    }
  }
}

function put(rows: (MarketRow | undefined)[], chunk: number, items: readonly MarketRow[]): void {
  for (const [index, row] of items.entries()) {
    const at = chunk * CHUNK + index;
    if (at < rows.length) rows[at] = row;
  }
}

function keyOf(question: MarketQuery): string {
  return JSON.stringify(question, (_, value: unknown) =>
    typeof value === 'bigint' ? String(value) : value instanceof Set ? [...value] : value,
  );
}
