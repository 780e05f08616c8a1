// The shapes that come out of a node, from the shapes that go in: for what a run will need, not for what it will compute.
// An operator that is not here, or whose shape its values decide, has none.

export type Shape = readonly number[];

/** A node as the rules below see it. */
export interface Given {
  /** Shapes of inputs; undefined where unknown or left out. */
  in: readonly (Shape | undefined)[];
  /** Values of an input, where they are few and known. */
  values(index: number): readonly number[] | undefined;
  int(name: string, otherwise: number): number;
  ints(name: string): readonly number[] | undefined;
  text(name: string): string | undefined;
  outputs: number;
}

type Rule = (given: Given) => (Shape | undefined)[] | undefined;

const product = (shape: Shape) => shape.reduce((size, dim) => size * dim, 1);

export function broadcast(shapes: readonly (Shape | undefined)[]): Shape | undefined {
  let result: number[] = [];
  for (const shape of shapes) {
    if (!shape) return undefined;
    const rank = Math.max(result.length, shape.length);
    result = Array.from({ length: rank }, (_, axis) => {
      const [a, b] = [result[axis - rank + result.length] ?? 1, shape[axis - rank + shape.length] ?? 1];
      return a === 1 ? b : a;
    });
  }
  return result;
}

/** Convolutions and pools: `channels` undefined keeps them. */
function windowed(given: Given, input: Shape, kernel: Shape, channels?: number): Shape {
  const spatial = input.slice(2);
  const pads = given.ints('pads');
  const auto = given.text('auto_pad') ?? 'NOTSET';
  const out = spatial.map((size, axis) => {
    const stride = given.ints('strides')?.[axis] ?? 1;
    if (auto.startsWith('SAME')) return Math.ceil(size / stride);
    const reach = ((kernel[axis] ?? 1) - 1) * (given.ints('dilations')?.[axis] ?? 1) + 1;
    const padded = size + (pads?.[axis] ?? 0) + (pads?.[axis + spatial.length] ?? 0);
    const places = (padded - reach) / stride;
    return (given.int('ceil_mode', 0) ? Math.ceil(places) : Math.floor(places)) + 1;
  });
  return [input[0]!, channels ?? input[1]!, ...out];
}

const conv =
  (weights: number): Rule =>
  (given) => {
    const [x] = given.in;
    const w = given.in[weights];
    return x && w ? [windowed(given, x, w.slice(2), w[0])] : undefined;
  };

const pool: Rule = (given) => {
  const [x] = given.in;
  const shape = x && windowed(given, x, given.ints('kernel_shape') ?? []);
  return shape && [shape, shape];
};

const transposed: Rule = (given) => {
  const [x, w] = given.in;
  if (!x || !w) return undefined;
  const fixed = given.ints('output_shape');
  const out = x.slice(2).map((size, axis) => {
    const rank = x.length - 2;
    const pads = given.ints('pads') ?? [];
    const stride = given.ints('strides')?.[axis] ?? 1;
    const reach = (w[axis + 2]! - 1) * (given.ints('dilations')?.[axis] ?? 1) + 1;
    const cut = (pads[axis] ?? 0) + (pads[axis + rank] ?? 0) - (given.ints('output_padding')?.[axis] ?? 0);
    return fixed?.[axis - rank + fixed.length] ?? stride * (size - 1) + reach - cut;
  });
  return [[x[0]!, w[1]! * given.int('group', 1), ...out]];
};

const matmul: Rule = ({ in: [a, b] }) => {
  if (!a || !b || a.length === 0 || b.length === 0) return undefined;
  const rows = a.length > 1 ? a.slice(-2, -1) : [];
  const columns = b.length > 1 ? b.slice(-1) : [];
  return [[...broadcast([a.slice(0, -2), b.slice(0, -2)])!, ...rows, ...columns]];
};

const gemm: Rule = (given) => {
  const [a, b] = given.in;
  return a && b && [[a[given.int('transA', 0)]!, b[1 - given.int('transB', 0)]!]];
};

const reduce: Rule = (given) => {
  const [x] = given.in;
  if (!x) return undefined;
  const single = given.ints('axes') === undefined && given.in[1] === undefined ? given.int('axis', NaN) : NaN;
  const axes = given.ints('axes') ?? given.values(1) ?? (Number.isNaN(single) ? undefined : [single]);
  const dropped = new Set(axes ? axes.map((axis) => wrap(axis, x)) : x.keys());
  const keep = given.int('keepdims', 1) === 1;
  return [x.flatMap((size, axis) => (dropped.has(axis) ? (keep ? [1] : []) : [size]))];
};

