// Files of a model as its thread sees them, held against Node's own Blobs of the same bytes: in memory, in a file, in
// parts of both.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { openAsBlob } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createLender } from '../../src/agent/lend-files.ts';
import type { ToWorker } from '../../src/lib/infer/protocol.ts';
import type { Found } from './lent-blob-thread.ts';

const MIB = 1 << 20;
/** More than is read at once, and no round number. */
const BYTES = 17 * MIB + 3;
/** In parts of the others: what the file gives from 10 on, what the memory gives, and the file again. */
const CUT = MIB + 7;

let folder: string;
let found: Found;
let files: Map<string, Blob>;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'floe-lent-'));
  const bytes = Uint8Array.from({ length: BYTES }, (_, at) => (at * 31 + (at >> 8)) & 255);
  const path = join(folder, 'weights.bin');
  await writeFile(path, bytes);
  const file = await openAsBlob(path);
  const gone = join(folder, 'gone.bin');
  await writeFile(gone, bytes.subarray(0, 10));
  const memory = new Blob([bytes.subarray(0, 1000)]);
  files = new Map([
    ['memory', memory],
    ['file', file],
    ['composed', new Blob([file.slice(10, CUT), memory, file.slice(-5)])],
    ['empty', new Blob([])],
    ['gone', await openAsBlob(gone)],
  ]);
  // What is behind this Blob is another file now.
  await writeFile(gone, bytes.subarray(0, 20));
  const { loan, lend, close } = createLender();
  const thread = new Worker(new URL('./lent-blob-thread.mjs', import.meta.url), {
    execArgv: [],
    workerData: loan,
    transferList: [loan.port],
  });
  try {
    thread.postMessage(
      lend({
        type: 'load',
        id: 1,
        source: { runtime: 'onnx', entry: '', files },
        options: {},
      } as never as ToWorker),
    );
    found = await new Promise<Found>((resolve, reject) => {
      thread.once('message', resolve);
      thread.once('error', reject);
    });
  } finally {
    close();
    await thread.terminate();
  }
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const hashOf = async (blob: Blob) =>
  Buffer.from(await crypto.subtle.digest('SHA-256', await blob.arrayBuffer())).toString('hex');

it.each(['memory', 'file', 'composed', 'empty'])(
  '%s: the same bytes, read whole, streamed and at once',
  async (name) => {
    const blob = files.get(name)!;
    const hash = await hashOf(blob);
    expect(found.whole[name]).toEqual({
      size: blob.size,
      isBlob: true,
      read: hash,
      streamed: hash,
      atOnce: hash,
    });
  },
);

it('parts are the parts of the same bytes, counted from either end', async () => {
  const blob = files.get('composed')!;
  const slices = await Promise.all(
    found.slices.map(async ([start, end]) => {
      const part = blob.slice(start, end);
      return { size: part.size, hash: await hashOf(part) };
    }),
  );
  expect(found.sliced).toEqual(slices);
});

it('a Blob made of others, text and bytes among them, has all their bytes in order', async () => {
  const made = new Blob([
    'é',
    Uint8Array.of(1, 2, 3).subarray(1),
    files.get('file')!.slice(5, 9),
    new ArrayBuffer(2),
  ]);
  expect(found.made).toEqual({ size: made.size, hash: await hashOf(made), type: 'a/b' });
  expect(found.text).toBe('naïve 中');
});

it('what is gone is said to be gone, and the next file is read', () => {
  expect(found.gone).toBe('NotReadableError');
});
