// Encodes in a thread of its own, so that the network goes on answering: a blob of 500 MB takes the better part of a
// minute. Knows threads; what computes there is the thread's own affair.
import { Worker } from 'node:worker_threads';
import type { StoredBytes } from '../walrus/blob-store.ts';
import type { EncodedBlob, Encoder } from '../walrus/encoder.ts';
import { FileBytes } from './file-store.ts';

/** How bytes are named to the thread: a Blob crosses without being copied, a file by its descriptor. */
export type ThreadBytes = { blob: Blob } | { fd: number; start: number; size: number };

export interface ThreadRequest {
  id: number;
  what: 'identify' | 'metadata';
  bytes: ThreadBytes;
}

export type ThreadAnswer =
  { id: number; result: EncodedBlob | Uint8Array<ArrayBuffer> } | { id: number; error: string };

/** WebAssembly never gives memory back: after a blob of this many bytes the thread ends, and the next needs a new one. */
const LARGE_BYTES = 64 * 2 ** 20;

interface Pending {
  resolve(result: never): void;
  reject(error: Error): void;
  /** Held until the answer: a file is closed when nobody holds it. */
  bytes: StoredBytes;
}

/** What a thread runs where nothing else is asked for: Walrus's own encoder, walrus/encoder.ts. */
const WALRUS_WASM = new URL('./encode-thread.mjs', import.meta.url);

/** `script` is where a thread begins; it must come to call `answerEncoder`. */
export function createThreadEncoder(script: URL = WALRUS_WASM): Encoder {
  let thread: Worker | undefined;
  let tail: Promise<unknown> = Promise.resolve();
  let nextId = 0;
  const pending = new Map<number, Pending>();

  function start(): Worker {
    const started = new Worker(script, { execArgv: [] });
    const fail = (error: Error) => {
      if (thread === started) thread = undefined;
      for (const waiter of pending.values()) waiter.reject(error);
      pending.clear();
    };
    started.on('message', (answer: ThreadAnswer) => {
      const waiter = pending.get(answer.id);
      pending.delete(answer.id);
      if ('error' in answer) waiter?.reject(new Error(answer.error));
      else waiter?.resolve(answer.result as never);
    });
    started.on('error', fail);
    started.on('exit', () => fail(new Error('the encoding thread ended')));
    return started;
  }

  async function ask<Result>(what: ThreadRequest['what'], bytes: StoredBytes): Promise<Result> {
    const working = (thread ??= start());
    // Held open while it works, and no longer: an idle thread must not keep the process alive.
    working.ref();
    const id = nextId++;
    const named = await nameBytes(bytes);
    try {
      return await new Promise<Result>((resolve, reject) => {
        pending.set(id, { resolve, reject, bytes });
        working.postMessage({ id, what, bytes: named } satisfies ThreadRequest);
      });
    } finally {
      working.unref();
      if (bytes.size >= LARGE_BYTES) {
        thread = undefined;
        await working.terminate();
      }
    }
  }

  /** One after another: each takes a thread's whole time and several times the blob in memory. */
  function inTurn<Result>(task: () => Promise<Result>): Promise<Result> {
    const run = tail.then(task);
    tail = run.catch(() => undefined);
    return run;
  }

  return {
    identify: (bytes) => inTurn(() => ask('identify', bytes)),
    metadata: (bytes) => inTurn(() => ask('metadata', bytes)),
  };
}

async function nameBytes(bytes: StoredBytes): Promise<ThreadBytes> {
  if (bytes instanceof FileBytes) return { fd: bytes.fd, start: bytes.start, size: bytes.size };
  return { blob: bytes instanceof Blob ? bytes : new Blob([await bytes.arrayBuffer()]) };
}
