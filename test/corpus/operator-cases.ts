// Operators of opsets 18 to 24, and others that ONNX 1.12's test data passes over. What each must give is worked out by
// hand or by the formula of its documentation.
import { attribute } from './onnx-parts.ts';
import { operatorCase as one, row, tensor, type OperatorCase } from './operator-case.ts';

const { int, ints, float, text } = attribute;
const X = [-2, -1, 0, 0.5, 3];
const each = (f: (x: number) => number) => row(X.map(f));

/** Numerical Recipes' erfcc: within 1.2e-7. */
function erf(x: number): number {
  const t = 1 / (1 + 0.5 * Math.abs(x));
  const series = [
    -1.26551223, 1.00002368, 0.37409196, 0.09678418, -0.18628806, 0.27886807, -1.13520398, 1.48851587,
    -0.82215223, 0.17087277,
  ];
  const power = series.reduceRight((sum, term) => sum * t + term, 0);
  const value = 1 - t * Math.exp(-x * x + power);
  return x >= 0 ? value : -value;
}

const f32 = (shape: number[], data: number[]) => tensor('float32', shape, data);
const i64 = (shape: number[], data: number[]) => tensor('int64', shape, data);
const i32 = (data: number[]) => tensor('int32', [data.length], data);
const bool = (data: number[]) => tensor('bool', [data.length], data);
const words = (...data: string[]) => tensor('string', [data.length], data);
const square = f32([1, 1, 2, 2], [1, 2, 3, 4]);

/** Of [1, 2, 3, 4] in two groups: means 1.5 and 3.5, deviation a half. */
const half = 0.5 / Math.sqrt(0.25 + 1e-5);
const rms = Math.sqrt((9 + 16) / 2 + 1e-5);
const [a, b] = [Math.exp(1 / Math.sqrt(2)), 1];

