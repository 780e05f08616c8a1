import { expect, test } from 'vitest';
import { proposeOutput, proposeTask, type SignatureHints } from '../../../src/lib/infer/propose.ts';
import type { ManifestInput } from '../../../src/lib/model/manifest.ts';
import { checkManifest } from '../../../src/lib/model/manifest.ts';
import type { TensorInfo } from '../../../src/lib/model/tensor.ts';

const info = (name: string, shape: TensorInfo['shape']): TensorInfo => ({
  name,
  dtype: 'float32',
  shape: [...shape],
});
const picture: ManifestInput = {
  name: 'image',
  dtype: 'float32',
  shape: [1, 3, 640, 640],
  preprocess: {
    kind: 'image', layout: 'nchw', channels: 'rgb', fit: 'stretch', mean: [0, 0, 0], std: [1, 1, 1],
  }, // prettier-ignore
};
const hints = (labels: string[] = []): SignatureHints => ({
  lists: [],
  ...(labels.length > 0 ? { labels: { value: labels, from: 'config.json' } } : {}),
});

function proposed(outputs: TensorInfo[], labels: string[] = [], inputs = [picture]) {
  const all = outputs.map((output) => proposeOutput(output, hints(labels), inputs, outputs).output);
  // What is proposed can be published.
  checkManifest({
    format: 'floe-manifest/1',
    runtime: 'onnx',
    entry: 'm',
    task: 'other',
    parts: [{ blobId: 'A'.repeat(43), bytes: 1 }],
    files: [{ path: 'm', part: 0, offset: 0, bytes: 1, sha256: '0'.repeat(64) }],
    inputs,
    outputs: all,
  });
  return { meaning: all[0]!.postprocess, task: proposeTask(inputs, all) };
}

test('seventeen points are a body (MoveNet)', () => {
  const { meaning, task } = proposed([info('Identity', [1, 1, 17, 3])]);
  expect(meaning).toMatchObject({
    kind: 'keypoints',
    order: 'yx',
    values: 3,
    score: 2,
    names: { length: 17 },
  });
  expect(task).toBe('keypoint-detection');
});

test('boxes and logits in two outputs are DETR', () => {
  const outputs = [info('pred_boxes', ['batch', 100, 4]), info('logits', ['batch', 100, 3])];
  expect(proposed(outputs, ['cat', 'dog'])).toMatchObject({
    meaning: {
      kind: 'detections',
      format: 'cxcywh',
      scale: 'unit',
      scores: { outputs: ['logits'], activation: 'softmax', background: 'last' },
    },
    task: 'object-detection',
  });
});

test("boxes, scores and classes in three are TensorFlow's", () => {
  const outputs = [
    info('detection_boxes', [1, 100, 4]),
    info('detection_scores', [1, 100]),
    info('detection_classes', [1, 100]),
  ];
  expect(proposed(outputs).meaning).toMatchObject({
    format: 'yxyx',
    scores: { outputs: ['detection_scores'] },
    classes: { output: 'detection_classes', base: 1 },
  });
});

test('rows or columns of a box and its classes are YOLO', () => {
  const labels = ['a', 'b', 'c'];
  expect(proposed([info('output0', [1, 7, 8400])], labels).meaning).toMatchObject({
    transposed: true,
    scores: { column: 4 },
    overlap: 0.45,
  });
  expect(proposed([info('output', [1, 25_200, 8])], labels).meaning).toMatchObject({
    objectness: 4,
    scores: { column: 5 },
  });
  expect(proposed([info('output0', [1, 9, 8400])], labels).meaning).toBeUndefined();
});

test('a plane for each label is a mask; depth is spread; three channels are a picture', () => {
  expect(proposed([info('logits', [1, 2, 'h', 'w'])], ['x', 'y'])).toMatchObject({
    meaning: { kind: 'mask', values: 'scores' },
    task: 'image-segmentation',
  });
  expect(proposed([info('predicted_depth', [1, 'h', 'w'])]).meaning).toEqual({
    kind: 'heatmap',
    scale: 'spread',
  });
  expect(proposed([info('output', [1, 3, 'h', 'w'])])).toMatchObject({
    meaning: { kind: 'image', layout: 'nchw' },
    task: 'image-to-image',
  });
});

test('long rows by the name of embeddings are compared', () => {
  const text: ManifestInput = { name: 'text', dtype: 'string', shape: [null] };
  expect(proposed([info('sentence_embedding', ['n', 384])], [], [text])).toEqual({
    meaning: { kind: 'embedding' },
    task: 'feature-extraction',
  });
  expect(proposed([info('y', ['n', 384])], [], [text]).meaning).toBeUndefined();
});
