// A Chromium on the corpus' page, and jobs for it to fetch.
import type { Page } from '@playwright/test';
import { launchChromium } from '../browser.ts';
import { serveBuiltPage } from '../built-page.ts';
import { openFunctions, type Call } from '../open-page.ts';
import type { CorpusPageApi } from './page/main.ts';
import type { WireJob } from './wire.ts';

export interface CorpusPage {
  page: Page;
  /** What went wrong in the page without anybody catching it. */
  complaints: string[];
  offer(name: string, job: () => WireJob): void;
  call: Call<CorpusPageApi>;
  close(): Promise<void>;
}

export async function openCorpusPage(): Promise<CorpusPage> {
  const jobs = new Map<string, () => WireJob>();
  const served = await serveBuiltPage(new URL('./page/', import.meta.url), {
    routes: {
      job: (request, response) => {
        const name = new URL(request.url!, 'http://localhost').searchParams.get('name')!;
        response.setHeader('content-type', 'application/json');
        response.end(JSON.stringify(jobs.get(name)!()));
      },
    },
  });
  const browser = await launchChromium();
  const page = await browser.newPage();
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('crash', () => complaints.push('the page crashed'));
  const call = await openFunctions<CorpusPageApi>(page, served.url);
  return {
    page,
    complaints,
    offer: (name, job) => void jobs.set(name, job),
    call,
    async close() {
      await browser.close();
      await served.close();
    },
  };
}