export const OPERATOR_CASES: OperatorCase[] = [
  one(
    'Gelu',
    20,
    [row(X)],
    each((x) => 0.5 * x * (1 + erf(x / Math.SQRT2))),
  ),
  one(
    'Gelu',
    20,
    [row(X)],
    each((x) => 0.5 * x * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * x ** 3)))),
    { label: 'tanh', attributes: [text('approximate', 'tanh')] },
  ),
  one(
    'Mish',
    18,
    [row(X)],
    each((x) => x * Math.tanh(Math.log1p(Math.exp(x)))),
  ),
  one(
    'Swish',
    24,
    [row(X)],
    each((x) => x / (1 + Math.exp(-1.5 * x))),
    { attributes: [float('alpha', 1.5)] },
  ),
  one(
    'HardSwish',
    22,
    [row(X)],
    each((x) => x * Math.max(0, Math.min(1, x / 6 + 0.5))),
  ),
  one(
    'Celu',
    12,
    [row(X)],
    each((x) => Math.max(0, x) + Math.min(0, 2 * (Math.exp(x / 2) - 1))),
    {
      attributes: [float('alpha', 2)],
    },
  ),
  one('BitwiseAnd', 18, [i32([5, -7, 12]), i32([3, 255, 10])], i32([1, 249, 8])),
  one('BitwiseOr', 18, [i32([5, -7, 12]), i32([3, 255, 10])], i32([7, -1, 14])),
  one('BitwiseXor', 18, [i32([5, -7, 12]), i32([3, 255, 10])], i32([6, -250, 6])),
  one('BitwiseNot', 18, [i32([5, -7])], i32([-6, 6])),
  one('LpNormalization', 22, [f32([1, 2], [3, 4])], f32([1, 2], [0.6, 0.8]), {
    attributes: [int('axis', 1), int('p', 2)],
  }),
  one('LpPool', 18, [f32([1, 1, 4], [3, 4, 0, 5])], f32([1, 1, 2], [5, 5]), {
    attributes: [ints('kernel_shape', [2]), ints('strides', [2]), int('p', 2)],
  }),
  one('GlobalLpPool', 2, [f32([1, 1, 2], [3, 4])], f32([1, 1, 1], [5]), { attributes: [int('p', 2)] }),
  one(
    'GroupNormalization',
    21,
    [f32([1, 2, 2], [1, 2, 3, 4]), row([1, 2]), row([0, 1])],
    f32([1, 2, 2], [-half, half, 1 - 2 * half, 1 + 2 * half]),
    { attributes: [int('num_groups', 2)] },
  ),
  one('RMSNormalization', 23, [f32([1, 2], [3, 4]), row([1, 2])], f32([1, 2], [3 / rms, 8 / rms])),
  // A turn: (1, 2) by the cosine 0.5 and the sine 0.25.
  one(
    'RotaryEmbedding',
    23,
    [f32([1, 1, 1, 2], [1, 2]), f32([1, 1, 1], [0.5]), f32([1, 1, 1], [0.25])],
    f32([1, 1, 1, 2], [0, 1.25]),
  ),
  // Scores 1 and 0 over the root of two, and their softmax over the rows of the values.
  one(
    'Attention',
    23,
    [f32([1, 1, 1, 2], [1, 0]), f32([1, 1, 2, 2], [1, 0, 0, 1]), f32([1, 1, 2, 2], [1, 2, 3, 4])],
    f32([1, 1, 1, 2], [(a + b * 3) / (a + b), (a * 2 + b * 4) / (a + b)]),
  ),
  one(
    'TensorScatter',
    24,
    [f32([1, 1, 3, 1], [1, 2, 3]), f32([1, 1, 1, 1], [9]), i64([1], [1])],
    f32([1, 1, 3, 1], [1, 9, 3]),
  ),
  one('StringConcat', 20, [words('a', 'b'), words('c')], words('ac', 'bc')),
  one(
    'StringSplit',
    20,
    [words('a b', 'c')],
    [tensor('string', [2, 2], ['a', 'b', 'c', '']), i64([2], [2, 1])],
    {
      attributes: [text('delimiter', ' ')],
    },
  ),
  one('RegexFullMatch', 20, [words('ab', 'xa')], bool([1, 0]), { attributes: [text('pattern', 'a.')] }),
  one('Equal', 19, [words('a', 'b'), words('a', 'c')], bool([1, 0]), { label: 'strings' }),
  one('CenterCropPad', 18, [row([1, 2, 3, 4]), i64([1], [2])], row([2, 3])),
  one(
    'Col2Im',
    18,
    [f32([1, 2, 2], [1, 2, 3, 4]), i64([2], [1, 3]), i64([2], [1, 2])],
    f32([1, 1, 1, 3], [1, 5, 4]),
  ),
  one(
    'AffineGrid',
    20,
    [f32([1, 2, 3], [1, 0, 0, 0, 1, 0]), i64([4], [1, 1, 2, 2])],
    f32([1, 2, 2, 2], [-1, -1, 1, -1, -1, 1, 1, 1]),
    { attributes: [int('align_corners', 1)] },
  ),
  one(
    'DeformConv',
    19,
    [square, f32([1, 1, 1, 1], [2]), f32([1, 2, 2, 2], Array<number>(8).fill(0))],
    f32([1, 1, 2, 2], [2, 4, 6, 8]),
  ),
  one('Pad', 19, [row([1, 2, 3]), i64([2], [1, 2])], row([3, 1, 2, 3, 1, 2]), {
    label: 'wrap',
    attributes: [text('mode', 'wrap')],
  }),
  one('ReduceMax', 20, [bool([0, 1])], bool([1]), { label: 'bool' }),
  one('ReduceSum', 13, [row([1, 2, 3]), i64([1], [0])], f32([], [6]), {
    label: 'axes as input',
    attributes: [int('keepdims', 0)],
  }),
  one('ReduceL2', 18, [row([3, 4]), i64([1], [0])], row([5])),
  one('ReduceLogSumExp', 18, [row([0, Math.log(3)]), i64([1], [0])], row([Math.log(4)])),
  one('Split', 18, [row([1, 2, 3, 4, 5])], [row([1, 2, 3]), row([4, 5])], {
    label: 'uneven',
    attributes: [int('num_outputs', 2)],
  }),
  one(
    'Resize',
    19,
    [f32([1, 1, 1, 2], [1, 3]), null, row([1, 1, 1, 2])],
    f32([1, 1, 1, 4], [1, 1.5, 2.5, 3]),
    {
      label: 'half pixels',
      attributes: [text('mode', 'linear'), text('coordinate_transformation_mode', 'half_pixel_symmetric')],
    },
  ),
  one('GridSample', 20, [f32([1, 1, 1, 2], [1, 3]), f32([1, 1, 1, 2], [0, 0])], f32([1, 1, 1, 1], [2]), {
    attributes: [text('mode', 'linear')],
  }),
  one('AveragePool', 19, [f32([1, 1, 4], [1, 2, 3, 4])], f32([1, 1, 2], [2, 3]), {
    label: 'dilated',
    attributes: [ints('kernel_shape', [2]), ints('dilations', [2])],
  }),
  one(
    'DequantizeLinear',
    21,
    [tensor('int8', [2, 2], [1, 2, 3, 4]), f32([1, 2], [0.5, 2])],
    f32([2, 2], [0.5, 4, 1.5, 8]),
    { label: 'in blocks', attributes: [int('axis', 0), int('block_size', 2)] },
  ),
  one(
    'QuantizeLinear',
    21,
    [row([0.5, 1.4, 2.6]), f32([], [1]), tensor('uint8', [], [0])],
    tensor('uint8', [3], [0, 1, 3]),
    { label: 'halves to even' },
  ),
  one('CastLike', 19, [row([1.7]), i32([0])], i32([1])),
  one('IsInf', 20, [row([1, Infinity, -Infinity])], bool([0, 1, 0]), {
    attributes: [int('detect_negative', 0)],
  }),
  one('IsNaN', 20, [row([1, NaN])], bool([0, 1])),
  one('Clip', 13, [i32([-5, 0, 9]), tensor('int32', [], [-1]), tensor('int32', [], [4])], i32([-1, 0, 4]), {
    label: 'int32',
  }),
  one('ScatterElements', 18, [row([1, 2, 3]), i64([2], [1, 1]), row([1.5, 4])], row([1, 4, 3]), {
    label: 'greatest',
    attributes: [text('reduction', 'max')],
  }),
  one('ScatterND', 18, [row([1, 2, 3]), i64([1, 1], [2]), row([5])], row([1, 2, 15]), {
    label: 'product',
    attributes: [text('reduction', 'mul')],
  }),
  one('Round', 22, [row([0.5, 1.5, -2.5])], row([0, 2, -2])),
  one('Mod', 13, [row([-5]), row([3])], row([-2]), { label: 'fmod', attributes: [int('fmod', 1)] }),
  one('Where', 16, [bool([1, 0]), row([1, 2]), row([3, 4])], row([1, 4])),
  one('CumSum', 14, [row([1, 2, 3]), i64([], [0])], row([6, 5, 3]), {
    label: 'from the end',
    attributes: [int('reverse', 1)],
  }),
  one('TopK', 11, [row([3, 1, 2]), i64([1], [2])], [row([3, 2]), i64([2], [0, 2])]),
  one('Trilu', 14, [f32([2, 2], [1, 2, 3, 4])], f32([2, 2], [1, 0, 3, 4]), { attributes: [int('upper', 0)] }),
  one('Einsum', 12, [f32([2, 2], [1, 2, 3, 4]), row([1, 1])], row([3, 7]), {
    attributes: [text('equation', 'ij,j->i')],
  }),
  one('Det', 22, [f32([2, 2], [1, 2, 3, 4])], f32([], [-2])),
  one('Erf', 13, [row([0.5])], row([0.5204999])),
  // Of Microsoft's own domain: what quantized language models are made of. Four bits each, the zero at 8.
  one(
    'MatMulNBits',
    21,
    [
      f32([1, 16], Array<number>(16).fill(1)),
      tensor('uint8', [1, 1, 8], [0x98, 0xba, 0xdc, 0xfe, 0x10, 0x32, 0x54, 0x76]),
      row([0.5]),
    ],
    // 0 to 7 and -8 to -1 are -8 together, halved.
    f32([1, 1], [-4]),
    {
      domain: 'com.microsoft',
      attributes: [int('K', 16), int('N', 1), int('bits', 4), int('block_size', 16)],
    },
  ),
  one(
    'FastGelu',
    21,
    [row(X)],
    each((x) => 0.5 * x * (1 + Math.tanh(x * (0.7978845608 + 0.035677408 * x * x)))),
    {
      domain: 'com.microsoft',
    },
  ),
];
