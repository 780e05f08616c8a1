// Builds the decoder as ONNX, under the names that Optimum and transformers.js give a GPT-2 decoder with its cache.
import onnxProto from 'onnx-proto';
import { floatsIn, weightInfos, type Shape } from './shape.ts';

const [FLOAT, INT64, BOOL] = [1, 7, 9];
const EPSILON = 1e-5;

type Attribute = { name: string; type: number } & Record<string, unknown>;
const int = (name: string, i: number): Attribute => ({ name, type: 2, i });
const float = (name: string, f: number): Attribute => ({ name, type: 1, f });
const ints = (name: string, values: number[]): Attribute => ({ name, type: 7, ints: values });
const text = (name: string, s: string): Attribute => ({ name, type: 3, s: new TextEncoder().encode(s) });

/** `weights` as shape.ts lists them. */
export function encodeDecoder(shape: Shape, weights: Float32Array): Uint8Array<ArrayBuffer> {
  const { vocabulary, width, layers, heads } = shape;
  const head = width / heads;
  const graph = new Graph();
  graph.weights(shape, weights);
  graph.constants({
    zero: 0,
    one: 1,
    first: [1],
    second: [2],
    batchAndHead: [1, 2],
    headed: [0, 0, heads, head],
    flat: [0, 0, width],
    parts: [width, width, width],
  });
  graph.scalar('scale', 1 / Math.sqrt(head));
  graph.scalar('hidden', -1e9);

  const sizeOf = (value: string, axis: string) =>
    graph.node('Squeeze', [graph.node('Gather', [graph.node('Shape', [value]), axis]), 'zeroAxis']);
  graph.constants({ zeroAxis: [0] });
  const past = sizeOf('past_key_values.0.key', 'second');
  const total = graph.node('Add', [past, sizeOf('input_ids', 'first')]);
  const keys = graph.node('Range', ['zero', total, 'one']);
  const queries = graph.node('Unsqueeze', [graph.node('Range', [past, total, 'one']), 'first']);
  const causal = graph.node('LessOrEqual', [keys, queries]);
  const padding = graph.node('Unsqueeze', [
    graph.node('Cast', ['attention_mask'], [int('to', BOOL)]),
    'batchAndHead',
  ]);
  const mask = graph.node('And', [causal, padding]);

  const norm = (x: string, name: string) =>
    graph.node(
      'LayerNormalization',
      [x, `${name}.weight`, `${name}.bias`],
      [int('axis', -1), float('epsilon', EPSILON)],
    );
  const linear = (x: string, name: string) =>
    graph.node('Add', [graph.node('MatMul', [x, `${name}.weight`]), `${name}.bias`]);
  const headed = (x: string) =>
    graph.node('Transpose', [graph.node('Reshape', [x, 'headed'])], [ints('perm', [0, 2, 1, 3])]);

  let x = graph.node('Add', [
    graph.node('Gather', ['wte.weight', 'input_ids']),
    graph.node('Gather', ['wpe.weight', 'position_ids']),
  ]);
  for (let layer = 0; layer < layers; layer++) {
    const of = `h.${layer}`;
    const parts = graph.split(linear(norm(x, `${of}.ln_1`), `${of}.attn.c_attn`), 'parts', 3);
    const [query, key, value] = parts.map(headed) as [string, string, string];
    const kept = (what: string, new_: string) =>
      graph.node(
        'Concat',
        [`past_key_values.${layer}.${what}`, new_],
        [int('axis', 2)],
        `present.${layer}.${what}`,
      );
    const allKeys = kept('key', key);
    const allValues = kept('value', value);
    const turned = graph.node('Transpose', [allKeys], [ints('perm', [0, 1, 3, 2])]);
    const scores = graph.node('Mul', [graph.node('MatMul', [query, turned]), 'scale']);
    const shares = graph.node('Softmax', [graph.node('Where', [mask, scores, 'hidden'])], [int('axis', -1)]);
    const mixed = graph.node(
      'Transpose',
      [graph.node('MatMul', [shares, allValues])],
      [ints('perm', [0, 2, 1, 3])],
    );
    x = graph.node('Add', [x, linear(graph.node('Reshape', [mixed, 'flat']), `${of}.attn.c_proj`)]);
    const wide = linear(norm(x, `${of}.ln_2`), `${of}.mlp.c_fc`);
    const bent = graph.node('Gelu', [wide], [text('approximate', 'tanh')]);
    x = graph.node('Add', [x, linear(bent, `${of}.mlp.c_proj`)]);
  }
  const unembed = graph.node('Transpose', ['wte.weight'], [ints('perm', [1, 0])]);
  graph.node('MatMul', [norm(x, 'ln_f'), unembed], [], 'logits');

  const cached = (prefix: string, length: string) =>
    Array.from({ length: layers }, (_, layer) =>
      ['key', 'value'].map((what) =>
        valueInfo(`${prefix}.${layer}.${what}`, FLOAT, ['batch_size', heads, length, head]),
      ),
    ).flat();
  return graph.encode(
    [
      valueInfo('input_ids', INT64, ['batch_size', 'sequence_length']),
      valueInfo('attention_mask', INT64, ['batch_size', 'total_sequence_length']),
      valueInfo('position_ids', INT64, ['batch_size', 'sequence_length']),
      ...cached('past_key_values', 'past_sequence_length'),
    ],
    [
      valueInfo('logits', FLOAT, ['batch_size', 'sequence_length', vocabulary]),
      ...cached('present', 'total_sequence_length'),
    ],
  );
}

