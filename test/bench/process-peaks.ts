// How much more memory a browser's processes held at the worst moment than at the start, each kind for itself. Linux
// tells; elsewhere the peaks are 0.
import type { Browser } from '@playwright/test';
import { residentBytes, resetPeak } from './peak-memory.ts';

/** MB over the start; of several processes of a kind the one that grew most. */
export interface Peaks {
  /** A page's process, its Workers included. */
  renderer: number;
  /** The browser's own, which keeps Blobs that are in memory. */
  browser: number;
  /** Where WebGPU keeps its buffers; with software rendering that is ordinary memory. */
  gpu: number;
}

/** Chromium sets the marks of its processes back by itself, about once a minute: they have to be read before. */
const READ_EVERY_MS = 1_000;

/** Begins to watch; call the answer, once, for the growth until then. */
export async function watchProcesses(browser: Browser): Promise<() => Promise<Peaks>> {
  const session = await browser.newBrowserCDPSession();
  const processes = async () => (await session.send('SystemInfo.getProcessInfo')).processInfo;
  const seen = new Map<number, { type: string; start: number; most: number }>();
  for (const { id, type } of await processes()) {
    await resetPeak(id).catch(() => undefined);
    const start = (await residentBytes(id)) ?? 0;
    seen.set(id, { type: type.toLowerCase(), start, most: start });
  }
  const read = async () => {
    for (const { id, type } of await processes()) {
      const one = seen.get(id) ?? { type: type.toLowerCase(), start: 0, most: 0 };
      one.most = Math.max(one.most, (await residentBytes(id, 'VmHWM')) ?? 0);
      seen.set(id, one);
    }
  };
  // A browser that was closed answers no more.
  const reading = setInterval(() => void read().catch(() => clearInterval(reading)), READ_EVERY_MS);
  return async () => {
    clearInterval(reading);
    await read();
    const growth = (type: string) => {
      const each = [...seen.values()].filter((one) => one.type === type);
      return Math.max(0, ...each.map(({ most, start }) => most - start)) / 1e6;
    };
    return { renderer: growth('renderer'), browser: growth('browser'), gpu: growth('gpu') };
  };
}
