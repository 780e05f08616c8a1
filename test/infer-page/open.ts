// A Chromium on the served page, and the page's functions as the test calls them.
import type { Browser, CDPSession, Page } from '@playwright/test';
import { launchChromium } from '../browser.ts';
import type { BuiltPage } from '../built-page.ts';
import { openFunctions, type Call } from '../open-page.ts';
import type { PageApi } from './main.ts';

export interface OpenPage {
  page: Page;
  /** Calls a function of the page. */
  call: Call<PageApi>;
  /** Takes the graphics process down, as a driver fault does. */
  crashGpu(): Promise<void>;
  close(): Promise<void>;
}

export async function openInferPage(served: BuiltPage): Promise<OpenPage> {
  const browser: Browser = await launchChromium();
  const page = await browser.newPage();
  const call = await openFunctions<PageApi>(page, served.url);
  const session: CDPSession = await browser.newBrowserCDPSession();
  return {
    page,
    call,
    // Not in the typed protocol. The answer never comes, for the process it would come from is gone.
    crashGpu: async () =>
      void (session as { send(method: string): Promise<unknown> })
        .send('Browser.crashGpuProcess')
        .catch(() => undefined),
    close: () => browser.close(),
  };
}
