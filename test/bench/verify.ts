// Row verification in Chromium and in Node, beside walrus-wasm's whole re-encode and WebCrypto's SHA-256 of the same
// bytes: in turns, so that a busy moment of the machine does not hit one alone.
import { buildSidecar } from '../../src/lib/blobs/rows/build-sidecar.ts';
import { createRowCheckers, type RowRun } from '../../src/lib/blobs/rows/row-checker.ts';
import { blobIdToInt } from '../../src/lib/model/blob-id.ts';
import { createNodeRowWorker } from '../lib/blobs/rows/node-worker.ts';
import { noise } from '../lib/blobs/noise.ts';
import { atRest } from './at-rest.ts';
import { withPeakMemory } from './peak-memory.ts';
import { median, type Bench, type BenchRow } from './report.ts';
import { openVerifyPage } from './verify-page/open.ts';
import { runsOf } from './verify-runs.ts';
import { YARDSTICKS, type Measured, type Yardstick } from './verify-yardsticks.ts';

const MEGABYTE = 1_000_000;
/** Rounds of everything; walrus-wasm joins the first of them only, where it takes a minute. */
const CASES = [
  { megabytes: 1, rounds: 9, encodes: 3 },
  { megabytes: 10, rounds: 9, encodes: 3 },
  { megabytes: 100, rounds: 11, encodes: 3 },
  { megabytes: 500, rounds: 5, encodes: 1 },
];

/** One place where a blob can be checked. */
interface Place {
  pid: number;
  /** Bytes to check, and no threads that would. */
  hold(size: number): Promise<void>;
  /** Threads begin. */
  open(sidecar: Uint8Array, blobId: string): Promise<void>;
  checkRows(): Promise<{ ms: number; wrong: number[] }>;
  measure(yardstick: Yardstick): Promise<Measured>;
  /** Around `measure`: all bytes in one buffer. */
  prepare(): Promise<void>;
  release(): Promise<void>;
  close(): Promise<void>;
}

export const verify: Bench = async () => {
  const rows: BenchRow[] = [];
  for (const [suffix, open] of [
    ['', chromium],
    [' node', node],
  ] as const) {
    const place = await open();
    try {
      for (const { megabytes, rounds, encodes } of CASES) {
        const size = megabytes * MEGABYTE;
        console.error(`${megabytes} MB${suffix}`);
        const { blobId, sidecar } = await built(size);
        await place.hold(size);
        const name = `${megabytes} MB${suffix}`;
        rows.push(...(await measureAll(place, name, { size, blobId, sidecar, rounds, encodes })));
      }
    } finally {
      await place.close();
    }
  }
  return { rows };
};

const sidecars = new Map<number, ReturnType<typeof buildSidecar>>();

function built(size: number): ReturnType<typeof buildSidecar> {
  const sidecar = sidecars.get(size) ?? buildSidecar(new Blob([noise(size)]));
  sidecars.set(size, sidecar);
  return sidecar;
}

interface BlobToCheck {
  size: number;
  blobId: string;
  sidecar: Uint8Array;
}

async function measureAll(
  place: Place,
  name: string,
  { size, blobId, sidecar, rounds, encodes }: BlobToCheck & { rounds: number; encodes: number },
): Promise<BenchRow[]> {
  const times: Record<'rows' | Yardstick, number[]> = { rows: [], 'walrus-wasm': [], sha256: [] };
  const peaks: Record<'rows' | Yardstick, number[]> = { rows: [], 'walrus-wasm': [], sha256: [] };
  const note = (what: keyof typeof times, ms: number, peak: number | undefined) => {
    times[what].push(ms);
    if (peak !== undefined) peaks[what].push(peak);
  };
  // The first check compiles and tiers up. Its memory is that of the threads too, which later ones find there.
  await atRest(place.pid);
  const [, cold] = await withPeakMemory(place.pid, async () => {
    await place.open(sidecar, blobId);
    await place.checkRows();
  });
  for (let round = 0; round < rounds; round++) {
    await atRest(place.pid);
    const [checked, peak] = await withPeakMemory(place.pid, () => place.checkRows());
    if (checked.wrong.length > 0) throw new Error(`${name}: true rows were refused: ${checked.wrong.join()}`);
    note('rows', checked.ms, peak);
    for (const yardstick of ['sha256', 'walrus-wasm'] as const) {
      if (yardstick === 'walrus-wasm' && round >= encodes) continue;
      await place.prepare();
      await atRest(place.pid);
      const [measured, worst] = await withPeakMemory(place.pid, () => place.measure(yardstick));
      await place.release();
      if (yardstick === 'walrus-wasm' && intOf(measured.digest) !== blobIdToInt(blobId)) {
        throw new Error(`${name}: walrus-wasm sees another blob`);
      }
      note(yardstick, measured.ms, worst);
    }
  }
  const speed = (what: keyof typeof times) => size / MEGABYTE / (median(times[what]) / 1000);
  const against = (yardstick: Yardstick): BenchRow => ({
    case: name,
    metric: `vs-${yardstick}`,
    value: speed('rows'),
    unit: 'MB/s',
    baseline: speed(yardstick),
    ratio: speed('rows') / speed(yardstick),
  });
  const memory = (['rows', 'walrus-wasm', 'sha256'] as const).flatMap((what): BenchRow[] => {
    const metric = what === 'rows' ? 'memory' : `memory-${what}`;
    return peaks[what].length ? [{ case: name, metric, value: Math.max(...peaks[what]), unit: 'MB' }] : [];
  });
  return [
    { case: name, metric: 'time', value: median(times.rows), unit: 'ms' },
    against('walrus-wasm'),
    against('sha256'),
    ...memory,
    ...(cold === undefined ? [] : [{ case: name, metric: 'memory-first', value: cold, unit: 'MB' }]),
  ];
}

function intOf(digest: number[]): bigint {
  return digest.reduceRight((value, byte) => (value << 8n) | BigInt(byte), 0n);
}

async function chromium(): Promise<Place> {
  const { pid, call, close } = await openVerifyPage();
  return {
    pid,
    hold: (size) => call('hold', size),
    open: (sidecar, blobId) => call('open', Buffer.from(sidecar).toString('base64'), blobId),
    checkRows: () => call('checkRows'),
    prepare: () => call('prepare'),
    measure: (yardstick) => call('measure', yardstick),
    release: () => call('release'),
    close,
  };
}

async function node(): Promise<Place> {
  const checkers = createRowCheckers(() => createNodeRowWorker());
  let checker: Awaited<ReturnType<typeof checkers.open>>;
  let runs: RowRun[] = [];
  let whole = new Uint8Array(0);
  return {
    pid: process.pid,
    async hold(size) {
      checkers.close();
      whole = noise(size);
      runs = runsOf(whole);
    },
    async open(sidecar, blobId) {
      checker = await checkers.open({ sidecar, blobId });
    },
    async checkRows() {
      const started = performance.now();
      const checked = await checker.check(runs);
      const ms = performance.now() - started;
      runs = checked.runs;
      return { ms, wrong: checked.wrong };
    },
    prepare: async () => {},
    measure: (yardstick) => YARDSTICKS[yardstick](whole),
    release: async () => {},
    close: async () => checkers.close(),
  };
}
