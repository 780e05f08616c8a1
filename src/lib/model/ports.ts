// What several parts need from outside, in one shape: a place to keep things, and turns at work that tabs share.

/** Key-value persistence: IndexedDB in the page, memory or files in Node. Values survive `structuredClone`. */
export interface KeyValueStore {
  get<T>(key: string): Promise<T | undefined>;
  set(key: string, value: unknown): Promise<void>;
  delete(key: string): Promise<void>;
  keys(): Promise<string[]>;
}

/** Exclusive work by name: across tabs in a page. Whoever waits longest is next. */
export interface Locks {
  /** Runs the task when nobody else holds the name. The signal is for the wait. */
  run<T>(name: string, task: () => Promise<T>, options: { signal?: AbortSignal }): Promise<T>;
}
