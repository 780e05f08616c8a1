// Builds a page of a benchmark as the app is built, and serves it on the loopback interface.
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { extname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';
import { worker } from '../../vite.config.ts';

const TYPES: Record<string, string> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.wasm': 'application/wasm',
};

export interface BuiltPage {
  url: string;
  close(): Promise<void>;
}

/** `folder` has the page's index.html; what `routes` names is answered there. */
export async function serveBuiltPage(
  folder: URL,
  routes: Record<string, RequestListener> = {},
): Promise<BuiltPage> {
  const outDir = await mkdtemp(join(tmpdir(), 'floe-bench-page-'));
  await build({
    configFile: false,
    logLevel: 'error',
    base: './',
    root: fileURLToPath(folder),
    worker,
    build: { outDir, emptyOutDir: true, target: 'es2023' },
  });
  const server = createServer((request, response) => {
    const path = normalize(new URL(request.url!, 'http://localhost').pathname);
    const route = routes[path];
    if (route) return route(request, response);
    const name = path === '/' ? '/index.html' : path;
    readFile(join(outDir, name)).then(
      (bytes) => response.writeHead(200, { 'content-type': TYPES[extname(name)] ?? 'text/plain' }).end(bytes),
      () => response.writeHead(404).end(),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await rm(outDir, { recursive: true, force: true });
    },
  };
}
