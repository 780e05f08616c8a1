// Publishing to the local network, in Node and in Chromium: where the time goes, and how much memory the author needs;
// encoding beside the unmodified SDK's. `upload` has the local relay in it, which encodes again what it is sent.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { createLocalEncoder } from '../../src/lib/blobs/local-encoder.ts';
import type { NetworkConfig } from '../../src/lib/index.ts';
import { noise } from '../lib/blobs/noise.ts';
import { syntheticModel, writeSyntheticModel } from '../synthetic-model.ts';
import { serveBuiltPage } from '../built-page.ts';
import { encodeInPage, publishInPage } from './publish-page/open.ts';
import { STEPS, type StepTimes } from './publish-steps.ts';
import { median, timed, type Bench, type BenchRow } from './report.ts';
import { YARDSTICKS } from './verify-yardsticks.ts';

const MEGABYTE = 1_000_000;
const MIB = 1 << 20;
const WHOLE = 512 * MIB;
/** Model and largest part, bytes; small ones again and again, because a moment of the machine weighs on them. */
const CASES = [
  { megabytes: 10, partBytes: WHOLE, rounds: 3 },
  { megabytes: 100, partBytes: WHOLE, rounds: 3 },
  { megabytes: 500, partBytes: WHOLE, rounds: 1 },
  { megabytes: 100, partBytes: 64 * MIB, rounds: 3 },
  { megabytes: 500, partBytes: 64 * MIB, rounds: 1 },
];
const ENCODED = [
  { megabytes: 10, rounds: 5 },
  { megabytes: 100, rounds: 3 },
];

export interface PublishJob {
  network: NetworkConfig;
  /** Files of one model, its entry among them. */
  paths: string[];
}

export interface PublishFigures {
  times: StepTimes;
  /** MB over the start: of the process, or of the page's with its Workers. */
  memory?: number;
  /** Of the browser's own process. */
  browserMemory?: number;
}

interface Place {
  suffix: string;
  publish(job: PublishJob): Promise<PublishFigures>;
  /** Milliseconds of ours and of the SDK's. */
  encode(bytes: number): Promise<{ ours: number; theirs: number }>;
}

export const publish: Bench = async () => {
  const network = await startNetwork();
  const page = await serveBuiltPage(new URL('publish-page/', import.meta.url));
  const folder = await mkdtemp(join(tmpdir(), 'floe-bench-publish-'));
  const places: Place[] = [
    {
      suffix: '',
      publish: (job) => publishInPage(page.url, job),
      encode: (bytes) => encodeInPage(page.url, bytes),
    },
    { suffix: ' node', publish: publishInNode, encode: encodeInNode },
  ];
  const rows: BenchRow[] = [];
  try {
    for (const place of places) {
      const peaks = new Map<number, number>();
      for (const one of CASES) rows.push(...(await measure(place, network.config, folder, one, peaks)));
      for (const one of ENCODED) rows.push(...(await compare(place, one)));
    }
  } finally {
    network.close();
    await page.close();
    await rm(folder, { recursive: true, force: true });
  }
  return { rows };
};

let models = 0;

