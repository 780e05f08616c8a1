import { describe, expect, it } from 'vitest';
import { createNodeEngine } from '../../../src/agent/node-engine.ts';
import { digestTensors } from '../../../src/lib/infer/digest.ts';
import { hashTensors, type DType, type Tensor, type Tensors } from '../../../src/lib/model/tensor.ts';
import { externalModel, onnxSource, tinyOnnx, type TinyModel } from './tiny-onnx.ts';

const engine = createNodeEngine();
const source = (bytes: Uint8Array<ArrayBuffer>) => onnxSource(new Blob([bytes]));
const load = (model: TinyModel) => engine.load(source(tinyOnnx(model)), { provider: 'wasm' });

const EXAMPLES: Record<DType, Tensor['data']> = {
  float32: Float32Array.of(1.5, -2),
  float16: Uint16Array.of(0x3c00, 0xc000),
  float64: Float64Array.of(Math.PI, -1e300),
  int8: Int8Array.of(-128, 127),
  uint8: Uint8Array.of(0, 255),
  int16: Int16Array.of(-32_768, 1),
  uint16: Uint16Array.of(0, 65_535),
  int32: Int32Array.of(-1, 2_147_483_647),
  uint32: Uint32Array.of(0, 4_294_967_295),
  int64: BigInt64Array.of(-(2n ** 63n), 2n ** 53n + 1n),
  uint64: BigUint64Array.of(0n, 2n ** 64n - 1n),
  bool: Uint8Array.of(1, 0),
  string: ['', 'naïve 中'],
};

const DOUBLE: TinyModel = {
  inputs: [{ name: 'x', shape: ['n'] }],
  outputs: [{ name: 'y', shape: ['n'] }],
  nodes: [{ op: 'Add', in: ['x', 'x'], out: ['y'] }],
};
const one = (...values: number[]): Tensors => ({
  x: { dtype: 'float32', shape: [values.length], data: Float32Array.from(values) },
});

