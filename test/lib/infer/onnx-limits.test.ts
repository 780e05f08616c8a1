// What a header says of weights, nodes and signatures that are out of the ordinary, and what is refused on account of it.
import { describe, expect, it } from 'vitest';
import { checkOnnx } from '../../../src/lib/infer/check-onnx.ts';
import { readOnnxHeader } from '../../../src/lib/infer/onnx-header.ts';
import {
  attribute,
  encode,
  floats,
  goodModel,
  ints,
  model,
  node,
  TYPE,
  value,
  X,
  Y,
} from '../../corpus/onnx-parts.ts';

const tensorType = (type: number, dims: number[] = [1]) => value('v', dims, type).type;
const sequence = { sequenceType: { elemType: tensorType(TYPE.float32) } };
const withInput = (type: object) =>
  model({ node: [node('Relu', ['x'], ['y'])], input: [{ name: 'x', type }], output: [Y] });

describe('a header', () => {
  it('adds up what weights declare, inside and outside the file, constants and typed data included', async () => {
    const place = { location: 'w.bin', offset: '0', length: '80' };
    const header = await readOnnxHeader(
      model({
        node: [
          node('Constant', [], ['c'], [{ name: 'value', t: ints('', [3], [1, 2, 3]), type: 4 }]),
          node('Add', ['x', 'a'], ['y']),
        ],
        initializer: [
          floats('a', [2, 5], Array<number>(10).fill(1)),
          { name: 'typed', dims: [4], dataType: TYPE.int32, int32Data: [1, 2, 3, 4] },
          {
            name: 'far',
            dims: [20],
            dataType: TYPE.float32,
            dataLocation: 1,
            externalData: Object.entries(place).map(([key, entry]) => ({ key, value: entry })),
          },
        ],
        input: [X],
        output: [Y],
      }),
    );
    expect(header.weights).toEqual({
      // Ten floats, four int32, three int64.
      insideBytes: 40 + 16 + 24,
      outsideBytes: 80,
      largestBytes: 80,
      parameters: 10 + 4 + 3 + 20,
      dtypes: ['int64', 'float32', 'int32'],
    });
    expect(header.external).toEqual([{ name: 'far', path: 'w.bin', offset: '0', length: '80', bytes: 80 }]);
  });

  it('counts half a byte for each of four bits', async () => {
    const header = await readOnnxHeader(
      model({
        node: [node('DequantizeLinear', ['q', 's'], ['y'])],
        initializer: [
          { name: 'q', dims: [5], dataType: 22, rawData: new Uint8Array(3) },
          floats('s', [], [1]),
        ],
        input: [X],
        output: [Y],
      }),
    );
    expect(header.weights.insideBytes).toBe(3 + 4);
  });

  it('counts nodes of subgraphs, and of functions as often as they are called', async () => {
    const call = (name: string) => node(name, ['a'], ['b'], [], { domain: 'f' });
    const header = await readOnnxHeader(
      model(
        {
          node: [
            node('Twice', ['x'], ['t'], [], { domain: 'f' }),
            node(
              'If',
              ['c'],
              ['y'],
              [
                attribute.graph('then_branch', { node: [call('Twice'), node('Relu', ['b'], ['r'])] }),
                attribute.graph('else_branch', { node: [node('Neg', ['x'], ['n'])] }),
              ],
            ),
          ],
          input: [X],
          output: [Y],
        },
        {
          functions: [
            { name: 'Once', domain: 'f', node: [node('Abs', ['a'], ['b'])] },
            { name: 'Twice', domain: 'f', node: [call('Once'), call('Once')] },
          ],
        },
      ),
    );
    // Twice is two of Abs: two of them, and If, Relu and Neg.
    expect(header.nodes).toBe(2 + 2 + 3);
    expect(header.operators.map(({ type }) => type).sort()).toEqual(['Abs', 'If', 'Neg', 'Relu']);
  });

  it('tells a value without a shape from a scalar', async () => {
    const header = await readOnnxHeader(
      model({
        node: [node('Add', ['any', 'scalar'], ['y'])],
        input: [value('any'), value('scalar', [])],
        output: [value('y')],
      }),
    );
    expect(header.inputs.map(({ shape }) => shape)).toEqual([[], []]);
    const unranked = [...header.inputs, ...header.outputs].filter(({ anyRank }) => anyRank);
    expect(unranked.map(({ name }) => name)).toEqual(['any', 'y']);
  });

  it('takes an optional tensor for a tensor, and names what is neither', async () => {
    const header = await readOnnxHeader(
      model({
        node: [node('OptionalHasElement', ['maybe'], ['y'])],
        input: [
          { name: 'maybe', type: { optionalType: { elemType: tensorType(TYPE.int64, [2]) } } },
          { name: 'list', type: sequence },
          { name: 'maybe a list', type: { optionalType: { elemType: sequence } } },
        ],
        output: [value('y', [], TYPE.bool), { name: 'm', type: { mapType: { keyType: 7 } } }],
      }),
    );
    expect(header.inputs).toEqual([{ name: 'maybe', dtype: 'int64', shape: [2] }]);
    expect(header.otherInputs).toEqual([
      { name: 'list', kind: 'sequence' },
      { name: 'maybe a list', kind: 'optional' },
    ]);
    expect(header.otherOutputs).toEqual([{ name: 'm', kind: 'map' }]);
  });

  it('knows of float16 that only a cast brings in', async () => {
    const header = await readOnnxHeader(
      model({
        node: [
          node('Cast', ['x'], ['h'], [attribute.int('to', 10)]),
          node('Cast', ['h'], ['y'], [attribute.int('to', 1)]),
        ],
        input: [X],
        output: [Y],
      }),
    );
    expect(header.dtypes.sort()).toEqual(['float16', 'float32']);
  });

  it('cuts no name, and reads no description to its end', async () => {
    const header = await readOnnxHeader(goodModel({ docString: 'd'.repeat(2 << 20) }));
    expect(header.docString).toHaveLength(1 << 20);
  });
});

