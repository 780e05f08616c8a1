// Hostile in structure: graphs that are none, names made to confuse, and so much of everything that nobody gets through.
import type { HostileCase } from './hostile-case.ts';
import { attribute, goodModel, model, node, TYPE, value, X, Y, type Node } from './onnx-parts.ts';

const refused = { load: 'infer/load-failed' } as const;
const tooComplex = { header: 'infer/too-complex' } as const;

function graph(nodes: Node[], inputs: object[] = [X], outputs: object[] = [Y]): Uint8Array<ArrayBuffer> {
  return model({ node: nodes, input: inputs, output: outputs });
}

export function chain(length: number): Uint8Array<ArrayBuffer> {
  return graph(
    Array.from({ length }, (_, at) =>
      node('Neg', [at === 0 ? 'x' : `v${at}`], [at === length - 1 ? 'y' : `v${at + 1}`]),
    ),
  );
}

/** Empty nodes: two bytes each. */
export function emptyNodes(count: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(count * 2);
  for (let at = 0; at < bytes.length; at += 2) bytes[at] = 0x0a;
  return inGraph(bytes);
}

function fan(outputs: number): Uint8Array<ArrayBuffer> {
  const names = Array.from({ length: outputs }, (_, index) => `y${index}`);
  return graph(
    names.map((name) => node('Neg', ['x'], [name])),
    [X],
    names.map((name) => value(name, [1])),
  );
}

/** If within If. */
function nested(depth: number): Uint8Array<ArrayBuffer> {
  const single = (input: string, output: string) => ({
    name: 'd',
    node: [node('Identity', [input], [output])],
    output: [value(output, [1])],
  });
  let inner = single('x', 'o0');
  for (let at = 1; at <= depth; at++) {
    const branches = [
      attribute.graph('then_branch', inner),
      attribute.graph('else_branch', single('x', `e${at}`)),
    ];
    inner = { name: 'd', node: [node('If', ['c'], [`o${at}`], branches)], output: [value(`o${at}`, [1])] };
  }
  return graph([...inner.node, node('Identity', [`o${depth}`], ['y'])], [X, value('c', [1], TYPE.bool)]);
}

/** Messages in messages without anything in them: cheap to write, and a recursion for who reads them. */
export function hollow(depth: number): Uint8Array<ArrayBuffer> {
  const heads: Uint8Array[] = [];
  let length = 0;
  for (let at = 0; at < depth; at++) {
    // Node 1 in a graph, attribute 5 in a node, graph 6 in an attribute, from the inside out.
    for (const number of [1, 6, 5]) {
      const head = Uint8Array.of((number << 3) | 2, ...varint(length));
      heads.push(head);
      length += head.length;
    }
  }
  return inGraph(
    new Uint8Array(Buffer.concat([Uint8Array.of(10, ...varint(length)), ...heads.toReversed()])),
  );
}

function inGraph(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  return new Uint8Array(Buffer.concat([Uint8Array.of(8, 8, 0x3a, ...varint(bytes.length)), bytes]));
}

function varint(number: number): number[] {
  return number < 128 ? [number] : [(number % 128) | 128, ...varint(Math.floor(number / 128))];
}

/** A function that calls others, each in the domain `f`. */
function fn(name: string, calls: string[]): object {
  return {
    name,
    domain: 'f',
    input: ['a'],
    output: ['b'],
    node: calls.map((call, at) => {
      const domain = call === 'Neg' ? '' : 'f';
      return node(call, [at === 0 ? 'a' : `t${at}`], [at === calls.length - 1 ? 'b' : `t${at + 1}`], [], {
        domain,
      });
    }),
    opsetImport: [
      { domain: '', version: 17 },
      { domain: 'f', version: 1 },
    ],
  };
}

function calling(name: string, functions: object[]): Uint8Array<ArrayBuffer> {
  return model(
    { node: [node(name, ['x'], ['y'], [], { domain: 'f' })], input: [X], output: [Y] },
    { opsetImport: [{ version: 17 }, { domain: 'f', version: 1 }], functions },
  );
}

/** Each level calls the one below ten times: ten to the power of `levels` nodes in a kilobyte. */
function bomb(levels: number): Uint8Array<ArrayBuffer> {
  const above = Array.from({ length: levels }, (_, at) =>
    fn(
      `L${at + 1}`,
      Array.from({ length: 10 }, () => `L${at}`),
    ),
  );
  return calling(`L${levels}`, [fn('L0', ['Neg']), ...above]);
}

function badUtf8(): Uint8Array<ArrayBuffer> {
  const bytes = graph([node('Relu', ['x'], ['QQQQ'])], [X], [value('QQQQ', [1])]);
  const name = Buffer.from('QQQQ');
  for (let at = 0; (at = Buffer.from(bytes).indexOf(name, at)) >= 0;) bytes.set([0xc3, 0x28, 0xff, 0xfe], at);
  return bytes;
}

const renamed = (input: string, output: string) =>
  graph([node('Relu', [input], [output])], [value(input, [1])], [value(output, [1])]);

