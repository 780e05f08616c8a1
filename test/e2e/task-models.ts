// Real models that are no folders of the library's: what is known of their answers, somebody else than they said.
import { readFile } from 'node:fs/promises';
import { expect, type Locator } from '@playwright/test';
import { parseTensor, type ManifestInput, type PublicationDraft } from '../../src/lib/index.ts';
import { createNodeEngine } from '../../src/agent/node-engine.ts';
import { decodeWav } from '../../src/lib/infer/wav.ts';
import { demoModels } from '../../start/models/index.ts';
import { asset } from '../../start/models/package-file.ts';
import { packageFile } from '../corpus/packages.ts';
import { sourceOf } from '../lib/infer/demo.ts';
import { ELEMENT, tinyOnnx } from '../lib/infer/tiny-onnx.ts';
import { tones, whisper } from '../hf-folders/tones.ts';
import { CHEAP, folderDraft, play, show, write, type Walk } from './task-page.ts';

async function demo(name: string): Promise<PublicationDraft> {
  const found = (await demoModels()).find((draft) => draft.name === name);
  if (!found) throw new Error(`No demo model is called ${name}`);
  return { ...found, ...CHEAP };
}

const astronaut = () => readFile(new URL('../corpus/pictures/astronaut.jpg', import.meta.url));

/** One of @vladmandic/human: a JSON and its weights. */
async function human(
  file: string,
  rest: Omit<PublicationDraft, 'files' | 'entry' | 'runtime' | 'summary' | keyof typeof CHEAP>,
): Promise<PublicationDraft> {
  const paths = [`${file}.json`, `${file}.bin`];
  const files = await Promise.all(
    paths.map(async (path) => ({
      path,
      data: new Blob([await packageFile('@vladmandic/human', `models/${path}`)]),
    })),
  );
  return { files, entry: paths[0]!, runtime: 'tfjs', summary: 'For tests', ...rest, ...CHEAP };
}

const squarePicture = (
  input: Pick<ManifestInput, 'name' | 'dtype' | 'shape'>,
  side: number,
  more: object,
): ManifestInput => ({
  ...input,
  label: 'Picture',
  preprocess: {
    kind: 'image',
    layout: 'nhwc',
    channels: 'rgb',
    width: side,
    height: side,
    fit: 'stretch',
    mean: [0, 0, 0],
    std: [1, 1, 1],
    ...more,
  },
});

/** Numbers whatever goes in, none of which the manifest says the meaning of. */
async function unexplainedDraft(): Promise<PublicationDraft> {
  const constants = [
    { name: 'spam', dtype: 'bool', shape: [1], int32Data: [1] },
    { name: 'kind', dtype: 'int64', shape: [1], int64Data: [7] },
    { name: 'price', dtype: 'float32', shape: [], floatData: [1234.5] },
    { name: 'chance', dtype: 'float32', shape: [1], floatData: [Number.NaN] },
    { name: 'row', dtype: 'float32', shape: [1, 3], floatData: [0.5, -2, 3] },
  ] as const;
  const x: ManifestInput = { name: 'x', dtype: 'float32', shape: [1] };
  const outputs = constants.map(({ name, dtype, shape }) => ({ name, dtype, shape: [...shape] }));
  const model = tinyOnnx({
    inputs: [{ name: 'x', shape: [1] }],
    outputs,
    nodes: constants.map(({ name }) => ({ op: 'Identity', in: [`the_${name}`], out: [name] })),
    initializers: constants.map(({ name, dtype, shape, ...data }) => {
      return { name: `the_${name}`, dataType: ELEMENT[dtype], dims: shape, ...data };
    }),
  });
  return {
    files: [{ path: 'model.onnx', data: new Blob([model]) }],
    entry: 'model.onnx',
    name: 'Unexplained',
    summary: 'For tests',
    task: 'other',
    runtime: 'onnx',
    inputs: [x],
    outputs,
    ...CHEAP,
  };
}

/** Mean of the green of a part of a drawing, 0 to 255. */
function brightness(
  drawing: Locator,
  part: [x0: number, y0: number, x1: number, y1: number],
): Promise<number> {
  return drawing.locator('canvas').evaluate((canvas: HTMLCanvasElement, [x0, y0, x1, y1]) => {
    const { data } = canvas.getContext('2d')!.getImageData(x0, y0, x1 - x0, y1 - y0);
    let sum = 0;
    for (let at = 1; at < data.length; at += 4) sum += data[at]!;
    return (sum * 4) / data.length;
  }, part);
}

