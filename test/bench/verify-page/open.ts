// Builds the bench's page as the app is built, serves it, opens it in Chromium, and watches its process's memory.
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { extname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Page } from '@playwright/test';
import { build } from 'vite';
import { launchChromium } from '../../browser.ts';
import { residentBytes } from '../peak-memory.ts';
import type { VerifyPage } from './main.ts';
import { worker } from '../../../vite.config.ts';

const TYPES: Record<string, string> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.wasm': 'application/wasm',
};

export interface OpenVerifyPage {
  call<K extends keyof VerifyPage>(
    name: K,
    ...args: Parameters<VerifyPage[K]>
  ): Promise<Awaited<ReturnType<VerifyPage[K]>>>;
  /** Of the page's process, its Workers included. */
  pid: number;
  close(): Promise<void>;
}

export async function openVerifyPage(): Promise<OpenVerifyPage> {
  const outDir = await mkdtemp(join(tmpdir(), 'floe-verify-page-'));
  await build({
    configFile: false,
    logLevel: 'error',
    base: './',
    root: fileURLToPath(new URL('.', import.meta.url)),
    worker,
    build: { outDir, emptyOutDir: true, target: 'es2023' },
  });
  const server = createServer((request, response) => {
    const path = normalize(new URL(request.url!, 'http://localhost').pathname);
    const name = path === '/' ? '/index.html' : path;
    readFile(join(outDir, name)).then(
      (bytes) => response.writeHead(200, { 'content-type': TYPES[extname(name)] ?? 'text/plain' }).end(bytes),
      () => response.writeHead(404).end(),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const browser = await launchChromium();
  const page = await browser.newPage();
  await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
  await page.waitForFunction(() => 'floe' in window);
  const pid = await processOf(page);
  return {
    pid,
    call: (name, ...args) =>
      page.evaluate(
        ([key, values]) => {
          const { floe } = window as unknown as { floe: Record<string, (...values: unknown[]) => unknown> };
          return floe[key]!(...values) as never;
        },
        [name as string, args as unknown[]] as const,
      ),
    async close() {
      await browser.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await rm(outDir, { recursive: true, force: true });
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
