// Hostile at work: runs that never end, numbers and types that a runtime trips over.
import { i32, type HostileCase } from './hostile-case.ts';
import { attribute, floats, ints, model, node, TYPE, value, X, Y } from './onnx-parts.ts';
import { anyPlane, greatest, loopBody, plane } from './hostile-parts.ts';

/** `times` undefined is without an end. */
function loop(times: bigint | undefined, from = 'x') {
  const result = from === 'x' ? 'y' : 'q';
  const run = node(
    'Loop',
    [times === undefined ? '' : 'm', '', from],
    [result],
    [attribute.graph('body', loopBody())],
  );
  return model({
    node: from === 'x' ? [run] : [run, node('Add', ['x', 'q'], ['y'])],
    initializer: [...(times === undefined ? [] : [ints('m', [], [times])]), floats('k', [1], [1])],
    input: [X],
    output: [Y],
  });
}

const divided = (by: number, operator = 'Div') =>
  model({
    node: [node(operator, ['i', 'z'], ['y'])],
    initializer: [{ name: 'z', dims: [1], dataType: TYPE.int32, int32Data: [by] }],
    input: [value('i', [1], TYPE.int32)],
    output: [value('y', [1], TYPE.int32)],
  });

const convolved = (attributes: object[]) =>
  model({
    node: [node('Conv', ['x', 'w'], ['y'], attributes)],
    initializer: [floats('w', [1, 1, 1, 1], [1])],
    input: [value('x', [1, 1, 4, 4])],
    output: [anyPlane],
  });

const typed = (type: number) =>
  model({
    node: [node('Cast', ['x'], ['y'], [attribute.int('to', 1)])],
    input: [value('x', [1], type)],
    output: [Y],
  });

const sequence = { sequenceType: { elemType: { tensorType: { elemType: 1 } } } };

