// A TensorFlow.js graph model as its converter writes one: each number times its weight.
import type { Contents } from './words.ts';

export function scaler(weights: readonly number[] = [2, 3, 4]): Contents {
  const size = weights.length;
  const shape = { dim: [{ size: '-1' }, { size: String(size) }] };
  const float = { type: 'DT_FLOAT' };
  return {
    'model.json': JSON.stringify({
      format: 'graph-model',
      generatedBy: '2.15.0',
      convertedBy: 'TensorFlow.js Converter v4.22.0',
      signature: {
        inputs: { numbers: { name: 'x:0', dtype: 'DT_FLOAT', tensorShape: shape } },
        outputs: { scaled: { name: 'Identity:0', dtype: 'DT_FLOAT', tensorShape: shape } },
      },
      modelTopology: {
        node: [
          { name: 'x', op: 'Placeholder', attr: { dtype: float, shape: { shape } } },
          {
            name: 'w',
            op: 'Const',
            attr: {
              dtype: float,
              value: { tensor: { dtype: 'DT_FLOAT', tensorShape: { dim: [{ size: String(size) }] } } },
            },
          },
          { name: 'mul', op: 'Mul', input: ['x', 'w'], attr: { T: float } },
          { name: 'Identity', op: 'Identity', input: ['mul'], attr: { T: float } },
        ],
        library: {},
        versions: { producer: 1 },
      },
      weightsManifest: [
        { paths: ['group1-shard1of1.bin'], weights: [{ name: 'w', shape: [size], dtype: 'float32' }] },
      ],
    }),
    'group1-shard1of1.bin': new Uint8Array(Float32Array.from(weights).buffer),
  };
}
