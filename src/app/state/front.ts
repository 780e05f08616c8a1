// The front page as it was last seen, so that the next visit begins with it and not with a wait. A convenience: whatever
// is wrong with it, or with the browser's storage, it is as if there were none.
import { createIdbStore, type MarketState, type Totals } from '../../lib/index.ts';
import type { MarketRow } from './market-list.svelte.ts';

export interface FrontList {
  /** Which question these rows answer. */
  question: string;
  rows: MarketRow[];
  total: number;
  judged: boolean;
}

/** The market in one line. */
export interface FrontLine {
  nowMs: number;
  state: MarketState;
  totals: Totals;
  payers: number;
}

interface Kept {
  list: FrontList;
  line: FrontLine;
}

/** Raised when the shape of what is kept changes. */
const FORMAT = 1;

export class Front {
  readonly #store = createIdbStore('floe-front');
  readonly #scope: () => string | undefined;

  /** @param scope the contract's package: another market has another front */
  constructor(scope: () => string | undefined) {
    this.#scope = scope;
  }

  async recall<K extends keyof Kept>(what: K): Promise<Kept[K] | undefined> {
    const key = this.#key(what);
    return key === undefined ? undefined : this.#store.get<Kept[K]>(key).catch(() => undefined);
  }

  keep<K extends keyof Kept>(what: K, value: Kept[K]): void {
    const key = this.#key(what);
    if (key !== undefined) void this.#store.set(key, value).catch(() => undefined);
  }

  #key(what: string): string | undefined {
    const scope = this.#scope();
    return scope && `${FORMAT}/${scope}/${what}`;
  }
}
