// A model of 1.5 GB its whole way through the page: test/e2e/big-model.spec.ts at full size, in parts of 512 MiB.
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'vite';
import { run } from '../command.ts';
import type { BigReport } from '../e2e/big-model.spec.ts';
import type { Bench, BenchRow } from './report.ts';

const [MIB, PART_MIB] = [1536, 512];

export const big: Bench = async () => {
  const folder = await mkdtemp(join(tmpdir(), 'floe-bench-big-'));
  try {
    const dist = join(folder, 'dist');
    await build({ logLevel: 'error', build: { outDir: dist } });
    const path = join(folder, 'report.json');
    const { code, stdout } = await run(
      'npx',
      ['playwright', 'test', 'big-model', '--reporter=line', '--output', join(folder, 'results')],
      {
        quiet: true,
        env: {
          FLOE_DIST: dist,
          FLOE_BIG_MIB: String(MIB),
          FLOE_BIG_PART_MIB: String(PART_MIB),
          FLOE_BIG_REPORT: path,
        },
      },
    );
    if (code !== 0) throw new Error(stdout);
    const report = JSON.parse(await readFile(path, 'utf8')) as BigReport;
    return { rows: rowsOf(`${MIB} MiB`, report) };
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  }
};

function rowsOf(size: string, { seconds, peaks, fetched, total }: BigReport): BenchRow[] {
  const rows = Object.entries(seconds).flatMap(([phase, value]): BenchRow[] => [
    { case: `${size} ${phase}`, metric: 'time', value, unit: 's' },
    { case: `${size} ${phase}`, metric: 'page peak', value: peaks[phase]!.renderer, unit: 'MB' },
    { case: `${size} ${phase}`, metric: 'browser peak', value: peaks[phase]!.browser, unit: 'MB' },
  ]);
  const [value, baseline] = [fetched / 1e6, total / 1e6];
  return [...rows, { case: size, metric: 'fetched', value, unit: 'MB', baseline, ratio: value / baseline }];
}
