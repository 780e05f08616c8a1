import { expect, it } from 'vitest';
import { presentOutputs } from '../../../src/lib/infer/present.ts';
import type { Given, Presentation } from '../../../src/lib/infer/presentation.ts';
import type { ManifestInput } from '../../../src/lib/model/manifest.ts';
import type { Postprocess } from '../../../src/lib/model/manifest-meaning.ts';
import type { Tensor } from '../../../src/lib/model/tensor.ts';

type Detections = Postprocess & { kind: 'detections' };

const floats = (shape: number[], values: number[]): Tensor => ({
  dtype: 'float32',
  shape,
  data: Float32Array.from(values),
});
const spec = (more: Partial<Detections>): Detections => ({
  kind: 'detections',
  format: 'xyxy',
  scale: 'pixel',
  box: 0,
  labels: [],
  threshold: 0.3,
  top: 100,
  ...more,
});
const scores = (more: object = {}) => ({ column: 0, activation: 'none' as const, ...more });

/** A model that sees 100 x 100, given a picture of 200 x 400. */
const picture: ManifestInput = {
  name: 'image',
  dtype: 'float32',
  shape: [1, 3, 100, 100],
  preprocess: {
    kind: 'image', layout: 'nchw', channels: 'rgb', fit: 'stretch', mean: [0, 0, 0], std: [1, 1, 1],
  }, // prettier-ignore
};
const given: Given = { inputs: [picture], picture: { input: 'image', width: 200, height: 400 } };

function shown(postprocess: Detections, tensors: Record<string, Tensor>, use = given): Presentation {
  const y = tensors['y']!;
  const outputs = [{ name: 'y', dtype: y.dtype, shape: [...y.shape], postprocess }];
  return presentOutputs(outputs, tensors, use)[0]!;
}

function boxes(...[postprocess, tensors, use]: Parameters<typeof shown>) {
  const found = shown(postprocess, tensors, use);
  return found.kind === 'boxes'
    ? found.items.map(({ x, y, width, height, label, score }) => ({
        box: [x, y, width, height].map((value) => Number(value.toFixed(3))),
        label,
        score: score === undefined ? undefined : Number(score.toFixed(4)),
      }))
    : found.kind;
}

it.each([
  ['xyxy', [10, 20, 30, 60]],
  ['yxyx', [20, 10, 60, 30]],
  ['xywh', [10, 20, 20, 40]],
  ['cxcywh', [20, 40, 20, 40]],
] as const)('reads %s, in the pixels the model saw, as places of the picture', (format, row) => {
  expect(boxes(spec({ format }), { y: floats([1, 1, 4], [...row]) })).toEqual([
    { box: [20, 80, 40, 160], label: '', score: undefined },
  ]);
  const unit = row.map((value) => value / 100);
  expect(boxes(spec({ format, scale: 'unit' }), { y: floats([1, 4], unit) })).toMatchObject([
    { box: [20, 80, 40, 160] },
  ]);
});

it('takes the best class of each, times the chance that anything is there (YOLOv5)', () => {
  const rows = [50, 50, 20, 20, 0.9, 0.2, 0.8, 50, 50, 20, 20, 0.1, 1, 0];
  const found = boxes(
    spec({ format: 'cxcywh', objectness: 4, scores: scores({ column: 5 }), labels: ['cat', 'dog'] }),
    { y: floats([1, 2, 7], rows) },
  );
  // 0.9 * 0.8 = 0.72 is a dog; 0.1 * 1 is below the threshold.
  expect(found).toEqual([{ box: [80, 160, 40, 80], label: 'dog', score: 0.72 }]);
});

