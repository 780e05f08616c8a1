// The page of the download bench: gets a blob in one way or another, says how long it took, and leaves nothing behind.
// What is verified goes the way of the page of Floe: through `createWeights`, over the stores that ports.ts chooses from.
import { planRanges } from '../../../src/lib/blobs/ranges/range-plan.ts';
import { createRangeReader } from '../../../src/lib/blobs/ranges/range-reader.ts';
import { createReader } from '../../../src/lib/blobs/reader.ts';
import { createRowCheckers } from '../../../src/lib/blobs/rows/row-checker.ts';
import { createIdbStore, createModelStore } from '../../../src/lib/blobs/stores.ts';
import { createWeights } from '../../../src/lib/blobs/weights.ts';
import { fromHex } from '../../../src/lib/model/hex.ts';
import type { Manifest } from '../../../src/lib/model/manifest.ts';

export type Way = 'plain' | 'plain-cached' | 'verified' | 'stored' | 'stored-database';

export interface DownloadJob {
  way: Way;
  origins: string[];
  /** Of one part. */
  manifest: Manifest;
  /** Hex. */
  manifestHash: string;
  /** base64. */
  sidecar: string;
}

export interface DownloadResult {
  ms: number;
  /** What came, or what is kept. */
  bytes: number;
  /** What did not match the blob ID. */
  refused?: number;
}

const CACHE = 'bench';
const rows = createRowCheckers(
  () => new Worker(new URL('../../../src/lib/blobs/rows/row.worker.ts', import.meta.url), { type: 'module' }),
);
const files = createModelStore(
  'bench-files',
  () =>
    new Worker(new URL('../../../src/lib/blobs/cache/file.worker.ts', import.meta.url), { type: 'module' }),
);
const database = createIdbStore('bench-database');

const partOf = ({ manifest }: DownloadJob) => manifest.parts[0]!;
const urlOf = (job: DownloadJob) => `${job.origins[0]}/v1/blobs/${partOf(job).blobId}`;
const proofOf = ({ sidecar }: DownloadJob) => ({
  sidecar: Uint8Array.from(atob(sidecar), (character) => character.charCodeAt(0)),
});

/** As the page downloads a model: checked, stored, and read back as files. */
async function stored(job: DownloadJob, store: typeof files): Promise<DownloadResult> {
  const { origins, manifest, manifestHash } = job;
  const weights = createWeights({
    reader: createReader({ aggregators: origins }),
    readRanges: createRangeReader({ aggregators: origins }),
    proofOf: async () => proofOf(job),
    rows,
    store,
  });
  const { blobId, bytes: size } = partOf(job);
  const version = {
    model: '0x1',
    number: 1,
    manifestBlobId: blobId,
    manifestHash: fromHex(manifestHash),
    partBlobIds: [blobId],
    bytes: size,
    sealed: false,
    createdMs: 0,
  };
  let refused = 0;
  const started = performance.now();
  const loaded = await weights.load(version, manifest, {
    name: 'Bench',
    onView: ({ origins: seen }) => (refused = seen.reduce((sum, origin) => sum + origin.refused, 0)),
  });
  const ms = performance.now() - started;
  if (loaded.storage !== 'stored') throw new Error(`storage: ${loaded.storage}`);
  const { modelBytes } = await weights.space();
  await weights.forget(manifestHash);
  return { ms, bytes: modelBytes, refused };
}

/** Into memory that is used again for the next range: what reading and proving cost by themselves. */
async function verified(job: DownloadJob): Promise<DownloadResult> {
  const { blobId, bytes: size } = partOf(job);
  let bytes = 0;
  const started = performance.now();
  const checker = await rows.open({ ...proofOf(job), blobId });
  const { refused } = await createRangeReader({ aggregators: job.origins }).read(
    { blobId, bytes: size },
    {
      ranges: planRanges(size),
      checker,
      async take(_, buffer) {
        bytes += buffer.byteLength;
        return buffer;
      },
    },
  );
  const ms = performance.now() - started;
  checker.close();
  return { ms, bytes, refused };
}

async function plain(job: DownloadJob): Promise<DownloadResult> {
  const started = performance.now();
  const response = await fetch(urlOf(job), { cache: 'no-store' });
  const { byteLength } = await response.arrayBuffer();
  return { ms: performance.now() - started, bytes: byteLength };
}

/** Referred to for as long as it is asked: Chromium forgets the questions to one that nobody holds. */
let cache: Cache;

async function plainCached(job: DownloadJob): Promise<DownloadResult> {
  cache = await caches.open(CACHE);
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
  verified,
  stored: (job) => stored(job, files),
  'stored-database': (job) => stored(job, database),
};

// Jobs are asked for, not pushed: a debugger that could push them keeps a copy of every response.
for (;;) {
  const job = (await (await fetch('job')).json()) as DownloadJob;
  const result = await WAYS[job.way](job).catch((error: unknown) => ({ error: String(error) }));
  await fetch('result', { method: 'POST', body: JSON.stringify(result) });
}
