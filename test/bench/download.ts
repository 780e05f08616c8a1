// A blob from loopback aggregators into a page: read in ranges, proved row by row and stored, against a plain fetch
// that believes what it gets. In turns, so that a busy moment of the machine does not hit one way alone.
import { buildSidecar } from '../../src/lib/blobs/rows/build-sidecar.ts';
import { noise } from '../lib/blobs/noise.ts';
import { serveOrigin, type BenchOrigin } from './download-origins.ts';
import type { Way } from './download-page/main.ts';
import { openDownloadPage } from './download-page/open.ts';
import { median, type Bench, type BenchRow } from './report.ts';

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
  const [a, b, c, corrupting, slow] = await Promise.all([
    serveOrigin(bytes),
    serveOrigin(bytes),
    serveOrigin(bytes),
    serveOrigin(bytes, { corrupt: true }),
    serveOrigin(bytes, { bytesPerSecond: SLOW_BYTES_PER_SECOND }),
  ] as const);
  const page = await openDownloadPage();
  const blob = { blobId, bytes: SIZE, sidecar: Buffer.from(sidecar).toString('base64') };
  const cases = casesOver({ a, b, c, corrupting, slow });
  try {
    // The first round warms up: Workers, tiers, the profile's databases.
    for (let round = -1; round < ROUNDS; round++) {
      for (const { name, way, origins, times } of cases) {
        const job = { ...blob, way, origins: origins.map(({ url }) => url) };
        const { ms, bytes: kept, report } = await page.run(job);
        if (kept !== SIZE) throw new Error(`${name}: ${kept} bytes are there`);
        if (report && report.refused > 0 !== origins.includes(corrupting)) {
          throw new Error(`${name}: ${report.refused} bytes were refused`);
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
  const cached = 'plain fetch + Cache API';
  const stored = (name: string, way: Way): Omit<Case, 'times'>[] => [
    { name: `${name} 1 origin`, way, origins: [a], baseline: cached },
    { name: `${name} 3 origins`, way, origins: [a, b, c], baseline: cached },
    { name: `${name} one corrupting`, way, origins: [a, corrupting, c], baseline: `${name} 3 origins` },
    { name: `${name} one slow`, way, origins: [a, slow, c], baseline: `${name} 3 origins` },
  ];
  const cases: Omit<Case, 'times'>[] = [
    { name: 'plain fetch to memory', way: 'plain', origins: [a] },
    { name: cached, way: 'plain-cached', origins: [a] },
    { name: 'verified 3 origins', way: 'verified', origins: [a, b, c], baseline: 'plain fetch to memory' },
    ...stored('verified stored in a file', 'verified-file'),
    ...stored('verified stored in IndexedDB', 'verified-database'),
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