it('reads columns as rows where they are turned (YOLOv8), and drops what overlaps a better one of its class', () => {
  // Three boxes: the second overlaps the first by 81 / 119 of the union; the third is elsewhere.
  const columns = [
    [50, 51, 20],
    [50, 51, 20],
    [10, 10, 10],
    [10, 10, 10],
    [0.9, 0.8, 0.1],
    [0.1, 0.1, 0.7],
  ].flat();
  const one = spec({
    format: 'cxcywh',
    transposed: true,
    scores: scores({ column: 4 }),
    labels: ['cat', 'dog'],
  });
  const y = floats([1, 6, 3], columns);
  expect(boxes(one, { y })).toHaveLength(3);
  expect(boxes({ ...one, overlap: 0.6 }, { y })).toEqual([
    { box: [90, 180, 20, 40], label: 'cat', score: 0.9 },
    { box: [30, 60, 20, 40], label: 'dog', score: 0.7 },
  ]);
  expect(boxes({ ...one, overlap: 0.7 }, { y })).toHaveLength(3);
});

it('takes scores of another output, softmax, the last class meaning nothing (DETR)', () => {
  const y = floats([1, 2, 4], [0.5, 0.5, 0.2, 0.1, 0.5, 0.5, 0.2, 0.1]);
  const ln = Math.log;
  const logits = floats([1, 2, 3], [ln(8), ln(1), ln(1), ln(1), ln(1), ln(8)]);
  expect(
    boxes(
      spec({
        format: 'cxcywh',
        scale: 'unit',
        labels: ['cat', 'dog'],
        scores: scores({ outputs: ['logits'], activation: 'softmax', background: 'last' }),
      }),
      { y, logits },
    ),
  ).toEqual([{ box: [80, 180, 40, 40], label: 'cat', score: 0.8 }]);
});

it('takes one score and a class number of other outputs (SSD), counted from one', () => {
  const y = floats([1, 2, 4], [0, 0, 0.5, 0.5, 0.5, 0.5, 1, 1]);
  const tensors = { y, s: floats([1, 2], [0.4, 0.9]), c: floats([1, 2], [1, 2]) };
  const ssd = spec({
    format: 'yxyx',
    scale: 'unit',
    labels: ['cat', 'dog'],
    scores: scores({ outputs: ['s'] }),
    classes: { output: 'c', column: 0, base: 1 },
  });
  expect(boxes(ssd, tensors)).toEqual([
    { box: [100, 200, 100, 200], label: 'dog', score: 0.9 },
    { box: [0, 0, 100, 200], label: 'cat', score: 0.4 },
  ]);
});

it('takes score and class of columns beside the box, and a background that comes first', () => {
  const rows = floats([1, 1, 6], [0, 0, 50, 50, 0.5, 1]);
  expect(
    boxes(
      spec({
        scores: scores({ column: 4, columns: 1 }),
        classes: { column: 5, base: 0 },
        labels: ['a', 'b'],
      }),
      { y: rows },
    ),
  ).toEqual([{ box: [0, 0, 100, 200], label: 'b', score: 0.5 }]);
  const two = { y: floats([1, 1, 4], [0, 0, 50, 50]), s: floats([1, 1, 2], [0.9, 0.6]) };
  expect(
    boxes(spec({ scores: scores({ outputs: ['s'], background: 'first' }), labels: ['face'] }), two),
  ).toMatchObject([{ label: 'face', score: 0.6 }]);
});

it("takes a pipeline's own labels, in the picture's pixels", () => {
  const pipeline: ManifestInput = {
    ...picture,
    dtype: 'uint8',
    shape: ['height', 'width', 3],
    preprocess: {
      ...(picture.preprocess as ManifestInput['preprocess'] & { kind: 'image' }),
      layout: 'nhwc',
    },
  };
  const tensors: Record<string, Tensor> = {
    y: floats([2, 4], [1, 2, 3, 4, 5, 6, 7, 8]),
    scores: floats([2], [0.5, 0.75]),
    labels: { dtype: 'string', shape: [2], data: ['<b>cat</b>', 'cat'] },
  };
  const answer = shown(
    spec({ scores: scores({ outputs: ['scores'] }), classes: { output: 'labels', column: 0, base: 0 } }),
    tensors,
    { inputs: [pipeline], picture: { input: 'image', width: 200, height: 400 } },
  );
  expect(answer).toMatchObject({
    kind: 'boxes',
    items: [
      { x: 5, y: 6, width: 2, height: 2, label: 'cat', group: 1 },
      { x: 1, y: 2, label: '<b>cat</b>', group: 0 },
    ],
  });
});

