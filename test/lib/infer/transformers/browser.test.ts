// The same folders in a real Chromium's Worker as in Node: the same bytes come out, of pictures too, and nothing is fetched
// but the page's own files.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createNodeEngine } from '../../../../src/agent/node-engine.ts';
import { toHex } from '../../../../src/lib/model/hex.ts';
import type { Tensors } from '../../../../src/lib/model/tensor.ts';
import { colourAreas, colours, doubled } from '../../../hf-folders/pictures.ts';
import { dictionary } from '../../../hf-folders/sequence.ts';
import { speech, spoken } from '../../../hf-folders/sound.ts';
import { meanings, names, sentiment } from '../../../hf-folders/text.ts';
import { bertTokenizer, vocabularyOf, type Contents } from '../../../hf-folders/words.ts';
import type { PlainSource, PlainTensors } from '../../../infer-page/main.ts';
import { openInferPage, type OpenPage } from '../../../infer-page/open.ts';
import type { BuiltPage } from '../../../built-page.ts';
import { serveInferPage } from '../../../infer-page/serve.ts';
import { lines, picture, sound, sourceOf, text, whole, type Colour } from './open.ts';

let served: BuiltPage;
let page: OpenPage;
const asked: string[] = [];
beforeAll(async () => {
  served = await serveInferPage();
  page = await openInferPage(served);
  page.page.on('request', (request) => asked.push(request.url()));
}, 300_000);
afterAll(async () => {
  await page?.close();
  await served?.close();
});

const plain = (inputs: Tensors): PlainTensors =>
  Object.fromEntries(
    Object.entries(inputs).map(([name, { dtype, shape, data }]) => [
      name,
      { dtype, shape: [...shape], data: Array.from(data as ArrayLike<number | string>) },
    ]),
  );

async function source(contents: Contents, task: string): Promise<PlainSource> {
  const { entry, pipeline } = sourceOf(contents, task);
  const files = Object.entries(contents).map(
    ([path, data]) => [path, typeof data === 'string' ? data : [...data]] as const,
  );
  return { entry, pipeline: pipeline!, files: Object.fromEntries(files) };
}

async function inNode(contents: Contents, task: string, inputs: Tensors): Promise<string> {
  const model = await createNodeEngine().load(sourceOf(contents, task), { provider: 'wasm' });
  try {
    return toHex((await model.run(inputs)).outputHash);
  } finally {
    model.dispose();
  }
}

interface Answer {
  hash: string;
  told: string;
  outputs: Record<string, (number | string)[]>;
}
async function inPage(
  contents: Contents,
  task: string,
  runs: Tensors[],
  provider: 'wasm' | 'webgpu' = 'wasm',
): Promise<Answer[]> {
  const found = await page.call('pipeline', await source(contents, task), provider, runs.map(plain));
  expect(found).toMatchObject({ provider });
  return (found as unknown as { answers: Answer[] }).answers;
}

/** Neither even nor of a size that any model wants. */
const noise: (x: number, y: number) => Colour = (x, y) => [
  (x * 37 + y * 11) % 256,
  (x * y * 7) % 256,
  (255 - x * 3 + y * 29) & 255,
];

describe('on wasm', () => {
  test.each<[string, Contents, Tensors]>([
    ['text-classification', sentiment(), { text: text('a good film') }],
    ['token-classification', names(), { text: text('Ada Lovelace lives in Bern') }],
    ['feature-extraction', meanings(), { texts: lines('the cat', 'kitten') }],
    ['automatic-speech-recognition', speech(), { audio: sound(spoken(['h', 'i', '|', 'o', '<pad>', 'o'])) }],
    ['image-classification', colours(), { image: picture(61, 37, noise) }],
    ['image-segmentation', colourAreas(), { image: picture(33, 20, noise) }],
    ['image-to-image', doubled(), { image: picture(11, 7, noise) }],
  ])('%s: the same bytes as in Node', async (task, contents, inputs) => {
    const [answer] = await inPage(contents, task, [inputs]);
    expect(answer).toHaveProperty('hash', await inNode(contents, task, inputs));
  });

  test('text is told from inside of the Worker as it is made', async () => {
    const folder = dictionary({ the: 'le', cat: 'chat', sees: 'voit' });
    const inputs = { text: text('the cat sees the cat'), max_new_tokens: whole(16) };
    const [answer] = await inPage(folder, 'translation', [inputs]);
    expect(answer!.told).toBe('le chat voit le chat');
    expect(answer!.outputs['text']).toEqual([answer!.told]);
    expect(answer!.hash).toBe(await inNode(folder, 'translation', inputs));
  });

  test('a run that fails leaves the model as it was', async () => {
    const folder = {
      ...sentiment(),
      ...bertTokenizer([...vocabularyOf(['good', 'bad', 'a', 'film']), 'odd']),
    };
    const [bad, good] = await inPage(folder, 'text-classification', [
      { text: text('odd') },
      { text: text('good') },
    ]);
    expect(bad).toEqual({ code: 'infer/run-failed', name: 'InferError' });
    expect(good!.outputs['labels']).toEqual(['POS', 'NEG']);
  });

  test('what is wrong with a folder comes out of the Worker in its own terms', async () => {
    const { 'tokenizer.json': _, ...rest } = sentiment();
    const found = await page.call('pipeline', await source(rest, 'text-classification'), 'wasm', []);
    expect(found).toEqual({ code: 'infer/missing-external-data', name: 'InferError' });
  });
});

describe('on WebGPU', () => {
  test.each<[string, Contents, Tensors, string]>([
    ['text-classification', sentiment(), { text: text('a bad film') }, 'scores'],
    ['image-classification', colours(), { image: picture(9, 5, () => [255, 0, 0]) }, 'scores'],
  ])('%s: the same within 1e-3', async (task, contents, inputs, name) => {
    const [there] = await inPage(contents, task, [inputs], 'webgpu');
    const [here] = await inPage(contents, task, [inputs]);
    expect(there!.outputs['labels']).toEqual(here!.outputs['labels']);
    there!.outputs[name]!.forEach((value, index) =>
      expect(Number(value)).toBeCloseTo(Number(here!.outputs[name]![index]), 3),
    );
  });
});

test('nothing was fetched but the files of the page itself', () => {
  expect(asked.length).toBeGreaterThan(0);
  expect(
    asked.filter(
      (address) => !/^(blob:)?http:\/\/127\.0\.0\.1:\d+\/ipfs\/[^?]*\.(js|mjs|wasm)$|^blob:/.test(address),
    ),
  ).toEqual([]);
});
