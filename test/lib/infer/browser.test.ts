// The Worker engine in a real Chromium, built as the app is and served from a gateway's depth, on wasm and on WebGPU.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createNodeEngine } from '../../../src/agent/node-engine.ts';
import { toHex } from '../../../src/lib/model/hex.ts';
import { openInferPage, type OpenPage } from '../../infer-page/open.ts';
import type { BuiltPage } from '../../built-page.ts';
import { serveInferPage } from '../../infer-page/serve.ts';
import { demoModel, inputsOf, sourceOf } from './demo.ts';
import { tinyOnnx } from './tiny-onnx.ts';

const LANGUAGE = 'text-classification';
const SPEECH = 'audio-classification';
const LINE = 'image-to-text';

let served: BuiltPage;
let open: OpenPage;
beforeAll(async () => {
  served = await serveInferPage();
  open = await openInferPage(served);
});
afterAll(async () => {
  await open?.close();
  await served?.close();
});

describe('on wasm', () => {
  it.each([LANGUAGE, SPEECH, LINE])('%s: the same bytes as the plain runtime, and as Node', async (task) => {
    const info = await open.call('load', task, 'wasm');
    expect(info).toMatchObject({ provider: 'wasm', runtime: 'onnxruntime-web 1.30.0' });
    expect(info.fallbackReason).toBeUndefined();
    expect(await open.call('compare', task, 'wasm')).toEqual({ worst: 0, same: true });

    const draft = await demoModel(task);
    const node = await createNodeEngine().load(sourceOf(draft), { provider: 'wasm' });
    const there = await node.run(await inputsOf(draft));
    expect(await open.call('run', task, 'same as node')).toMatchObject({
      inputHash: toHex(there.inputHash),
      outputHash: toHex(there.outputHash),
    });
    node.dispose();
  });

  it('releases what it hashed, once', async () => {
    const ran = await open.call('run', LANGUAGE, 'once');
    expect(await open.call('release', 'once')).toEqual({
      hash: (ran as { outputHash: string }).outputHash,
      names: ['probabilities'],
    });
    expect(await open.call('release', 'once')).toEqual({ code: 'infer/output-gone', name: 'InferError' });
  });

  it('sends errors out of the Worker in their own class', async () => {
    expect(await open.call('loadBytes', [...new Uint8Array(64).fill(0xff)], 'wasm')).toMatchObject({
      code: 'infer/not-a-model',
      name: 'InferError',
    });
    // A language model's inputs are no inputs of the speech model.
    expect(await open.call('run', SPEECH, 'never', LANGUAGE)).toMatchObject({ name: 'TensorError' });
  });

  it('ends the Worker of an aborted run and starts afresh with the next', async () => {
    const before = await open.call('workers');
    expect(await open.call('run', LINE, 'never', LINE, 15)).toMatchObject({ name: 'TimeoutError' });
    const after = await open.call('run', LINE, 'fresh');
    expect(after).toHaveProperty('outputHash');
    expect(await open.call('workers')).toBe(before + 1);
  });

  it('keeps the Worker of an aborted run while it holds outputs of another', async () => {
    await open.call('run', LINE, 'kept');
    expect(await open.call('run', LINE, 'never', LINE, 15)).toMatchObject({ name: 'TimeoutError' });
    expect(await open.call('release', 'kept')).toHaveProperty('names', ['softmax_11.tmp_0']);
  });

  it('replaces a Worker that died; what it held is gone', async () => {
    await open.call('load', LANGUAGE, 'wasm', 'mortal');
    await open.call('run', 'mortal', 'lost', LANGUAGE);
    const before = await open.call('workers');
    await open.call('killWorker', 'mortal');
    await expect
      .poll(() => open.call('release', 'lost'))
      .toEqual({ code: 'infer/output-gone', name: 'InferError' });
    expect(await open.call('run', 'mortal', 'next', LANGUAGE)).toHaveProperty('outputHash');
    expect(await open.call('workers')).toBe(before + 1);
  });

  it('fails the run during which its Worker dies', async () => {
    await open.call('load', LINE, 'wasm', 'doomed');
    expect(await open.call('runInDyingWorker', 'doomed', LINE)).toEqual({
      code: 'infer/worker-died',
      name: 'InferError',
    });
  });

  it('forgets everything when it is unloaded', async () => {
    await open.call('run', LANGUAGE, 'held');
    await open.call('dispose', LANGUAGE);
    expect(await open.call('release', 'held')).toEqual({ code: 'infer/output-gone', name: 'InferError' });
    expect(await open.call('run', LANGUAGE, 'never')).toMatchObject({ name: 'AbortError' });
  });
});

