// `npm run devnet -- --port N`: serves a fresh network over HTTP, prints one JSON line when it is ready, and stops on
// SIGINT or SIGTERM.
import { parseArgs } from 'node:util';
import { createDevnet } from '../network.ts';
import { createFileBlobStore } from './file-store.ts';
import { serve } from './serve.ts';
import { createThreadEncoder } from './thread-encoder.ts';

const USAGE = 'usage: devnet [--port N] [--host ADDRESS]';

function readOptions(): { port: number; host: string } {
  try {
    const { values } = parseArgs({ options: { port: { type: 'string' }, host: { type: 'string' } } });
    const port = Number(values.port ?? 0);
    if (!Number.isInteger(port) || port < 0 || port > 65_535)
      throw new RangeError(`not a port: ${values.port}`);
    return { port, host: values.host ?? '127.0.0.1' };
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : error}\n${USAGE}`);
    process.exit(2);
  }
}

const options = readOptions();
const network = await createDevnet({ blobs: createFileBlobStore(), encoder: createThreadEncoder() });
const server = await serve(network.handle, options);
process.stdout.write(`${JSON.stringify(network.describe(server.url))}\n`);

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    server.close().then(
      () => process.exit(0),
      () => process.exit(1),
    );
  });
}
