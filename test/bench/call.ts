// What our engine adds to a run, warm and from nothing, in time and in memory: call to outputs in the page, hashes
// included, against the bare runtime; what keeps the page from its visitor meanwhile; and what the steps of a paid call
// take.
import type { Provider } from '../../src/lib/infer/types.ts';
import { turnModel } from './turn-model.ts';
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
  { name: 'ocr-turn wasm', task: 'image-classification', provider: 'wasm', pairs: 61 },
  { name: 'silero wasm', task: 'audio-classification', provider: 'wasm', pairs: 61 },
  { name: 'language wasm', task: 'text-classification', provider: 'wasm', pairs: 61 },
  { name: 'ocr-turn webgpu', task: 'image-classification', provider: 'webgpu', pairs: 21 },
  { name: 'language webgpu', task: 'text-classification', provider: 'webgpu', pairs: 61 },
];
/** Thrown away: the first runs compile, on the GPU every shader. */
const WARM_UP = 4;
const COLD_PAIRS = 5;
const MEMORY_PAIRS = 3;

export const call: Bench = async () => {
  const served = await serveInferPage([await turnModel()]);
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
  return [
    { case: name, metric: 'warm', unit: 'ms', ...warm },
    { case: name, metric: 'cold', unit: 'ms', ...cold },
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
  const row = (metric: string, of: keyof Peaks): BenchRow => {
    const [value, baseline] = [
      median(all.ours.map((peaks) => peaks[of])),
      median(all.plain.map((peaks) => peaks[of])),
    ];
    return { case: name, metric, unit: 'MB', value, baseline, ratio: value / baseline };
  };
  return [row('page-memory', 'renderer'), ...(provider === 'webgpu' ? [row('gpu-memory', 'gpu')] : [])];
}

interface Pair {
  ours: number;
  baseline: number;
}

/** In turns, so that a busy moment of the machine does not hit one of the two alone. */
async function inPairs(
  pairs: number,
  measurePair: (oursFirst: boolean) => Promise<Pair>,
  onWarm: () => Promise<void> = async () => undefined,
): Promise<{ value: number; baseline: number; ratio: number }> {
  const all: Pair[] = [];
  for (let index = -WARM_UP; index < pairs; index++) {
    if (index === 0) await onWarm();
    const pair = await measurePair(index % 2 === 0);
    if (index >= 0) all.push(pair);
  }
  const value = median(all.map(({ ours }) => ours));
  const baseline = median(all.map((pair) => pair.baseline));
  return { value, baseline, ratio: value / baseline };
}
