// Models that see: colours and fixed places are all they know.
import { graph, table, type Graph, type Node } from './graph.ts';
import { bertTokenizer, json, vocabularyOf, type Contents } from './words.ts';

const PIXELS = { pixel_values: ['float32', ['b', 3, 'h', 'w']] } as Graph['inputs'];
const mean = (to: string): Node => {
  return { op: 'ReduceMean', in: ['pixel_values'], out: [to], with: { axes: [2, 3], keepdims: 0 } };
};
const COLOURS = { id2label: { 0: 'red', 1: 'green', 2: 'blue' }, label2id: { red: 0, green: 1, blue: 2 } };

/** Values of 0..1, no mean taken off; `type` as the library names its image processors. */
export function processor(type: string, more: object = {}): Contents {
  return {
    'preprocessor_config.json': json({
      image_processor_type: type,
      do_resize: true,
      size: { height: 4, width: 4 },
      resample: 2,
      do_rescale: true,
      rescale_factor: 1 / 255,
      do_normalize: true,
      image_mean: [0, 0, 0],
      image_std: [1, 1, 1],
      ...more,
    }),
  };
}

function model(type: string, architecture: string, more: object, bytes: Uint8Array<ArrayBuffer>): Contents {
  return {
    'config.json': json({ model_type: type, architectures: [architecture], ...more }),
    'onnx/model.onnx': bytes,
  };
}

/** Ten times the mean of each colour. */
export function colours(): Contents {
  const bytes = graph({
    inputs: PIXELS,
    outputs: { logits: ['float32', ['b', 3]] },
    nodes: [mean('colour'), { op: 'Mul', in: ['colour', 'ten'], out: ['logits'] }],
    weights: { ten: { shape: [1], values: [10] } },
  });
  return {
    ...processor('ViTImageProcessor'),
    ...model('vit', 'ViTForImageClassification', COLOURS, bytes),
  };
}

/** Always two boxes: a cat with 5 against 0, in the middle half; and nothing. */
export function twoBoxes(): Contents {
  const bytes = graph({
    inputs: PIXELS,
    outputs: { logits: ['float32', [1, 2, 3]], pred_boxes: ['float32', [1, 2, 4]] },
    nodes: [
      { op: 'Identity', in: ['scores'], out: ['logits'] },
      { op: 'Identity', in: ['places'], out: ['pred_boxes'] },
    ],
    weights: {
      scores: { shape: [1, 2, 3], values: [5, 0, 0, 0, 0, 5] },
      places: { shape: [1, 2, 4], values: [0.5, 0.5, 0.5, 0.5, 0.1, 0.1, 0.1, 0.1] },
    },
  });
  return {
    ...processor('DetrImageProcessor', { size: { shortest_edge: 8, longest_edge: 16 }, do_pad: true }),
    ...model(
      'detr',
      'DetrForObjectDetection',
      { id2label: { 0: 'cat', 1: 'dog' }, label2id: { cat: 0, dog: 1 } },
      bytes,
    ),
  };
}

/** Each place is of the colour it has most of. */
export function colourAreas(): Contents {
  const bytes = graph({
    inputs: PIXELS,
    outputs: { logits: ['float32', ['b', 3, 'h', 'w']] },
    nodes: [{ op: 'Identity', in: ['pixel_values'], out: ['logits'] }],
  });
  return {
    ...processor('SegformerImageProcessor'),
    ...model('segformer', 'SegformerForSemanticSegmentation', COLOURS, bytes),
  };
}

const bright: Node = {
  op: 'ReduceMean',
  in: ['pixel_values'],
  out: ['bright'],
  with: { axes: [1], keepdims: 0 },
};

/** What is bright is near. */
export function depth(): Contents {
  const bytes = graph({
    inputs: PIXELS,
    outputs: { predicted_depth: ['float32', ['b', 'h', 'w']] },
    nodes: [bright, { op: 'Identity', in: ['bright'], out: ['predicted_depth'] }],
  });
  return { ...processor('DPTImageProcessor'), ...model('dpt', 'DPTForDepthEstimation', {}, bytes) };
}

/** Each pixel becomes four. */
export function doubled(): Contents {
  const bytes = graph({
    inputs: PIXELS,
    outputs: { reconstruction: ['float32', ['b', 3, 'h2', 'w2']] },
    nodes: [
      {
        op: 'Resize',
        in: ['pixel_values', '', 'scales'],
        out: ['reconstruction'],
        with: { mode: 'nearest', coordinate_transformation_mode: 'asymmetric', nearest_mode: 'floor' },
      },
    ],
    weights: { scales: { shape: [4], values: [1, 1, 2, 2] } },
  });
  return {
    'preprocessor_config.json': json({
      image_processor_type: 'Swin2SRImageProcessor',
      do_rescale: true,
      rescale_factor: 1 / 255,
      do_pad: true,
      pad_size: 8,
    }),
    ...model('swin2sr', 'Swin2SRForImageSuperResolution', {}, bytes),
  };
}