const JOINTS = [
  'nose', 'left eye', 'right eye', 'left ear', 'right ear', 'left shoulder', 'right shoulder', 'left elbow',
  'right elbow', 'left wrist', 'right wrist', 'left hip', 'right hip', 'left knee', 'right knee', 'left ankle',
  'right ankle',
]; // prettier-ignore
const BONES: [number, number][] = [[0, 1], [0, 2], [1, 3], [2, 4], [5, 6], [5, 7], [7, 9], [6, 8], [8, 10], [5, 11], [6, 12], [11, 12]]; // prettier-ignore

const STORY = 'It is a truth universally acknowledged, that';
let story: Promise<string> | undefined;

/** What the same model says in Node, the likeliest word each time. */
async function storyInNode(): Promise<string> {
  const draft = await demo('Go on, Miss Austen');
  const model = await createNodeEngine().load(sourceOf(draft), { provider: 'auto' });
  const given: Record<string, string> = { prompt: JSON.stringify(STORY), temperature: '0' };
  const inputs = Object.fromEntries(
    draft.inputs.map((input) => [input.name, parseTensor(input, given[input.name] ?? String(input.initial))]),
  );
  const { text } = await (await model.run(inputs)).release();
  model.dispose();
  return (text!.data as string[])[0]!;
}

