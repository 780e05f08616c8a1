// What onnxruntime-web computes wrongly on WebGPU: held against the processor, so that a version in which it is mended is
// noticed, and so is a fault that is larger than we think.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createNodeEngine } from '../../../src/agent/node-engine.ts';
import { misreckoned } from '../../../src/lib/infer/gpu-faults.ts';
import { readOnnxHeader } from '../../../src/lib/infer/onnx-header.ts';
import { f32, noise } from '../../corpus/model-inputs.ts';
import { ONNX_MODELS } from '../../corpus/onnx-models.ts';
import { attribute, floats, model, node, value } from '../../corpus/onnx-parts.ts';
import { openCorpusPage, type CorpusPage } from '../../corpus/open-page.ts';
import { filesOf } from '../../corpus/model-files.ts';
import { base64, toWire } from '../../corpus/wire.ts';

interface Convolution {
  channels: number;
  out: number;
  window: number;
  groups?: number;
}

const WRONG: Convolution[] = [
  { channels: 6, out: 8, window: 3 },
  { channels: 129, out: 128, window: 3 },
];
const RIGHT: Convolution[] = [
  { channels: 3, out: 8, window: 3 },
  { channels: 5, out: 8, window: 3 },
  { channels: 12, out: 8, window: 3 },
  { channels: 9, out: 7, window: 3 },
  { channels: 9, out: 8, window: 1 },
  { channels: 18, out: 8, window: 3, groups: 2 },
];

const weightShape = ({ channels, out, window, groups = 1 }: Convolution) => [out, channels / groups, window];
const title = ({ channels, out, window, groups = 1 }: Convolution) =>
  `${channels} channels to ${out}, ${window} wide${groups > 1 ? `, in ${groups} groups` : ''}`;

function convolution(one: Convolution): Uint8Array<ArrayBuffer> {
  const shape = weightShape(one);
  const count = shape.reduce((product, size) => product * size, 1);
  return model({
    node: [node('Conv', ['x', 'w'], ['y'], [attribute.int('group', one.groups ?? 1)])],
    initializer: [floats('w', shape, [...noise(count, 1)])],
    input: [value('x', [1, one.channels, 8])],
    output: [value('y', [1, one.out, 'n'])],
  });
}

const engine = createNodeEngine();
let corpus: CorpusPage;
beforeAll(async () => {
  corpus = await openCorpusPage();
});
afterAll(() => corpus?.close());

/** The largest difference between the two. */
async function difference(one: Convolution): Promise<number> {
  const bytes = convolution(one);
  const inputs = { x: f32([1, one.channels, 8], noise(one.channels * 8, 2)) };
  const files = new Map([['model.onnx', new Blob([bytes])]]);
  const loaded = await engine.load({ runtime: 'onnx', entry: 'model.onnx', files }, { provider: 'wasm' });
  const outputs = await (await loaded.run(inputs)).release();
  loaded.dispose();
  corpus.offer('convolution', () => ({
    runtime: 'onnx',
    entry: 'model.onnx',
    files: [['model.onnx', base64(bytes)]],
    inputs: toWire(inputs),
    expected: toWire(outputs),
  }));
  return (await corpus.call('plainGpu', 'convolution')).worst;
}

describe('a convolution on WebGPU', () => {
  it.each(WRONG.map((one) => [title(one), one] as const))(
    'of %s is wrong, and known to be',
    async (_, one) => {
      expect(misreckoned(weightShape(one), one.groups ?? 1)).toBe(true);
      expect((await readOnnxHeader(convolution(one))).wrongOnGpu).toEqual(['w']);
      expect(await difference(one)).toBeGreaterThan(0.01);
    },
  );

  it.each(RIGHT.map((one) => [title(one), one] as const))('of %s is right', async (_, one) => {
    expect(misreckoned(weightShape(one), one.groups ?? 1)).toBe(false);
    expect((await readOnnxHeader(convolution(one))).wrongOnGpu).toEqual([]);
    expect(await difference(one)).toBeLessThan(1e-3);
  });
});

it('is in the newer models that hear speech, and in no other of the corpus', async () => {
  const affected: string[] = [];
  for (const one of ONNX_MODELS) {
    const [bytes] = (await filesOf(one)).values();
    if ((await readOnnxHeader(bytes!)).wrongOnGpu.length > 0) affected.push(one.name);
  }
  expect(affected).toEqual(['silero v5', 'silero v6']);
});
