import { describe, expect, it } from 'vitest';
import { givenByTensors } from '../../../src/lib/infer/given.ts';
import { presentOutputs } from '../../../src/lib/infer/present.ts';
import { presentationData, presentationText } from '../../../src/lib/infer/presentation-words.ts';
import { CLEAR, type Given, type Presentation } from '../../../src/lib/infer/presentation.ts';
import { checkManifest, type ManifestInput, type ManifestOutput } from '../../../src/lib/model/manifest.ts';
import type { Postprocess } from '../../../src/lib/model/manifest-meaning.ts';
import type { DType, Tensor, Tensors } from '../../../src/lib/model/tensor.ts';

const floats = (shape: number[], values: ArrayLike<number>): Tensor => ({
  dtype: 'float32',
  shape,
  data: Float32Array.from(values),
});
const texts = (...data: string[]): Tensor => ({ dtype: 'string', shape: [data.length], data });

function show(postprocess: Postprocess, y: Tensor, more: Tensors = {}, given: Given = {}): Presentation {
  const output: ManifestOutput = { name: 'y', dtype: y.dtype, shape: [...y.shape], postprocess };
  return presentOutputs([output], { y, ...more }, given)[0]!;
}

const picture: ManifestInput = {
  name: 'image',
  dtype: 'float32',
  shape: [1, 3, 4, 4],
  preprocess: {
    kind: 'image', layout: 'nchw', channels: 'rgb', fit: 'contain', mean: [0, 0, 0], std: [1, 1, 1],
  }, // prettier-ignore
};
/** Twice as wide as high: seen as 4 x 2 with a bar of one row above and below. */
const given: Given = { inputs: [picture], picture: { input: 'image', width: 8, height: 4 } };
const place = { x: 0, y: -2, width: 8, height: 8 };

const mask = (more: Partial<Postprocess & { kind: 'mask' }>): Postprocess => ({
  kind: 'mask', values: 'scores', layout: 'nchw', labels: [], activation: 'none', threshold: 0.5, ...more,
}); // prettier-ignore

describe('masks', () => {
  it('give each cell the class with the largest score, and say how much each has', () => {
    // Two classes over 2 x 2: the second wins once.
    const y = floats([1, 2, 2, 2], [1, 1, 1, 0, 0, 0, 0, 1]);
    const answer = show(mask({ labels: ['sky', 'sea'], background: 0 }), y, {}, given);
    expect(answer).toMatchObject({ kind: 'mask', width: 2, height: 2, size: { width: 8, height: 4 }, place });
    expect(show(mask({ labels: ['sky', 'sea'], background: 0 }), y)).toMatchObject({
      planes: [Uint16Array.of(CLEAR, CLEAR, CLEAR, 1)],
      legend: [{ label: 'sea', group: 1, share: 0.25 }],
    });
    const nhwc = floats([1, 2, 2, 2], [1, 0, 1, 0, 1, 0, 0, 1]);
    expect(show(mask({ layout: 'nhwc', background: 0 }), nhwc)).toMatchObject({
      planes: [Uint16Array.of(CLEAR, CLEAR, CLEAR, 1)],
    });
  });
  it('share out the picture, not the bars beside it', () => {
    // Four rows seen, the middle two of the picture: the first class has the upper bar and one row.
    const rows = [0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2];
    const y: Tensor = { dtype: 'uint8', shape: [1, 4, 4], data: Uint8Array.from(rows) };
    expect(show(mask({ values: 'index', labels: ['a', 'b', 'c'] }), y, {}, given)).toMatchObject({
      legend: [
        { label: 'a', share: 0.5 },
        { label: 'b', share: 0.5 },
      ],
    });
  });
  it('read class numbers, whatever axes of one are around them', () => {
    const data = BigInt64Array.of(0n, 2n, 2n, 70_000n);
    for (const shape of [[2, 2], [1, 2, 2], [1, 1, 2, 2], [1, 2, 2, 1]]) {
      const answer = show(mask({ values: 'index', labels: ['a', 'b', 'c'] }), { dtype: 'int64', shape, data });
      expect(answer).toMatchObject({
        planes: [Uint16Array.of(0, 2, 2, CLEAR)],
        legend: [
          { label: 'c', share: 0.5 },
          { label: 'a', share: 0.25 },
        ],
      });
    }
  }); // prettier-ignore
  it('lay planes that may overlap over each other, named by another output', () => {
    const y: Tensor = { dtype: 'uint8', shape: [2, 1, 2], data: Uint8Array.of(255, 0, 1, 1) };
    const answer = show(mask({ values: 'planes', names: 'names' }), y, { names: texts('cat', 'mat') });
    expect(answer).toMatchObject({
      planes: [Uint16Array.of(0, CLEAR), Uint16Array.of(1, 1)],
      legend: [
        { label: 'mat', share: 1 },
        { label: 'cat', share: 0.5 },
      ],
    });
  });
  it('take one plane of chances as one thing, before or after a sigmoid', () => {
    const chances = floats([1, 1, 1, 3], [0.4, 0.6, NaN]);
    expect(show(mask({ values: 'planes' }), chances)).toMatchObject({
      planes: [Uint16Array.of(CLEAR, 0, CLEAR)],
    });
    const logits = floats([1, 1, 1, 3], [-0.1, 0.1, 9]);
    expect(show(mask({ activation: 'sigmoid' }), logits)).toMatchObject({
      planes: [Uint16Array.of(CLEAR, 0, 0)],
    });
  });
});

