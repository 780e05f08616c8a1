// One thing being read: loading, ready or failed. A newer read wins over an older one.
import { isAbort } from '../../lib/index.ts';
import { describe, type Problem } from './errors.ts';

export type LoadState<T> =
  { status: 'loading' } | { status: 'ready'; value: T } | { status: 'failed'; problem: Problem };

export class Load<T> {
  #state = $state.raw<LoadState<T>>({ status: 'loading' });
  #controller: AbortController | undefined;

  get state(): LoadState<T> {
    return this.#state;
  }

  get value(): T | undefined {
    return this.#state.status === 'ready' ? this.#state.value : undefined;
  }

  /** Reads anew. `quiet` keeps what is shown until the new value is there. Returns a way to stop it. */
  run(read: (signal: AbortSignal) => Promise<T>, { quiet = false } = {}): () => void {
    this.#controller?.abort();
    const controller = new AbortController();
    const { signal } = controller;
    this.#controller = controller;
    if (!quiet) this.#state = { status: 'loading' };
    void this.#follow(read, signal);
    return () => controller.abort();
  }

  async #follow(read: (signal: AbortSignal) => Promise<T>, signal: AbortSignal): Promise<void> {
    try {
      const value = await read(signal);
      if (!signal.aborted) this.#state = { status: 'ready', value };
    } catch (error) {
      if (!signal.aborted && !isAbort(error)) this.#state = { status: 'failed', problem: describe(error) };
    }
  }

  set(value: T): void {
    this.#controller?.abort();
    this.#state = { status: 'ready', value };
  }
}
