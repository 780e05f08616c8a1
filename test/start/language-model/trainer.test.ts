// The trainer against differences of its own loss, against ONNX, and against itself: the same bits every time.
import { createHash } from 'node:crypto';
import * as ort from 'onnxruntime-web/wasm';
import { beforeAll, describe, expect, it } from 'vitest';
import { compileTrainer } from '../../../start/language-model/compile.ts';
import { encodeDecoder } from '../../../start/language-model/onnx-graph.ts';
import { randomFrom } from '../../../start/language-model/random.ts';
import {
  applyShares,
  drawStarts,
  learnShare,
  lossOver,
  SEED,
  SHARE_BATCH,
  SHARES,
} from '../../../start/language-model/recipe.ts';
import { floatsIn, weightInfos, type Shape } from '../../../start/language-model/shape.ts';
import { train } from '../../../start/language-model/train.ts';
import { createTrainer, startingWeights, type Trainer } from '../../../start/language-model/trainer.ts';

const SMALL: Shape = { vocabulary: 32, width: 16, layers: 2, heads: 2, context: 64 };
const STEPS = 6;

/** Tokens with something to learn in them: each is mostly the one before it plus three. */
const TOKENS = (() => {
  const random = randomFrom(9);
  const tokens = new Uint16Array(4000);
  for (let at = 1; at < tokens.length; at++) {
    tokens[at] = random() < 0.8 ? (tokens[at - 1]! + 3) % SMALL.vocabulary : random() * SMALL.vocabulary;
  }
  return tokens;
})();

let module: WebAssembly.Module;
beforeAll(async () => {
  module = await compileTrainer();
});

const sha256 = (floats: Float32Array) =>
  createHash('sha256')
    .update(new Uint8Array(floats.buffer, floats.byteOffset, floats.byteLength))
    .digest('hex');

function scatter(trainer: Trainer): void {
  const random = randomFrom(4);
  trainer.params.forEach((_, index) => (trainer.params[index] = (random() - 0.5) / 2));
}

/** The recipe in one thread, one share after another. */
async function learnInTurn(steps: number): Promise<Trainer> {
  const trainers: Trainer[] = [];
  for (let share = 0; share < SHARES; share++) trainers.push(await createTrainer(module, SMALL, SHARE_BATCH));
  for (const trainer of trainers) trainer.params.set(startingWeights(SMALL, SEED));
  const random = randomFrom(SEED + 1);
  for (let step = 1; step <= steps; step++) {
    const starts = drawStarts(random, TOKENS.length, SMALL.context);
    trainers.forEach((trainer, share) => learnShare(trainer, TOKENS, starts, share, SMALL.context));
    const gradients = trainers.map((trainer) => trainer.grads.slice());
    for (const trainer of trainers) applyShares(trainer, gradients, step, steps);
  }
  return trainers[0]!;
}

describe('the gradient', () => {
  it('is what the loss changes by, weight for weight', async () => {
    const trainer = await createTrainer(module, SMALL, 2);
    scatter(trainer);
    const random = randomFrom(11);
    const tokens = trainer.inputs.length;
    for (let at = 0; at < tokens; at++) {
      trainer.inputs[at] = random() * SMALL.vocabulary;
      trainer.targets[at] = random() * SMALL.vocabulary;
    }
    trainer.forward();
    trainer.backward(tokens);
    const gradient = trainer.grads.slice();
    const h = 2e-2;
    let [along, ours, theirs] = [0, 0, 0];
    for (let check = 0; check < 300; check++) {
      const at = Math.floor(random() * gradient.length);
      const weight = trainer.params[at]!;
      trainer.params[at] = weight + h;
      const up = trainer.forward();
      trainer.params[at] = weight - h;
      const down = trainer.forward();
      trainer.params[at] = weight;
      const slope = (up - down) / (2 * h);
      // Float32 losses differ by 1e-7 at best: over 2h, that is 5e-6.
      expect(Math.abs(slope - gradient[at]!)).toBeLessThan(2e-5);
      along += slope * gradient[at]!;
      ours += gradient[at]! ** 2;
      theirs += slope ** 2;
    }
    expect(along / Math.sqrt(ours * theirs)).toBeGreaterThan(0.9999);
  });
});