describe('pictures', () => {
  const image = (more: Partial<Postprocess & { kind: 'image' }>): Postprocess => ({
    kind: 'image', layout: 'nchw', channels: 'rgb', range: 'unit', ...more,
  }); // prettier-ignore
  const pixels = (...of: Parameters<typeof show>) => {
    const answer = show(...of);
    return answer.kind === 'picture' ? [...answer.data] : answer.kind;
  };
  it('come of planes or of pixels, of 0..1, 0..255 or -1..1, too much and too little cut off', () => {
    expect(pixels(image({}), floats([1, 3, 1, 2], [0, 1, 0.5, 2, -1, NaN]))).toEqual([
      0, 128, 0, 255, 255, 255, 0, 255,
    ]);
    const nhwc = image({ layout: 'nhwc', range: 'byte', channels: 'bgr' });
    expect(pixels(nhwc, floats([1, 1, 3], [10, 20, 30]))).toEqual([30, 20, 10, 255]);
    expect(pixels(image({ range: 'signed' }), floats([1, 1, 1, 2], [-1, 1]))).toEqual([
      0, 0, 0, 255, 255, 255, 255, 255,
    ]);
    const bytes: Tensor = { dtype: 'uint8', shape: [1, 1, 4], data: Uint8Array.of(1, 2, 3, 4) };
    expect(pixels(image({ layout: 'nhwc' }), bytes)).toEqual([1, 2, 3, 4]);
  });
  it('lose the bars that what went in was padded with', () => {
    // 4 x 4 seen of a picture twice as wide as high: twice that is 8 x 8 with two rows of bars above and below.
    const y = floats(
      [1, 1, 8, 8],
      Float32Array.from({ length: 64 }, (_, cell) => Math.floor(cell / 8) / 255),
    );
    const answer = show(image({}), y, {}, given);
    expect(answer).toMatchObject({ kind: 'picture', width: 8, height: 4 });
    expect(answer.kind === 'picture' && [answer.data[0], answer.data[8 * 3 * 4]]).toEqual([2, 5]);
    expect(show(image({}), floats([1, 1, 1, 8], new Float32Array(8)), {}, given)).toMatchObject({
      width: 8,
      height: 1,
    });
  });
  it('do not come of five channels, of nothing, or of what is shorter than it says', () => {
    expect(pixels(image({}), floats([1, 5, 1, 1], [1, 2, 3, 4, 5]))).toBe('tensor');
    expect(pixels(image({}), floats([1, 3, 0, 4], []))).toBe('tensor');
    expect(pixels(image({}), floats([1, 3, 9_000_000, 9_000_000], [1]))).toBe('tensor');
  });
  it('of depth spread from the least to the largest', () => {
    const answer = show({ kind: 'heatmap', scale: 'spread' }, floats([1, 2, 2], [10, 20, 30, 20]), {}, given);
    expect(answer).toMatchObject({ values: Float32Array.of(0, 0.5, 1, 0.5), place });
    expect(show({ kind: 'heatmap', layout: 'nhwc' }, floats([1, 1, 2, 1], [0, 1]))).toMatchObject({
      width: 2, height: 1, values: Float32Array.of(0, 1),
    }); // prettier-ignore
  });
});