describe('on WebGPU', () => {
  it.each([LANGUAGE])('%s: the same outputs as the plain runtime on the same device', async (task) => {
    expect(await open.call('load', task, 'auto', task)).toMatchObject({ provider: 'webgpu' });
    const { worst } = await open.call('compare', task, 'webgpu');
    expect(worst).toBeLessThan(1e-3);
  });

  it('leaves alone what the runtime is known to reckon wrongly there', async () => {
    const loaded = await open.call('load', SPEECH, 'auto', SPEECH);
    expect(loaded).toMatchObject({
      provider: 'wasm',
      fallbackReason: expect.stringContaining('convolution'),
    });
    await expect(open.call('load', SPEECH, 'webgpu', 'insisted')).rejects.toThrow('convolution');
  });

  it('goes by whether the adapter can float16', async () => {
    const half = tinyOnnx({
      inputs: [{ name: 'x', dtype: 'float16', shape: [1] }],
      outputs: [{ name: 'y', dtype: 'float16', shape: [1] }],
      nodes: [{ op: 'Identity', in: ['x'], out: ['y'] }],
    });
    if (await open.call('hasFloat16')) {
      expect(await open.call('loadBytes', [...half], 'auto')).toMatchObject({ provider: 'webgpu' });
    } else {
      expect(await open.call('loadBytes', [...half], 'webgpu')).toMatchObject({ code: 'infer/no-provider' });
      expect(await open.call('loadBytes', [...half], 'auto')).toEqual({
        provider: 'wasm',
        fallbackReason: 'The model computes in float16, which this graphics adapter cannot (no shader-f16).',
      });
    }
  });

  it('tries what the GPU refuses once more on wasm, in a Worker of its own', async () => {
    const before = await open.call('workers');
    const noWeights = tinyOnnx({
      inputs: [{ name: 'x', shape: [1] }],
      outputs: [{ name: 'y', shape: [1] }],
      nodes: [{ op: 'Conv', in: ['x'], out: ['y'] }],
    });
    expect(await open.call('loadBytes', [...noWeights], 'auto')).toMatchObject({ code: 'infer/load-failed' });
    expect(await open.call('workers')).toBe(before + 2);
  });

  it('keeps held outputs through a graphics crash and runs on in a fresh Worker', async () => {
    const ran = await open.call('run', LANGUAGE, 'paid for');
    const before = await open.call('workers');
    await open.crashGpu();
    await expect
      .poll(() => open.call('run', LANGUAGE, 'after'), { timeout: 60_000 })
      .toHaveProperty('outputHash');
    await expect.poll(() => open.call('workers')).toBeGreaterThan(before);
    expect(await open.call('release', 'paid for')).toHaveProperty(
      'hash',
      (ran as { outputHash: string }).outputHash,
    );
  });

  it('says so when the device does not come back', async () => {
    await open.crashGpu();
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect(await open.call('run', LANGUAGE, 'never')).toEqual({
      code: 'infer/device-lost',
      name: 'InferError',
    });
  });

  it('finishes a run that a graphics crash interrupts', async () => {
    // A browser of its own: Chromium takes the GPU away from one that has seen two crashes.
    const other = await openInferPage(served);
    try {
      await other.call('load', LANGUAGE, 'webgpu');
      const running = other.call('run', LANGUAGE, 'interrupted');
      await new Promise((resolve) => setTimeout(resolve, 200));
      await other.crashGpu();
      expect(await running).toHaveProperty('outputHash');
      expect(await other.call('workers')).toBe(2);
    } finally {
      await other.close();
    }
  });
});

it('asked for nothing outside its own folder, and for one runtime per Worker', () => {
  expect(served.requests.every((path) => path.startsWith('/ipfs/bafytest/deep/'))).toBe(true);
  const runtimes = new Set(
    served.requests
      .filter((path) => path.endsWith('.wasm'))
      .map((path) => path.replace(/-[\w-]{8}\.wasm$/, '')),
  );
  expect([...runtimes].sort()).toEqual([
    '/ipfs/bafytest/deep/assets/ort-wasm-simd-threaded',
    '/ipfs/bafytest/deep/assets/ort-wasm-simd-threaded.jspi',
  ]);
});
