// Opens one hostile model after another in the engine of Node, and a good one after each: in a thread of its own.
import { parentPort } from 'node:worker_threads';
import { createNodeEngine } from '../../src/agent/node-engine.ts';
import { FloeError } from '../../src/lib/errors.ts';
import { readOnnxHeader } from '../../src/lib/infer/onnx-header.ts';
import { checkOnnx } from '../../src/lib/infer/check-onnx.ts';
import { attempt } from './attempt.ts';
import type { HostileCase } from './hostile-case.ts';
import { HOSTILE, HOSTILE_TFJS, runtimeOf } from './hostile.ts';
import { readTfjsModel } from '../../src/lib/infer/tfjs/model-json.ts';

export interface Finding {
  /** How far it came. */
  phase: 'header' | 'load' | 'run' | 'done';
  /** What was thrown there. */
  code: string | undefined;
  message: string | undefined;
  /** Turns of the thread's own event loop while the header was read. */
  ticks: number;
  /** What a good model says afterwards. */
  after: string;
}

const engine = createNodeEngine();
const ENTRIES = { onnx: 'model.onnx', tfjs: 'model.json' };

parentPort!.on('message', (name: string) => {
  const hostile = [...HOSTILE, ...HOSTILE_TFJS].find((one) => one.name === name)!;
  void look(hostile).then((finding) => parentPort!.postMessage({ name, finding }));
});
parentPort!.postMessage('ready');

async function look(hostile: HostileCase): Promise<Finding> {
  const runtime = runtimeOf(hostile);
  const entry = ENTRIES[runtime];
  const files = new Map([[entry, new Blob([hostile.make()])]]);
  for (const [path, bytes] of Object.entries(hostile.beside ?? {}))
    files.set(path, new Blob([new Uint8Array(bytes)]));
  let phase: Finding['phase'] = 'header';
  let ticks = 0;
  const timer = setInterval(() => ticks++, 1);
  try {
    if (runtime === 'onnx') checkOnnx(await readOnnxHeader(files.get(entry)!), files);
    else await readTfjsModel({ entry, files });
    clearInterval(timer);
    phase = 'load';
    await attempt(engine, { runtime, entry, files }, hostile.inputs, (next) => {
      phase = next;
      parentPort!.postMessage({ name: hostile.name, phase });
    });
    phase = 'done';
    return { phase, code: undefined, message: undefined, ticks, after: await good(runtime) };
  } catch (error) {
    const code = error instanceof FloeError ? error.code : `untyped ${(error as Error).name}`;
    return {
      phase,
      code,
      message: (error as Error).message.slice(0, 200),
      ticks,
      after: await good(runtime),
    };
  } finally {
    clearInterval(timer);
  }
}

async function good(runtime: 'onnx' | 'tfjs'): Promise<string> {
  const control = [...HOSTILE, ...HOSTILE_TFJS].find(
    (one) => runtimeOf(one) === runtime && one.expected === 'runs',
  );
  const entry = ENTRIES[runtime];
  const files = new Map([[entry, new Blob([control!.make()])]]);
  try {
    const outputs = await attempt(engine, { runtime, entry, files }, undefined, () => undefined);
    return String(Object.values(outputs)[0]!.data);
  } catch (error) {
    return String(error);
  }
}
