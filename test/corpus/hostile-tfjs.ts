// Hostile TensorFlow.js models: a model.json each, and shards of zeros beside it.
import { f32, type HostileCase } from './hostile-case.ts';

interface GraphNode {
  name: string;
  op: string;
  input?: string[];
  attr?: object;
}

const FLOAT = { dtype: { type: 'DT_FLOAT' } };
const T = { T: { type: 'DT_FLOAT' } };
const placeholder = (shape: number[]): GraphNode => ({
  name: 'x',
  op: 'Placeholder',
  attr: { ...FLOAT, shape: { shape: { dim: shape.map((size) => ({ size: String(size) })) } } },
});
const relu = (name: string, input: string): GraphNode => ({ name, op: 'Relu', input: [input], attr: T });

interface Weight {
  name: string;
  shape: unknown;
  dtype: string;
  quantization?: object;
}

function json(topology: object, weights: Weight[] = [], paths: string[] = [], more: object = {}) {
  const weightsManifest = [{ paths, weights }];
  const format = 'node' in topology ? 'graph-model' : 'layers-model';
  return text(JSON.stringify({ format, modelTopology: topology, weightsManifest, ...more }));
}

const text = (content: string) => new TextEncoder().encode(content);

const graph = (node: GraphNode[], weights: Weight[] = [], paths: string[] = [], more: object = {}) =>
  json({ node, versions: {}, library: more }, weights, paths);

/** y = relu(x + w), the weights in `w.bin` as declared. */
const weighted = (weight: Partial<Weight>) =>
  graph(
    [
      placeholder([1]),
      { name: 'w', op: 'Const', attr: FLOAT },
      { name: 'a', op: 'AddV2', input: ['x', 'w'], attr: T },
      relu('y', 'a'),
    ],
    [{ name: 'w', shape: [1], dtype: 'float32', ...weight }],
    ['w.bin'],
  );

/** A Keras model of layers in a row, or as `layers` says. */
const keras = (layers: object[], ends: object = {}) =>
  json({
    model_config: { class_name: 'Functional', config: { name: 'm', layers, ...ends } },
    keras_version: '2.4.0',
  });

const input = {
  class_name: 'InputLayer',
  name: 'x',
  config: { name: 'x', batch_input_shape: [null, 1], dtype: 'float32' },
  inbound_nodes: [],
};
const layer = (name: string, from: string, className = 'ReLU', config: object = {}) => ({
  class_name: className,
  name,
  config: { name, ...config },
  inbound_nodes: [[[from, 0, 0, {}]]],
});
const ENDS = { input_layers: [['x', 0, 0]], output_layers: [['y', 0, 0]] };

/** cond(n) = true, body(n) = n + 1: without an end. */
const endless = () => {
  const argument = [{ name: 'n', type: 'DT_FLOAT' }];
  const fn = (name: string, nodeDef: GraphNode[], ret: string, type: string) => ({
    signature: { name, inputArg: argument, outputArg: [{ name: 'r', type }] },
    nodeDef,
    ret: { r: ret },
  });
  return graph(
    [
      placeholder([1]),
      {
        name: 'y',
        op: 'StatelessWhile',
        input: ['x'],
        attr: {
          T: { list: { type: ['DT_FLOAT'] } },
          cond: { func: { name: 'cond' } },
          body: { func: { name: 'body' } },
        },
      },
    ],
    [],
    [],
    {
      function: [
        fn('cond', [{ name: 'c', op: 'Equal', input: ['n', 'n'], attr: T }], 'c:z:0', 'DT_BOOL'),
        fn('body', [{ name: 'b', op: 'Neg', input: ['n'], attr: T }], 'b:y:0', 'DT_FLOAT'),
      ],
    },
  );
};

const notAModel = { header: 'infer/not-a-model' } as const;
const tooComplex = { header: 'infer/too-complex' } as const;

