// A Chromium on the corpus' page, and jobs for it to fetch.
import type { Page } from '@playwright/test';
import { serveBuiltPage } from '../bench/built-page.ts';
import { launchChromium } from '../browser.ts';
import type { CorpusPageApi } from './page/main.ts';
import type { WireJob } from './wire.ts';

export interface CorpusPage {
  page: Page;
  /** What went wrong in the page without anybody catching it. */
  complaints: string[];
  offer(name: string, job: () => WireJob): void;
  call<K extends keyof CorpusPageApi>(
    name: K,
    ...args: Parameters<CorpusPageApi[K]>
  ): Promise<Awaited<ReturnType<CorpusPageApi[K]>>>;
  close(): Promise<void>;
}

export async function openCorpusPage(): Promise<CorpusPage> {
  const jobs = new Map<string, () => WireJob>();
  const served = await serveBuiltPage(new URL('./page/', import.meta.url), {
    '/job': (request, response) => {
      const name = new URL(request.url!, 'http://localhost').searchParams.get('name')!;
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify(jobs.get(name)!()));
    },
  });
  const browser = await launchChromium();
  const page = await browser.newPage();
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('crash', () => complaints.push('the page crashed'));
  await page.goto(served.url);
  await page.waitForFunction(() => 'corpus' in window);
  return {
    page,
    complaints,
    offer: (name, job) => void jobs.set(name, job),
    call: (name, ...args) =>
      page.evaluate(
        ([key, values]) => {
          const { corpus } = window as unknown as {
            corpus: Record<string, (...values: unknown[]) => unknown>;
          };
          return corpus[key]!(...values) as never;
        },
        [name as string, args as unknown[]] as const,
      ),
    async close() {
      await browser.close();
      await served.close();
    },
  };
}