class Graph {
  readonly #nodes: object[] = [];
  readonly #initializers: object[] = [];

  weights(shape: Shape, weights: Float32Array): void {
    let at = 0;
    for (const info of weightInfos(shape)) {
      const count = floatsIn(info);
      const rawData = new Uint8Array(weights.buffer, weights.byteOffset + at * 4, count * 4);
      this.#initializers.push({ name: info.name, dims: info.dims, dataType: FLOAT, rawData });
      at += count;
    }
    if (at !== weights.length) throw new Error(`${weights.length} weights do not fit a shape of ${at}`);
  }

  constants(values: Record<string, number | number[]>): void {
    for (const [name, value] of Object.entries(values)) {
      const [dims, list] = typeof value === 'number' ? [[], [value]] : [[value.length], value];
      const rawData = new Uint8Array(BigInt64Array.from(list, BigInt).buffer);
      this.#initializers.push({ name, dims, dataType: INT64, rawData });
    }
  }

  scalar(name: string, value: number): void {
    const rawData = new Uint8Array(Float32Array.of(value).buffer);
    this.#initializers.push({ name, dims: [], dataType: FLOAT, rawData });
  }

  node(opType: string, input: string[], attribute: Attribute[] = [], output = this.#name()): string {
    this.#nodes.push({ name: output, opType, input, output: [output], attribute });
    return output;
  }

  split(input: string, sizes: string, count: number): string[] {
    const output = Array.from({ length: count }, (_, index) => `${this.#name()}_${index}`);
    this.#nodes.push({
      name: output[0],
      opType: 'Split',
      input: [input, sizes],
      output,
      attribute: [int('axis', 2)],
    });
    return output;
  }

  encode(input: object[], output: object[]): Uint8Array<ArrayBuffer> {
    const model = onnxProto.onnx.ModelProto.fromObject({
      irVersion: 9,
      producerName: 'floe',
      opsetImport: [{ domain: '', version: 20 }],
      graph: { name: 'decoder', node: this.#nodes, initializer: this.#initializers, input, output },
    });
    return Uint8Array.from(onnxProto.onnx.ModelProto.encode(model).finish());
  }

  #name(): string {
    return `v${this.#nodes.length}`;
  }
}

function valueInfo(name: string, elemType: number, dims: (string | number)[]): object {
  const dim = dims.map((size) => (typeof size === 'string' ? { dimParam: size } : { dimValue: size }));
  return { name, type: { tensorType: { elemType, shape: { dim } } } };
}
