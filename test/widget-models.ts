// Small models that really do what each view is for, written with onnx-proto: they see red, hear loud, split words. Their
// answers can be worked out from what is given to them.
import type { ManifestInput, ManifestOutput, PublicationDraft } from '../src/lib/index.ts';
import { ELEMENT, tinyOnnx, type TinyModel } from './lib/infer/tiny-onnx.ts';

/** AttributeProto.AttributeType */
const INT = 2;
const STRING = 3;
const int = (name: string, i: number) => ({ name, type: INT, i });
const text = (name: string, s: string) => ({ name, type: STRING, s: new TextEncoder().encode(s) });

const floats = (name: string, dims: number[], values: number[]) => ({
  name,
  dims,
  dataType: ELEMENT.float32,
  floatData: values,
});
const int64s = (name: string, dims: number[], values: number[]) => ({
  name,
  dims,
  dataType: ELEMENT.int64,
  int64Data: values,
});

const picture: ManifestInput = {
  name: 'image',
  label: 'Picture',
  dtype: 'float32',
  shape: [1, 3, 64, 64],
  preprocess: {
    kind: 'image',
    layout: 'nchw',
    channels: 'rgb',
    width: 64,
    height: 64,
    fit: 'contain',
    mean: [0, 0, 0],
    std: [1, 1, 1],
  },
};

/** Where red is: one box around it, its four corners, the nearest of three colours for each pixel, and all of it enlarged. */
export function redModel(): TinyModel {
  const nodes: TinyModel['nodes'] = [
    { op: 'Gather', in: ['image', 'zero'], out: ['red'], attribute: [int('axis', 1)] },
    { op: 'Gather', in: ['image', 'one'], out: ['green'], attribute: [int('axis', 1)] },
    { op: 'Sub', in: ['red', 'green'], out: ['redness'] },
    { op: 'Greater', in: ['redness', 'half'], out: ['hot'] },
    { op: 'Cast', in: ['hot'], out: ['marks'], attribute: [int('to', ELEMENT.float32)] },
    { op: 'ReduceMax', in: ['marks', 'one1'], out: ['across'], attribute: [int('keepdims', 0)] },
    { op: 'ReduceMax', in: ['marks', 'two1'], out: ['down'], attribute: [int('keepdims', 0)] },
  ];
  for (const [side, from] of [
    ['x', 'across'],
    ['y', 'down'],
  ] as const) {
    for (const last of [0, 1]) {
      const name = `${side}${last}`;
      nodes.push(
        {
          op: 'ArgMax',
          in: [from],
          out: [`${name}i`],
          attribute: [int('axis', 1), int('keepdims', 1), int('select_last_index', last)],
        },
        { op: 'Cast', in: [`${name}i`], out: [`${name}f`], attribute: [int('to', ELEMENT.float32)] },
        { op: 'Add', in: [`${name}f`, last ? 'unit' : 'nought'], out: [name] },
      );
    }
  }
  const join = (names: string[], out: string, shape: string, joined = `${out}_flat`) =>
    nodes.push(
      { op: 'Concat', in: names, out: [joined], attribute: [int('axis', 1)] },
      { op: 'Reshape', in: [joined, shape], out: [out] },
    );
  nodes.push(
    { op: 'ReduceMax', in: ['marks', 'both'], out: ['score'], attribute: [int('keepdims', 0)] },
    { op: 'Reshape', in: ['score', 'oneOne'], out: ['sure'] },
  );
  join(['x0', 'y0', 'x1', 'y1', 'sure'], 'boxes', 'box5');
  join(['y0', 'x0', 'sure', 'y0', 'x1', 'sure', 'y1', 'x1', 'sure', 'y1', 'x0', 'sure'], 'corners', 'four3');
  nodes.push(
    { op: 'Identity', in: ['image'], out: ['classes'] },
    { op: 'Resize', in: ['image', '', 'twice'], out: ['large'], attribute: [text('mode', 'nearest')] },
    { op: 'Identity', in: ['marks'], out: ['heat'] },
  );
  return {
    inputs: [{ name: 'image', shape: [1, 3, 64, 64] }],
    outputs: [
      { name: 'boxes', shape: [1, 1, 5] },
      { name: 'corners', shape: [1, 1, 4, 3] },
      { name: 'classes', shape: [1, 3, 64, 64] },
      { name: 'large', shape: [1, 3, 128, 128] },
      { name: 'heat', shape: [1, 64, 64] },
    ],
    nodes,
    initializers: [
      int64s('zero', [], [0]),
      int64s('one', [], [1]),
      int64s('one1', [1], [1]),
      int64s('two1', [1], [2]),
      int64s('both', [2], [1, 2]),
      int64s('oneOne', [2], [1, 1]),
      int64s('box5', [3], [1, 1, 5]),
      int64s('four3', [4], [1, 1, 4, 3]),
      floats('half', [], [0.5]),
      floats('unit', [], [1]),
      floats('nought', [], [0]),
      floats('twice', [4], [1, 1, 2, 2]),
    ],
  };
}

