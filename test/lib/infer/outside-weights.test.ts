import { describe, expect, it } from 'vitest';
import { createNodeEngine } from '../../../src/agent/node-engine.ts';
import { readOnnxHeader } from '../../../src/lib/infer/onnx-header.ts';
import { withWeightsOutside } from '../../../src/lib/infer/outside-weights.ts';
import { ENTRY, spreadRows, syntheticModel } from '../../synthetic-model.ts';
import { onnx, onnxSource } from './tiny-onnx.ts';

const MIB = 1 << 20;

async function decoded(blob: Blob) {
  return onnx.ModelProto.decode(new Uint8Array(await blob.arrayBuffer()));
}

async function bytesOf(blob: Blob): Promise<Uint8Array> {
  return new Uint8Array(await blob.arrayBuffer());
}

function embedded(bytes: number, initializerBytes: number) {
  const model = syntheticModel({ bytes, initializerBytes, embedded: true });
  return { model, entry: new Blob([...model.files[0]!.pieces()]) };
}

describe('a single-file model', () => {
  it('keeps everything but its large weights, and names them where they are', async () => {
    const { entry } = embedded(18 * MIB, 8 * MIB);
    const { entry: light, external } = await withWeightsOutside({ entry, external: [] });
    expect(external).toEqual([{ path: 'weights-in-entry', data: entry }]);
    expect(light.size).toBeLessThan(4096);

    const before = await decoded(entry);
    const after = await decoded(light);
    expect(after.graph!.initializer!.map(({ name }) => name)).toEqual(
      before.graph!.initializer!.map(({ name }) => name),
    );
    for (const [index, tensor] of before.graph!.initializer!.entries()) {
      const moved = after.graph!.initializer![index]!;
      if (tensor.name === 'axis') {
        expect(moved).toEqual(tensor);
        continue;
      }
      const place = Object.fromEntries(moved.externalData!.map(({ key, value }) => [key, value]));
      const start = Number(place['offset']);
      const found = await bytesOf(entry.slice(start, start + Number(place['length'])));
      expect(Buffer.compare(found, tensor.rawData!)).toBe(0);
      expect({ ...moved, rawData: undefined, externalData: undefined, dataLocation: undefined }).toEqual({
        ...tensor,
        rawData: undefined,
        externalData: undefined,
        dataLocation: undefined,
      });
    }
    for (const model of [before, after]) model.graph!.initializer = [];
    expect(after).toEqual(before);
    const header = await readOnnxHeader(entry);
    const { insideBytes, outsideBytes } = header.weights;
    expect(outsideBytes).toBe(0);
    expect(await readOnnxHeader(light)).toEqual({
      ...header,
      externalFiles: ['weights-in-entry'],
      external: expect.arrayContaining([
        expect.objectContaining({ path: 'weights-in-entry', bytes: 8 * MIB }),
      ]),
      // The axis along which rows are summed stays: one int64.
      weights: { ...header.weights, insideBytes: 8, outsideBytes: insideBytes - 8 },
    });
  });

  it('answers as computed by hand', async () => {
    const { model, entry } = embedded(20 * MIB, 5 * MIB);
    const rows = spreadRows(model);
    const loaded = await createNodeEngine().load(onnxSource(entry), { provider: 'wasm' });
    const inputs = { rows: { dtype: 'int32', shape: [rows.length], data: Int32Array.from(rows) } } as const;
    const { sums } = await (await loaded.run(inputs)).release();
    expect([...(sums!.data as Float32Array)]).toEqual(model.expected(rows));
    loaded.dispose();
  });

  it('is left alone when there is little to move', async () => {
    const { entry } = embedded(15 * MIB, 5 * MIB);
    const source = { entry, external: [] };
    expect(await withWeightsOutside(source)).toEqual(source);
  });

  it('keeps small weights, whatever they add up to', async () => {
    const rawData = new Uint8Array(MIB - 1);
    const initializer = Array.from({ length: 17 }, (_, i) => ({
      name: `w${i}`,
      dataType: onnx.TensorProto.DataType.UINT8,
      dims: [rawData.length],
      rawData,
    }));
    const model = onnx.ModelProto.create({ irVersion: 8, graph: { name: 'many', initializer } });
    const entry = new Blob([new Uint8Array(onnx.ModelProto.encode(model).finish())]);
    expect((await withWeightsOutside({ entry, external: [] })).entry).toBe(entry);
  });

  it('takes a name that none of its files has', async () => {
    const { entry } = embedded(16 * MIB, 8 * MIB);
    const external = ['weights-in-entry', 'weights-in-entry-'].map((path) => ({ path, data: new Blob([]) }));
    const { external: files } = await withWeightsOutside({ entry, external });
    expect(files.map(({ path }) => path)).toEqual([
      'weights-in-entry',
      'weights-in-entry-',
      'weights-in-entry--',
    ]);
  });

  it('is left alone when its graph comes in two pieces, which the runtime puts together', async () => {
    const { entry } = embedded(16 * MIB, 8 * MIB);
    const more = onnx.ModelProto.encode(onnx.ModelProto.create({ graph: { docString: 'more' } })).finish();
    const twice = new Blob([entry, new Uint8Array(more)]);
    expect((await withWeightsOutside({ entry: twice, external: [] })).entry).toBe(twice);
  });
});

describe('a model with external data', () => {
  it('answers as computed by hand, whatever else lies beside it', async () => {
    const model = syntheticModel({ bytes: 24 * MIB, initializerBytes: 4 * MIB, fileBytes: 8 * MIB });
    const blobs = model.files.map((file) => ({ path: file.path, data: new Blob([...file.pieces()]) }));
    const entry = blobs.find(({ path }) => path === ENTRY)!.data;
    const unreadable = Object.assign(new Blob(['x']), {
      arrayBuffer: () => Promise.reject(new Error('read')),
    });
    const external = [...blobs.filter(({ path }) => path !== ENTRY), { path: 'other.bin', data: unreadable }];
    const rows = spreadRows(model, 5);
    const loaded = await createNodeEngine().load(onnxSource(entry, external), { provider: 'wasm' });
    const inputs = { rows: { dtype: 'int32', shape: [rows.length], data: Int32Array.from(rows) } } as const;
    const { sums } = await (await loaded.run(inputs)).release();
    expect([...(sums!.data as Float32Array)]).toEqual(model.expected(rows));
    loaded.dispose();
  });
});

it('weights that no WebAssembly heap holds are refused before they are read', async () => {
  const model = syntheticModel({ bytes: 4096 * MIB, initializerBytes: 256 * MIB });
  const piece = new Blob([new Uint8Array(16 * MIB)]);
  const data = new Blob(Array.from({ length: 256 }, () => piece));
  const source = onnxSource(new Blob([...model.files[0]!.pieces()]), [{ path: 'weights.bin', data }]);
  await expect(createNodeEngine().load(source, { provider: 'wasm' })).rejects.toMatchObject({
    code: 'infer/out-of-memory',
    details: { weightBytes: 2 ** 32 },
  });
});
