// A Chromium of its own for each measurement: opens a model's files in the bench's page and tells what each kind of
// process held at most.
import { inOwnBrowser } from '../../open-page.ts';
import { watchProcesses, type Peaks } from '../process-peaks.ts';
import type { MemoryPage, Opened } from './main.ts';

export interface Measured extends Opened {
  peaks: Peaks;
}

type PlainWay = Omit<Parameters<MemoryPage['plain']>[0], 'rows'>;
export type Job = { ours: Parameters<MemoryPage['ours']>[0]; noJspi?: boolean } | { plain: PlainWay };

/** Peaks of opening and running a model whose files lie in the page's database, as a cached model does. */
export function measureOpening(
  url: string,
  { paths, rows, job }: { paths: string[]; rows: number[]; job: Job },
): Promise<Measured> {
  return inOwnBrowser<MemoryPage, Measured>(url, async (call, page) => {
    await page.getByLabel('Model files').setInputFiles(paths);
    await call('take');
    const peaks = await watchProcesses(page.context().browser()!);
    const opened = await ('ours' in job
      ? call('ours', job.ours, rows, job.noJspi === true)
      : call('plain', { ...job.plain, rows }));
    return { ...opened, peaks: await peaks() };
  });
}