export const HOSTILE_TFJS: HostileCase[] = [
  {
    name: 'tfjs-control',
    why: 'nothing',
    make: () => graph([placeholder([1]), relu('y', 'x')]),
    expected: 'runs',
  },
  { name: 'tfjs-empty', why: 'no bytes', make: () => new Uint8Array(0), expected: notAModel },
  { name: 'tfjs-markup', why: 'a web page', make: () => text('<!doctype html>'), expected: notAModel },
  {
    name: 'tfjs-no-weights',
    why: 'no manifest',
    make: () => text('{"modelTopology":{"node":[]}}'),
    expected: notAModel,
  },
  {
    name: 'tfjs-deep',
    why: 'a hundred thousand lists in each other',
    make: () => text(`{"modelTopology":${'['.repeat(100_000)}${']'.repeat(100_000)},"weightsManifest":[]}`),
    expected: { header: 'infer/too-complex' },
  },
  {
    name: 'tfjs-100mb',
    why: 'a model.json of a hundred megabytes',
    make: () => new Uint8Array(100 << 20).fill(32),
    expected: tooComplex,
  },
  {
    name: 'tfjs-million-weights',
    why: 'a million weights of nothing',
    make: () => {
      const weight = '{"name":"w","shape":[0],"dtype":"float32"}';
      const list = Array.from({ length: 1e6 }, () => weight).join(',');
      return text(`{"modelTopology":{"node":[]},"weightsManifest":[{"paths":[],"weights":[${list}]}]}`);
    },
    expected: notAModel,
  },
  {
    name: 'tfjs-many-nodes',
    why: 'two hundred thousand nodes',
    make: () => {
      const nodes = Array.from({ length: 200_000 }, (_, at) => relu(`n${at + 1}`, at === 0 ? 'x' : `n${at}`));
      return graph([placeholder([1]), ...nodes]);
    },
    expected: tooComplex,
  },
  {
    name: 'tfjs-cycle',
    why: 'nodes that wait for each other',
    make: () => graph([placeholder([1]), relu('a', 'b'), relu('b', 'a'), relu('y', 'b')]),
    expected: { header: 'infer/load-failed' },
  },
  {
    name: 'tfjs-unknown-operator',
    why: 'an operator that nobody has',
    make: () => graph([placeholder([1]), { name: 'y', op: 'Frobnicate', input: ['x'] }]),
    expected: { header: 'infer/unsupported-operator' },
  },
  {
    name: 'tfjs-short-shard',
    why: 'half of the weights',
    make: () => weighted({ shape: [64, 8] }),
    beside: { 'w.bin': 1024 },
    expected: { header: 'infer/truncated' },
  },
  {
    name: 'tfjs-missing-shard',
    why: 'weights in a file that is not there',
    make: () => weighted({}),
    expected: { header: 'infer/missing-external-data' },
  },
  {
    name: 'tfjs-upwards',
    why: 'weights outside the pack',
    make: () => graph([placeholder([1])], [], ['../../etc/passwd']),
    expected: { header: 'infer/missing-external-data' },
  },
  {
    name: 'tfjs-bomb',
    why: 'weights of a quintillion bytes',
    make: () => weighted({ shape: [1e9, 1e9] }),
    beside: { 'w.bin': 4 },
    expected: { header: 'infer/truncated' },
  },
  ...[
    ['tfjs-negative', 'a shape below nought', { shape: [-4] }],
    ['tfjs-fraction', 'a shape of halves', { shape: [1.5] }],
    ['tfjs-no-shape', 'a shape that is a word', { shape: 'large' }],
    ['tfjs-dtype', 'numbers of no known kind', { dtype: 'float77' }],
    ['tfjs-rank', 'a thousand dimensions', { shape: Array<number>(1000).fill(1) }],
    [
      'tfjs-quantization',
      'a quantization of no known kind',
      { quantization: { dtype: 'uint4', scale: 1, min: 0 } },
    ],
  ].map(([name, why, weight]): HostileCase => {
    return {
      name: name as string,
      why: why as string,
      make: () => weighted(weight as object),
      beside: { 'w.bin': 64 },
      expected: notAModel,
    };
  }),
  {
    name: 'tfjs-infinite-scale',
    why: 'a scale past all numbers',
    make: () =>
      text(
        new TextDecoder()
          .decode(weighted({ quantization: { dtype: 'uint8', scale: 777, min: 0 } }))
          .replace('777', '1e999'),
      ),
    beside: { 'w.bin': 64 },
    expected: notAModel,
  },
  {
    name: 'tfjs-fill',
    why: 'a constant of two billion values',
    make: () =>
      graph([
        placeholder([1]),
        {
          name: 'd',
          op: 'Const',
          attr: { dtype: { type: 'DT_INT32' }, value: {} },
        },
        { name: 'f', op: 'Fill', input: ['d', 'x'], attr: T },
        { name: 'y', op: 'Max', input: ['f', 'd'], attr: T },
      ]),
    expected: { run: 'infer/run-failed' },
  },
  {
    name: 'tfjs-wrong-shape',
    why: 'a product of matrices that do not fit',
    make: () =>
      graph(
        [
          placeholder([1, 3]),
          { name: 'w', op: 'Const', attr: FLOAT },
          { name: 'y', op: 'MatMul', input: ['x', 'w'], attr: T },
        ],
        [{ name: 'w', shape: [2, 2], dtype: 'float32' }],
        ['w.bin'],
      ),
    beside: { 'w.bin': 16 },
    inputs: { x: f32([1, 3], [1, 2, 3]) },
    expected: { run: 'infer/run-failed' },
  },
  {
    name: 'tfjs-proto',
    why: 'a node called __proto__',
    make: () => graph([placeholder([1]), relu('__proto__', 'x'), relu('y', '__proto__')]),
    expected: { run: 'infer/run-failed' },
  },
  { name: 'tfjs-endless', why: 'a loop without an end', make: endless, expected: { neverEnds: 'run' } },
  {
    name: 'tfjs-layer',
    why: 'a layer that is somebody’s own code',
    make: () => keras([input, layer('y', 'x', 'Lambda')], ENDS),
    expected: { load: 'infer/unsupported-operator' },
  },
  {
    name: 'tfjs-layer-cycle',
    why: 'layers that wait for each other',
    make: () => keras([input, layer('a', 'b'), layer('b', 'a'), layer('y', 'b')], ENDS),
    expected: { neverEnds: 'load' },
  },
  {
    name: 'tfjs-layer-nested',
    why: 'a thousand models in each other',
    make: () => {
      let inner: object = layer('y', 'x');
      for (let at = 0; at < 1000; at++) {
        inner = { class_name: 'Sequential', config: { name: `m${at}`, layers: [inner] } };
      }
      return keras([input, inner], ENDS);
    },
    expected: { header: 'infer/too-complex' },
  },
];
