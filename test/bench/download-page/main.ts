// The page of the download bench: gets a blob in one way or another, says how long it took, and leaves nothing behind.
import { createRangeReader } from '../../../src/lib/blobs/ranges/range-reader.ts';
import { planRanges, type RowRange } from '../../../src/lib/blobs/ranges/range-plan.ts';
import type { RangeReport } from '../../../src/lib/blobs/ranges/types.ts';
import { createRowCheckers } from '../../../src/lib/blobs/rows/row-checker.ts';
import { createIdbStore } from '../../../src/lib/blobs/stores.ts';
import type { FileReply, FileRequest } from './file.worker.ts';

export type Way = 'plain' | 'plain-cached' | 'verified' | 'verified-database' | 'verified-file';

export interface DownloadJob {
  way: Way;
  origins: string[];
  blobId: string;
  bytes: number;
  /** base64. */
  sidecar: string;
}

export interface DownloadResult {
  ms: number;
  /** What came, or what is kept. */
  bytes: number;
  report?: RangeReport;
}

/** Where verified ranges go. */
interface Sink {
  take(range: RowRange, bytes: ArrayBuffer): Promise<ArrayBuffer | void>;
  /** All is stored. */
  finish?(): Promise<void>;
  /** The bytes found there, which are then removed. */
  empty(): Promise<number>;
}

const CACHE = 'bench';
const FILE = 'bench-ranges';
const checkers = createRowCheckers(
  () => new Worker(new URL('../../../src/lib/blobs/rows/row.worker.ts', import.meta.url), { type: 'module' }),
);
const store = createIdbStore('bench-ranges');
const urlOf = ({ origins, blobId }: DownloadJob) => `${origins[0]}/v1/blobs/${blobId}`;

/** Blobs in IndexedDB, one for each range. */
const database: Sink = {
  async take({ index }, bytes) {
    await store.set(String(index), new Blob([bytes]));
    return bytes;
  },
  async empty() {
    let bytes = 0;
    for (const key of await store.keys()) {
      bytes += (await store.get<Blob>(key))!.size;
      await store.delete(key);
    }
    return bytes;
  },
};

/** Ranges at their places in one file, written by a Worker. */
async function openFile(): Promise<Sink> {
  const worker = new Worker(new URL('./file.worker.ts', import.meta.url), { type: 'module' });
  const ask = (request: FileRequest, transfer: Transferable[] = []) =>
    new Promise<FileReply>((resolve) => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = ({ data }: MessageEvent<FileReply>) => {
        port1.close();
        resolve(data);
      };
      worker.postMessage(request, [port2, ...transfer]);
    });
  await ask({ open: FILE });
  let size = 0;
  return {
    async take({ offset }, bytes) {
      const reply = await ask({ at: offset, bytes }, [bytes]);
      return 'bytes' in reply ? reply.bytes : undefined;
    },
    async finish() {
      const reply = await ask({ finish: FILE });
      if ('size' in reply) size = reply.size;
    },
    async empty() {
      worker.terminate();
      return size;
    },
  };
}

/** Into memory that is used again for the next range: what reading and proving cost by themselves. */
function nowhere(): Sink {
  let total = 0;
  return {
    async take(_, bytes) {
      total += bytes.byteLength;
      return bytes;
    },
    empty: async () => total,
  };
}

async function verified(job: DownloadJob, sink: Sink): Promise<DownloadResult> {
  const { origins, blobId, bytes } = job;
  const sidecar = Uint8Array.from(atob(job.sidecar), (character) => character.charCodeAt(0));
  const started = performance.now();
  const checker = await checkers.open({ sidecar, blobId });
  const options = { ranges: planRanges(bytes), checker, take: sink.take };
  const report = await createRangeReader({ aggregators: origins }).read({ blobId, bytes }, options);
  await sink.finish?.();
  const ms = performance.now() - started;
  checker.close();
  return { ms, bytes: await sink.empty(), report };
}

async function plain(job: DownloadJob): Promise<DownloadResult> {
  const started = performance.now();
  const response = await fetch(urlOf(job), { cache: 'no-store' });
  const { byteLength } = await response.arrayBuffer();
  return { ms: performance.now() - started, bytes: byteLength };
}

async function plainCached(job: DownloadJob): Promise<DownloadResult> {
  const cache = await caches.open(CACHE);
  const started = performance.now();
  await cache.put(urlOf(job), await fetch(urlOf(job), { cache: 'no-store' }));
  const ms = performance.now() - started;
  const kept = await (await cache.match(urlOf(job)))!.blob();
  await caches.delete(CACHE);
  return { ms, bytes: kept.size };
}

const WAYS: Record<Way, (job: DownloadJob) => Promise<DownloadResult>> = {
  plain,
  'plain-cached': plainCached,
  verified: (job) => verified(job, nowhere()),
  'verified-database': (job) => verified(job, database),
  'verified-file': async (job) => verified(job, await openFile()),
};

// Jobs are asked for, not pushed: a debugger that could push them keeps a copy of every response.
for (;;) {
  const job = (await (await fetch('job')).json()) as DownloadJob;
  const result = await WAYS[job.way](job).catch((error: unknown) => ({ error: String(error) }));
  await fetch('result', { method: 'POST', body: JSON.stringify(result) });
}