export const HOSTILE_RUNS: HostileCase[] = [
  { name: 'loop-1000', why: 'a loop that ends', make: () => loop(1000n), expected: 'runs' },
  {
    name: 'loop-forever',
    why: 'a loop without an end',
    make: () => loop(undefined),
    expected: { neverEnds: 'run' },
  },
  {
    name: 'loop-2^62',
    why: 'a loop that ends when nobody lives',
    make: () => loop(2n ** 62n),
    expected: { neverEnds: 'run' },
  },
  {
    name: 'loop-constant',
    why: 'the same with nothing but constants, which a runtime may work out beforehand',
    make: () => loop(2n ** 62n, 'k'),
    expected: { neverEnds: 'run' },
  },
  {
    name: 'matmul-huge',
    why: 'three products of 8192 by 8192: three trillion multiplications',
    make: () =>
      greatest(
        [
          node('Expand', ['x', 's'], ['a']),
          node('MatMul', ['a', 'a'], ['b']),
          node('MatMul', ['b', 'b'], ['c']),
          node('MatMul', ['c', 'c'], ['d']),
        ],
        'd',
        [ints('s', [2], [8192, 8192])],
      ),
    expected: { neverEnds: 'run' },
    heavy: true,
  },
  {
    name: 'nan',
    why: 'an answer that is no number',
    make: () =>
      model({
        node: [node('Div', ['x', 'z'], ['a']), node('Sub', ['a', 'a'], ['y'])],
        initializer: [floats('z', [1], [0])],
        input: [X],
        output: [Y],
      }),
    expected: 'runs',
  },
  {
    name: 'div-zero',
    why: 'a division by zero that is worked out beforehand',
    make: () => divided(0),
    inputs: { i: i32([1], [7]) },
    expected: { load: 'infer/load-failed' },
  },
  {
    name: 'mod-zero',
    why: 'its remainder',
    make: () => divided(0, 'Mod'),
    inputs: { i: i32([1], [7]) },
    expected: { load: 'infer/load-failed' },
  },
  {
    name: 'div-trap',
    why: 'the one division that WebAssembly itself stops at',
    make: () => divided(-1),
    inputs: { i: i32([1], [-2_147_483_648]) },
    expected: { run: 'infer/run-failed' },
  },
  {
    name: 'gather-outside',
    why: 'the billionth of one value',
    make: () =>
      model({
        node: [node('Gather', ['x', 'i'], ['y'])],
        initializer: [ints('i', [1], [999_999_999])],
        input: [X],
        output: [Y],
      }),
    expected: { run: 'infer/run-failed' },
  },
  {
    name: 'reshape-bad',
    why: 'one value in seven rows',
    make: () =>
      model({
        node: [node('Reshape', ['x', 's'], ['y'])],
        initializer: [ints('s', [2], [7, 13])],
        input: [X],
        output: [value('y', [7, 13])],
      }),
    expected: { run: 'infer/run-failed' },
  },
  {
    name: 'conv-no-stride',
    why: 'steps of no width',
    make: () => convolved([attribute.ints('strides', [0, 0]), attribute.ints('kernel_shape', [1, 1])]),
    inputs: { x: plane },
    expected: { load: 'infer/load-failed' },
  },
  {
    name: 'conv-no-group',
    why: 'channels in no groups',
    make: () => convolved([attribute.int('group', 0)]),
    inputs: { x: plane },
    expected: { run: 'infer/run-failed' },
  },
  {
    name: 'topk-huge',
    why: 'the best 2^62 of one',
    make: () =>
      model({
        node: [node('TopK', ['x', 'k'], ['y', 'i'])],
        initializer: [ints('k', [1], [2n ** 62n])],
        input: [X],
        output: [value('y', ['n'])],
      }),
    expected: { load: 'infer/load-failed' },
  },
  {
    name: 'einsum-letters',
    why: 'an equation of a hundred thousand letters',
    make: () =>
      model({
        node: [node('Einsum', ['x'], ['y'], [attribute.text('equation', `${'a'.repeat(100_000)}->a`)])],
        input: [X],
        output: [Y],
      }),
    expected: { load: 'infer/load-failed' },
  },
  {
    name: 'regex',
    why: 'a pattern that others never finish',
    make: () =>
      model(
        {
          node: [node('RegexFullMatch', ['s'], ['y'], [attribute.text('pattern', '(a+)+$')])],
          input: [value('s', [1], TYPE.string)],
          output: [value('y', [1], TYPE.bool)],
        },
        { opsetImport: [{ domain: '', version: 20 }] },
      ),
    inputs: { s: { dtype: 'string', shape: [1], data: [`${'a'.repeat(50_000)}b`] } },
    expected: 'runs',
  },
  {
    name: 'image-decoder',
    why: 'an operator that this build has a name for and no code',
    make: () =>
      model(
        {
          node: [node('ImageDecoder', ['b'], ['y'])],
          input: [value('b', ['n'], TYPE.uint8)],
          output: [value('y', ['h', 'w', 'c'], TYPE.uint8)],
        },
        { opsetImport: [{ domain: '', version: 20 }] },
      ),
    expected: { header: 'infer/unsupported-operator' },
  },
  {
    name: 'bfloat16',
    why: 'numbers JavaScript does not have',
    make: () => typed(TYPE.bfloat16),
    expected: { header: 'infer/unsupported-type' },
  },
  {
    name: 'float8',
    why: 'others of them',
    make: () => typed(TYPE.float8),
    expected: { header: 'infer/unsupported-type' },
  },
  {
    name: 'type-99',
    why: 'numbers nobody has',
    make: () => typed(99),
    expected: { header: 'infer/unsupported-type' },
  },
  {
    name: 'sequence-output',
    why: 'nothing but a list of tensors comes out',
    make: () =>
      model({
        node: [node('SequenceConstruct', ['x', 'x'], ['y'])],
        input: [X],
        output: [{ name: 'y', type: sequence }],
      }),
    expected: { header: 'infer/unsupported-type' },
  },
  {
    name: 'sequence-input',
    why: 'a list of tensors goes in',
    make: () =>
      model({
        node: [node('SequenceAt', ['s', 'i'], ['y'])],
        initializer: [ints('i', [], [0])],
        input: [{ name: 's', type: sequence }],
        output: [Y],
      }),
    expected: { header: 'infer/unsupported-type' },
  },
  {
    name: 'scan-lengths',
    why: 'a scan over nothing',
    make: () =>
      model({
        node: [
          node(
            'Scan',
            ['x', 'v'],
            ['f', 'y'],
            [
              attribute.int('num_scan_inputs', 1),
              attribute.graph('body', {
                name: 'b',
                node: [node('Add', ['s', 'e'], ['o']), node('Identity', ['o'], ['p'])],
                input: [value('s', [1]), value('e', [1])],
                output: [value('o', [1]), value('p', [1])],
              }),
            ],
          ),
        ],
        initializer: [floats('v', [0, 1], [])],
        input: [X],
        output: [value('y', ['n', 1])],
      }),
    expected: { run: 'infer/run-failed' },
  },
];