export const MODELS: Record<string, Walk> = {
  'text generation: what the same model says in Node': {
    draft: () => demo('Go on, Miss Austen'),
    async fill(page) {
      story ??= storyInNode();
      await write(page, 'Prompt', STORY);
      await write(page, /^Temperature/, '0');
    },
    streams: true,
    async says(output) {
      const text = (await story!).trim();
      expect(text.length).toBeGreaterThan(40);
      await expect(output.getByRole('region', { name: 'Answer' })).toHaveText(text);
    },
  },
  'language detection: a sentence in Finnish': {
    draft: () => demo('Which language?'),
    fill: (page) => write(page, 'A sentence', 'Millä kielellä tämä lause on kirjoitettu?'),
    async says(output) {
      const languages = output.getByRole('list', { name: 'Language' }).getByRole('listitem');
      await expect(languages.first()).toContainText('Finnish > 99.9%');
    },
  },
  'OCR: a printed line, letter for letter': {
    draft: () => demo('Read a line of text'),
    fill: async (page) => show(page, Buffer.from(await asset('line-invoice.png')), 'A picture of one line'),
    says: (output) => expect(output.getByText('Invoice 2026-1187', { exact: true })).toBeVisible(),
  },
  'answers that nobody gave a form: read all the same': {
    draft: unexplainedDraft,
    fill: (page) => write(page, 'x', '1'),
    async says(output) {
      const part = (name: string) => output.getByRole('region', { name, exact: true });
      await expect(part('spam')).toContainText(/Yes/);
      await expect(part('kind')).toContainText('7');
      await expect(part('price')).toContainText('1234.5');
      await expect(part('chance')).toContainText(/NaN.*Not a number/);
      await expect(part('row')).toContainText('0.5  -2  3');
      // What they are to a program is one click away, and not before.
      await expect(output).not.toContainText('float32');
      await output.getByText('Raw tensors').click();
      await expect(output).toContainText('int64 [1]');
    },
  },
  'text areas: the lines of a notice, and not the space between them': {
    draft: () => demo('Find text in a picture'),
    fill: async (page) => show(page, Buffer.from(await asset('notice.png')), 'A picture'),
    async says(output) {
      const drawing = output.getByRole('img', { name: 'Where text is' });
      // Of 480 by 320: three lines of text, and between them none.
      const lines = await Promise.all([
        brightness(drawing, [100, 62, 320, 74]),
        brightness(drawing, [100, 157, 280, 168]),
        brightness(drawing, [270, 247, 350, 258]),
      ]);
      const gap = await brightness(drawing, [20, 112, 460, 128]);
      for (const line of lines) expect(line - gap).toBeGreaterThan(20);
    },
  },
  'voice activity: somebody who says good morning': {
    draft: () => demo('Is somebody speaking?'),
    async fill(page) {
      const { samples, sampleRate } = decodeWav(await asset('good-morning.wav'));
      await play(page, samples, 'A recording', sampleRate);
    },
    async says(output) {
      const score = output.getByRole('list', { name: 'Probability' }).getByRole('listitem');
      await expect(score).toContainText(/Speech [5-9]\d\.\d%/);
    },
  },
  'speech with Whisper: the tones of a recording': {
    draft: () => folderDraft('automatic-speech-recognition', whisper(), 'Whisper'),
    fill: (page) => play(page, tones('low', 'high', 'high', 'low')),
    says: (output) => expect(output.getByText('low high high low', { exact: true })).toBeVisible(),
  },
  'pose: the nose and the shoulders of an astronaut': {
    draft: () =>
      human('movenet-lightning', {
        name: 'Pose',
        task: 'keypoint-detection',
        inputs: [
          squarePicture({ name: 'input:0', dtype: 'int32', shape: [1, 192, 192, 3] }, 192, { range: 'byte' }),
        ],
        outputs: [
          {
            name: 'Identity:0',
            label: 'Pose',
            dtype: 'float32',
            shape: [1, 1, 17, 3],
            postprocess: {
              kind: 'keypoints',
              order: 'yx',
              scale: 'unit',
              values: 3,
              score: 2,
              names: JOINTS,
              edges: BONES,
              threshold: 0.3,
            },
          },
        ],
      }),
    fill: async (page) => show(page, await astronaut()),
    async says(output) {
      await output.getByText(/^\d+ points$/).click();
      const place = async (name: string) => {
        const cells = await output
          .getByRole('row', { name: new RegExp(`^${name}`) })
          .getByRole('cell')
          .allTextContents();
        return cells.slice(1, 3).map(Number) as [number, number];
      };
      // The picture is 320 square; the nose is where others see it, her left shoulder on the right.
      const [x, y] = await place('nose');
      expect(Math.abs(x - (222 / 512) * 320)).toBeLessThan(10);
      expect(Math.abs(y - (121 / 512) * 320)).toBeLessThan(10);
      expect((await place('left shoulder'))[0]).toBeGreaterThan((await place('right shoulder'))[0]);
    },
  },
  'face: the one in the picture of an astronaut': {
    draft: () =>
      human('blazeface', {
        name: 'Faces',
        task: 'object-detection',
        inputs: [
          squarePicture({ name: 'input:0', dtype: 'float32', shape: [1, 256, 256, 3] }, 256, {
            mean: [0.5, 0.5, 0.5],
            std: [0.5, 0.5, 0.5],
          }),
        ],
        outputs: [
          {
            name: 'Identity_2:0',
            label: 'Faces',
            dtype: 'float32',
            shape: [1, 512, 16],
            postprocess: {
              kind: 'detections',
              format: 'cxcywh',
              scale: 'pixel',
              box: 0,
              more: ['Identity_3:0'],
              scores: { outputs: ['Identity:0', 'Identity_1:0'], column: 0, activation: 'sigmoid' },
              labels: ['face'],
              threshold: 0.6,
              overlap: 0.3,
              top: 20,
              anchors: {
                of: 256,
                grids: [
                  { size: 16, perCell: 2 },
                  { size: 8, perCell: 6 },
                ],
              },
              points: { column: 4, count: 6 },
            },
          },
          { name: 'Identity:0', dtype: 'float32', shape: [1, 512, 1] },
          { name: 'Identity_1:0', dtype: 'float32', shape: [1, 384, 1] },
          { name: 'Identity_3:0', dtype: 'float32', shape: [1, 384, 16] },
        ],
      }),
    fill: async (page) => show(page, await astronaut()),
    async says(output) {
      await expect(output.getByRole('img', { name: 'Faces: one box on the picture' })).toBeVisible();
      const text = (await output.getByRole('list', { name: 'Faces' }).getByRole('listitem').textContent())!;
      const [width, height, x, y] = /(\d+) × (\d+) at (\d+), (\d+)/.exec(text)!.slice(1).map(Number);
      expect(Math.abs(x! + width! / 2 - (224 / 512) * 320)).toBeLessThan(8);
      expect(Math.abs(y! + height! / 2 - (126 / 512) * 320)).toBeLessThan(12);
    },
  },
};
