// Opens the bench's page in Chromium, and finds the process whose memory is watched.
import type { Page } from '@playwright/test';
import { launchChromium } from '../../browser.ts';
import { serveBuiltPage } from '../../built-page.ts';
import { openFunctions, type Call } from '../../open-page.ts';
import { residentBytes } from '../peak-memory.ts';
import type { VerifyPage } from './main.ts';

export interface OpenVerifyPage {
  call: Call<VerifyPage>;
  /** Of the page's process, its Workers included. */
  pid: number;
  close(): Promise<void>;
}

export async function openVerifyPage(): Promise<OpenVerifyPage> {
  const served = await serveBuiltPage(new URL('.', import.meta.url));
  const browser = await launchChromium();
  const page = await browser.newPage();
  const call = await openFunctions<VerifyPage>(page, served.url);
  return {
    pid: await processOf(page),
    call,
    async close() {
      await browser.close();
      await served.close();
    },
  };
}

/** The process that grows when the page does: a browser keeps others for tabs to come. */
async function processOf(page: Page): Promise<number> {
  const session = await page.context().browser()!.newBrowserCDPSession();
  const { processInfo } = await session.send('SystemInfo.getProcessInfo');
  await session.detach();
  const pids = processInfo.filter(({ type }) => type === 'renderer').map(({ id }) => id);
  const sizes = () => Promise.all(pids.map(async (pid) => (await residentBytes(pid)) ?? 0));
  const before = await sizes();
  await page.evaluate(() => {
    Object.assign(window, { ballast: new Uint8Array(64_000_000).fill(1) });
  });
  const growth = (await sizes()).map((size, index) => size - before[index]!);
  await page.evaluate(() => {
    Object.assign(window, { ballast: undefined });
  });
  return pids[growth.indexOf(Math.max(...growth))]!;
}