it('reads boxes relative to anchors, of several outputs, with their points (BlazeFace)', () => {
  // One grid of 2 x 2 with one box a cell, then one of 1 x 1 with two: six anchors.
  const empty = [0, 0, 0, 0, 0, 0];
  const y = floats([1, 4, 6], [...empty, ...empty, ...empty, 12.8, 0, 64, 32, 12.8, -12.8]);
  const b = floats([1, 2, 6], [...empty, 0, 0, 128, 128, 0, 0]);
  const first = floats([1, 4, 1], [-9, -9, -9, Math.log(3)]);
  const second = floats([1, 2, 1], [-9, 0]);
  const face = spec({
    format: 'cxcywh',
    more: ['b'],
    scores: scores({ outputs: ['first', 'second'], activation: 'sigmoid' }),
    anchors: { of: 128, grids: [{ size: 2, perCell: 1 }, { size: 1, perCell: 2 }] },
    points: { column: 4, count: 1 },
    threshold: 0.4,
  }); // prettier-ignore
  const answer = shown(face, { y, b, first, second });
  // The anchor of cell (1, 1) is 0.75, 0.75; 12.8 / 128 = 0.1 to the right: middle 0.85 of 200, 0.75 of 400.
  expect(answer).toMatchObject({
    kind: 'boxes',
    items: [
      { score: expect.closeTo(0.75, 6), points: [{ x: expect.closeTo(170, 4), y: expect.closeTo(260, 4) }] },
      { x: 0, y: 0, width: 200, height: 400, score: 0.5 },
    ],
  });
  const [box] = (answer as Presentation & { kind: 'boxes' }).items;
  expect([box!.x, box!.y, box!.width, box!.height].map((value) => Number(value.toFixed(3)))).toEqual([
    120, 250, 100, 100,
  ]);
  expect(shown({ ...face, anchors: { of: 128, grids: [{ size: 3, perCell: 1 }] } }, { y, b, first, second }).kind)
    .toBe('tensor'); // prettier-ignore
});

it('leaves out boxes that are none, and counts what it does not list', () => {
  const rows = [
    [5, 5, 1, 1],
    [NaN, 0, 1, 1],
    [-50, -50, 10, 10],
    [0, 0, 1, 1],
  ].flat();
  const answer = shown(spec({ top: 1 }), { y: floats([4, 4], rows) });
  expect(answer).toMatchObject({ kind: 'boxes', items: [{ x: -100, y: -200 }], hidden: 1 });
});

it.each<[string, Partial<Detections>, Record<string, Tensor>]>([
  ['too few columns', {}, { y: floats([2, 3], [1, 2, 3, 4, 5, 6]) }],
  ['scores that are not there', { scores: scores({ outputs: ['s'] }) }, { y: floats([1, 4], [0, 0, 1, 1]) }],
  [
    'fewer scores than boxes',
    { scores: scores({ outputs: ['s'] }) },
    { y: floats([2, 4], [0, 0, 1, 1, 0, 0, 1, 1]), s: floats([1, 1, 1], [1]) },
  ],
  ['a class column past the end', { classes: { column: 9, base: 0 } }, { y: floats([1, 4], [0, 0, 1, 1]) }],
  ['points past the end', { points: { column: 4, count: 3 } }, { y: floats([1, 4], [0, 0, 1, 1]) }],
  ['strings', {}, { y: { dtype: 'string', shape: [1, 4], data: ['a', 'b', 'c', 'd'] } }],
])('shows the tensor where the manifest does not fit it: %s', (_, more, tensors) => {
  expect(shown(spec(more), tensors).kind).toBe('tensor');
});

it('finds nothing in nothing', () => {
  expect(boxes(spec({}), { y: floats([1, 0, 4], []) })).toEqual([]);
});
