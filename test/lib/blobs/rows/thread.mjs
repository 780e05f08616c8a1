// The bed of a page's Worker in a thread of Node: its globals, then the script itself.
import { parentPort, workerData } from 'node:worker_threads';
import { register } from 'tsx/esm/api';

register();
globalThis.postMessage = (message, transfer) => parentPort.postMessage(message, transfer);
await import(workerData.script);
parentPort.on('message', (data) => globalThis.onmessage({ data }));