/** Of ArgMax and ArgMin, which have an axis always. */
const argument: Rule = (given) =>
  reduce({ ...given, int: (name, d) => given.int(name, name === 'axis' ? 0 : d) });

const reshape: Rule = (given) => {
  const [x] = given.in;
  const to = given.values(1) ?? given.ints('shape');
  if (!x || !to) return undefined;
  const sizes = to.map((size, axis) => (size === 0 && !given.int('allowzero', 0) ? (x[axis] ?? 0) : size));
  const known = product(sizes.filter((size) => size >= 0));
  return [sizes.map((size) => (size < 0 ? product(x) / known : size))];
};

const concat: Rule = (given) => {
  if (given.in.some((shape) => !shape)) return undefined;
  const shapes = given.in as Shape[];
  const axis = wrap(given.int('axis', 0), shapes[0]!);
  const sum = shapes.reduce((total, shape) => total + shape[axis]!, 0);
  return [shapes[0]!.map((size, index) => (index === axis ? sum : size))];
};

const split: Rule = (given) => {
  const [x] = given.in;
  if (!x) return undefined;
  const axis = wrap(given.int('axis', 0), x);
  const sizes = given.values(1) ?? given.ints('split');
  return Array.from({ length: given.outputs }, (_, part) =>
    x.map((size, index) => (index === axis ? (sizes?.[part] ?? Math.ceil(size / given.outputs)) : size)),
  );
};

const slice: Rule = (given) => {
  const [x] = given.in;
  const starts = given.values(1) ?? given.ints('starts');
  const ends = given.values(2) ?? given.ints('ends');
  if (!x || !starts || !ends) return undefined;
  const axes = given.values(3) ?? given.ints('axes') ?? [...starts.keys()];
  const shape = [...x];
  axes.forEach((given_, index) => {
    const axis = wrap(given_, x);
    const step = given.values(4)?.[index] ?? 1;
    const [from, to] = [starts[index]!, ends[index]!].map((at) =>
      Math.min(Math.max(at < 0 ? at + x[axis]! : at, step < 0 ? -1 : 0), x[axis]!),
    ) as [number, number];
    shape[axis] = Math.max(0, Math.ceil((to - from) / step));
  });
  return [shape];
};

const gather: Rule = (given) => {
  const [x, indices] = given.in;
  if (!x || !indices) return undefined;
  const axis = wrap(given.int('axis', 0), x);
  return [[...x.slice(0, axis), ...indices, ...x.slice(axis + 1)]];
};

const squeeze: Rule = (given) => {
  const [x] = given.in;
  const axes = given.values(1) ?? given.ints('axes');
  const dropped = x && axes && new Set(axes.map((axis) => wrap(axis, x)));
  return x && [x.filter((size, axis) => (dropped ? !dropped.has(axis) : size !== 1))];
};

const unsqueeze: Rule = (given) => {
  const [x] = given.in;
  const axes = given.values(1) ?? given.ints('axes');
  if (!x || !axes) return undefined;
  const rank = x.length + axes.length;
  const added = new Set(axes.map((axis) => (axis < 0 ? axis + rank : axis)));
  const rest = x.values();
  return [Array.from({ length: rank }, (_, axis) => (added.has(axis) ? 1 : (rest.next().value ?? 1)))];
};

const resize: Rule = (given) => {
  const [x] = given.in;
  const sizes = given.values(3);
  const scales = given.values(2) ?? given.values(1);
  if (!x) return undefined;
  if (sizes?.length === x.length) return [sizes];
  return scales?.length === x.length ? [x.map((size, axis) => Math.floor(size * scales[axis]!))] : undefined;
};

const recurrent =
  (states: number): Rule =>
  (given) => {
    const [x] = given.in;
    const hidden = given.int('hidden_size', 0);
    const ways = given.text('direction') === 'bidirectional' ? 2 : 1;
    if (!x || hidden === 0) return undefined;
    return [[x[0]!, ways, x[1]!, hidden], ...Array.from({ length: states }, () => [ways, x[1]!, hidden])];
  };

const blocks =
  (grow: number): Rule =>
  (given) => {
    const [x] = given.in;
    const size = given.int('blocksize', 1) ** grow;
    return x && [[x[0]!, x[1]! / size ** 2, x[2]! * size, x[3]! * size]];
  };

const same: Rule = ({ in: [x] }) => x && [x, x, x];
const globally: Rule = ({ in: [x] }) => x && [[...x.slice(0, 2), ...x.slice(2).map(() => 1)]];

