// A blob from loopback aggregators into a page: read in ranges, proved row by row and stored, against a plain fetch
// that believes what it gets. In turns, so that a busy moment of the machine does not hit one way alone.
import { createHash } from 'node:crypto';
import { buildSidecar } from '../../src/lib/blobs/rows/build-sidecar.ts';
import { checkManifest, encodeManifest } from '../../src/lib/model/manifest.ts';
import { noise } from '../lib/blobs/noise.ts';
import { serveOrigin, type BenchOrigin } from './download-origins.ts';
import type { Way } from './download-page/main.ts';
import { openDownloadPage } from './download-page/open.ts';
import { median, type Bench, type BenchRow } from './report.ts';

const STORED = 'verified stored 3 origins';
const MEGABYTE = 1_000_000;
const SIZE = 300 * MEGABYTE;
const ROUNDS = 7;
/** Of one request: three at once are a small part of what a good aggregator gives here. */
const SLOW_BYTES_PER_SECOND = 5 * MEGABYTE;

interface Case {
  name: string;
  way: Way;
  origins: BenchOrigin[];
  /** Name of the case it is held against. */
  baseline?: string;
  times: number[];
}

export const download: Bench = async () => {
  const bytes = noise(SIZE);
  const { blobId, sidecar } = await buildSidecar(new Blob([bytes]));
  const manifest = checkManifest({
    format: 'floe-manifest/1',
    runtime: 'onnx',
    entry: 'model.onnx',
    task: 'bench',
    parts: [{ blobId, bytes: SIZE }],
    files: [{ path: 'model.onnx', part: 0, offset: 0, bytes: SIZE, sha256: sha256(bytes) }],
    inputs: [],
    outputs: [],
  });
  const named = { manifest, manifestHash: sha256(encodeManifest(manifest)) };
  const [a, b, c, corrupting, slow] = await Promise.all([
    serveOrigin(bytes),
    serveOrigin(bytes),
    serveOrigin(bytes),
    serveOrigin(bytes, { corrupt: true }),
    serveOrigin(bytes, { bytesPerSecond: SLOW_BYTES_PER_SECOND }),
  ] as const);
  const page = await openDownloadPage();
  const blob = { ...named, sidecar: Buffer.from(sidecar).toString('base64') };
  const cases = casesOver({ a, b, c, corrupting, slow });
  try {
    // The first round warms up: Workers, tiers, the profile's databases.
    for (let round = -1; round < ROUNDS; round++) {
      for (const { name, way, origins, times } of cases) {
        const job = { ...blob, way, origins: origins.map(({ url }) => url) };
        const { ms, bytes: kept, refused } = await page.run(job);
        if (kept !== SIZE) throw new Error(`${name}: ${kept} bytes are there`);
        if (refused !== undefined && refused > 0 !== origins.includes(corrupting)) {
          throw new Error(`${name}: ${refused} bytes were refused`);
        }
        if (round >= 0) times.push(ms);
        console.error(`${name}: ${Math.round(SIZE / 1000 / ms)} MB/s`);
      }
    }
  } finally {
    await page.close();
    for (const origin of [a, b, c, corrupting, slow]) await origin.close();
  }
  return { rows: cases.map((one) => rowOf(one, cases)) };
};

function casesOver(origins: Record<'a' | 'b' | 'c' | 'corrupting' | 'slow', BenchOrigin>): Case[] {
  const { a, b, c, corrupting, slow } = origins;
  const [memory, cached] = ['plain fetch to memory', 'plain fetch + Cache API'];
  const three = [a, b, c];
  const cases: Omit<Case, 'times'>[] = [
    { name: memory, way: 'plain', origins: [a] },
    { name: cached, way: 'plain-cached', origins: [a] },
    { name: 'verified 3 origins', way: 'verified', origins: three, baseline: memory },
    { name: 'verified stored 1 origin', way: 'stored', origins: [a], baseline: cached },
    { name: STORED, way: 'stored', origins: three, baseline: cached },
    { name: 'verified stored one corrupting', way: 'stored', origins: [a, corrupting, c], baseline: STORED },
    { name: 'verified stored one slow', way: 'stored', origins: [a, slow, c], baseline: STORED },
    // Where a browser has no files of the origin's own.
    { name: 'verified stored in IndexedDB', way: 'stored-database', origins: three, baseline: cached },
  ];
  return cases.map((one) => ({ ...one, times: [] }));
}

function rowOf({ name, times, baseline }: Case, cases: readonly Case[]): BenchRow {
  const rate = (values: number[]) => SIZE / MEGABYTE / (median(values) / 1000);
  const row: BenchRow = { case: name, metric: 'rate', value: rate(times), unit: 'MB/s' };
  const against = cases.find((other) => other.name === baseline);
  if (!against) return row;
  return { ...row, baseline: rate(against.times), ratio: row.value / rate(against.times) };
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