describe('points', () => {
  it('lie on the picture; those nobody is sure of are left out, and their lines (MoveNet)', () => {
    const y = floats([1, 1, 3, 3], [0.5, 0.25, 0.9, 0.25, 0.75, 0.8, 1, 1, 0.1]);
    const spec: Postprocess = {
      kind: 'keypoints', order: 'yx', scale: 'unit', values: 3, score: 2, threshold: 0.3,
      names: ['nose', 'left eye', 'right eye'], edges: [[0, 1], [1, 2]],
    }; // prettier-ignore
    expect(show(spec, y, {}, given)).toMatchObject({
      kind: 'keypoints',
      // y 0.5 of the four rows seen is the middle; 0.25 is the upper edge.
      sets: [[{ name: 'nose', x: 2, y: 2 }, { name: 'left eye', x: 6, y: 0 }]],
      edges: [[0, 1]],
    }); // prettier-ignore
  });
  it('come in sets as large as there are names; lines stay within a set', () => {
    const spec: Postprocess = {
      kind: 'keypoints', order: 'xy', scale: 'pixel', values: 2, threshold: 0, names: ['a', 'b'], edges: [[0, 1]],
    }; // prettier-ignore
    const y = floats([1, 8], [0, 1, 1, 1, 2, 1, 3, 1]);
    expect(show(spec, y)).toMatchObject({ sets: [{ length: 2 }, { length: 2 }], edges: [[0, 1], [2, 3]] }); // prettier-ignore
    expect(show(spec, floats([3], [1, 2, 3])).kind).toBe('tensor');
    expect(show(spec, floats([20_000], new Float32Array(20_000))).kind).toBe('tensor');
  });
});

it('labels are named by another output, which is then no answer of its own', () => {
  const outputs: ManifestOutput[] = [
    { name: 'names', dtype: 'string', shape: [null] },
    {
      name: 'scores',
      dtype: 'float32',
      shape: [null],
      postprocess: { kind: 'labels', labels: [], names: 'names', activation: 'none', top: 2 },
    },
  ];
  const tensors = { names: texts('a', 'b', 'c'), scores: floats([3], [0.1, NaN, 0.7]) };
  expect(presentOutputs(outputs, tensors)).toMatchObject([
    { name: 'names', secondary: true },
    { items: [{ label: 'c' }, { label: 'a' }] },
  ]);
});

it('labels of a million scores are read without running out of arguments', () => {
  const y = floats([1, 1_000_000], new Float32Array(1_000_000));
  const answer = show({ kind: 'labels', labels: [], activation: 'softmax', top: 1 }, y);
  expect(answer).toMatchObject({ items: [{ label: '#0', score: expect.closeTo(1e-6, 12) }] });
});

it("names that objects have by birth are nobody's outputs", () => {
  const spec: Postprocess = { kind: 'text', score: 'constructor' };
  expect(show(spec, texts('a'))).toMatchObject({ confidence: undefined });
  expect(presentOutputs([{ name: 'constructor', dtype: 'string', shape: [] }], {})).toEqual([]);
});