export function redDraft(): PublicationDraft {
  const of = (name: string, shape: number[], more: Partial<ManifestOutput>): ManifestOutput => ({
    name,
    dtype: 'float32',
    shape,
    ...more,
  });
  return draft(
    'Sees red',
    'object-detection',
    redModel(),
    [picture],
    [
      of('boxes', [1, 1, 5], {
        label: 'What is red',
        postprocess: {
          kind: 'detections',
          format: 'xyxy',
          scale: 'pixel',
          box: 0,
          scores: { column: 4, activation: 'none' },
          labels: ['red <b>thing</b>'],
          threshold: 0.5,
          top: 10,
        },
      }),
      of('corners', [1, 1, 4, 3], {
        label: 'Corners',
        postprocess: {
          kind: 'keypoints',
          order: 'yx',
          scale: 'pixel',
          values: 3,
          score: 2,
          names: ['top left', 'top right', 'bottom right', 'bottom left'],
          edges: [
            [0, 1],
            [1, 2],
            [2, 3],
            [3, 0],
          ],
          threshold: 0.5,
        },
      }),
      of('classes', [1, 3, 64, 64], {
        label: 'Nearest colour',
        postprocess: {
          kind: 'mask',
          values: 'scores',
          layout: 'nchw',
          labels: ['red', 'green', 'blue'],
          activation: 'none',
          threshold: 0.5,
        },
      }),
      of('large', [1, 3, 128, 128], {
        label: 'Enlarged',
        postprocess: { kind: 'image', layout: 'nchw', channels: 'rgb', range: 'unit' },
      }),
      of('heat', [1, 64, 64], { label: 'Heat', postprocess: { kind: 'heatmap' } }),
    ],
  );
}

/** How loud each hundredth of a second is, and the recording upside down. */
export function loudDraft(): PublicationDraft {
  const model: TinyModel = {
    inputs: [{ name: 'samples', shape: [1, 'n'] }],
    outputs: [
      { name: 'loud', shape: [1, 'frames'] },
      { name: 'turned', shape: [1, 'n'] },
    ],
    nodes: [
      { op: 'Abs', in: ['samples'], out: ['size'] },
      { op: 'Shape', in: ['samples'], out: ['shape'] },
      { op: 'Gather', in: ['shape', 'one'], out: ['length'] },
      { op: 'Div', in: ['length', 'hop'], out: ['count'] },
      { op: 'Mul', in: ['count', 'hop'], out: ['whole'] },
      { op: 'Slice', in: ['size', 'start', 'whole', 'one'], out: ['cut'] },
      { op: 'Reshape', in: ['cut', 'frames'], out: ['framed'] },
      { op: 'ReduceMax', in: ['framed', 'two'], out: ['loud'], attribute: [int('keepdims', 0)] },
      { op: 'Neg', in: ['samples'], out: ['turned'] },
    ],
    initializers: [
      int64s('one', [1], [1]),
      int64s('two', [1], [2]),
      int64s('start', [1], [0]),
      int64s('hop', [1], [160]),
      int64s('frames', [3], [1, -1, 160]),
    ],
  };
  return draft(
    'Hears loud',
    'voice-activity-detection',
    model,
    [
      {
        name: 'samples',
        label: 'Recording',
        dtype: 'float32',
        shape: [1, 'n'],
        preprocess: { kind: 'audio', sampleRate: 16_000, window: 'start' },
      },
    ],
    [
      {
        name: 'loud',
        label: 'Loud parts',
        dtype: 'float32',
        shape: [1, 'frames'],
        postprocess: {
          kind: 'segments',
          of: 'frames',
          single: true,
          hop: 0.01,
          labels: ['loud'],
          activation: 'none',
          threshold: 0.2,
        },
      },
      {
        name: 'turned',
        label: 'Upside down',
        dtype: 'float32',
        shape: [1, 'n'],
        postprocess: { kind: 'audio', sampleRate: 16_000 },
      },
    ],
  );
}

