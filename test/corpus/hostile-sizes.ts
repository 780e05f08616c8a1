// Hostile in size: values and weights that no memory holds, asked for by a kilobyte of graph or by its inputs.
import { f32, i64, type HostileCase } from './hostile-case.ts';
import { attribute, floats, ints, model, node, TYPE, value, X, Y, type Dim } from './onnx-parts.ts';
import { anyPlane, greatest, loopBody, plane } from './hostile-parts.ts';

const tooLarge = (at: 'load' | 'run') =>
  (at === 'load'
    ? { load: 'infer/out-of-memory' }
    : { run: 'infer/out-of-memory' }) as HostileCase['expected'];
/** y = x + the sum of zeros in a constant shape. */
function zeros(dims: readonly (number | bigint)[]) {
  return model({
    node: [
      node('ConstantOfShape', ['s'], ['c']),
      node('ReduceSum', ['c'], ['r'], [attribute.int('keepdims', 0)]),
      node('Add', ['x', 'r'], ['y']),
    ],
    initializer: [ints('s', [dims.length], dims)],
    input: [X],
    output: [Y],
  });
}

/** y = x + w, w as declared. */
const weighted = (weight: object, y: Dim[] = [1]) =>
  model({
    node: [node('Add', ['x', 'w'], ['y'])],
    initializer: [{ name: 'w', dataType: TYPE.float32, ...weight }],
    input: [X],
    output: [value('y', y)],
  });

export const HOSTILE_SIZES: HostileCase[] = [
  {
    name: 'zeros-4g',
    why: 'a constant of 4 GB',
    make: () => zeros([1024, 1024, 1024]),
    expected: tooLarge('load'),
  },
  {
    name: 'zeros-2^62',
    why: 'a constant past all memory',
    make: () => zeros([2n ** 31n, 2n ** 31n]),
    expected: tooLarge('run'),
  },
  {
    name: 'zeros-overflow',
    why: 'a constant past all numbers',
    make: () => zeros([2n ** 32n, 2n ** 32n, 2n ** 32n]),
    expected: tooLarge('load'),
  },
  {
    name: 'zeros-negative',
    why: 'a constant of a negative size',
    make: () => zeros([-5]),
    expected: { load: 'infer/load-failed' },
  },
  {
    name: 'expand-fed',
    why: 'an input asks for 4 GB',
    make: () => greatest([node('Expand', ['x', 's'], ['e'])], 'e', [], [X, value('s', [3], TYPE.int64)]),
    inputs: { x: f32([1], [1]), s: i64([3], [2048, 2048, 1024]) },
    expected: tooLarge('run'),
  },
  {
    name: 'tile-fed',
    why: 'an input asks for 16 GB',
    make: () =>
      model({
        node: [node('Tile', ['x', 'r'], ['y'])],
        input: [X, value('r', [1], TYPE.int64)],
        output: [value('y', ['n'])],
      }),
    inputs: { x: f32([1], [1]), r: i64([1], [4_000_000_000]) },
    expected: tooLarge('run'),
  },
  {
    name: 'range-1e12',
    why: 'a trillion numbers',
    make: () =>
      greatest(
        [
          node('Range', ['a', 'b', 'c'], ['r']),
          node('ReduceMax', ['r'], ['m']),
          node('Cast', ['m'], ['f'], [attribute.int('to', 1)]),
          node('Add', ['x', 'f'], ['z']),
        ],
        'z',
        [ints('a', [], [0]), ints('b', [], [1e12]), ints('c', [], [1])],
      ),
    expected: tooLarge('run'),
  },
  {
    name: 'onehot-2^31',
    why: 'one of two billion classes',
    make: () =>
      greatest([node('OneHot', ['i', 'd', 'v'], ['o']), node('Add', ['x', 'o'], ['z'])], 'z', [
        ints('i', [1], [0]),
        ints('d', [], [2_147_483_647]),
        floats('v', [2], [0, 1]),
      ]),
    expected: tooLarge('load'),
  },
  {
    name: 'resize-1e6',
    why: 'a picture a million times as wide and as high',
    make: () =>
      model({
        node: [node('Resize', ['x', '', 's'], ['y'])],
        initializer: [floats('s', [4], [1, 1, 1e6, 1e6])],
        input: [value('x', [1, 1, 4, 4])],
        output: [anyPlane],
      }),
    inputs: { x: plane },
    expected: tooLarge('run'),
  },
  {
    name: 'pool-huge',
    why: 'a window of two billion pixels a side',
    make: () => {
      const sides = [2_147_483_647, 2_147_483_647];
      const pads = Array<number>(4).fill(2_147_483_646);
      return model({
        node: [
          node(
            'AveragePool',
            ['x'],
            ['y'],
            [attribute.ints('kernel_shape', sides), attribute.ints('pads', pads)],
          ),
        ],
        input: [value('x', [1, 1, 4, 4])],
        output: [anyPlane],
      });
    },
    inputs: { x: plane },
    expected: tooLarge('run'),
  },
  {
    name: 'doubling-40',
    why: 'a value that doubles forty times',
    make: () =>
      greatest(
        Array.from({ length: 40 }, (_, at) => {
          const from = at === 0 ? 'x' : `v${at}`;
          return node('Concat', [from, from], [`v${at + 1}`], [attribute.int('axis', 0)]);
        }),
        'v40',
      ),
    expected: tooLarge('run'),
    heavy: true,
  },
  {
    name: 'scan-grow',
    why: 'a loop that keeps 4 MB of each of a hundred thousand rounds',
    make: () => {
      const grown = loopBody([value('s', [1_000_000])], [node('Expand', ['a', 'es'], ['s'])]);
      return model({
        node: [node('Loop', ['m', '', 'x'], ['f', 'y'], [attribute.graph('body', grown)])],
        initializer: [ints('m', [], [100_000]), ints('es', [1], [1_000_000])],
        input: [X],
        output: [value('y', ['n', 1_000_000])],
      });
    },
    expected: tooLarge('run'),
    heavy: true,
  },
  {
    name: 'weight-short',
    why: 'a million numbers in sixteen bytes',
    make: () => weighted({ dims: [1_000_000], rawData: new Uint8Array(16) }, [1_000_000]),
    expected: { header: 'infer/load-failed' },
  },
  {
    name: 'weight-2^62',
    why: 'more numbers than memory has addresses',
    make: () => weighted({ dims: ['2147483648', '2147483648'], rawData: new Uint8Array(16) }, ['a', 'b']),
    expected: { header: 'infer/load-failed' },
  },
  {
    name: 'weight-negative',
    why: 'minus four numbers',
    make: () => weighted({ dims: ['-4'], rawData: new Uint8Array(16) }, ['a']),
    expected: { header: 'infer/load-failed' },
  },
  {
    name: 'weight-type-77',
    why: 'numbers of no known kind',
    make: () => weighted({ dims: [1], dataType: 77, rawData: new Uint8Array(4) }),
    expected: { load: 'infer/load-failed' },
  },
];
