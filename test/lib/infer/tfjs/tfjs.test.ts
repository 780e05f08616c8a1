// TensorFlow.js models written by hand, in the engine: graph and layers, their checks, and what is refused before the
// runtime sees it.
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createNodeEngine } from '../../../../src/agent/node-engine.ts';
import { readNeeds } from '../../../../src/lib/infer/needs.ts';
import { readTfjsModel } from '../../../../src/lib/infer/tfjs/model-json.ts';
import { GRAPH_OPERATORS } from '../../../../src/lib/infer/tfjs/operators.ts';
import type { EngineSource } from '../../../../src/lib/infer/types.ts';
import { DENSE, GRAPH, tfjsSource } from './models.ts';

const engine = createNodeEngine();

describe('a graph model', () => {
  it.each(['wasm', 'cpu'] as const)('answers as reckoned by hand, on %s', async (provider) => {
    const model = await engine.load(tfjsSource(GRAPH), { provider });
    expect(model).toMatchObject({
      provider,
      runtime: 'tfjs 4.22.0',
      graphOptimization: 'graph-model',
      fallbacks: [],
    });
    expect(model.signature).toEqual({
      inputs: [{ name: 'x', dtype: 'float32', shape: [null, 2] }],
      outputs: [{ name: 'y', dtype: 'float32', shape: [null, 3] }],
    });
    // [1, 2] · [[1, 2, 3], [4, 5, 6]] + [10, 20, 30]
    const run = await model.run({ x: { dtype: 'float32', shape: [1, 2], data: Float32Array.of(1, 2) } });
    expect((await run.release())['y']).toEqual({
      dtype: 'float32',
      shape: [1, 3],
      data: Float32Array.of(19, 32, 45),
    });
    model.dispose();
  });

  it('has its weights in shards that end anywhere', async () => {
    const cut = { ...GRAPH, cuts: [1, 7, 8, 30] };
    const model = await engine.load(tfjsSource(cut), { provider: 'wasm' });
    const run = await model.run({ x: { dtype: 'float32', shape: [1, 2], data: Float32Array.of(1, 2) } });
    expect([...((await run.release())['y']!.data as Float32Array)]).toEqual([19, 32, 45]);
  });

  it('lies in a folder of its own', async () => {
    const model = await engine.load(tfjsSource(GRAPH, 'web/model/'), { provider: 'wasm' });
    expect(model.signature.outputs[0]!.name).toBe('y');
  });
});

it('a layers model answers as reckoned by hand, under the names of its file, however many there are', async () => {
  for (let again = 0; again < 2; again++) {
    const model = await engine.load(tfjsSource(DENSE), { provider: 'wasm' });
    expect(model.signature).toEqual({
      inputs: [{ name: 'dense', dtype: 'float32', shape: [null, 2] }],
      outputs: [{ name: 'relu', dtype: 'float32', shape: [null, 2] }],
    });
    // [1, 2] · [[1, -1], [1, -1]] + [0, 1] = [3, -2], and nothing below nought.
    const run = await model.run({ dense: { dtype: 'float32', shape: [1, 2], data: Float32Array.of(1, 2) } });
    expect([...((await run.release())['relu']!.data as Float32Array)]).toEqual([3, 0]);
  }
});

