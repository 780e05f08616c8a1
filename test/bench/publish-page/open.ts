// A Chromium of its own for each measurement.
import { inOwnBrowser } from '../../open-page.ts';
import { watchProcesses } from '../process-peaks.ts';
import type { PublishFigures, PublishJob } from '../publish.ts';
import type { PublishPage } from './main.ts';

export function publishInPage(url: string, { network, paths }: PublishJob): Promise<PublishFigures> {
  return inOwnBrowser<PublishPage, PublishFigures>(url, async (call, page) => {
    await page.getByLabel('Model files').setInputFiles(paths);
    const peaks = await watchProcesses(page.context().browser()!);
    const times = await call('publish', network);
    const { renderer, browser } = await peaks();
    return { times, ...(renderer > 0 ? { memory: renderer, browserMemory: browser } : {}) };
  });
}

/** Milliseconds of one encoding by us and by walrus-wasm. */
export function encodeInPage(url: string, bytes: number): ReturnType<PublishPage['encode']> {
  return inOwnBrowser<PublishPage, Awaited<ReturnType<PublishPage['encode']>>>(url, (call) =>
    call('encode', bytes),
  );
}
