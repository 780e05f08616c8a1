// What a run of a graph will need, before there is a runtime: memory for what lies between the nodes, and multiplications.
// An estimate: values are followed only where they are few and decide shapes.
import type { Constant, OnnxGraph, OnnxNode } from './onnx-graph.ts';
import { shapesOf, type Given, type Shape } from './onnx-shapes.ts';

export interface RunEstimate {
  /** Bytes of the values that are alive at once at the worst moment, inputs and outputs of the model included. */
  activationBytes: number;
  /** Of the largest single one. */
  largestBytes: number;
  /** Multiplications of convolutions and matrix products. */
  multiplications: number;
  /** Nodes out of whose operators no shape could be told: what they give is taken to be as large as what they take. */
  guessed: number;
  nodes: number;
  /** Shapes of the model's outputs, where they can be told. */
  outputs: Record<string, Shape>;
}

/** Most values are float32. Those of a half or a byte each are few or are small. */
const ELEMENT_BYTES = 4;

/**
 * `sizes` holds the shape of each input, by name. Subgraphs are not looked into.
 *
 * @example
 * const { activationBytes } = estimateRun(await readOnnxGraph(entry), { x: [1, 3, 640, 640] });
 */
export function estimateRun(graph: OnnxGraph, sizes: Readonly<Record<string, Shape>>): RunEstimate {
  const shapes = new Map<string, Shape>();
  const values = new Map<string, readonly number[]>();
  for (const [name, constant] of graph.constants) {
    shapes.set(name, constant.dims);
    if (constant.values) values.set(name, constant.values);
  }
  for (const { name, shape } of graph.inputs) {
    shapes.set(name, sizes[name] ?? shape.map((size) => (typeof size === 'number' ? size : 1)));
  }
  const symbols = symbolsOf(graph, shapes);
  const lastUse = lastUses(graph);
  const alive = new Map<string, number>();
  for (const { name } of graph.inputs) alive.set(name, bytesOf(shapes.get(name)));
  let now = [...alive.values()].reduce((sum, bytes) => sum + bytes, 0);
  const estimate: RunEstimate = {
    activationBytes: now,
    largestBytes: [...alive.values()].reduce((most, bytes) => Math.max(most, bytes), 0),
    multiplications: 0,
    guessed: 0,
    nodes: graph.nodes.length,
    outputs: {},
  };
  graph.nodes.forEach((node, index) => {
    const given = givenTo(node, shapes, values);
    const told = shapesOf(node.type, given) ?? [];
    keepValues(node, given, values);
    const constant = node.attributes.get('value');
    const largest = node.inputs.reduce((most, name) => Math.max(most, alive.get(name) ?? 0), 0);
    node.outputs.forEach((name, at) => {
      if (name === '') return;
      const shape = asked(told[at]) ?? constantShape(node, constant) ?? declaredShape(graph, name, symbols);
      if (shape) shapes.set(name, shape);
      else estimate.guessed += at === 0 ? 1 : 0;
      // Constants are weights, wherever they stand.
      const bytes = node.type === 'Constant' ? 0 : shape ? bytesOf(shape) : largest;
      alive.set(name, bytes);
      now += bytes;
      estimate.largestBytes = Math.max(estimate.largestBytes, bytes);
    });
    estimate.multiplications += multiplications(node, given, shapes.get(node.outputs[0] ?? ''));
    estimate.activationBytes = Math.max(estimate.activationBytes, now);
    for (const name of new Set([...node.inputs, ...node.outputs])) {
      if ((lastUse.get(name) ?? index) > index || !alive.has(name)) continue;
      now -= alive.get(name)!;
      alive.delete(name);
    }
  });
  for (const { name } of graph.outputs) {
    const shape = shapes.get(name);
    if (shape && name !== '__proto__') estimate.outputs[name] = shape;
  }
  return estimate;
}

function givenTo(
  { inputs, outputs, attributes }: OnnxNode,
  shapes: ReadonlyMap<string, Shape>,
  values: ReadonlyMap<string, readonly number[]>,
): Given {
  return {
    in: inputs.map((name) => shapes.get(name)),
    values: (index) => values.get(inputs[index] ?? ''),
    int: (name, otherwise) => {
      const value = attributes.get(name);
      return typeof value === 'number' ? value : otherwise;
    },
    ints: (name) => {
      const value = attributes.get(name);
      return Array.isArray(value) ? value : undefined;
    },
    text: (name) => {
      const value = attributes.get(name);
      return typeof value === 'string' ? value : undefined;
    },
    outputs: outputs.length,
  };
}