export const HOSTILE_GRAPHS: HostileCase[] = [
  {
    name: 'cycle',
    why: 'nodes that wait for each other',
    make: () =>
      graph([node('Add', ['x', 'b'], ['a']), node('Relu', ['a'], ['b']), node('Relu', ['b'], ['y'])]),
    expected: refused,
  },
  {
    name: 'self-loop',
    why: 'a node that waits for itself',
    make: () => graph([node('Add', ['x', 'y'], ['y'])]),
    expected: refused,
  },
  {
    name: 'twin-outputs',
    why: 'two nodes give the same value',
    make: () => graph([node('Relu', ['x'], ['y']), node('Neg', ['x'], ['y'])]),
    expected: refused,
  },
  {
    name: 'twin-inputs',
    why: 'one input declared twice',
    make: () => graph([node('Add', ['x', 'x'], ['y'])], [X, X]),
    expected: refused,
  },
  {
    name: 'twin-nodes',
    why: 'two nodes of one name',
    make: () =>
      graph([node('Relu', ['x'], ['a'], [], { name: 'n' }), node('Neg', ['a'], ['y'], [], { name: 'n' })]),
    expected: refused,
  },
  {
    name: 'dangling',
    why: 'an input that nothing gives',
    make: () => graph([node('Relu', ['nowhere'], ['y'])]),
    expected: refused,
  },
  {
    name: 'missing-output',
    why: 'an output that nothing gives',
    make: () => graph([node('Relu', ['x'], ['z'])]),
    expected: refused,
  },
  {
    name: 'no-outputs',
    why: 'nothing comes out',
    make: () => graph([node('Relu', ['x'], ['y'])], [X], []),
    expected: { header: 'infer/load-failed' },
  },
  { name: 'no-nodes', why: 'the input is the output', make: () => graph([], [X], [X]), expected: 'runs' },
  {
    name: 'unknown-operator',
    why: 'an operator that nobody has',
    make: () => graph([node('Frobnicate', ['x'], ['y'])]),
    expected: { header: 'infer/unsupported-operator' },
  },
  {
    name: 'unknown-domain',
    why: 'a known name in a domain of nobody’s',
    make: () => graph([node('Relu', ['x'], ['y'], [], { domain: 'evil.example' })]),
    expected: { header: 'infer/unsupported-operator' },
  },
  { name: 'nodes-1k', why: 'a thousand nodes', make: () => chain(1000), expected: 'runs' },
  {
    name: 'nodes-300k',
    why: 'three hundred thousand nodes',
    make: () => chain(300_000),
    expected: tooComplex,
  },
  { name: 'nodes-empty', why: 'four million empty nodes', make: () => emptyNodes(4e6), expected: tooComplex },
  { name: 'outputs-20k', why: 'twenty thousand outputs', make: () => fan(20_000), expected: tooComplex },
  { name: 'nested-10', why: 'ten choices within each other', make: () => nested(10), expected: 'runs' },
  { name: 'nested-40', why: 'forty of them', make: () => nested(40), expected: tooComplex },
  { name: 'nested-600', why: 'six hundred', make: () => nested(600), expected: tooComplex },
  {
    name: 'hollow-30k',
    why: 'thirty thousand empty levels',
    make: () => hollow(30_000),
    expected: tooComplex,
  },
  {
    name: 'long-operator',
    why: 'an operator with a name of a megabyte',
    make: () => graph([node('n'.repeat(1 << 20), ['x'], ['y'])]),
    expected: tooComplex,
  },
  {
    name: 'long-node-name',
    why: 'a node with a name of a megabyte',
    make: () => graph([node('Relu', ['x'], ['y'], [], { name: 'n'.repeat(1 << 20) })]),
    expected: 'runs',
  },
  {
    name: 'long-input-name',
    why: 'an input with a name of a megabyte',
    make: () => renamed('n'.repeat(1 << 20), 'y'),
    expected: tooComplex,
  },
  {
    name: 'markup-name',
    why: 'an input called as an element that runs a script',
    make: () => renamed('<img src=x onerror=top.xss=1>', '\u202egnp.exe'),
    expected: 'runs',
  },
  {
    name: 'nul-name',
    why: 'a name that ends early',
    make: () => renamed('x', 'y\0z'),
    expected: { header: 'infer/load-failed' },
  },
  {
    name: 'proto-input',
    why: 'an input called __proto__',
    make: () => renamed('__proto__', 'y'),
    expected: { header: 'infer/load-failed' },
  },
  {
    name: 'proto-output',
    why: 'an output called __proto__',
    make: () => renamed('x', '__proto__'),
    expected: { header: 'infer/load-failed' },
  },
  {
    name: 'constructor-name',
    why: 'values called as what every object has',
    make: () => renamed('toString', 'constructor'),
    expected: 'runs',
  },
  { name: 'bad-utf8', why: 'a name that is no text', make: badUtf8, expected: 'runs' },
  {
    name: 'metadata-proto',
    why: 'metadata under __proto__',
    make: () => goodModel({ metadataProps: [{ key: '__proto__', value: 'x' }] }),
    expected: 'runs',
  },
  {
    name: 'function-recursive',
    why: 'a function that calls itself',
    make: () => calling('R', [fn('R', ['R'])]),
    expected: { header: 'infer/load-failed' },
  },
  { name: 'function-10^3', why: 'a thousand nodes in a kilobyte', make: () => bomb(3), expected: 'runs' },
  {
    name: 'function-10^7',
    why: 'ten million nodes in a kilobyte',
    make: () => bomb(7),
    expected: tooComplex,
  },
  {
    name: 'function-10^60',
    why: 'more nodes than there are numbers for',
    make: () => bomb(60),
    expected: tooComplex,
  },
];