it.each<Postprocess>([
  { kind: 'labels', labels: [], activation: 'softmax', top: 3 },
  { kind: 'ctc', symbols: [] },
  { kind: 'heatmap' },
  {
    kind: 'detections',
    format: 'xyxy',
    scale: 'unit',
    box: 0,
    labels: [],
    threshold: 0,
    top: 9,
    scores: { column: 0, activation: 'softmax' },
  },
  { kind: 'mask', values: 'scores', layout: 'nhwc', labels: [], activation: 'sigmoid', threshold: 0.5 },
  {
    kind: 'keypoints',
    order: 'xy',
    scale: 'unit',
    values: 3,
    score: 2,
    names: [],
    edges: [[0, 99]],
    threshold: 0,
  },
  { kind: 'image', layout: 'nchw', channels: 'rgb', range: 'unit' },
  { kind: 'audio', sampleRate: 1 },
  { kind: 'segments', of: 'frames', hop: 1, labels: [], activation: 'softmax', threshold: 0 },
  { kind: 'segments', of: 'rows', ends: 'y' },
  { kind: 'embedding' },
  { kind: 'matrix', labels: [] },
  { kind: 'spans', of: 'text', ends: 'y' },
  { kind: 'text' },
  { kind: 'table', labels: [] },
])('$kind never throws, whatever the tensor', (postprocess) => {
  const of = (dtype: DType, shape: number[], data: Tensor['data']): Tensor => ({ dtype, shape, data });
  const odd: Tensor[] = [
    of('float32', [], Float32Array.of(NaN)),
    of('float32', [0], new Float32Array()),
    of('float32', [3, 0, 4], new Float32Array()),
    of('float32', [1, 1, 1, 1, 1, 1], Float32Array.of(-Infinity)),
    of('float32', [1, 3, 2, 2], new Float32Array(12).fill(NaN)),
    of('float16', [2, 6], new Uint16Array(12).fill(0x7c00)),
    of('int64', [4, 4], new BigInt64Array(16).fill(-(2n ** 63n))),
    of('bool', [2, 2], Uint8Array.of(1, 0, 1, 1)),
    of(
      'string',
      [2, 4],
      Array.from({ length: 8 }, () => '<script>\0'),
    ),
    // More than there is.
    of('float32', [1, 1_000_000, 1_000_000], Float32Array.of(1)),
  ];
  for (const y of odd) {
    const answer = show(postprocess, y, {}, { ...given, texts: { text: [''] }, seconds: 1 });
    expect(answer.name).toBe('y');
    expect(typeof presentationText(answer)).toBe('string');
    presentationData(answer);
  }
});

it('a manifest may say all of it, and an old one still reads', () => {
  const manifest = (outputs: unknown[]) => ({
    format: 'floe-manifest/1',
    runtime: 'onnx',
    entry: 'm.onnx',
    task: 'other',
    parts: [{ blobId: 'A'.repeat(43), bytes: 1 }],
    files: [{ path: 'm.onnx', part: 0, offset: 0, bytes: 1, sha256: '0'.repeat(64) }],
    inputs: [
      {
        name: 'x',
        dtype: 'float32',
        shape: [],
        preprocess: { kind: 'audio', sampleRate: 16_000, scale: 'int16' },
      },
    ],
    outputs: outputs.map((postprocess, index) => ({
      name: `y${index}`,
      dtype: 'float32',
      shape: [],
      postprocess,
    })),
  });
  const { outputs } = checkManifest(
    manifest([
      { kind: 'labels', labels: ['a'] },
      { kind: 'heatmap' },
      { kind: 'detections', format: 'xyxy' },
      { kind: 'segments', of: 'frames', hop: 0.032 },
      { kind: 'segments', of: 'rows', ends: 'y0' },
      { kind: 'text' },
    ]),
  );
  expect(outputs.map(({ postprocess }) => postprocess)).toMatchObject([
    { activation: 'none', top: 5 },
    { kind: 'heatmap' },
    { scale: 'pixel', box: 0, threshold: 0.3, top: 100 },
    { threshold: 0.5 },
    { of: 'rows' },
    { kind: 'text' },
  ]);
  expect(() => checkManifest(manifest([{ kind: 'segments', of: 'rows' }]))).toThrow();
  expect(() => checkManifest(manifest([{ kind: 'keypoints', order: 'xy', values: 1 }]))).toThrow();
});

it('what was given is read off the tensors where nothing else was kept', () => {
  const inputs: ManifestInput[] = [
    { name: 'text', dtype: 'string', shape: [null] },
    { ...picture, name: 'image', dtype: 'uint8', shape: ['h', 'w', 3], preprocess: { ...picture.preprocess, layout: 'nhwc' } as never },
    { name: 'sound', dtype: 'float32', shape: ['n'], preprocess: { kind: 'audio', sampleRate: 8_000, window: 'start' } },
  ]; // prettier-ignore
  const tensors: Tensors = {
    text: texts('a', 'b'),
    image: { dtype: 'uint8', shape: [2, 5, 3], data: new Uint8Array(30) },
    sound: floats([4_000], new Float32Array(4_000)),
  };
  expect(givenByTensors(inputs, tensors)).toEqual({
    inputs,
    texts: { text: ['a', 'b'] },
    picture: { input: 'image', width: 5, height: 2 },
    seconds: 0.5,
  });
});
