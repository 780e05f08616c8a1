// The nodes of a TensorFlow.js graph model: which operators they need, and whether they lie in an order at all. Knows no
// runtime.
import * as v from 'valibot';
import { InferError } from '../errors.ts';
import { isGraphOperator } from './operators.ts';

const MOST_NODES = 100_000;

const Node = v.looseObject({
  name: v.string(),
  op: v.string(),
  input: v.optional(v.array(v.string())),
  attr: v.optional(v.looseObject({ dtype: v.optional(v.looseObject({ type: v.optional(v.unknown()) })) })),
});
const Nodes = v.array(Node);
type Node = v.InferOutput<typeof Node>;

/** What the converter's executor cannot do in one go. */
const DYNAMIC =
  /^(Switch|Merge|Enter|Exit|NextIteration|LoopCond|If|StatelessIf|While|StatelessWhile|NonMaxSuppressionV[2-5]|Where|Hash.*|LookupTable.*|Tensor(Array|List).*)$/;
const LISTS = /^TensorList/;

/** @throws InferError 'infer/not-a-model' | 'infer/too-complex' | 'infer/unsupported-operator' | 'infer/load-failed' */
export function checkGraph(topology: Readonly<Record<string, unknown>>): {
  dynamic: boolean;
  textLists: boolean;
} {
  const bodies = bodiesOf(topology);
  if (bodies.reduce<number>((sum, body) => sum + (Array.isArray(body) ? body.length : 0), 0) > MOST_NODES) {
    throw new InferError('infer/too-complex', `The graph has more than ${MOST_NODES} nodes`);
  }
  const graphs = bodies.map((body) => {
    const result = v.safeParse(Nodes, body, { abortEarly: true });
    if (!result.success)
      throw new InferError('infer/not-a-model', 'The graph has nodes without a name or operator');
    return result.output;
  });
  const nodes = graphs.flat();
  const used = new Set(nodes.map(({ op }) => op));
  const operators = [...used].filter((op) => !isGraphOperator(op));
  if (operators.length > 0) {
    throw new InferError('infer/unsupported-operator', `The runtime does not know ${operators.join(', ')}`, {
      details: { operators },
    });
  }
  for (const graph of graphs) checkOrder(graph);
  const takesText = nodes.some(
    ({ op, attr }) => op.startsWith('Placeholder') && attr?.dtype?.type === 'DT_STRING',
  );
  return {
    dynamic: [...used].some((op) => DYNAMIC.test(op)),
    textLists: takesText && [...used].some((op) => LISTS.test(op)),
  };
}

/** Of the graph and its functions, each once. */
export function graphOperators(topology: Readonly<Record<string, unknown>>): string[] {
  return [...new Set(bodiesOf(topology).flatMap((body) => (body as Node[]).map(({ op }) => op)))];
}

function bodiesOf(topology: Readonly<Record<string, unknown>>): unknown[] {
  const library = topology['library'] as { function?: unknown } | undefined;
  const functions = Array.isArray(library?.function) ? library.function : [];
  return [topology['node'], ...functions.map((one: { nodeDef?: unknown }) => one.nodeDef ?? [])];
}

/** A loop leads back through NextIteration; whatever else leads back can never be reckoned. */
function checkOrder(nodes: readonly Node[]): void {
  const byName = new Map(nodes.map((node) => [node.name, node]));
  const open = new Map<string, number>();
  const users = new Map<string, string[]>();
  for (const { name, op, input = [] } of byName.values()) {
    const sources = op === 'NextIteration' ? [] : input.map(nodeOf).filter((source) => byName.has(source));
    open.set(name, sources.length);
    for (const source of sources) {
      const known = users.get(source);
      if (known) known.push(name);
      else users.set(source, [name]);
    }
  }
  const ready = [...open].filter(([, count]) => count === 0).map(([name]) => name);
  let ordered = 0;
  for (let name = ready.pop(); name !== undefined; name = ready.pop()) {
    ordered += 1;
    for (const user of users.get(name) ?? []) {
      const left = open.get(user)! - 1;
      open.set(user, left);
      if (left === 0) ready.push(user);
    }
  }
  if (ordered < byName.size) {
    throw new InferError('infer/load-failed', `The graph turns in a circle: ${byName.size - ordered} nodes`);
  }
}

/** `^name` waits for a node without taking anything of it, `name:1` takes its second output. */
function nodeOf(input: string): string {
  return input
    .replace(/^\^/, '')
    .replace(/:\d+$/, '')
    .replace(/:[^:/]+:\d+$/, '');
}