describe('is refused before the runtime sees it', () => {
  type Json = {
    modelTopology: { node: Record<string, unknown>[] };
    weightsManifest: { weights: { shape: number[]; quantization?: object }[] }[];
  };
  const changed = (change: (json: Json) => void): EngineSource => {
    const json = structuredClone(GRAPH.json) as unknown as Json;
    change(json);
    return tfjsSource({ ...GRAPH, json });
  };
  const refused = (source: EngineSource) => expect(engine.load(source, { provider: 'wasm' })).rejects;
  const node = (name: string, op: string, ...input: string[]) => ({ name, op, input, attr: {} });

  it('JSON that is none, or none of a model', async () => {
    for (const text of [
      '',
      '{',
      '[]',
      '{"modelTopology": 1}',
      '{"modelTopology": {}, "weightsManifest": {}}',
    ]) {
      const files = new Map([['model.json', new Blob([text])]]);
      await refused({ runtime: 'tfjs', entry: 'model.json', files }).toMatchObject({
        code: 'infer/not-a-model',
      });
    }
  });

  it('an operator that nobody executes', async () => {
    await refused(
      changed(({ modelTopology: { node: nodes } }) => nodes.push(node('z', 'Frobnicate', 'x'))),
    ).toMatchObject({
      code: 'infer/unsupported-operator',
      details: { operators: ['Frobnicate'] },
    });
  });

  it('a graph that turns in a circle', async () => {
    const circle = changed(({ modelTopology: { node: nodes } }) => {
      nodes.push(node('a', 'Relu', 'b'), node('b', 'Relu', 'a:0'));
    });
    await refused(circle).toMatchObject({ code: 'infer/load-failed' });
  });

  it('a shard that is missing, and one that is short', async () => {
    const source = tfjsSource(GRAPH);
    const without = new Map([...source.files].filter(([path]) => path !== 'group1-shard1.bin'));
    await refused({ ...source, files: without }).toMatchObject({
      code: 'infer/missing-external-data',
      details: { files: ['group1-shard1.bin'] },
    });
    const short = new Map(source.files).set('group1-shard1.bin', new Blob([new Uint8Array(35)]));
    await refused({ ...source, files: short }).toMatchObject({
      code: 'infer/truncated',
      details: { bytes: 35, declared: 36 },
    });
  });

  it('weights of absurd, negative or broken sizes', async () => {
    const sized = (shape: number[]) =>
      changed(({ weightsManifest: [group] }) => (group!.weights[0]!.shape = shape));
    await refused(sized([-2, 3])).toMatchObject({ code: 'infer/not-a-model' });
    await refused(sized([1.5, 4])).toMatchObject({ code: 'infer/not-a-model' });
    await refused(sized([1e6, 1e6])).toMatchObject({ code: 'infer/truncated' });
    const scaled = changed(({ weightsManifest: [group] }) => {
      group!.weights[0]!.quantization = { dtype: 'uint8', min: 0, scale: null };
    });
    await refused(scaled).toMatchObject({ code: 'infer/not-a-model' });
  });

  it('a layer that the runtime does not have', async () => {
    const json = structuredClone(DENSE.json) as {
      modelTopology: { model_config: { config: { layers: { class_name: string }[] } } };
    };
    json.modelTopology.model_config.config.layers[1]!.class_name = 'Lambda';
    await refused(tfjsSource({ ...DENSE, json })).toMatchObject({
      code: 'infer/unsupported-operator',
      details: { operators: ['Lambda'] },
    });
  });

  it('ways that are not here', async () => {
    await expect(engine.load(tfjsSource(GRAPH), { provider: 'webgpu' })).rejects.toMatchObject({
      code: 'infer/no-provider',
    });
  });
});

it('says what it needs', async () => {
  expect(await readNeeds(tfjsSource(GRAPH))).toEqual({
    operators: ['Placeholder', 'Const', 'MatMul', 'AddV2'],
    dtypes: ['float32'],
    weightBytes: 36,
    largestWeightBytes: 24,
  });
  expect(await readTfjsModel(tfjsSource(GRAPH))).toMatchObject({ dynamic: false, textLists: false });
});

it('knows the operators that the package maps', () => {
  const main = createRequire(import.meta.url).resolve('@tensorflow/tfjs-converter');
  const folder = join(dirname(main), 'operations');
  const mapper = readFileSync(join(folder, 'operation_mapper.js'), 'utf8');
  const lists = [...mapper.matchAll(/from '\.\/op_list\/(\w+)'/g)].map(([, name]) => `${name}.js`);
  expect(readdirSync(join(folder, 'op_list'))).toEqual(expect.arrayContaining(lists));
  const names = lists.flatMap((list) =>
    [...readFileSync(join(folder, 'op_list', list), 'utf8').matchAll(/'tfOpName': '(\w+)'/g)].map(
      ([, name]) => name,
    ),
  );
  expect([...GRAPH_OPERATORS].sort()).toEqual([...new Set(names)].sort());
});
