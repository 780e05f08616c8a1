// The thread of a model in Node: a browser's Worker in all but its surroundings.
import { Console } from 'node:console';
import { createRequire } from 'node:module';
import { parentPort, workerData } from 'node:worker_threads';
import type { ToWorker } from '../lib/infer/protocol.ts';
import { openWith } from '../lib/infer/open-runner.ts';
import { serveModel } from '../lib/infer/serve-model.ts';
import type { Loan } from './lend-files.ts';
import { borrowFiles } from './lent-blob.ts';

// Runtimes print warnings with console.log: stdout is not theirs.
globalThis.console = new Console(process.stderr);

const port = parentPort!;
const withFiles = borrowFiles(workerData as Loan);

// `import()` would not know TypeScript here.
const require = createRequire(import.meta.url);
const open = openWith({
  transformers: async () => require('../lib/infer/transformers/open-transformers.ts'),
  generation: async () => require('../lib/infer/generation/text-generation.ts'),
  tfjs: async () => require('../lib/infer/tfjs/open-tfjs.ts'),
  onnx: async () => require('../lib/infer/onnx-runner.ts'),
});

serveModel(
  {
    postMessage: (message, transfer) => port.postMessage(message, (transfer ?? []) as ArrayBuffer[]),
    addEventListener: (_, listener) =>
      port.on('message', (message: ToWorker) => listener({ data: withFiles(message) })),
  },
  open,
);