describe('checkOnnx', () => {
  const file = (size: number) => new Map([['w.bin', { size }]]);
  const external = async (place: Record<string, string>, dims = [4]) =>
    readOnnxHeader(
      model({
        node: [node('Add', ['x', 'w'], ['y'])],
        initializer: [
          {
            name: 'w',
            dims,
            dataType: TYPE.float32,
            dataLocation: 1,
            externalData: Object.entries({ location: 'w.bin', ...place }).map(([key, entry]) => ({
              key,
              value: entry,
            })),
          },
        ],
        input: [X],
        output: [Y],
      }),
    );

  it('lets a weight end where its file does, and no byte later', async () => {
    checkOnnx(await external({ offset: '16', length: '16' }), file(32));
    checkOnnx(await external({ offset: '16' }), file(32));
    checkOnnx(await external({}), file(16));
    for (const [place, size] of [
      [{ offset: '16', length: '16' }, 31],
      [{ offset: '17' }, 32],
      [{}, 15],
    ] as const) {
      const header = await external(place);
      expect(() => checkOnnx(header, file(size))).toThrow(
        expect.objectContaining({ code: 'infer/truncated' }),
      );
    }
  });

  it('goes by names alone where sizes are not known', async () => {
    checkOnnx(await external({ offset: '1000' }), ['w.bin']);
  });

  it('refuses types that cannot cross, by name', async () => {
    for (const [type, kind] of [
      [tensorType(TYPE.bfloat16), 'bfloat16'],
      [tensorType(23), 'float4e2m1'],
      [tensorType(14), 'complex64'],
      [sequence, 'sequence'],
    ] as const) {
      const header = await readOnnxHeader(withInput(type));
      expect(() => checkOnnx(header, [])).toThrow(
        expect.objectContaining({ code: 'infer/unsupported-type', details: { name: 'x', type: kind } }),
      );
    }
  });

  it('lets a sequence go that comes out beside tensors', async () => {
    checkOnnx(
      await readOnnxHeader(
        model({
          node: [node('Relu', ['x'], ['y']), node('SequenceConstruct', ['x'], ['s'])],
          input: [X],
          output: [Y, { name: 's', type: sequence }],
        }),
      ),
      [],
    );
  });

  it('names twenty of many unknown operators', async () => {
    const header = await readOnnxHeader(
      model({
        node: Array.from({ length: 500 }, (_, index) => node(`Odd${index}`, ['x'], [`y${index}`])),
        input: [X],
        output: [Y],
      }),
    );
    expect(() => checkOnnx(header, [])).toThrow(
      expect.objectContaining({
        details: { operators: Array.from({ length: 20 }, (_, index) => `Odd${index}`) },
      }),
    );
  });
});

it('a message without a graph is none, whatever else is in it', async () => {
  await expect(readOnnxHeader(encode({ irVersion: 8, docString: 'nothing' }))).rejects.toMatchObject({
    code: 'infer/not-a-model',
  });
});
