// One task as a person meets it: what is published, what is filled in, what the view must say. With the means to fill in.
import type { Locator, Page } from '@playwright/test';
import sharp from 'sharp';
import { encodeWav, recogniseExport, type PublicationDraft } from '../../src/lib/index.ts';
import type { Contents } from '../hf-folders/words.ts';
import { picture, type Colour } from '../lib/infer/transformers/open.ts';

export interface Walk {
  draft(): Promise<PublicationDraft>;
  fill(page: Page): Promise<void>;
  /** Its answer is read while it is made, so that it is paid for first. */
  streams?: boolean;
  /** What the output must say. */
  says(output: Locator): Promise<void>;
}

/** A folder as the publishing page would take it, all of its proposals accepted. */
export async function folderDraft(task: string, contents: Contents, name = task): Promise<PublicationDraft> {
  const files = Object.entries({ ...contents, 'README.md': `---\npipeline_tag: ${task}\n---\n# ${name}\n` });
  const found = await recogniseExport(files.map(([path, data]) => ({ path, data: new Blob([data]) })));
  const { pipeline: whole } = found;
  if (!whole) throw new Error(`The folder of ${task} does nothing as a whole`);
  return {
    files: found.files.map(({ path, data }) => ({ path, data })),
    entry: whole.entry.path,
    pipeline: whole.pipeline,
    inputs: whole.inputs,
    outputs: whole.outputs,
    name,
    summary: 'Its answer follows by hand',
    task: whole.task,
    runtime: 'onnx',
    ...CHEAP,
  };
}

/** Of what is published for a test. */
export const CHEAP = { price: 1_000_000n, epochs: 5, shards: 1 };

export const write = (page: Page, label: string | RegExp, text: string) =>
  page.getByRole('textbox', { name: label }).fill(text);

export async function show(page: Page, buffer: Buffer, label = 'Picture'): Promise<void> {
  const file = { name: 'picture.png', mimeType: 'image/png', buffer };
  await page.getByLabel(`Choose a picture for ${label}`).setInputFiles(file);
}

export async function play(
  page: Page,
  samples: Float32Array,
  label = 'Recording',
  sampleRate = 16_000,
): Promise<void> {
  const buffer = Buffer.from(encodeWav({ samples, sampleRate }));
  const file = { name: 'recording.wav', mimeType: 'audio/wav', buffer };
  await page.getByLabel(`Choose a recording for ${label}`).setInputFiles(file);
}

/** 240 by 120 in PNG, as `colour` says. */
export function painted(colour: (x: number, y: number) => Colour): Promise<Buffer> {
  const { data, shape } = picture(240, 120, colour);
  const [height, width] = shape as [number, number];
  return sharp(data as Uint8Array, { raw: { width, height, channels: 3 } })
    .png()
    .toBuffer();
}

export const RED: Colour = [255, 0, 0];
export const BLUE: Colour = [0, 0, 255];

/** Red, green, blue and opacity of a drawing at a share of its width and height. */
export function colourAt(drawing: Locator, x: number, y: number): Promise<number[]> {
  return drawing.locator('canvas').evaluate(
    (canvas: HTMLCanvasElement, [x, y]) => {
      const { width, height } = canvas;
      return [...canvas.getContext('2d')!.getImageData(width * x, height * y, 1, 1).data];
    },
    [x, y] as const,
  );
}
