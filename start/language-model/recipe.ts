// One step of training, as arithmetic: the batch is cut in shares whose gradients are added in their order, so that it is
// the same whether shares run one after another or in a thread each.
import type { Random } from './random.ts';
import type { Trainer } from './trainer.ts';

export const SEED = 20_261;
export const SHARES = 2;
/** Sequences in a share. */
export const SHARE_BATCH = 2;
export const STEPS = 8_000;

const PEAK_RATE = 3e-3;
const WARM_UP = 100;
const DECAY = 0.01;
const CLIP = 1;

/** Rises for a while, then falls along an S to a twentieth. Sums and products alone: a cosine's bits are the engine's. */
export function rateAt(step: number, steps: number): number {
  const done = step / steps;
  const fall = 1 - done * done * (3 - 2 * done);
  return PEAK_RATE * Math.min(1, step / WARM_UP) * (0.05 + 0.95 * fall);
}

/** Where the sequences of all shares begin. */
export function drawStarts(random: Random, tokens: number, context: number): number[] {
  const room = tokens - context - 1;
  return Array.from({ length: SHARES * SHARE_BATCH }, () => Math.floor(random() * room));
}

/** Fills one share's sequences. */
export function fill(
  trainer: Trainer,
  tokens: Uint16Array,
  starts: readonly number[],
  context: number,
): void {
  starts.forEach((start, index) => {
    trainer.inputs.set(tokens.subarray(start, start + context), index * context);
    trainer.targets.set(tokens.subarray(start + 1, start + 1 + context), index * context);
  });
}

/** One share's gradients: left in its memory. Returns its mean loss, nats a token. */
export function learnShare(
  trainer: Trainer,
  tokens: Uint16Array,
  starts: readonly number[],
  share: number,
  context: number,
): number {
  fill(trainer, tokens, starts.slice(share * SHARE_BATCH, (share + 1) * SHARE_BATCH), context);
  const loss = trainer.forward();
  trainer.backward(SHARES * SHARE_BATCH * context);
  return loss;
}

/** All shares' gradients, in order, into one step of this trainer's weights. */
export function applyShares(
  trainer: Trainer,
  gradients: readonly Float32Array[],
  step: number,
  steps: number,
): void {
  gradients.forEach((part, share) => {
    if (share === 0) trainer.grads.set(part);
    else {
      trainer.shared.set(part);
      trainer.addGradients();
    }
  });
  trainer.update(rateAt(step, steps), step, DECAY, CLIP);
}

/** Mean loss over what was kept back: as many whole batches as it has, one after another. */
export function lossOver(trainer: Trainer, tokens: Uint16Array, context: number): number {
  const stretches = Math.floor((tokens.length - 1) / context);
  const batches = Math.floor(stretches / SHARE_BATCH);
  let sum = 0;
  for (let batch = 0; batch < batches; batch++) {
    const starts = Array.from({ length: SHARE_BATCH }, (_, index) => (batch * SHARE_BATCH + index) * context);
    fill(trainer, tokens, starts, context);
    sum += trainer.forward();
  }
  return sum / batches;
}