describe('a few steps', () => {
  it('come to the same bits as when this was written, in turn and in threads', async () => {
    const trainer = await learnInTurn(STEPS);
    const hash = sha256(trainer.params);
    expect(hash).toMatchInlineSnapshot(`"8afeed8f946137233275d0e2db9383faf59f30044d7c5467c33b918d96b46378"`);
    const inThreads = await train({
      shape: SMALL,
      steps: STEPS,
      tokens: TOKENS,
      keptBack: TOKENS,
      onProgress: () => {},
    });
    expect(sha256(inThreads)).toBe(hash);
  });

  it('learn', async () => {
    const [before, after] = [await learnInTurn(0), await learnInTurn(400)];
    // Nobody can do better than 0.806 ln(1/0.806) + 0.194 ln(1/0.00625) = 1.16 nats here; guessing costs ln 32 = 3.47.
    expect(lossOver(before, TOKENS, SMALL.context)).toBeGreaterThan(3.4);
    expect(lossOver(after, TOKENS, SMALL.context)).toBeLessThan(1.6);
  });
});

describe('weights', () => {
  it('are as many as the trainer has room for, and begin as they are said to', async () => {
    const trainer = await createTrainer(module, SMALL, 1);
    const weights = startingWeights(SMALL, 1);
    expect(weights).toHaveLength(trainer.params.length);
    let at = 0;
    for (const info of weightInfos(SMALL)) {
      const values = weights.subarray(at, (at += floatsIn(info)));
      const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
      expect(mean, info.name).toBeCloseTo(info.start === 'one' ? 1 : 0, 1);
    }
  });
});

describe('the ONNX graph', () => {
  it('comes to the trainer’s probabilities, within 1e-5', async () => {
    const trainer = await createTrainer(module, SMALL, 1);
    scatter(trainer);
    trainer.inputs.set(TOKENS.subarray(0, SMALL.context));
    trainer.targets.set(TOKENS.subarray(1, SMALL.context + 1));
    trainer.forward();
    const logits = await logitsOf(encodeDecoder(SMALL, trainer.params), [...trainer.inputs]);
    for (let position = 0; position < SMALL.context; position++) {
      const row = logits.subarray(position * SMALL.vocabulary, (position + 1) * SMALL.vocabulary);
      const highest = Math.max(...row);
      const weights = Array.from(row, (logit) => Math.exp(logit - highest));
      const sum = weights.reduce((total, weight) => total + weight, 0);
      weights.forEach((weight, id) => {
        const theirs = trainer.probabilities[position * SMALL.vocabulary + id]!;
        expect(Math.abs(weight / sum - theirs)).toBeLessThan(1e-5);
      });
    }
  });
});

async function logitsOf(model: Uint8Array, ids: number[]): Promise<Float32Array> {
  ort.env.wasm.numThreads = 1;
  const session = await ort.InferenceSession.create(model);
  const row = (values: number[]) =>
    new ort.Tensor('int64', BigInt64Array.from(values, BigInt), [1, values.length]);
  const feeds: Record<string, ort.Tensor> = {
    input_ids: row(ids),
    attention_mask: row(ids.map(() => 1)),
    position_ids: row(ids.map((_, index) => index)),
  };
  for (const name of session.inputNames.filter((name) => name.startsWith('past'))) {
    const shape = [1, SMALL.heads, 0, SMALL.width / SMALL.heads];
    feeds[name] = new ort.Tensor('float32', new Float32Array(0), shape);
  }
  const { logits } = await session.run(feeds);
  await session.release();
  return logits!.data as Float32Array;
}
