// Where the time of a paid call goes, from run to unlocked output, over HTTP against the local network.
import { publishAll, startLocalNetwork } from '../../start/local-network.ts';
import { demoModels } from '../../start/models/index.ts';
import type { CallTimings } from '../../src/lib/index.ts';
import { inputsOf } from '../lib/infer/demo.ts';
import { median, type BenchRow } from './report.ts';

const STEPS = ['run', 'commit', 'sign', 'execute', 'confirm'] as const satisfies (keyof CallTimings)[];
const CALLS = 15;

/** Medians of warm calls of the text-line reader in Node on wasm, with a key that signs at once. */
export async function paidCallSteps(): Promise<BenchRow[]> {
  const network = await startLocalNetwork();
  try {
    const draft = (await demoModels()).find(({ task }) => task === 'image-to-text')!;
    const inputs = await inputsOf(draft);
    const [model] = await publishAll(await network.author(), [draft]);
    const { hub, wallet } = await network.author();
    const opened = await hub.open(model!);
    const samples: CallTimings[] = [];
    for (let index = -1; index < CALLS; index++) {
      const { timings } = await (await hub.call(opened, inputs, { provider: 'wasm' })).pay(wallet);
      if (index >= 0) samples.push(timings);
    }
    hub.unload();
    const row = (metric: string, values: number[]): BenchRow => {
      return { case: 'ocr-rec wasm, paid', metric, value: median(values), unit: 'ms' };
    };
    const steps = STEPS.map((step) =>
      row(
        step,
        samples.map((timings) => timings[step] ?? 0),
      ),
    );
    const totals = samples.map((timings) => STEPS.reduce((sum, step) => sum + (timings[step] ?? 0), 0));
    return [...steps, row('run-to-unlocked', totals)];
  } finally {
    await network.close();
  }
}