const RULES: Record<string, Rule> = {
  Conv: conv(1), FusedConv: conv(1), ConvInteger: conv(1), QLinearConv: conv(3), ConvTranspose: transposed,
  MaxPool: pool, AveragePool: pool, LpPool: pool,
  GlobalAveragePool: globally, GlobalMaxPool: globally, GlobalLpPool: globally,
  MatMul: matmul, MatMulInteger: matmul, Gemm: gemm,
  MatMulNBits: (given) => given.in[0] && [[...given.in[0].slice(0, -1), given.int('N', 1)]],
  ReduceMean: reduce, ReduceSum: reduce, ReduceMax: reduce, ReduceMin: reduce, ReduceProd: reduce, ReduceL1: reduce,
  ReduceL2: reduce, ReduceSumSquare: reduce, ReduceLogSum: reduce, ReduceLogSumExp: reduce,
  ArgMax: argument, ArgMin: argument,
  Reshape: reshape, Concat: concat, Split: split, Slice: slice, Gather: gather, Squeeze: squeeze,
  Unsqueeze: unsqueeze, Resize: resize, Upsample: resize,
  GatherElements: (given) => given.in[1] && [given.in[1]],
  Flatten: (given) => {
    const [x] = given.in;
    const axis = x && wrap(given.int('axis', 1), x);
    return x && [[product(x.slice(0, axis)), product(x.slice(axis))]];
  },
  Transpose: (given) => {
    const [x] = given.in;
    const order = given.ints('perm') ?? (x ? [...x.keys()].toReversed() : []);
    return x && [order.map((axis) => x[axis]!)];
  },
  Expand: (given) => [broadcast([given.in[0], given.values(1)])],
  Tile: (given) => {
    const times = given.values(1);
    return given.in[0] && times && [given.in[0].map((size, axis) => size * (times[axis] ?? 1))];
  },
  Pad: (given) => {
    const [x] = given.in;
    const pads = given.values(1) ?? given.ints('pads');
    return x && pads?.length === x.length * 2
      ? [x.map((size, axis) => size + pads[axis]! + pads[axis + x.length]!)]
      : undefined;
  },
  Shape: (given) => given.in[0] && [[given.in[0].length]],
  Size: () => [[]],
  ConstantOfShape: (given) => [given.values(0)],
  Range: (given) => {
    const [start, limit, step] = [0, 1, 2].map((index) => given.values(index)?.[0]);
    if (start === undefined || limit === undefined || !step) return undefined;
    return [[Math.max(0, Math.ceil((limit - start) / step))]];
  },
  TopK: (given) => {
    const [x] = given.in;
    const most = given.values(1)?.[0];
    if (!x || most === undefined) return undefined;
    const shape = x.map((size, axis) => (axis === wrap(given.int('axis', -1), x) ? most : size));
    return [shape, shape];
  },
  LSTM: recurrent(2), GRU: recurrent(1), RNN: recurrent(1), DepthToSpace: blocks(1), SpaceToDepth: blocks(-1),
}; // prettier-ignore

const ELEMENTWISE =
  /^(Add|Sub|Mul|Div|Pow|Mod|Max|Min|Mean|Sum|Where|And|Or|Xor|Not|Equal|Less|Greater|LessOrEqual|GreaterOrEqual|Bitwise\w+|BitShift|PRelu)$/;
const UNARY =
  /^(Abs|A?(Sin|Cos|Tan)h?|Ceil|Floor|Round|Exp|Log|Sqrt|Neg|Sign|Erf|Reciprocal|Relu|LeakyRelu|Sigmoid|HardSigmoid|HardSwish|Softplus|Softsign|Tanh|Gelu|FastGelu|QuickGelu|BiasGelu|Mish|Swish|Elu|Celu|Selu|Clip|Cast|CastLike|Identity|Dropout|Softmax|LogSoftmax|Hardmax|CumSum|Trilu|IsNaN|IsInf|\w*Normalization|LRN|QuantizeLinear|DequantizeLinear|DynamicQuantizeLinear|Scatter\w*|ThresholdedRelu|RotaryEmbedding)$/;

/** Undefined where nothing can be said. */
export function shapesOf(type: string, given: Given): (Shape | undefined)[] | undefined {
  const rule = Object.hasOwn(RULES, type) ? RULES[type] : UNARY.test(type) ? same : undefined;
  if (rule) return rule(given);
  return ELEMENTWISE.test(type) ? [broadcast(given.in)] : undefined;
}

function wrap(axis: number, shape: Shape): number {
  return axis < 0 ? axis + shape.length : axis;
}
