// Real models in the page's Workers on WebGPU, ONNX and TensorFlow.js, and these on WebGL too, against the processor in Node.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createNodeEngine } from '../../../src/agent/node-engine.ts';
import { ONNX_MODELS } from '../../corpus/onnx-models.ts';
import { openCorpusPage, type CorpusPage } from '../../corpus/open-page.ts';
import { filesOf, sourceOf } from '../../corpus/model-files.ts';
import { TFJS_MODELS } from '../../corpus/tfjs-models.ts';
import { base64, toWire } from '../../corpus/wire.ts';

const MODELS = [...ONNX_MODELS, ...TFJS_MODELS].filter(({ gpu }) => gpu);
/** Of a graphics card. */
const WAYS = { onnx: ['webgpu'], tfjs: ['webgpu', 'webgl'] } as const;
const engine = createNodeEngine();

let corpus: CorpusPage;
beforeAll(async () => {
  corpus = await openCorpusPage();
});
afterAll(() => corpus?.close());

it('ten models and more are small enough for a graphics card of software', () => {
  expect(MODELS.length).toBeGreaterThanOrEqual(10);
});

describe.each(MODELS.map((model) => [model.name, model] as const))('%s', (name, model) => {
  it(`${name} gives on ${WAYS[model.runtime].join(' and on ')} what it gives on the processor, within a thousandth`, async () => {
    const files = await filesOf(model);
    const inputs = await model.inputs();
    const source = sourceOf(model, files);
    const loaded = await engine.load(source, { provider: 'wasm' });
    const outputs = await (await loaded.run(inputs)).release();
    const expected = loaded.signature.outputs.map(
      (info) => [info.name, outputs[info.name]!] as [string, never],
    );
    loaded.dispose();
    corpus.offer(name, () => ({
      runtime: model.runtime,
      entry: source.entry,
      files: [...files].map(([path, bytes]) => [path, base64(bytes)]),
      inputs: toWire(inputs),
      expected: toWire(expected),
    }));
    for (const way of WAYS[model.runtime]) {
      const { provider, worst } = await corpus.call('real', name, way);
      expect(provider).toBe(way);
      expect(worst, way).toBeLessThan(1e-3);
    }
  });
});

it('nothing went wrong in the page meanwhile', () => expect(corpus.complaints).toEqual([]));
