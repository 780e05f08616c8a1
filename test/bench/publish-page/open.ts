// A Chromium of its own for each measurement, with a profile on disk as people have it.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type Page } from '@playwright/test';
import { CHROMIUM_ARGS, ensureChromium } from '../../browser.ts';
import { watchProcesses } from '../process-peaks.ts';
import type { PublishFigures, PublishJob } from '../publish.ts';
import type { PublishPage } from './main.ts';

export async function publishInPage(url: string, { network, paths }: PublishJob): Promise<PublishFigures> {
  return inPage(url, async (page) => {
    await page.getByLabel('Model files').setInputFiles(paths);
    const peaks = await watchProcesses(page.context().browser()!);
    const times = await call(page, 'publish', network);
    const { renderer, browser } = await peaks();
    return { times, ...(renderer > 0 ? { memory: renderer, browserMemory: browser } : {}) };
  });
}

/** Milliseconds of one encoding by us and by walrus-wasm. */
export function encodeInPage(url: string, bytes: number): ReturnType<PublishPage['encode']> {
  return inPage(url, (page) => call(page, 'encode', bytes));
}

async function inPage<T>(url: string, work: (page: Page) => Promise<T>): Promise<T> {
  const profile = await mkdtemp(join(tmpdir(), 'floe-bench-profile-'));
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: await ensureChromium(),
    args: CHROMIUM_ARGS,
  });
  try {
    const page = await context.newPage();
    await page.goto(url);
    await page.waitForFunction(() => 'floe' in window);
    return await work(page);
  } finally {
    await context.close();
    await rm(profile, { recursive: true, force: true, maxRetries: 5 });
  }
}

function call<K extends keyof PublishPage>(
  page: Page,
  name: K,
  ...args: Parameters<PublishPage[K]>
): ReturnType<PublishPage[K]> {
  return page.evaluate(
    ([key, values]) => {
      const { floe } = window as unknown as { floe: Record<string, (...values: unknown[]) => unknown> };
      return floe[key]!(...values) as never;
    },
    [name as string, args as unknown[]] as const,
  ) as ReturnType<PublishPage[K]>;
}
