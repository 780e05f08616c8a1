// What a model's own thread is for: it can be ended whatever it is at, and nobody else is kept from anything meanwhile.
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { createModelThread } from '../../../src/agent/create-model-thread.ts';
import { createNodeEngine } from '../../../src/agent/node-engine.ts';
import type { LoadedModel } from '../../../src/lib/infer/types.ts';
import { createWorkerEngine } from '../../../src/lib/infer/worker-engine.ts';
import type { ModelWorker } from '../../../src/lib/infer/worker-link.ts';
import type { Tensors } from '../../../src/lib/model/tensor.ts';
import { i32, i64 } from '../../corpus/hostile-case.ts';
import { loopBody } from '../../corpus/hostile-parts.ts';
import { attribute, goodModel, model, node, TYPE, value, X, Y } from '../../corpus/onnx-parts.ts';
import { onnxSource } from './tiny-onnx.ts';

const engine = createNodeEngine();
const open: LoadedModel[] = [];
afterAll(() => {
  for (const loaded of open) loaded.dispose();
});

async function load(bytes: Uint8Array<ArrayBuffer>, by = engine): Promise<LoadedModel> {
  const loaded = await by.load(onnxSource(new Blob([bytes])), { provider: 'wasm' });
  open.push(loaded);
  return loaded;
}

/** y = x, its sign turned `times` times: as long a run as anybody likes. */
const TURNING = model({
  node: [node('Loop', ['times', '', 'x'], ['y'], [attribute.graph('body', loopBody())])],
  input: [value('times', [], TYPE.int64), X],
  output: [Y],
});
const turned = (times: bigint): Tensors => ({
  times: i64([], [times]),
  x: { dtype: 'float32', shape: [1], data: Float32Array.of(5) },
});
const FOR_EVER = 2n ** 62n;
const answerOf = async (loaded: LoadedModel, inputs: Tensors) => [
  ...((await (await loaded.run(inputs)).release())['y']!.data as Float32Array | Int32Array),
];
const five: Tensors = { x: { dtype: 'float32', shape: [1], data: Float32Array.of(5) } };

/** Turns of this thread's event loop until it has had a hundred. */
async function turns(): Promise<number> {
  let count = 0;
  while (count < 100) {
    await new Promise((resolve) => setImmediate(resolve));
    count += 1;
  }
  return count;
}

describe('a run that never ends', () => {
  it('keeps neither this thread nor another model from anything, and is ended at a word', async () => {
    const [endless, other] = await Promise.all([load(TURNING), load(goodModel())]);
    const abort = new AbortController();
    const running = endless.run(turned(FOR_EVER), { signal: abort.signal });
    expect(await turns()).toBe(100);
    expect(await answerOf(other, five)).toEqual([5]);
    abort.abort();
    await expect(running).rejects.toMatchObject({ name: 'AbortError' });
    // In a thread of its own: the one before is still where it was, or gone.
    expect(await answerOf(endless, turned(3n))).toEqual([-5]);
  });

  it('ends with its model, and leaves its other outputs nowhere', async () => {
    const loaded = await load(TURNING);
    const locked = await loaded.run(turned(2n));
    const running = loaded.run(turned(FOR_EVER));
    loaded.dispose();
    await expect(running).rejects.toMatchObject({ name: 'AbortError' });
    await expect(locked.release()).rejects.toMatchObject({ code: 'infer/output-gone' });
  });

  it('is ended after a time without a word', async () => {
    const impatient = createNodeEngine({ silenceMs: 2000 });
    const ran = load(TURNING, impatient).then((loaded) => loaded.run(turned(FOR_EVER)));
    await expect(ran).rejects.toMatchObject({ code: 'infer/timed-out' });
  });

  it('gives its outputs to whoever waits, where another one gave up', async () => {
    const loaded = await load(TURNING);
    const abort = new AbortController();
    const kept = loaded.run(turned(2n));
    const given = loaded.run(turned(1n), { signal: abort.signal });
    abort.abort();
    await expect(given).rejects.toMatchObject({ name: 'AbortError' });
    expect((await (await kept).release())['y']!.data).toEqual(Float32Array.of(5));
  });
});

describe('a thread that fails', () => {
  it('and can be asked no more is followed by a fresh one', async () => {
    const divided = await load(
      model({
        node: [node('Div', ['i', 'z'], ['y'])],
        initializer: [{ name: 'z', dims: [1], dataType: TYPE.int32, int32Data: [-1] }],
        input: [value('i', [1], TYPE.int32)],
        output: [value('y', [1], TYPE.int32)],
      }),
    );
    // The one division at which WebAssembly itself stops.
    await expect(divided.run({ i: i32([1], [-2_147_483_648]) })).rejects.toMatchObject({
      code: 'infer/run-failed',
    });
    expect(await answerOf(divided, { i: i32([1], [7]) })).toEqual([-7]);
  });

  it('by dying in its run says so, and the next run has another', async () => {
    const threads: ModelWorker[] = [];
    const mortal = createWorkerEngine({
      createWorker: () => {
        const thread = createModelThread();
        threads.push(thread);
        return thread;
      },
    });
    const loaded = await load(TURNING, mortal);
    const running = loaded.run(turned(FOR_EVER));
    threads[0]!.terminate();
    await expect(running).rejects.toMatchObject({ code: 'infer/worker-died', retryable: true });
    expect(await answerOf(loaded, turned(1n))).toEqual([-5]);
    expect(threads.length).toBe(2);
  });
});

describe('a process', () => {
  const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
  /** Loads TURNING and turns 5 so often as `times` says; nothing is disposed of. */
  const script = (times: bigint) => `
    import { createNodeEngine } from './src/agent/node-engine.ts';
    const bytes = Buffer.from('${Buffer.from(TURNING).toString('base64')}', 'base64');
    const files = new Map([['model.onnx', new Blob([bytes])]]);
    const source = { runtime: 'onnx', entry: 'model.onnx', files };
    const model = await createNodeEngine().load(source, { provider: 'wasm' });
    const x = { dtype: 'float32', shape: [1], data: Float32Array.of(5) };
    const times = { dtype: 'int64', shape: [], data: BigInt64Array.of(${times}n) };
    console.log('running');
    const locked = await model.run({ x, times });
    console.log((await locked.release()).y.data[0]);`;

  function start(times: bigint) {
    const args = ['--import', 'tsx', '--input-type=module', '-e', script(times)];
    let told: () => void = () => undefined;
    const running = new Promise<void>((resolve) => (told = resolve));
    let kill: () => void = () => undefined;
    const ended = new Promise<{ code: unknown; signal: unknown; stdout: string }>((resolve) => {
      const child = execFile(process.execPath, args, { cwd: ROOT }, (error, stdout) =>
        resolve({ code: error ? error.code : 0, signal: error?.signal, stdout }),
      );
      child.stdout!.once('data', told);
      kill = () => child.kill('SIGINT');
    });
    return { running, ended, interrupt: kill };
  }

  it('ends when nothing is under way, though its models are loaded', async () => {
    expect(await start(1n).ended).toEqual({ code: 0, signal: undefined, stdout: 'running\n-5\n' });
  });

  it('ends at Ctrl+C, whatever its models are at', async () => {
    const { running, ended, interrupt } = start(FOR_EVER);
    await running;
    interrupt();
    expect(await ended).toMatchObject({ signal: 'SIGINT', stdout: 'running\n' });
  });
});
