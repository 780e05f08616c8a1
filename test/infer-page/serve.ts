// Builds the page as the app is built and serves it, deep under a path as a gateway would, beside the demo models.
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { extname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';
import { demoModels } from '../../start/models/index.ts';
import type { DemoModel } from '../../start/models/types.ts';
import { worker } from '../../vite.config.ts';

const PREFIX = '/ipfs/bafytest/deep/';
const TYPES: Record<string, string> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.mjs': 'text/javascript',
  '.json': 'application/json',
  '.wasm': 'application/wasm',
};

export interface ServedPage {
  url: string;
  /** Paths of what the page asked for, in order. */
  requests: string[];
  close(): Promise<void>;
}

/** `more` beside the demo models. */
export async function serveInferPage(more: readonly DemoModel[] = []): Promise<ServedPage> {
  const outDir = await mkdtemp(join(tmpdir(), 'floe-infer-page-'));
  await build({
    configFile: false,
    logLevel: 'error',
    base: './',
    root: fileURLToPath(new URL('.', import.meta.url)),
    worker,
    build: { outDir, emptyOutDir: true, target: 'es2023', minify: false },
  });
  const drafts = new Map([...(await demoModels()), ...more].map((draft) => [draft.task, draft]));
  const requests: string[] = [];

  async function read(path: string): Promise<Uint8Array> {
    const [kind, task, ...rest] = path.split('/');
    if (kind === 'models') {
      const draft = drafts.get(task!.replace('.json', ''))!;
      return new TextEncoder().encode(
        JSON.stringify(draft, (key, value: unknown) => (skip.has(key) ? undefined : value)),
      );
    }
    if (kind === 'files') {
      const file = drafts.get(task!)!.files.find((candidate) => candidate.path === rest.join('/'))!;
      return new Uint8Array(await file.data.arrayBuffer());
    }
    return readFile(join(outDir, normalize(path || 'index.html')));
  }

  const server = createServer((request, response) => {
    const path = new URL(request.url!, 'http://localhost').pathname;
    requests.push(path);
    if (!path.startsWith(PREFIX)) return response.writeHead(404).end();
    const name = path.slice(PREFIX.length);
    read(name).then(
      (bytes) =>
        response
          .writeHead(200, { 'content-type': TYPES[extname(name || '.html')] ?? 'text/html' })
          .end(bytes),
      () => response.writeHead(404).end(),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}${PREFIX}`,
    requests,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await rm(outDir, { recursive: true, force: true });
    },
  };
}

/** Not plain JSON, and not needed in the page. */
const skip = new Set(['files', 'price']);
