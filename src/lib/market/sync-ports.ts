// What the market's caches need from outside. The shapes are those of `blobs`: one store and one set of locks serve both.

export interface MarketStore {
  get<T>(key: string): Promise<T | undefined>;
  set(key: string, value: unknown): Promise<void>;
  delete(key: string): Promise<void>;
  keys(): Promise<string[]>;
}

/** Exclusive work by name: across tabs in a page. Whoever waits longest is next. */
export interface MarketLocks {
  run<T>(name: string, task: () => Promise<T>, options: { signal?: AbortSignal }): Promise<T>;
}
