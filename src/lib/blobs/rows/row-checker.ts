// Hands runs of rows to the thread with the least to do. Knows no hash: verifier.ts does, here or in a Worker.
import { SHARDS } from './geometry.ts';
import type { RowRun } from './row-protocol.ts';
import { createRowThread, type RowThread, type RowWorker } from './row-thread.ts';
import { createRowVerifier, type RowProof } from './verifier.ts';

export type { RowRun } from './row-protocol.ts';

export interface RowCheck {
  /** What was handed in, in that order: where there are Workers, its buffers went there and came back. */
  runs: RowRun[];
  /** Rows that are not the blob's, in ascending order. */
  wrong: number[];
}

export interface RowChecker {
  /**
   * Checks runs side by side. With Workers the buffers handed in are empty from here on and the answer has them.
   * Throws BlobError blobs/check-failed if a thread dies; an abort gives up the buffers.
   */
  check(runs: readonly RowRun[], options?: { signal?: AbortSignal }): Promise<RowCheck>;
  /** Forgets the blob; the threads stay. */
  close(): void;
}

export interface RowCheckers {
  /** Throws BlobError blobs/sidecar if the proof is damaged or another blob's. */
  open(options: RowProof & { blobId: string; shards?: number }): Promise<RowChecker>;
  /** Ends the threads; checks that were under way fail. */
  close(): void;
}

/** More would wait for memory and for the network, not for arithmetic. */
const MOST_THREADS = 2;

/**
 * Threads begin with the first blob. In the page:
 *
 * @example
 * createRowCheckers(() => new Worker(new URL('./row.worker.ts', import.meta.url), { type: 'module' }));
 */
export function createRowCheckers(createWorker: () => RowWorker): RowCheckers {
  const { navigator } = globalThis as { navigator?: { hardwareConcurrency?: number } };
  const count = Math.max(1, Math.min(MOST_THREADS, navigator?.hardwareConcurrency ?? MOST_THREADS));
  let threads: RowThread[] = [];
  let blobs = 0;
  return {
    async open({ blobId, shards = SHARDS, ...proof }) {
      if (threads.some((thread) => thread.dead)) close();
      if (threads.length === 0)
        threads = Array.from({ length: count }, () => createRowThread(createWorker()));
      const [mine, blob] = [threads, blobs++];
      await Promise.all(mine.map((thread) => thread.open({ blob, proof, blobId, shards })));
      return checker(
        (run, signal) =>
          mine.reduce((idle, next) => (next.load < idle.load ? next : idle)).check(blob, run, signal),
        () => mine.forEach((thread) => thread.forget(blob)),
      );
    },
    close,
  };

  function close(): void {
    for (const thread of threads) thread.end();
    threads = [];
  }
}

/** In this thread: for Node, where nobody watches a frame rate. */
export function createLocalRowCheckers(): RowCheckers {
  return {
    async open(options) {
      const verifier = await createRowVerifier(options);
      return checker(
        async (run, signal) => {
          signal?.throwIfAborted();
          return { run, wrong: verifier.verify(run.index, new Uint8Array(run.bytes)) };
        },
        () => {},
      );
    },
    close: () => {},
  };
}

function checker(
  checkOne: (run: RowRun, signal: AbortSignal | undefined) => Promise<{ run: RowRun; wrong: number[] }>,
  close: () => void,
): RowChecker {
  return {
    async check(runs, { signal } = {}) {
      const checked = await Promise.all(runs.map((run) => checkOne(run, signal)));
      return {
        runs: checked.map(({ run }) => run),
        wrong: checked.flatMap(({ wrong }) => wrong).sort((a, b) => a - b),
      };
    },
    close,
  };
}
