// What our engine adds to a warm run: call to outputs in the page, hashes included, against the bare runtime; and
// what the steps of a paid call take.
import type { Provider } from '../../src/lib/infer/types.ts';
import { openInferPage, type OpenPage } from '../infer-page/open.ts';
import { serveInferPage } from '../infer-page/serve.ts';
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
  { name: 'silero webgpu', task: 'audio-classification', provider: 'webgpu', pairs: 21 },
];
/** Thrown away: the first runs compile, on the GPU every shader. */
const WARM_UP = 4;

export const call: Bench = async () => {
  const served = await serveInferPage();
  const rows: BenchRow[] = [];
  try {
    for (const one of CASES) {
      // A browser each, so that no case runs beside the Workers of another.
      const open = await openInferPage(served);
      try {
        rows.push(await measure(open, one));
      } finally {
        await open.close();
      }
    }
  } finally {
    await served.close();
  }
  rows.push(...(await paidCallSteps()));
  return { rows };
};

async function measure(open: OpenPage, { name, task, provider, pairs }: Case): Promise<BenchRow> {
  const info = await open.call('load', task, provider);
  if (info.provider !== provider) throw new Error(`${name} ran on ${info.provider}`);
  const ours: number[] = [];
  const baseline: number[] = [];
  for (let index = -WARM_UP; index < pairs; index++) {
    const pair = await open.call('pair', task, provider, index % 2 === 0);
    if (index < 0) continue;
    ours.push(pair.ours);
    baseline.push(pair.baseline);
  }
  const [value, base] = [median(ours), median(baseline)];
  return { case: name, metric: 'warm', value, unit: 'ms', baseline: base, ratio: value / base };
}
