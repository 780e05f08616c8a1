// What our engine adds to a run, warm and from nothing, in time and in memory: call to outputs in the page, hashes
// included, against a script around the bare runtime in a Worker, and against the runtime alone; what keeps the page from its visitor meanwhile; and what the steps of a paid call
// take.
import type { Provider } from '../../src/lib/infer/types.ts';
import { faceModel, turnModel } from './page-models.ts';
import { openInferPage, type OpenPage } from '../infer-page/open.ts';
import type { BuiltPage } from '../built-page.ts';
import { serveInferPage } from '../infer-page/serve.ts';
import { watchProcesses, type Peaks } from './process-peaks.ts';
import { paidCallSteps } from './steps.ts';
import { median, type Bench, type BenchRow } from './report.ts';

interface Case {
  name: string;
  task: string;
  provider: Provider;
  pairs: number;
}

const CASES: Case[] = [
  { name: 'ocr-rec wasm', task: 'image-to-text', provider: 'wasm', pairs: 31 },
  { name: 'ocr-det wasm', task: 'image-segmentation', provider: 'wasm', pairs: 31 },
  { name: 'face wasm', task: 'object-detection', provider: 'wasm', pairs: 61 },
  { name: 'ocr-turn wasm', task: 'image-classification', provider: 'wasm', pairs: 61 },
  { name: 'silero wasm', task: 'audio-classification', provider: 'wasm', pairs: 61 },
  { name: 'language wasm', task: 'text-classification', provider: 'wasm', pairs: 61 },
  { name: 'face webgpu', task: 'object-detection', provider: 'webgpu', pairs: 11 },
  { name: 'ocr-turn webgpu', task: 'image-classification', provider: 'webgpu', pairs: 11 },
  { name: 'language webgpu', task: 'text-classification', provider: 'webgpu', pairs: 61 },
];
/** Thrown away: the first runs compile, on the GPU every shader. */
const WARM_UP = 4;
const COLD_PAIRS = 5;
const MEMORY_PAIRS = 3;

export const call: Bench = async () => {
  const served = await serveInferPage([await turnModel(), await faceModel()]);
  const rows: BenchRow[] = [];
  try {
    for (const one of CASES) {
      // A browser each, so that no case runs beside the Workers of another.
      const open = await openInferPage(served);
      try {
        rows.push(...(await measure(open, one)));
      } finally {
        await open.close();
      }
      rows.push(...(await memory(served, one)));
    }
  } finally {
    await served.close();
  }
  rows.push(...(await paidCallSteps()));
  return { rows };
};

async function measure(open: OpenPage, { name, task, provider, pairs }: Case): Promise<BenchRow[]> {
  const info = await open.call('load', task, provider);
  if (info.provider !== provider) throw new Error(`${name} ran on ${info.provider}`);
  const warm = await inPairs(
    pairs,
    (oursFirst) => open.call('pair', task, provider, oursFirst),
    async () => {
      await open.call('longTasks');
    },
  );
  const longTasks = await open.call('longTasks');
  const cold = await inPairs(COLD_PAIRS, (oursFirst) => open.call('cold', task, provider, oursFirst));
  const runtime = median(warm.map(({ runMs }) => runMs));
  const ours = median(warm.map((pair) => pair.ours));
  return [
    row(name, 'warm', 'ms', warm),
    {
      case: name,
      metric: 'runtime-alone',
      unit: 'ms',
      value: ours,
      baseline: runtime,
      ratio: ours / runtime,
    },
    row(name, 'cold', 'ms', cold),
    { case: name, metric: 'long-tasks', unit: 'tasks over 50 ms', value: longTasks.length },
  ];
}

/** Of a first answer, each in a browser of its own. */
async function memory(served: BuiltPage, { name, task, provider }: Case): Promise<BenchRow[]> {
  const all: Record<'ours' | 'plain', Peaks[]> = { ours: [], plain: [] };
  for (let pair = 0; pair < MEMORY_PAIRS; pair++) {
    for (const whose of ['ours', 'plain'] as const) {
      const open = await openInferPage(served);
      try {
        const peaks = await watchProcesses(open.page.context().browser()!);
        await open.call('first', task, provider, whose);
        all[whose].push(await peaks());
      } finally {
        await open.close();
      }
    }
  }
  const pairs = (of: keyof Peaks): Pair[] =>
    all.ours.map((peaks, index) => ({ ours: peaks[of], baseline: all.plain[index]![of] }));
  return [
    row(name, 'page-memory', 'MB', pairs('renderer')),
    ...(provider === 'webgpu' ? [row(name, 'gpu-memory', 'MB', pairs('gpu'))] : []),
  ];
}

interface Pair {
  ours: number;
  baseline: number;
}

function row(name: string, metric: string, unit: string, pairs: readonly Pair[]): BenchRow {
  const value = median(pairs.map(({ ours }) => ours));
  const baseline = median(pairs.map((pair) => pair.baseline));
  return { case: name, metric, unit, value, baseline, ratio: value / baseline };
}

/** In turns, so that a busy moment of the machine does not hit one of the two alone. */
async function inPairs<T>(
  pairs: number,
  measurePair: (oursFirst: boolean) => Promise<T>,
  onWarm: () => Promise<void> = async () => undefined,
): Promise<T[]> {
  const all: T[] = [];
  for (let index = -WARM_UP; index < pairs; index++) {
    if (index === 0) await onWarm();
    const pair = await measurePair(index % 2 === 0);
    if (index >= 0) all.push(pair);
  }
  return all;
}
