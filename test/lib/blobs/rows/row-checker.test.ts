// Runs of rows go to threads and come back with their verdict; a dead thread and a lost wait are said so.
import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import { buildSidecar, type BuiltSidecar } from '../../../../src/lib/blobs/rows/build-sidecar.ts';
import {
  createLocalRowCheckers,
  createRowCheckers,
  type RowCheckers,
  type RowRun,
} from '../../../../src/lib/blobs/rows/row-checker.ts';
import type { RowWorker } from '../../../../src/lib/blobs/rows/row-thread.ts';
import { noise } from '../noise.ts';
import { createNodeRowWorker } from './node-worker.ts';

const shards = 10;
/** 4 rows of 2,506 bytes, the last of 2,482. */
const bytes = noise(10_000, 7);
const other = noise(9_000, 8);
const ROW_BYTES = 2506;
let built: BuiltSidecar;
let builtOther: BuiltSidecar;
beforeAll(async () => {
  built = await buildSidecar(new Blob([bytes]), { shards });
  builtOther = await buildSidecar(new Blob([other]), { shards });
});

function runsOf(source: Uint8Array, rowBytes: number): RowRun[] {
  return Array.from({ length: Math.ceil(source.length / rowBytes) }, (_, index) => ({
    index,
    bytes: source.slice(index * rowBytes, (index + 1) * rowBytes).buffer as ArrayBuffer,
  }));
}

let checkers: RowCheckers;
afterEach(() => checkers.close());

describe.each([
  ['in threads', () => createRowCheckers(() => createNodeRowWorker())],
  ['in place', createLocalRowCheckers],
])('checks %s', (where, create) => {
  test('true rows pass and come back in order', async () => {
    checkers = create();
    const checker = await checkers.open({ ...built, shards });
    const runs = runsOf(bytes, ROW_BYTES);
    const buffers = runs.map((run) => run.bytes);
    const checked = await checker.check(runs);
    expect(checked.wrong).toEqual([]);
    expect(checked.runs.map(({ index }) => index)).toEqual([0, 1, 2, 3]);
    expect(new Uint8Array(await new Blob(checked.runs.map((run) => run.bytes)).arrayBuffer())).toEqual(bytes);
    // Handed over, not copied.
    expect(buffers.map((buffer) => buffer.byteLength === 0)).toEqual(Array(4).fill(where === 'in threads'));
  });

  test('wrong rows are named, of several blobs at once', async () => {
    checkers = create();
    const [one, two] = await Promise.all([
      checkers.open({ ...built, shards }),
      checkers.open({ ...builtOther, shards }),
    ]);
    const bent = bytes.slice();
    bent[0]! ^= 1;
    bent[3 * ROW_BYTES]! ^= 1;
    const [first, second, mixedUp] = await Promise.all([
      one.check(runsOf(bent, 2 * ROW_BYTES).map((run) => ({ ...run, index: run.index * 2 }))),
      two.check([{ index: 0, bytes: other.slice().buffer }]),
      two.check([{ index: 0, bytes: bytes.slice().buffer }]),
    ]);
    expect(first.wrong).toEqual([0, 3]);
    expect(second.wrong).toEqual([]);
    expect(mixedUp.wrong).toEqual([0, 1, 2, 3]);
    one.close();
    expect((await two.check([{ index: 0, bytes: other.slice().buffer }])).wrong).toEqual([]);
  });

  test("another blob's sidecar is refused, and the next blob is not harmed by it", async () => {
    checkers = create();
    await expect(
      checkers.open({ sidecar: built.sidecar, blobId: builtOther.blobId, shards }),
    ).rejects.toMatchObject({
      name: 'BlobError',
      code: 'blobs/sidecar',
    });
    const checker = await checkers.open({ ...built, shards });
    expect((await checker.check(runsOf(bytes, 20_000))).wrong).toEqual([]);
  });

  test('an abort ends the wait', async () => {
    checkers = create();
    const checker = await checkers.open({ ...built, shards });
    const abort = new AbortController();
    abort.abort();
    await expect(checker.check(runsOf(bytes, ROW_BYTES), { signal: abort.signal })).rejects.toMatchObject({
      name: 'AbortError',
    });
    expect((await checker.check(runsOf(bytes, ROW_BYTES))).wrong).toEqual([]);
  });
});

describe('threads', () => {
  test('begin with the first blob, share the work, and end when told', async () => {
    const log: string[] = [];
    let started = 0;
    checkers = createRowCheckers(() => {
      const name = `thread ${started++}`;
      const worker = createNodeRowWorker();
      return {
        get onmessage() {
          return worker.onmessage;
        },
        set onmessage(listener) {
          worker.onmessage = listener;
        },
        set onerror(listener: RowWorker['onerror']) {
          worker.onerror = listener;
        },
        postMessage(message, transfer) {
          if (message.kind === 'check') log.push(name);
          worker.postMessage(message, transfer);
        },
        terminate() {
          log.push(`${name} ends`);
          worker.terminate();
        },
      };
    });
    expect(started).toBe(0);
    const checker = await checkers.open({ ...built, shards });
    await checker.check(runsOf(bytes, ROW_BYTES));
    expect(log).toEqual(['thread 0', 'thread 1', 'thread 0', 'thread 1']);
    checkers.close();
    expect(log.slice(4)).toEqual(['thread 0 ends', 'thread 1 ends']);
    await expect(checker.check(runsOf(bytes, ROW_BYTES))).rejects.toMatchObject({
      code: 'blobs/check-failed',
    });
    // They begin anew with the next blob.
    const again = await checkers.open({ ...built, shards });
    expect((await again.check(runsOf(bytes, ROW_BYTES))).wrong).toEqual([]);
  });

  test('that cannot start are said so', async () => {
    checkers = createRowCheckers(() => createNodeRowWorker('file:///nowhere.js'));
    await expect(checkers.open({ ...built, shards })).rejects.toMatchObject({
      name: 'BlobError',
      code: 'blobs/check-failed',
      retryable: true,
    });
  });
});
