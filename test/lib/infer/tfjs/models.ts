// Small TensorFlow.js models, as its converters write them.
import type { EngineSource } from '../../../../src/lib/infer/types.ts';

export interface TfjsFixture {
  json: object;
  weights: number[];
  /** Bytes at which the weights go on in another shard. */
  cuts?: number[];
}

const attr = (dtype: string, dims: number[]) => ({
  dtype: { type: dtype },
  shape: { shape: { dim: dims.map((size) => ({ size: String(size) })) } },
});
const signed = (name: string, dims: number[]) => ({
  name,
  dtype: 'DT_FLOAT',
  tensorShape: { dim: dims.map((size) => ({ size: String(size) })) },
});

/** y = x · W + b */
export const GRAPH: TfjsFixture = {
  json: {
    format: 'graph-model',
    generatedBy: '2.0.0',
    signature: {
      inputs: { x: signed('serving_x:0', [-1, 2]) },
      outputs: { y: signed('Identity:0', [-1, 3]) },
    },
    modelTopology: {
      node: [
        { name: 'serving_x', op: 'Placeholder', attr: attr('DT_FLOAT', [-1, 2]) },
        { name: 'W', op: 'Const', attr: attr('DT_FLOAT', [2, 3]) },
        { name: 'b', op: 'Const', attr: attr('DT_FLOAT', [3]) },
        {
          name: 'mul',
          op: 'MatMul',
          input: ['serving_x', 'W'],
          attr: { transpose_a: { b: false }, transpose_b: { b: false } },
        },
        { name: 'Identity', op: 'AddV2', input: ['mul', 'b'], attr: {} },
      ],
      library: {},
      versions: { producer: 1395 },
    },
    weightsManifest: [
      {
        paths: [],
        weights: [
          { name: 'W', shape: [2, 3], dtype: 'float32' },
          { name: 'b', shape: [3], dtype: 'float32' },
        ],
      },
    ],
  },
  weights: [1, 2, 3, 4, 5, 6, 10, 20, 30],
};

/** relu(x · W + b), in Keras' words. */
export const DENSE: TfjsFixture = {
  json: {
    format: 'layers-model',
    modelTopology: {
      keras_version: '2.4.0',
      backend: 'tensorflow',
      model_config: {
        class_name: 'Sequential',
        config: {
          name: 'net',
          layers: [
            {
              class_name: 'Dense',
              config: {
                name: 'dense',
                batch_input_shape: [null, 2],
                dtype: 'float32',
                units: 2,
                activation: 'linear',
                use_bias: true,
              },
            },
            { class_name: 'Activation', config: { name: 'relu', activation: 'relu' } },
          ],
        },
      },
    },
    weightsManifest: [
      {
        paths: [],
        weights: [
          { name: 'dense/kernel', shape: [2, 2], dtype: 'float32' },
          { name: 'dense/bias', shape: [2], dtype: 'float32' },
        ],
      },
    ],
  },
  weights: [1, -1, 1, -1, 0, 1],
};

export function tfjsSource({ json, weights, cuts = [] }: TfjsFixture, folder = ''): EngineSource {
  const bytes = new Uint8Array(Float32Array.from(weights).buffer);
  const ends = [...cuts, bytes.length];
  const shards = ends.map((end, index) => ({
    path: `group1-shard${index + 1}.bin`,
    data: new Blob([bytes.slice(ends[index - 1] ?? 0, end)]),
  }));
  const told = structuredClone(json) as { weightsManifest: { paths: string[] }[] };
  told.weightsManifest[0]!.paths = shards.map(({ path }) => path);
  const files = [{ path: 'model.json', data: new Blob([JSON.stringify(told)]) }, ...shards];
  return {
    runtime: 'tfjs',
    entry: `${folder}model.json`,
    files: new Map(files.map(({ path, data }) => [folder + path, data])),
  };
}
