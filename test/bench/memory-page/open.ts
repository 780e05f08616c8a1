// A Chromium of its own for each measurement, with a profile on disk as people have it: opens a model's files in the
// bench's page and tells what each kind of process held at most.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from '@playwright/test';
import { CHROMIUM_ARGS, ensureChromium } from '../../browser.ts';
import { watchProcesses, type Peaks } from '../process-peaks.ts';
import type { MemoryPage, Opened } from './main.ts';

export interface Measured extends Opened {
  peaks: Peaks;
}

type PlainWay = Omit<Parameters<MemoryPage['plain']>[0], 'rows'>;
export type Job = { ours: Parameters<MemoryPage['ours']>[0]; noJspi?: boolean } | { plain: PlainWay };

/** Peaks of opening and running a model whose files lie in the page's database, as a cached model does. */
export async function measureOpening(
  url: string,
  { paths, rows, job }: { paths: string[]; rows: number[]; job: Job },
): Promise<Measured> {
  const profile = await mkdtemp(join(tmpdir(), 'floe-bench-profile-'));
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: await ensureChromium(),
    args: CHROMIUM_ARGS,
  });
  try {
    const page = await context.newPage();
    await page.goto(url);
    await page.waitForFunction(() => 'floe' in window);
    await page.getByLabel('Model files').setInputFiles(paths);
    const call = <K extends keyof MemoryPage>(name: K, ...args: Parameters<MemoryPage[K]>) =>
      page.evaluate(
        ([key, values]) => {
          const { floe } = window as unknown as { floe: Record<string, (...values: unknown[]) => unknown> };
          return floe[key]!(...values) as never;
        },
        [name as string, args as unknown[]] as const,
      ) as Promise<Awaited<ReturnType<MemoryPage[K]>>>;
    await call('take');
    const peaks = await watchProcesses(context.browser()!);
    const opened = await ('ours' in job
      ? call('ours', job.ours, rows, job.noJspi === true)
      : call('plain', { ...job.plain, rows }));
    return { ...opened, peaks: await peaks() };
  } finally {
    await context.close();
    await rm(profile, { recursive: true, force: true, maxRetries: 5 });
  }
}
