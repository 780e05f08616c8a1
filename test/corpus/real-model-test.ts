// What every real model is held against: its file, its signature, the plain runtime bit by bit, and its known answer.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createNodeEngine } from '../../src/agent/node-engine.ts';
import { hashTensors, type Tensor, type Tensors } from '../../src/lib/model/tensor.ts';
import { filesOf, sourceOf } from './model-files.ts';
import { signatureText, type CorpusModel } from './model.ts';
import { startPlain, type Plain } from './plain.ts';

export function testRealModels(models: readonly CorpusModel[]): void {
  const engine = createNodeEngine();
  let plain: Plain;
  beforeAll(() => {
    plain = startPlain();
  });
  afterAll(() => plain.close());

  describe.each(models.map((model) => [model.name, model] as const))('%s', (_, model) => {
    it(`gives what the plain runtime gives, bit by bit${model.known ? `; ${model.known.says}` : ''}`, async () => {
      const files = await filesOf(model);
      const inputs = await model.inputs();
      const source = sourceOf(model, files);
      const backend = model.backend ?? 'wasm';
      const loaded = await engine.load(source, { provider: backend });
      try {
        expect(signatureText(loaded.signature)).toBe(model.signature);
        const run = async (given: Tensors): Promise<Tensor[]> => {
          const outputs = await (await loaded.run(given)).release();
          return loaded.signature.outputs.map(({ name }) => outputs[name]!);
        };
        const ours = await run(inputs);
        const theirs = await plain.run({
          runtime: model.runtime,
          entry: source.entry,
          files,
          inputs,
          backend,
        });
        expect(numbered(ours.map(describeTensor))).toEqual(
          numbered(theirs.map(([, tensor]) => describeTensor(tensor))),
        );
        await model.known?.holds(run, ours);
      } finally {
        loaded.dispose();
      }
    });
  });
}

/** Short enough to be printed, and different for every different bit. */
function describeTensor({ dtype, shape, data }: Tensor): string {
  const hash = Buffer.from(hashTensors({ it: { dtype, shape: [...shape], data } })).toString('hex');
  return `${dtype}[${shape.join()}] ${hash}`;
}

const numbered = (texts: string[]) => Object.fromEntries(texts.map((text, index) => [index, text]));
