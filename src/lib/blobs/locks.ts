// Exclusive work by name: across tabs where the browser has Web Locks, within this process elsewhere.
import type { Locks } from '../model/ports.ts';
import { createQueue, type Enqueue } from './queue.ts';

export type { Locks } from '../model/ports.ts';

/** What is used of `navigator.locks`. */
export interface WebLocks {
  request<T>(name: string, options: { signal?: AbortSignal }, task: () => Promise<T>): Promise<T>;
}

export function createLocks(): Locks {
  const { navigator } = globalThis as { navigator?: { locks?: WebLocks } };
  return navigator?.locks ? createWebLocks(navigator.locks) : createProcessLocks();
}

export function createWebLocks(locks: WebLocks): Locks {
  return {
    // The signal is for the wait: a task that has begun ends by itself.
    run: (name, task, { signal }) => locks.request(name, signal ? { signal } : {}, task),
  };
}

export function createProcessLocks(): Locks {
  const queues = new Map<string, { enqueue: Enqueue; waiting: number }>();
  return {
    async run(name, task, options) {
      const queue = queues.get(name) ?? { enqueue: createQueue(), waiting: 0 };
      queues.set(name, queue);
      queue.waiting += 1;
      try {
        return await queue.enqueue(task, options);
      } finally {
        queue.waiting -= 1;
        if (queue.waiting === 0) queues.delete(name);
      }
    },
  };
}
