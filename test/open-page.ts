// A Chromium on a page of a test or benchmark, and the functions that the page puts on its window, as Node calls them.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type Page } from '@playwright/test';
import { CHROMIUM_ARGS, ensureChromium } from './browser.ts';

/** Calls a function of the page by its name; what goes in and comes out crosses by value. */
export type Call<Api> = <K extends keyof Api>(
  name: K,
  ...args: Api[K] extends (...args: infer A) => unknown ? A : never
) => Promise<Api[K] extends (...args: never[]) => infer R ? Awaited<R> : never>;

/** Opens the page, which puts its functions on `window.floe`. */
export async function openFunctions<Api>(page: Page, url: string): Promise<Call<Api>> {
  await page.goto(url);
  await page.waitForFunction(() => 'floe' in window);
  return (name, ...args) =>
    page.evaluate(
      ([key, values]) => {
        const { floe } = window as unknown as { floe: Record<string, (...values: unknown[]) => unknown> };
        return floe[key]!(...values) as never;
      },
      [name as string, args as unknown[]] as const,
    );
}

/** The page in a browser of its own, with a profile on disk as people have it, for as long as the work takes. */
export async function inOwnBrowser<Api, T>(
  url: string,
  work: (call: Call<Api>, page: Page) => Promise<T>,
): Promise<T> {
  const profile = await mkdtemp(join(tmpdir(), 'floe-profile-'));
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: await ensureChromium(),
    args: CHROMIUM_ARGS,
  });
  try {
    const page = await context.newPage();
    return await work(await openFunctions<Api>(page, url), page);
  } finally {
    await context.close();
    await rm(profile, { recursive: true, force: true, maxRetries: 5 });
  }
}