/** The arithmetic that exports do on shapes. */
function keepValues(node: OnnxNode, given: Given, values: Map<string, readonly number[]>): void {
  const [a, b] = [given.values(0), given.values(1)];
  const combine = (operation: (x: number, y: number) => number) =>
    a && b
      ? Array.from({ length: Math.max(a.length, b.length) }, (_, index) =>
          operation(a[index % a.length]!, b[index % b.length]!),
        )
      : undefined;
  const KEPT: Record<string, () => readonly number[] | undefined> = {
    Shape: () => given.in[0]?.slice(given.int('start', 0), given.int('end', Infinity)),
    Constant: () => {
      const value = node.attributes.get('value') ?? node.attributes.get('value_ints');
      if (Array.isArray(value)) return value;
      const int = node.attributes.get('value_int');
      return typeof value === 'object' ? value.values : typeof int === 'number' ? [int] : undefined;
    },
    Gather: () => (given.int('axis', 0) === 0 && b ? pick(a, b) : undefined),
    Concat: () => {
      const parts = node.inputs.map((_, index) => given.values(index));
      return parts.every((part) => part) ? (parts as number[][]).flat() : undefined;
    },
    Slice: () => {
      const [from] = given.values(1) ?? given.ints('starts') ?? [];
      const [to] = given.values(2) ?? given.ints('ends') ?? [];
      return from === undefined ? undefined : a?.slice(from, to);
    },
    Add: () => combine((x, y) => x + y),
    Sub: () => combine((x, y) => x - y),
    Mul: () => combine((x, y) => x * y),
    Div: () => combine((x, y) => Math.trunc(x / y)),
    ...Object.fromEntries(
      ['Cast', 'Squeeze', 'Unsqueeze', 'Identity', 'Reshape', 'Floor'].map((t) => [t, () => a]),
    ),
  };
  if (node.type === 'Split' && a) {
    const sizes = given.values(1) ?? given.ints('split');
    let from = 0;
    node.outputs.forEach((name, part) => {
      const size = sizes?.[part] ?? Math.ceil(a.length / node.outputs.length);
      values.set(name, a.slice(from, from + size));
      from += size;
    });
  }
  const kept = Object.hasOwn(KEPT, node.type) ? KEPT[node.type]!() : undefined;
  if (kept && kept.length <= 64) values.set(node.outputs[0] ?? '', kept);
}

function pick(from: readonly number[] | undefined, at: readonly number[]): readonly number[] | undefined {
  const picked = from && at.map((index) => from.at(index));
  return picked?.every((value) => value !== undefined) ? (picked as number[]) : undefined;
}

function multiplications(node: OnnxNode, { in: [x, w], int }: Given, out: Shape | undefined): number {
  if (!out || !x) return 0;
  const outputs = out.reduce((size, dim) => size * dim, 1);
  if (node.type.includes('Conv') && w) return outputs * w.slice(1).reduce((size, dim) => size * dim, 1);
  if (node.type.startsWith('MatMul')) return outputs * (x.at(-1) ?? 1);
  return node.type === 'Gemm' ? outputs * (x[int('transA', 0) ? 0 : 1] ?? 1) : 0;
}

/** By the place of the node that uses a value last; the model's outputs stay to the end. */
function lastUses({ nodes, outputs }: OnnxGraph): Map<string, number> {
  const uses = new Map<string, number>();
  nodes.forEach((node, index) => node.inputs.forEach((name) => uses.set(name, index)));
  for (const { name } of outputs) uses.set(name, Infinity);
  return uses;
}

/** What names of dimensions stand for, once the inputs have sizes. */
function symbolsOf({ inputs }: OnnxGraph, shapes: ReadonlyMap<string, Shape>): Map<string, number> {
  const symbols = new Map<string, number>();
  for (const { name, shape } of inputs) {
    shape.forEach((size, axis) => {
      const known = shapes.get(name)?.[axis];
      if (typeof size === 'string' && known !== undefined) symbols.set(size, known);
    });
  }
  return symbols;
}

function declaredShape(
  graph: OnnxGraph,
  name: string,
  symbols: ReadonlyMap<string, number>,
): Shape | undefined {
  const shape = graph.declared
    .get(name)
    ?.shape.map((size) => (typeof size === 'string' ? symbols.get(size) : (size ?? undefined)));
  return shape && shape.length > 0 && shape.every((size) => size !== undefined)
    ? (shape as number[])
    : undefined;
}

function constantShape({ type }: OnnxNode, value: unknown): Shape | undefined {
  return type === 'Constant' && typeof value === 'object' && value !== null
    ? (value as Constant).dims
    : undefined;
}

/** Rules that met what they do not understand give no numbers. */
function asked(shape: Shape | undefined): Shape | undefined {
  return shape?.every((size) => Number.isFinite(size) && size >= 0) ? shape : undefined;
}

function bytesOf(shape: Shape | undefined): number {
  return shape ? shape.reduce((size, dim) => size * dim, ELEMENT_BYTES) : 0;
}