/** `peaks` has the memory of smaller models in parts of the same size. */
async function measure(
  place: Place,
  config: NetworkConfig,
  folder: string,
  { megabytes, partBytes, rounds }: (typeof CASES)[number],
  peaks: Map<number, number>,
): Promise<BenchRow[]> {
  const parts = partBytes === WHOLE ? '' : ` in parts of ${partBytes / MIB} MiB`;
  const name = `${megabytes} MB${parts}${place.suffix}`;
  const figures: PublishFigures[] = [];
  for (let round = 0; round < rounds; round++) {
    // Each of other bytes: what the network has already is not stored again.
    const paths = await writeModel(join(folder, String(models)), megabytes * MEGABYTE, models++);
    figures.push(await place.publish({ network: { ...config, partBytes }, paths }));
    await rm(join(folder, String(models - 1)), { recursive: true });
    console.error(name, JSON.stringify(figures.at(-1)));
  }
  const total = ({ times }: PublishFigures) => STEPS.reduce((sum, step) => sum + times[step], 0);
  const row = (metric: string, unit: string, values: number[]): BenchRow => {
    return { case: name, metric, value: median(values), unit };
  };
  const rows = [
    row('time', 'ms', figures.map(total)),
    ...STEPS.map((step) =>
      row(
        step,
        'ms',
        figures.map(({ times }) => times[step]),
      ),
    ),
  ];
  if (figures.some(({ memory }) => memory === undefined)) return rows;
  const memory = Math.max(...figures.map((one) => one.memory!));
  const largest = Math.min(partBytes, megabytes * MEGABYTE) / MEGABYTE;
  const before = parts === '' ? undefined : peaks.get(partBytes);
  peaks.set(partBytes, memory);
  return [
    ...rows,
    { case: name, metric: 'memory', value: memory, unit: 'MB' },
    {
      case: name,
      metric: 'memory-vs-part',
      value: memory,
      unit: 'MB',
      baseline: largest,
      ratio: memory / largest,
    },
    ...(before === undefined
      ? []
      : [
          {
            case: name,
            metric: 'memory-vs-smaller',
            value: memory,
            unit: 'MB',
            baseline: before,
            ratio: memory / before,
          },
        ]),
    ...(figures[0]!.browserMemory === undefined
      ? []
      : [
          row(
            'memory-browser',
            'MB',
            figures.map((one) => one.browserMemory!),
          ),
        ]),
  ];
}

/** Encoding alone, in turns with the SDK's own. */
async function compare(place: Place, { megabytes, rounds }: (typeof ENCODED)[number]): Promise<BenchRow[]> {
  const samples: { ours: number; theirs: number }[] = [];
  for (let round = 0; round < rounds; round++) samples.push(await place.encode(megabytes * MEGABYTE));
  const speed = (of: 'ours' | 'theirs') => megabytes / (median(samples.map((one) => one[of])) / 1000);
  const [value, baseline] = [speed('ours'), speed('theirs')];
  const name = `${megabytes} MB${place.suffix}`;
  return [
    { case: name, metric: 'encode-vs-walrus-wasm', value, unit: 'MB/s', baseline, ratio: value / baseline },
  ];
}

/** A model of just so many bytes: weights of whole MiB, and a file that fills up. */
async function writeModel(folder: string, bytes: number, seed: number): Promise<string[]> {
  const weights = Math.floor((bytes - MIB) / MIB) * MIB;
  const model = syntheticModel({ bytes: weights, seed });
  const paths = await writeSyntheticModel(folder, model);
  const filling = join(folder, 'filling.bin');
  const written = model.files.reduce((sum, file) => sum + file.bytes, 0);
  await writeFile(filling, noise(bytes - written, seed));
  return [...paths, filling];
}

const encoder = createLocalEncoder();

async function encodeInNode(size: number): Promise<{ ours: number; theirs: number }> {
  const bytes = noise(size);
  const [, ours] = await timed(() => encoder.encode(new Blob([bytes]), {}));
  return { ours, theirs: (await YARDSTICKS['walrus-wasm'](bytes)).ms };
}

async function publishInNode(job: PublishJob): Promise<PublishFigures> {
  const child = start('publish-node.ts', JSON.stringify(job));
  const [answer, [code]] = await Promise.all([text(child.stdout), once(child, 'exit')]);
  if (code !== 0) throw new Error(`The author in Node ended with ${code}`);
  return JSON.parse(answer) as PublishFigures;
}

async function startNetwork(): Promise<{ config: NetworkConfig; close(): void }> {
  const child = start('publish-network.ts');
  for await (const line of createInterface({ input: child.stdout })) {
    return { config: JSON.parse(line) as NetworkConfig, close: () => child.stdin.end() };
  }
  throw new Error('The network did not start');
}

function start(script: string, ...args: string[]) {
  const path = fileURLToPath(new URL(script, import.meta.url));
  const child = spawn(process.execPath, ['--import', 'tsx', path, ...args], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  return child;
}