describe('the engine', () => {
  it(`carries ${Object.keys(EXAMPLES).join(', ')} in and out unchanged`, async () => {
    const types = Object.keys(EXAMPLES) as DType[];
    const model = await load({
      inputs: types.map((dtype) => ({ name: `x ${dtype}`, dtype, shape: [2] })),
      outputs: types.map((dtype) => ({ name: dtype, dtype, shape: [2] })),
      nodes: types.map((dtype) => ({ op: 'Identity', in: [`x ${dtype}`], out: [dtype] })),
    });
    const tensors = types.map((dtype): [DType, Tensor] => [
      dtype,
      { dtype, shape: [2], data: EXAMPLES[dtype] },
    ]);
    const inputs: Tensors = Object.fromEntries(tensors.map(([dtype, tensor]) => [`x ${dtype}`, tensor]));
    const locked = await model.run(inputs);
    expect(locked.inputHash).toEqual(hashTensors(inputs));
    const outputs = await locked.release();
    expect(outputs).toEqual(Object.fromEntries(tensors));
    expect(locked.outputHash).toEqual(hashTensors(outputs));
    model.dispose();
  });

  it('reports the signature, an unknown dimension being null', async () => {
    const model = await load({
      inputs: [{ name: 'x', shape: ['n', 3, null] }],
      outputs: [{ name: 'any name at all/:0', shape: ['n', 3, null] }],
      nodes: [{ op: 'Relu', in: ['x'], out: ['any name at all/:0'] }],
    });
    expect(model.signature).toEqual({
      inputs: [{ name: 'x', dtype: 'float32', shape: ['n', 3, null] }],
      outputs: [{ name: 'any name at all/:0', dtype: 'float32', shape: ['n', 3, null] }],
    });
    expect(model.runtime).toBe('onnxruntime-web 1.30.0');
    expect(model.provider).toBe('wasm');
  });

  it('lets outputs be infinite or no number', async () => {
    const model = await load({ ...DOUBLE, nodes: [{ op: 'Log', in: ['x'], out: ['y'] }] });
    const { y } = await (await model.run(one(0, -1))).release();
    expect(y!.data).toEqual(Float32Array.of(-Infinity, NaN));
  });

  it('checks inputs before it runs', async () => {
    const model = await load(DOUBLE);
    await expect(model.run({})).rejects.toMatchObject({ name: 'TensorError', code: 'tensor/missing-input' });
    await expect(model.run(one(NaN))).rejects.toMatchObject({
      code: 'tensor/not-finite',
      details: { name: 'x' },
    });
  });

  it('answers overlapping runs in order, each with its own outputs', async () => {
    const model = await load(DOUBLE);
    const runs = await Promise.all([1, 2, 3].map((value) => model.run(one(value))));
    const outputs = await Promise.all(runs.map((run) => run.release()));
    expect(outputs.map((tensors) => tensors['y']!.data[0])).toEqual([2, 4, 6]);
  });

  it('hands outputs over once, and none after a drop or an unload', async () => {
    const model = await load(DOUBLE);
    const [released, dropped, kept] = [
      await model.run(one(1)),
      await model.run(one(1)),
      await model.run(one(1)),
    ];
    await released.release();
    dropped.drop();
    await expect(released.release()).rejects.toMatchObject({ code: 'infer/output-gone' });
    await expect(dropped.release()).rejects.toMatchObject({ code: 'infer/output-gone' });
    model.dispose();
    await expect(kept.release()).rejects.toMatchObject({ code: 'infer/output-gone' });
    await expect(model.run(one(1))).rejects.toMatchObject({ name: 'AbortError' });
  });

  it('skips a run whose caller has gone', async () => {
    const model = await load(DOUBLE);
    const abort = new AbortController();
    const first = model.run(one(1));
    const second = model.run(one(2), { signal: abort.signal });
    abort.abort();
    await expect(second).rejects.toMatchObject({ name: 'AbortError' });
    expect((await (await first).release())['y']!.data[0]).toBe(2);
  });

  it('finds external weights under the name the model uses', async () => {
    const entry = new Blob([externalModel('sub/w.bin', 3)]);
    const data = new Blob([Float32Array.of(10, 20, 30)]);
    const model = await engine.load(onnxSource(entry, [{ path: 'sub/w.bin', data }]), { provider: 'wasm' });
    const { y } = await (await model.run(one(1, 2, 3))).release();
    expect(y!.data).toEqual(Float32Array.of(11, 22, 33));
    await expect(engine.load(onnxSource(entry), { provider: 'wasm' })).rejects.toMatchObject({
      code: 'infer/missing-external-data',
      details: { files: ['sub/w.bin'] },
    });
  });

  it('says why it is not on the GPU, and refuses where the GPU is insisted on', async () => {
    const model = await engine.load(source(tinyOnnx(DOUBLE)), { provider: 'auto' });
    expect(model).toMatchObject({ provider: 'wasm', fallbackReason: 'WebGPU is not available here.' });
    await expect(engine.load(source(tinyOnnx(DOUBLE)), { provider: 'webgpu' })).rejects.toMatchObject({
      code: 'infer/no-provider',
    });
  });

  it('refuses what the runtime refuses, typed', async () => {
    await expect(
      engine.load(source(new Uint8Array(64).fill(0xff)), { provider: 'wasm' }),
    ).rejects.toMatchObject({
      code: 'infer/not-a-model',
    });
    const bad: TinyModel = { ...DOUBLE, nodes: [{ op: 'Conv', in: ['x'], out: ['y'] }] };
    await expect(load(bad)).rejects.toMatchObject({ code: 'infer/load-failed' });
    // Declared, but without a kernel in this build.
    const noKernel = tinyOnnx({
      ...DOUBLE,
      nodes: [{ op: 'Rfft', domain: 'com.microsoft', in: ['x'], out: ['y'] }],
    });
    await expect(engine.load(source(noKernel), { provider: 'wasm' })).rejects.toMatchObject({
      code: 'infer/unsupported-operator',
      details: { operators: ['Rfft'] },
    });
  });

  it('says that memory ran out', async () => {
    const model = await load({
      inputs: [{ name: 'size', dtype: 'int64', shape: [1] }],
      outputs: [{ name: 'y', shape: [null] }],
      nodes: [{ op: 'ConstantOfShape', in: ['size'], out: ['y'] }],
    });
    // Nearly the 4 GiB a WebAssembly memory can have, of which the runtime has taken some.
    const size = { dtype: 'int64', shape: [1], data: BigInt64Array.of(1_073_700_000n) } as const;
    await expect(model.run({ size })).rejects.toMatchObject({ code: 'infer/out-of-memory' });
  });

  it('refuses inputs that no memory of it holds, before they are copied', async () => {
    const model = await load(DOUBLE);
    // Nobody writes to it, so it takes no memory.
    const data = new Float32Array(2 ** 30);
    await expect(model.run({ x: { dtype: 'float32', shape: [data.length], data } })).rejects.toMatchObject({
      code: 'infer/out-of-memory',
      details: { bytes: 2 ** 32 },
    });
    expect((await (await model.run(one(1))).release())['y']!.data[0]).toBe(2);
  });

  it('reports a run the model fails, and goes on', async () => {
    const model = await load({
      inputs: [
        { name: 'x', shape: [null] },
        { name: 'z', shape: [null] },
      ],
      outputs: [{ name: 'y', shape: [null] }],
      nodes: [{ op: 'Add', in: ['x', 'z'], out: ['y'] }],
    });
    const two = (a: number[], b: number[]) => ({ ...one(...a), z: one(...b)['x']! });
    await expect(model.run(two([1, 2], [1, 2, 3]))).rejects.toMatchObject({ code: 'infer/run-failed' });
    expect((await (await model.run(two([1, 2], [3, 4]))).release())['y']!.data).toEqual(
      Float32Array.of(4, 6),
    );
  });
});

describe('digestTensors', () => {
  it('equals hashTensors on either side of the size where it changes its means', async () => {
    for (const length of [0, 1, 4_000, 5_000, 300_000]) {
      const data = Float32Array.from({ length }, (_, index) => Math.sin(index));
      const tensors: Tensors = {
        b: { dtype: 'float32', shape: [length], data },
        a: { dtype: 'string', shape: [1], data: ['x'] },
      };
      expect(await digestTensors(tensors)).toEqual(hashTensors(tensors));
    }
  });
});
