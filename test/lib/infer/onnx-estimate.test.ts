// What a run will need, as worked out by hand, and shapes of real models as the runtime has them.
import { describe, expect, it } from 'vitest';
import { createNodeEngine } from '../../../src/agent/node-engine.ts';
import { estimateRun } from '../../../src/lib/infer/onnx-estimate.ts';
import { readOnnxGraph } from '../../../src/lib/infer/onnx-graph.ts';
import { ONNX_MODELS } from '../../corpus/onnx-models.ts';
import { attribute, floats, ints, model, node, TYPE, value } from '../../corpus/onnx-parts.ts';
import { filesOf } from '../../corpus/model-files.ts';

const picture = value('x', [1, 3, 'height', 'width']);
const filters = floats('w', [8, 3, 3, 3], Array<number>(216).fill(0));
const pads = attribute.ints('pads', [1, 1, 1, 1]);

describe('an estimate', () => {
  it('is the most that lies in memory at once', async () => {
    const graph = await readOnnxGraph(
      model({
        node: [
          node('Conv', ['x', 'w'], ['c'], [pads]),
          node('Relu', ['c'], ['r']),
          node(
            'MaxPool',
            ['r'],
            ['y'],
            [attribute.ints('kernel_shape', [2, 2]), attribute.ints('strides', [2, 2])],
          ),
        ],
        initializer: [filters],
        input: [picture],
        output: [value('y', [1, 8, 'h', 'w'])],
      }),
    );
    const area = 10 * 20;
    expect(estimateRun(graph, { x: [1, 3, 10, 20] })).toEqual({
      // While Relu runs: eight planes in, eight planes out, and the picture is gone.
      activationBytes: 4 * area * (8 + 8),
      largestBytes: 4 * area * 8,
      multiplications: area * 8 * 27,
      guessed: 0,
      nodes: 3,
      outputs: { y: [1, 8, 5, 10] },
    });
  });

  it('follows the arithmetic that exports do on shapes', async () => {
    const graph = await readOnnxGraph(
      model({
        node: [
          node('Shape', ['x'], ['s']),
          node('Gather', ['s', 'zero'], ['batch'], [attribute.int('axis', 0)]),
          node('Unsqueeze', ['batch', 'axis'], ['b']),
          node('Concat', ['b', 'rest'], ['to'], [attribute.int('axis', 0)]),
          node('Reshape', ['x', 'to'], ['flat']),
          node('MatMul', ['flat', 'm'], ['y']),
        ],
        initializer: [
          ints('zero', [], [0]),
          ints('axis', [1], [0]),
          ints('rest', [1], [-1]),
          floats('m', [48, 5], Array<number>(240).fill(0)),
        ],
        input: [value('x', ['n', 3, 4, 4])],
        output: [value('y', ['n', 5])],
      }),
    );
    const estimate = estimateRun(graph, { x: [7, 3, 4, 4] });
    expect(estimate.guessed).toBe(0);
    expect(estimate.multiplications).toBe(7 * 48 * 5);
  });

  it('takes what it does not understand for as large as what goes in, and says how often', async () => {
    const graph = await readOnnxGraph(
      model({
        node: [node('NonZero', ['x'], ['n']), node('Cast', ['n'], ['y'], [attribute.int('to', 1)])],
        input: [value('x', [1000])],
        output: [value('y', [1, 'n'], TYPE.float32)],
      }),
    );
    expect(estimateRun(graph, {})).toMatchObject({ guessed: 2, activationBytes: 8000 });
  });

  it('of a value that doubles forty times is more than any memory', async () => {
    const doubled = (at: number) => (at === 0 ? 'x' : `v${at}`);
    const graph = await readOnnxGraph(
      model({
        node: Array.from({ length: 40 }, (_, at) =>
          node('Concat', [doubled(at), doubled(at)], [doubled(at + 1)], [attribute.int('axis', 0)]),
        ),
        input: [value('x', [1])],
        output: [value('v40', ['n'])],
      }),
    );
    expect(estimateRun(graph, {}).largestBytes).toBe(4 * 2 ** 40);
  });
});

describe.each(
  ONNX_MODELS.filter(({ name }) => !name.startsWith('silero')).map((one) => [one.name, one] as const),
)('%s', (_, one) => {
  it('gives what its shapes say, though the file says nothing of them', async () => {
    const [bytes] = (await filesOf(one)).values();
    const inputs = await one.inputs();
    const files = new Map([['model.onnx', new Blob([bytes!])]]);
    const loaded = await createNodeEngine().load(
      { runtime: 'onnx', entry: 'model.onnx', files },
      { provider: 'wasm' },
    );
    const outputs = await (await loaded.run(inputs)).release();
    loaded.dispose();
    const shapes = Object.fromEntries(Object.entries(inputs).map(([name, { shape }]) => [name, shape]));
    const silent = { ...(await readOnnxGraph(bytes!)), declared: new Map() };
    const estimate = estimateRun(silent, shapes);
    expect(estimate.guessed).toBe(0);
    expect(estimate.outputs).toEqual(
      Object.fromEntries(Object.entries(outputs).map(([name, { shape }]) => [name, shape])),
    );
  });
});
