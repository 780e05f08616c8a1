// The page of the memory bench: keeps a model's files as the app does, and opens them through the engine or through a
// plain script.
import { createIdbStore } from '../../../src/lib/blobs/stores.ts';
import { createModelWorker } from '../../../src/lib/infer/create-model-worker.ts';
import type { OnnxFiles } from '../../../src/lib/infer/onnx-files.ts';
import type { Provider } from '../../../src/lib/infer/types.ts';
import { createWorkerEngine } from '../../../src/lib/infer/worker-engine.ts';
import type { PlainReply, PlainRequest } from './plain.worker.ts';

const RANGE_BYTES = 8 << 20;
const store = createIdbStore('bench-memory');
const engine = createWorkerEngine({ createWorker: createModelWorker });
const engineWithoutJspi = createWorkerEngine({
  createWorker: () => new Worker(new URL('./no-jspi.worker.ts', import.meta.url), { type: 'module' }),
});
let entry: { path: string; data: Blob };
let external: OnnxFiles['external'];

export interface Opened {
  sums: number[];
  openMs: number;
}

const api = {
  /** Takes the chosen files into the database in ranges, and from there as a cached model's: in Blobs of many. */
  async take(): Promise<void> {
    const files = [...document.querySelector('input')!.files!];
    const kept: OnnxFiles['external'] = [];
    for (const file of files) kept.push({ path: file.name, data: await keptInRanges(file) });
    entry = kept.find(({ path }) => path.endsWith('.onnx'))!;
    external = kept.filter((one) => one !== entry);
  },
  async ours(provider: Provider, rows: number[], noJspi: boolean): Promise<Opened> {
    const files = new Map([entry, ...external].map(({ path, data }) => [path, data]));
    const source = { runtime: 'onnx', entry: entry.path, files } as const;
    const started = performance.now();
    const model = await (noJspi ? engineWithoutJspi : engine).load(source, { provider });
    const openMs = performance.now() - started;
    if (model.provider !== provider) throw new Error(`ran on ${model.provider}`);
    const data = Int32Array.from(rows);
    const locked = await model.run({ rows: { dtype: 'int32', shape: [rows.length], data } });
    const { sums } = await locked.release();
    return { sums: [...(sums!.data as Float32Array)], openMs };
  },
  async plain(way: Omit<PlainRequest, keyof OnnxFiles>): Promise<Opened> {
    const worker = new Worker(new URL('./plain.worker.ts', import.meta.url), { type: 'module' });
    const reply = await new Promise<PlainReply>((resolve, reject) => {
      worker.onmessage = ({ data }: MessageEvent<PlainReply>) => resolve(data);
      worker.onerror = (event) => reject(new Error(event.message));
      worker.postMessage({ ...way, entry: entry.data, external } satisfies PlainRequest);
    });
    if ('error' in reply) throw new Error(reply.error);
    return reply;
  },
};

async function keptInRanges(file: File): Promise<Blob> {
  const kept: Blob[] = [];
  for (let at = 0; at < file.size; at += RANGE_BYTES) {
    const key = `${file.name}/${at}`;
    await store.set(key, new Blob([await file.slice(at, at + RANGE_BYTES).arrayBuffer()]));
    kept.push((await store.get<Blob>(key))!);
  }
  return new Blob(kept);
}

export type MemoryPage = typeof api;
Object.assign(window, { floe: api });
