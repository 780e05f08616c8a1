// Exclusive work by name: across tabs where the browser has Web Locks, within this process elsewhere.
import type { Locks } from '../model/ports.ts';
import { createQueue, type Enqueue } from './queue.ts';

export type { Locks } from '../model/ports.ts';

export interface CacheLocks extends Locks {
  /** Runs the task if nobody holds the name and nobody waits for it. False if it was not run. */
  runIfFree(name: string, task: () => Promise<void>): Promise<boolean>;
}

/** What is used of `navigator.locks`. */
export interface WebLocks {
  request<T>(
    name: string,
    options: { signal?: AbortSignal; ifAvailable?: boolean },
    /** With `ifAvailable`: null where somebody else has it. */
    task: (lock?: unknown) => Promise<T>,
  ): Promise<T>;
}

export function createLocks(): CacheLocks {
  const { navigator } = globalThis as { navigator?: { locks?: WebLocks } };
  return navigator?.locks ? createWebLocks(navigator.locks) : createProcessLocks();
}

export function createWebLocks(locks: WebLocks): CacheLocks {
  return {
    // The signal is for the wait: a task that has begun ends by itself.
    run: (name, task, { signal }) => locks.request(name, signal ? { signal } : {}, () => task()),
    runIfFree: (name, task) =>
      locks.request(name, { ifAvailable: true }, async (lock) => {
        if (lock !== null) await task();
        return lock !== null;
      }),
  };
}

export function createProcessLocks(): CacheLocks {
  const queues = new Map<string, { enqueue: Enqueue; waiting: number }>();
  async function run<T>(name: string, task: () => Promise<T>, options: { signal?: AbortSignal }): Promise<T> {
    const queue = queues.get(name) ?? { enqueue: createQueue(), waiting: 0 };
    queues.set(name, queue);
    queue.waiting += 1;
    try {
      return await queue.enqueue(task, options);
    } finally {
      queue.waiting -= 1;
      if (queue.waiting === 0) queues.delete(name);
    }
  }
  return {
    run,
    async runIfFree(name, task) {
      if (queues.has(name)) return false;
      await run(name, task, {});
      return true;
    },
  };
}
