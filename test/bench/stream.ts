// What our engine adds to generating text: tokens a second and time to the first, call to answer in the page, against a
// bare loop over the same model in a Worker of its own, in turns.
import { openStreamPage, type StreamPage } from './stream-page/open.ts';
import { median, type Bench, type BenchRow } from './report.ts';

const PROMPT = 'It is a truth universally acknowledged, that';

interface Case {
  name: string;
  provider: 'wasm' | 'webgpu';
  tokens: number;
  pairs: number;
  /** Drawn as the demo draws, in place of the likeliest; the bare loop draws too. */
  sampled?: boolean;
}

const CASES: Case[] = [
  { name: 'austen wasm', provider: 'wasm', tokens: 240, pairs: 31 },
  { name: 'austen wasm sampled', provider: 'wasm', tokens: 240, pairs: 31, sampled: true },
  { name: 'austen webgpu', provider: 'webgpu', tokens: 24, pairs: 7 },
];
/** Thrown away: the first runs compile, on the GPU every shader. */
const WARM_UP = 2;

export const stream: Bench = async () => {
  const rows: BenchRow[] = [];
  for (const one of CASES) {
    // A browser each, so that no case runs beside the Workers of another.
    const page = await openStreamPage();
    try {
      rows.push(...(await measure(page, one)));
    } finally {
      await page.close();
    }
  }
  return { rows };
};

async function measure(
  page: StreamPage,
  { name, provider, tokens, pairs, sampled = false }: Case,
): Promise<BenchRow[]> {
  const info = await page.open(provider);
  if (info.provider !== provider) throw new Error(`${name} ran on ${info.provider}`);
  const asked = { prompt: PROMPT, count: tokens, temperature: sampled ? 0.7 : 0, topK: sampled ? 40 : 0 };
  const ours: Timing[] = [];
  const plain: Timing[] = [];
  for (let index = -WARM_UP; index < pairs; index++) {
    const steps = [
      async () => push(ours, index, tokens, await page.ours(asked)),
      async () => push(plain, index, tokens, await page.plain(asked)),
    ];
    for (const step of index % 2 === 0 ? steps : steps.toReversed()) await step();
  }
  const of = (timings: Timing[], what: keyof Timing) => median(timings.map((timing) => timing[what]));
  const row = (metric: string, what: keyof Timing, unit: string): BenchRow => {
    const [value, baseline] = [of(ours, what), of(plain, what)];
    return { case: name, metric, value, unit, baseline, ratio: value / baseline };
  };
  return [row('rate', 'rate', 'tokens/s'), row('first', 'firstMs', 'ms')];
}

interface Timing {
  rate: number;
  firstMs: number;
}

function push(
  timings: Timing[],
  index: number,
  count: number,
  run: { tokens: number[]; firstMs: number; totalMs: number },
): void {
  if (run.tokens.length !== count) throw new Error(`${run.tokens.length} tokens came instead of ${count}`);
  if (index >= 0) timings.push({ rate: (count / run.totalMs) * 1000, firstMs: run.firstMs });
}
