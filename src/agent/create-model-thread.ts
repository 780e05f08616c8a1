// One of Node's threads as the engine takes a browser's Worker.
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { Worker } from 'node:worker_threads';
import type { ToWorker } from '../lib/infer/protocol.ts';
import type { ModelWorker } from '../lib/infer/worker-link.ts';
import { createLender } from './lend-files.ts';

const RUNTIME = 'onnxruntime-web/ort-wasm-simd-threaded.wasm';

/** From here on TypeScript runs, whatever runs it in this process. */
const BEGIN = new URL('./model-thread.mjs', import.meta.url);

/** Ends with the process, and does not keep it from ending. */
export function createModelThread(): ModelWorker {
  const { loan, lend, close } = createLender();
  const thread = new Worker(BEGIN, { execArgv: [], workerData: loan, transferList: [loan.port] });
  const events = new EventTarget();
  const tell = (type: string, what: object) => events.dispatchEvent(Object.assign(new Event(type), what));
  thread.on('message', (data) => tell('message', { data }));
  thread.on('messageerror', () => tell('messageerror', {}));
  thread.on('error', ({ message }) => tell('error', { message }));
  // Somebody in the thread ended it, without an error.
  thread.on('exit', (code) => {
    close();
    tell('error', { message: `its thread ended (${code})` });
  });
  // After the listeners: they take hold of the process.
  thread.unref();
  return {
    postMessage(message, transfer) {
      holdRuntime(message);
      thread.postMessage(lend(message), transfer);
    },
    addEventListener: (type: string, listener: (event: never) => void) =>
      events.addEventListener(type, listener as EventListener),
    terminate: () => void thread.terminate(),
  };
}

let held: Promise<unknown> | undefined;

/**
 * A process's threads share the code that its engine makes of a WebAssembly file, for as long as one of them holds it.
 * Each model would otherwise wait a second while the runtime is compiled anew.
 */
function holdRuntime(message: ToWorker): void {
  if (message.type !== 'load' || message.source.runtime !== 'onnx' || message.options.provider === 'cpu')
    return;
  held ??= readFile(createRequire(import.meta.url).resolve(RUNTIME))
    .then((bytes) => WebAssembly.compile(new Uint8Array(bytes)))
    .catch(() => undefined);
}
