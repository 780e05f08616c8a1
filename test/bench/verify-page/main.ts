// The page of the verify bench: holds a blob in row-aligned runs, as a download would, and checks it on demand.
import { createRowCheckers, type RowChecker, type RowRun } from '../../../src/lib/blobs/rows/row-checker.ts';
import { noise } from '../../lib/blobs/noise.ts';
import { runsOf } from '../verify-runs.ts';
import type { Measured, Yardstick } from '../verify-yardsticks.ts';
import type { BaselineRequest } from './baseline.worker.ts';

const checkers = createRowCheckers(
  () => new Worker(new URL('../../../src/lib/blobs/rows/row.worker.ts', import.meta.url), { type: 'module' }),
);
let checker: RowChecker;
let runs: RowRun[] = [];
let baseline: Worker | undefined;

const api = {
  /** Bytes to check, and no threads that would. */
  hold(size: number): void {
    checkers.close();
    runs = [];
    runs = runsOf(noise(size));
  },
  /** Threads begin. */
  async open(sidecar: string, blobId: string): Promise<void> {
    const bytes = Uint8Array.from(atob(sidecar), (character) => character.charCodeAt(0));
    checker = await checkers.open({ sidecar: bytes, blobId });
  },
  async checkRows(): Promise<{ ms: number; wrong: number[] }> {
    const started = performance.now();
    const checked = await checker.check(runs);
    const ms = performance.now() - started;
    runs = checked.runs;
    return { ms, wrong: checked.wrong };
  },
  /** A Worker that has all bytes in one buffer. */
  async prepare(): Promise<void> {
    baseline = new Worker(new URL('./baseline.worker.ts', import.meta.url), { type: 'module' });
    const whole = new Uint8Array(runs.reduce((sum, run) => sum + run.bytes.byteLength, 0));
    let at = 0;
    for (const { bytes } of runs) {
      whole.set(new Uint8Array(bytes), at);
      at += bytes.byteLength;
    }
    await ask({ bytes: whole.buffer }, [whole.buffer]);
  },
  measure: (yardstick: Yardstick): Promise<Measured> => ask({ measure: yardstick }, []),
  release(): void {
    baseline!.terminate();
  },
};

function ask<T>(request: BaselineRequest, transfer: Transferable[]): Promise<T> {
  return new Promise((resolve, reject) => {
    baseline!.onmessage = ({ data }: MessageEvent<T>) => resolve(data);
    baseline!.onerror = (event) => reject(new Error(event.message));
    baseline!.postMessage(request, transfer);
  });
}

export type VerifyPage = typeof api;
Object.assign(window, { floe: api });
