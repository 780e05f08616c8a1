// Reads what lent-blob.test.ts lends it, in every way there is.
import { createHash } from 'node:crypto';
import { parentPort, workerData } from 'node:worker_threads';
import type { Loan } from '../../src/agent/lend-files.ts';
import { borrowFiles } from '../../src/agent/lent-blob.ts';
import type { ToWorker } from '../../src/lib/infer/protocol.ts';

const SLICES: readonly (readonly [number, number?])[] = [
  [0, 1],
  [5],
  [(1 << 20) - 20, (1 << 20) + 900],
  [-7],
  [-900, -3],
  [30, 20],
  [0, 1e12],
];

export interface Found {
  whole: Record<string, { size: number; isBlob: boolean; read: string; streamed: string; atOnce: string }>;
  slices: typeof SLICES;
  sliced: { size: number; hash: string }[];
  made: { size: number; hash: string; type: string };
  text: string;
  gone: string;
}

const withFiles = borrowFiles(workerData as Loan);
const { FileReaderSync } = globalThis as unknown as {
  FileReaderSync: new () => { readAsArrayBuffer(blob: Blob): ArrayBuffer };
};
const hash = (...pieces: Uint8Array[]) => createHash('sha256').update(Buffer.concat(pieces)).digest('hex');
const hashOf = async (blob: Blob) => hash(new Uint8Array(await blob.arrayBuffer()));

async function look(files: ReadonlyMap<string, Blob>): Promise<Found> {
  const whole: Found['whole'] = {};
  for (const name of ['memory', 'file', 'composed', 'empty']) {
    const blob = files.get(name)!;
    const streamed: Uint8Array[] = [];
    for await (const piece of blob.stream()) streamed.push(piece);
    whole[name] = {
      size: blob.size,
      isBlob: blob instanceof Blob,
      read: await hashOf(blob),
      streamed: hash(...streamed),
      atOnce: hash(new Uint8Array(new FileReaderSync().readAsArrayBuffer(blob))),
    };
  }
  const gone = await files
    .get('gone')!
    .arrayBuffer()
    .then(
      () => 'read',
      (error: Error) => error.name,
    );
  const sliced = [];
  for (const [start, end] of SLICES) {
    const part = files.get('composed')!.slice(start, end);
    sliced.push({ size: part.size, hash: await hashOf(part) });
  }
  const made = new Blob(
    ['é', Uint8Array.of(1, 2, 3).subarray(1), files.get('file')!.slice(5, 9), new ArrayBuffer(2)],
    { type: 'a/b' },
  );
  return {
    whole,
    slices: SLICES,
    sliced,
    made: { size: made.size, hash: await hashOf(made), type: made.type },
    text: await new Blob(['naïve ', '中']).text(),
    gone,
  };
}

parentPort!.on('message', (message: ToWorker) => {
  const loaded = withFiles(message);
  if (loaded.type === 'load') void look(loaded.source.files).then((found) => parentPort!.postMessage(found));
});
