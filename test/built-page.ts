// Builds a page of a test or benchmark as the app is built, and serves it on the loopback interface. Within one run of
// vitest a page is built once.
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rename, rm } from 'node:fs/promises';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { basename, extname, join, normalize } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';
import { worker } from '../vite.config.ts';
import { SHARED_PAGES } from './share-pages.ts';

const LOOK_AGAIN_MS = 100;

const TYPES: Record<string, string> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.mjs': 'text/javascript',
  '.json': 'application/json',
  '.wasm': 'application/wasm',
};

export interface BuiltPage {
  url: string;
  /** Paths of what was asked for, in order. */
  requests: string[];
  close(): Promise<void>;
}

export interface PageOptions {
  /** Begins and ends with a slash; `/` where absent. */
  under?: string;
  /** Answer what lies below `under` by that name; one that ends with a slash, whatever is in that folder. */
  routes?: Record<string, RequestListener>;
}

/** `folder` has the page's index.html. */
export async function serveBuiltPage(
  folder: URL,
  { under = '/', routes = {} }: PageOptions = {},
): Promise<BuiltPage> {
  const { root, release } = await builtPage(fileURLToPath(folder));
  const requests: string[] = [];
  const server = createServer((request, response) => {
    const path = new URL(request.url!, 'http://localhost').pathname;
    requests.push(path);
    if (!path.startsWith(under)) return response.writeHead(404).end();
    const name = normalize(`/${path.slice(under.length)}`).slice(1) || 'index.html';
    const route = routes[name] ?? routes[`${name.split('/')[0]}/`];
    if (route) return route(request, response);
    readFile(join(root, name)).then(
      (bytes) => response.writeHead(200, { 'content-type': TYPES[extname(name)] ?? 'text/plain' }).end(bytes),
      () => response.writeHead(404).end(),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}${under}`,
    requests,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await release();
    },
  };
}

async function builtPage(folder: string): Promise<{ root: string; release(): Promise<void> }> {
  const shared = process.env[SHARED_PAGES];
  if (shared === undefined) {
    const root = await mkdtemp(join(tmpdir(), 'floe-page-'));
    await buildInto(root, folder);
    return { root, release: () => rm(root, { recursive: true, force: true }) };
  }
  const root = join(shared, basename(folder));
  const release = async () => undefined;
  while (!existsSync(root)) {
    const half = `${root}.half`;
    // Whoever makes the folder builds; the others wait until it has its name, or is gone because that failed.
    const mine = await mkdir(half).then(
      () => true,
      () => false,
    );
    if (!mine) await pause(LOOK_AGAIN_MS);
    else if (existsSync(root)) await rm(half, { recursive: true });
    else {
      try {
        await buildInto(half, folder);
        await rename(half, root);
      } finally {
        await rm(half, { recursive: true, force: true });
      }
    }
  }
  return { root, release };
}

async function buildInto(outDir: string, folder: string): Promise<void> {
  await build({
    configFile: false,
    logLevel: 'error',
    base: './',
    root: folder,
    worker,
    build: { outDir, emptyOutDir: true, target: 'es2023' },
  });
}