/** Bright is in front, dark is behind. */
export function foreground(): Contents {
  const bytes = graph({
    inputs: PIXELS,
    outputs: { output: ['float32', ['b', 1, 'h', 'w']] },
    nodes: [{ op: 'ReduceMean', in: ['pixel_values'], out: ['output'], with: { axes: [1], keepdims: 1 } }],
  });
  return {
    ...processor('ImageFeatureExtractor'),
    ...model('modnet', 'MODNet', {}, bytes),
  };
}

/** The mean colour of a picture, and the colour of each text, times five. */
export function clip(): Contents {
  const vocabulary = vocabularyOf(['a', 'photo', 'of', 'this', 'is', 'red', 'green', 'blue']);
  const bytes = graph({
    inputs: { ...PIXELS, input_ids: ['int64', ['n', 's']], attention_mask: ['int64', ['n', 's']] },
    outputs: { logits_per_image: ['float32', ['b', 'n']] },
    nodes: [
      mean('colour'),
      { op: 'Gather', in: ['E', 'input_ids'], out: ['words'] },
      { op: 'ReduceSum', in: ['words', 'one'], out: ['said'], with: { keepdims: 0 } },
      { op: 'Transpose', in: ['said'], out: ['across'], with: { perm: [1, 0] } },
      { op: 'MatMul', in: ['colour', 'across'], out: ['like'] },
      { op: 'Mul', in: ['like', 'five'], out: ['logits_per_image'] },
    ],
    weights: {
      E: table(vocabulary, 3, { red: [1, 0, 0], green: [0, 1, 0], blue: [0, 0, 1] }),
      one: { shape: [1], values: [1], dtype: 'int64' },
      five: { shape: [1], values: [5] },
    },
  });
  return {
    ...bertTokenizer(vocabulary),
    ...processor('CLIPImageProcessor', { do_center_crop: true, crop_size: { height: 4, width: 4 } }),
    ...model('clip', 'CLIPModel', {}, bytes),
  };
}

/** The mean colour, as the library names a pooled answer. */
export function colourVector(): Contents {
  const bytes = graph({
    inputs: PIXELS,
    outputs: { last_hidden_state: ['float32', ['b', 1, 3]], pooler_output: ['float32', ['b', 3]] },
    nodes: [
      mean('pooler_output'),
      { op: 'Unsqueeze', in: ['pooler_output', 'one'], out: ['last_hidden_state'] },
    ],
    weights: { one: { shape: [1], values: [1], dtype: 'int64' } },
  });
  return { ...processor('ViTImageProcessor'), ...model('vit', 'ViTModel', {}, bytes) };
}

/** A box in the left half, which is red and not blue: 2 for the one word, -2 for the other. */
export function wanted(): Contents {
  const vocabulary = vocabularyOf(['a', 'red', 'blue', 'thing']);
  const bytes = graph({
    inputs: { ...PIXELS, input_ids: ['int64', ['n', 's']], attention_mask: ['int64', ['n', 's']] },
    outputs: { logits: ['float32', [1, 1, 'n']], pred_boxes: ['float32', [1, 1, 4]] },
    nodes: [
      { op: 'Gather', in: ['E', 'input_ids'], out: ['words'] },
      { op: 'ReduceSum', in: ['words', 'one'], out: ['said'], with: { keepdims: 0 } },
      { op: 'Transpose', in: ['said'], out: ['across'], with: { perm: [1, 0] } },
      { op: 'Unsqueeze', in: ['across', 'nought'], out: ['logits'] },
      { op: 'Identity', in: ['place'], out: ['pred_boxes'] },
    ],
    weights: {
      E: table(vocabulary, 1, { red: [2], blue: [-2] }),
      one: { shape: [1], values: [1], dtype: 'int64' },
      nought: { shape: [1], values: [0], dtype: 'int64' },
      place: { shape: [1, 1, 4], values: [0.25, 0.5, 0.5, 1] },
    },
  });
  return {
    ...bertTokenizer(vocabulary),
    ...processor('OwlViTImageProcessor'),
    ...model('owlvit', 'OwlViTForObjectDetection', {}, bytes),
  };
}
