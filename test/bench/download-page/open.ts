// Opens the bench's page in a Chromium as people have it: a profile on disk, so that what is stored is written, and no
// debugger, which would keep a copy of every response. The page asks for its jobs.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import type { ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { CHROMIUM_ARGS, ensureChromium } from '../../browser.ts';
import { serveBuiltPage } from '../../built-page.ts';
import type { DownloadJob, DownloadResult } from './main.ts';

export interface OpenDownloadPage {
  /** One at a time. */
  run(job: DownloadJob): Promise<DownloadResult>;
  close(): Promise<void>;
}

export async function openDownloadPage(): Promise<OpenDownloadPage> {
  let asking: ServerResponse | undefined;
  let onAsk: (() => void) | undefined;
  let onResult: ((result: DownloadResult | { error: string }) => void) | undefined;
  const served = await serveBuiltPage(new URL('.', import.meta.url), {
    routes: {
      job: (_, response) => {
        asking = response;
        onAsk?.();
      },
      result: async (request, response) => {
        const result = JSON.parse(await text(request)) as DownloadResult;
        response.end();
        onResult?.(result);
      },
    },
  });
  const profile = await mkdtemp(join(tmpdir(), 'floe-bench-profile-'));
  const browser = spawn(await ensureChromium(), [...CHROMIUM_ARGS, `--user-data-dir=${profile}`, served.url]);
  const ended = once(browser, 'exit');
  const died = ended.then(() => {
    throw new Error('Chromium ended');
  });
  died.catch(() => undefined);

  async function run(job: DownloadJob): Promise<DownloadResult> {
    if (!asking) await new Promise<void>((resolve) => (onAsk = resolve));
    const result = await new Promise<DownloadResult | { error: string }>((resolve) => {
      onResult = resolve;
      asking!.end(JSON.stringify(job));
      asking = undefined;
    });
    if ('error' in result) throw new Error(result.error);
    return result;
  }

  return {
    run: (job) => Promise.race([run(job), died]),
    async close() {
      browser.kill();
      await ended;
      await served.close();
      await rm(profile, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}