/** The words of a text, the text with an ending, and rows times a factor with what is odd among numbers. */
export function wordsDraft(): PublicationDraft {
  const model: TinyModel = {
    inputs: [
      { name: 'text', dtype: 'string', shape: [1] },
      { name: 'ending', dtype: 'string', shape: [1] },
    ],
    outputs: [
      { name: 'words', dtype: 'string', shape: [1, 'words'] },
      { name: 'whole', dtype: 'string', shape: [1] },
    ],
    nodes: [
      { op: 'StringSplit', in: ['text'], out: ['words', 'count'], attribute: [text('delimiter', ' ')] },
      { op: 'StringConcat', in: ['text', 'ending'], out: ['whole'] },
    ],
  };
  return draft(
    'Splits words',
    'token-classification',
    model,
    [
      { name: 'text', label: 'Text', dtype: 'string', shape: [1], preprocess: { kind: 'strings', split: 'whole' } },
      {
        name: 'ending',
        label: 'Ending',
        dtype: 'string',
        shape: [1],
        advanced: true,
        preprocess: { kind: 'choice', choices: [{ label: 'Full stop', value: '.' }, { label: 'Loud', value: '!' }] },
        initial: '!',
      },
    ],
    [
      { name: 'words', label: 'Words', dtype: 'string', shape: [1, 'words'], postprocess: { kind: 'spans', of: 'text' } },
      { name: 'whole', label: 'With its ending', dtype: 'string', shape: [1], postprocess: { kind: 'text' } },
    ],
  ); // prettier-ignore
}

/** Rows as they are, to be compared; times a factor, as a table; by nought, so that NaN and infinity come up. */
/** A die whose side is its seed's: the remainder of six, and one. */
export function diceDraft(): PublicationDraft {
  const model: TinyModel = {
    inputs: [{ name: 'throw', dtype: 'int64', shape: [] }],
    outputs: [{ name: 'side', dtype: 'int64', shape: [] }],
    nodes: [
      { op: 'Mod', in: ['throw', 'six'], out: ['rest'] },
      { op: 'Add', in: ['rest', 'one'], out: ['side'] },
    ],
    initializers: [int64s('six', [], [6]), int64s('one', [], [1])],
  };
  return draft(
    'Throws a die',
    'other',
    model,
    [
      {
        name: 'throw',
        label: 'Throw',
        dtype: 'int64',
        shape: [],
        initial: '4',
        range: { min: 0, max: 999 },
        seed: true,
      },
    ],
    [{ name: 'side', label: 'Side', dtype: 'int64', shape: [], postprocess: { kind: 'text' } }],
  );
}

export function rowsDraft(): PublicationDraft {
  const model: TinyModel = {
    inputs: [
      { name: 'rows', shape: ['n', 3] },
      { name: 'factor', shape: [] },
      { name: 'odd', dtype: 'bool', shape: [] },
    ],
    outputs: [
      { name: 'alike', shape: ['n', 3] },
      { name: 'table', shape: ['n', 3] },
      { name: 'raw', shape: [2, 'n', 3] },
    ],
    nodes: [
      { op: 'Identity', in: ['rows'], out: ['alike'] },
      { op: 'Mul', in: ['rows', 'factor'], out: ['table'] },
      { op: 'Where', in: ['odd', 'nought', 'unit'], out: ['divisor'] },
      { op: 'Div', in: ['rows', 'divisor'], out: ['divided'] },
      { op: 'Unsqueeze', in: ['divided', 'first'], out: ['front'] },
      { op: 'Unsqueeze', in: ['table', 'first'], out: ['back'] },
      { op: 'Concat', in: ['front', 'back'], out: ['raw'], attribute: [int('axis', 0)] },
    ],
    initializers: [floats('nought', [], [0]), floats('unit', [], [1]), int64s('first', [1], [0])],
  };
  return draft(
    'Compares rows',
    'feature-extraction',
    model,
    [
      { name: 'rows', label: 'Rows', dtype: 'float32', shape: ['n', 3] },
      {
        name: 'factor',
        label: 'Factor',
        dtype: 'float32',
        shape: [],
        initial: 2,
        range: { min: 0, max: 10, step: 0.5 },
      },
      { name: 'odd', label: 'Divide by nought', dtype: 'bool', shape: [], advanced: true },
    ],
    [
      {
        name: 'alike',
        label: 'Likeness',
        dtype: 'float32',
        shape: ['n', 3],
        postprocess: { kind: 'embedding' },
      },
      {
        name: 'table',
        label: 'Times the factor',
        dtype: 'float32',
        shape: ['n', 3],
        postprocess: { kind: 'table', labels: ['a', 'b', 'c'] },
      },
      { name: 'raw', label: 'Everything', dtype: 'float32', shape: [2, 'n', 3] },
    ],
  );
}

function draft(
  name: string,
  task: string,
  model: TinyModel,
  inputs: ManifestInput[],
  outputs: ManifestOutput[],
): PublicationDraft {
  return {
    files: [{ path: 'model.onnx', data: new Blob([tinyOnnx(model)]) }],
    entry: 'model.onnx',
    name,
    summary: `${name}, for tests of what is shown`,
    task,
    runtime: 'onnx',
    license: 'mit',
    inputs,
    outputs,
    price: 1_000_000n,
    epochs: 5,
    shards: 2,
  };
}
