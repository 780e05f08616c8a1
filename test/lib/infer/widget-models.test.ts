// The models behind the tests of the page's views answer as their pictures and recordings say.
import { expect, test } from 'vitest';
import { createNodeEngine } from '../../../src/agent/node-engine.ts';
import { prepareInput } from '../../../src/lib/infer/media.ts';
import { presentOutputs } from '../../../src/lib/infer/present.ts';
import type { Given } from '../../../src/lib/infer/presentation.ts';
import type { PublicationDraft } from '../../../src/lib/hub/types.ts';
import type { Tensors } from '../../../src/lib/model/tensor.ts';
import { loudDraft, redDraft, rowsDraft, wordsDraft } from '../../widget-models.ts';

async function answersOf(draft: PublicationDraft, inputs: Tensors, given: Given = {}) {
  const source = {
    runtime: draft.runtime,
    entry: draft.entry,
    files: new Map(draft.files.map(({ path, data }) => [path, data])),
  };
  const model = await createNodeEngine().load(source, { provider: 'wasm' });
  const outputs = await (await model.run(inputs)).release();
  model.dispose();
  return Object.fromEntries(
    presentOutputs(draft.outputs, outputs, { inputs: draft.inputs, ...given }).map((item) => [
      item.name,
      item,
    ]),
  );
}

test('red is found where it is, on a picture twice as wide as high', async () => {
  // 128 x 64: seen at half its size, between bars of 16. Red from 32,16 to 64,48.
  const [width, height] = [128, 64];
  const data = new Uint8ClampedArray(width * height * 4);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const red = x >= 32 && x < 64 && y >= 16 && y < 48;
      data.set(red ? [255, 0, 0, 255] : [0, 0, 255, 255], (y * width + x) * 4);
    }
  }
  const draft = redDraft();
  const image = prepareInput(draft.inputs[0]!, { kind: 'image', image: { width, height, data } });
  const shown = await answersOf(draft, { image }, { picture: { input: 'image', width, height } });
  // An edge pixel of the half-size picture is blended; at 50 % it may count or not: one pixel is two.
  expect(shown['boxes']).toMatchObject({ kind: 'boxes', size: { width, height } });
  const box = shown['boxes']?.kind === 'boxes' ? shown['boxes'].items[0]! : undefined;
  expect(Math.abs(box!.x - 32)).toBeLessThanOrEqual(2);
  expect(Math.abs(box!.y - 16)).toBeLessThanOrEqual(2);
  expect(Math.abs(box!.x + box!.width - 64)).toBeLessThanOrEqual(2);
  expect(Math.abs(box!.y + box!.height - 48)).toBeLessThanOrEqual(2);
  expect(shown['corners']).toMatchObject({ kind: 'keypoints', edges: { length: 4 } });
  // Red is 16 x 16 of the 64 x 32 seen; the bars are not counted.
  const legend = shown['classes']?.kind === 'mask' ? shown['classes'].legend : [];
  expect(legend.find(({ label }) => label === 'blue')!.share).toBeCloseTo(1 - 256 / 2048, 2);
  // Twice the 64 x 64 that was seen, without the bars.
  expect(shown['large']).toMatchObject({ kind: 'picture', width: 128, height: 64 });
});

test('loud parts are heard', async () => {
  const samples = Float32Array.from({ length: 16_000 }, (_, at) => (at >= 4_000 && at < 8_000 ? 0.5 : 0.01));
  const shown = await answersOf(loudDraft(), {
    samples: { dtype: 'float32', shape: [1, 16_000], data: samples },
  });
  expect(shown['loud']).toMatchObject({
    kind: 'segments',
    items: [{ from: 0.25, to: 0.5, label: 'loud', score: 0.5 }],
  });
  expect(shown['turned']).toMatchObject({ kind: 'sound', sampleRate: 16_000 });
});

test('words are marked, and a choice becomes its value', async () => {
  const draft = wordsDraft();
  const of = (index: number, text: string) => prepareInput(draft.inputs[index]!, { kind: 'text', text });
  const inputs = { text: of(0, 'Good <b>day</b>'), ending: of(1, 'Loud') };
  const shown = await answersOf(draft, inputs, { texts: { text: ['Good <b>day</b>'] } });
  expect(shown['words']).toMatchObject({ kind: 'spans', items: [{ from: 0, to: 4 }, { from: 5, to: 15 }] }); // prettier-ignore
  expect(shown['whole']).toMatchObject({ kind: 'text', text: 'Good <b>day</b>!' });
});

test('rows are compared and multiplied; what is divided by nought is no number', async () => {
  const draft = rowsDraft();
  const of = (index: number, text: string) => prepareInput(draft.inputs[index]!, { kind: 'text', text });
  const shown = await answersOf(draft, {
    rows: of(0, '1,0,0\n0,2,0'),
    factor: of(1, '2'),
    odd: of(2, 'true'),
  });
  expect(shown['alike']).toMatchObject({ kind: 'matrix', values: Float32Array.of(1, 0, 0, 1) });
  expect(shown['table']).toMatchObject({ rows: [['2', '0', '0'], ['0', '4', '0']] }); // prettier-ignore
  const raw = shown['raw']?.kind === 'tensor' ? [...(shown['raw'].tensor.data as Float32Array)] : [];
  expect(raw.slice(0, 6)).toEqual([Infinity, NaN, NaN, NaN, Infinity, NaN]);
});
