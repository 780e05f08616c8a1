// A Chromium on the served page, and the page's functions as the test calls them.
import type { Browser, CDPSession, Page } from '@playwright/test';
import { launchChromium } from '../browser.ts';
import type { PageApi } from './main.ts';
import type { ServedPage } from './serve.ts';

export interface OpenPage {
  page: Page;
  /** Calls a function of the page. */
  call<K extends keyof PageApi>(
    name: K,
    ...args: Parameters<PageApi[K]>
  ): Promise<Awaited<ReturnType<PageApi[K]>>>;
  /** Takes the graphics process down, as a driver fault does. */
  crashGpu(): Promise<void>;
  close(): Promise<void>;
}

export async function openInferPage(served: ServedPage): Promise<OpenPage> {
  const browser: Browser = await launchChromium();
  const page = await browser.newPage();
  await page.goto(served.url);
  await page.waitForFunction(() => 'floe' in window);
  const session: CDPSession = await browser.newBrowserCDPSession();
  return {
    page,
    call: (name, ...args) =>
      page.evaluate(
        ([key, values]) => {
          const { floe } = window as unknown as { floe: Record<string, (...values: unknown[]) => unknown> };
          return floe[key]!(...values) as never;
        },
        [name as string, args as unknown[]] as const,
      ),
    // Not in the typed protocol. The answer never comes, for the process it would come from is gone.
    crashGpu: async () =>
      void (session as { send(method: string): Promise<unknown> })
        .send('Browser.crashGpuProcess')
        .catch(() => undefined),
    close: () => browser.close(),
  };
}
