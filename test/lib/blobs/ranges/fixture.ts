// A real Walrus blob of many small rows with its sidecar, and a reader over servers of it.
import { buildSidecar } from '../../../../src/lib/blobs/rows/build-sidecar.ts';
import { rowGeometry } from '../../../../src/lib/blobs/rows/geometry.ts';
import { createLocalRowCheckers, type RowChecker } from '../../../../src/lib/blobs/rows/row-checker.ts';
import { planRanges, type RowRange } from '../../../../src/lib/blobs/ranges/range-plan.ts';
import { createRangeReader, type RangeReaderOptions } from '../../../../src/lib/blobs/ranges/range-reader.ts';
import type { RangeProgress, RangeReadOptions, RangeReport } from '../../../../src/lib/blobs/ranges/types.ts';
import { noise } from '../noise.ts';
import { serveRanges, type RangeFault, type RangeServer } from './range-server.ts';

/** 34 rows of 67 symbols of 198 bytes: 13,266 bytes each, the last of 12,222. */
const SHARDS = 100;
const BLOB_BYTES = 450_000;

export interface Fixture {
  blobId: string;
  bytes: Uint8Array<ArrayBuffer>;
  sidecar: Uint8Array;
  /** 12 of them: three rows each, the last of one. */
  ranges: RowRange[];
  checker: RowChecker;
}

export async function makeFixture(seed = 3): Promise<Fixture> {
  const bytes = noise(BLOB_BYTES, seed);
  const { blobId, sidecar } = await buildSidecar(new Blob([bytes]), { shards: SHARDS });
  const geometry = rowGeometry(BLOB_BYTES, SHARDS);
  const ranges = planRanges(geometry, { rangeBytes: 3 * geometry.rowBytes });
  const checker = await createLocalRowCheckers().open({ sidecar, blobId, shards: SHARDS });
  return { blobId, bytes, sidecar, ranges, checker };
}

type FaultOf = Parameters<typeof serveRanges>[1];

/** One server for each fault, undefined for an honest one. */
export async function serveAll(fixture: Fixture, ...faults: (RangeFault | FaultOf | undefined)[]) {
  const servers: RangeServer[] = [];
  for (const fault of faults) {
    servers.push(await serveRanges(fixture, typeof fault === 'function' ? fault : () => fault));
  }
  return servers;
}

/** Reads into memory; `stored` is what was taken, by range. */
export function readerOver(
  fixture: Fixture,
  servers: readonly { url: string }[],
  options: Partial<RangeReaderOptions> = {},
) {
  const aggregators = servers.map(({ url }) => url);
  const reader = createRangeReader({ aggregators, ...options });
  const stored = new Map<number, Uint8Array>();
  const progress: RangeProgress[] = [];
  return {
    reader,
    stored,
    progress,
    read(over: Partial<RangeReadOptions> = {}): Promise<RangeReport> {
      return reader.read(
        { blobId: fixture.blobId, bytes: fixture.bytes.length },
        {
          ranges: fixture.ranges,
          checker: fixture.checker,
          take: async ({ index }, bytes) => {
            if (stored.has(index)) throw new Error(`Range ${index} was handed over twice`);
            stored.set(index, new Uint8Array(bytes));
          },
          onProgress: (now) => progress.push(now),
          ...over,
        },
      );
    },
    /** What was taken, in one piece. */
    whole: () => Buffer.concat(fixture.ranges.map(({ index }) => stored.get(index) ?? new Uint8Array())),
  };
}
