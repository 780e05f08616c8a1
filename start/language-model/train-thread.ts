// One share of training in its own thread: all threads hold the same weights and take the same steps.
import { parentPort, workerData } from 'node:worker_threads';
import { randomFrom } from './random.ts';
import { applyShares, drawStarts, learnShare, lossOver, SEED, SHARE_BATCH, SHARES } from './recipe.ts';
import type { Shape } from './shape.ts';
import { createTrainer, startingWeights } from './trainer.ts';

export interface ThreadStart {
  module: WebAssembly.Module;
  shape: Shape;
  steps: number;
  share: number;
  tokens: Uint16Array;
  keptBack: Uint16Array;
  /** All shares' gradients, one behind the other. */
  gradients: SharedArrayBuffer;
  /** Two counts: who has come, and how often all had. */
  gate: SharedArrayBuffer;
}

export interface Progress {
  step: number;
  loss: number;
  keptBackLoss: number;
}

const REPORT_EVERY = 500;

const { module, shape, steps, share, tokens, keptBack, gradients, gate } = workerData as ThreadStart;
const trainer = await createTrainer(module, shape, SHARE_BATCH);
trainer.params.set(startingWeights(shape, SEED));
const parts = Array.from(
  { length: SHARES },
  (_, index) => new Float32Array(gradients, index * trainer.params.byteLength, trainer.params.length),
);
const counts = new Int32Array(gate);
const random = randomFrom(SEED + 1);

let recent = 0;
for (let step = 1; step <= steps; step++) {
  const starts = drawStarts(random, tokens.length, shape.context);
  const loss = learnShare(trainer, tokens, starts, share, shape.context);
  recent = step === 1 ? loss : recent * 0.98 + loss * 0.02;
  parts[share]!.set(trainer.grads);
  meet();
  applyShares(trainer, parts, step, steps);
  meet();
  if (share === 0 && (step % REPORT_EVERY === 0 || step === steps)) {
    const keptBackLoss = lossOver(trainer, keptBack, shape.context);
    parentPort!.postMessage({ step, loss: recent, keptBackLoss } satisfies Progress);
  }
}
if (share === 0) parentPort!.postMessage(trainer.params.slice());

/** Waits until all threads are here. */
function meet(): void {
  const round = Atomics.load(counts, 1);
  if (Atomics.add(counts, 0, 1) === SHARES - 1) {
    Atomics.store(counts, 0, 0);
    Atomics.add(counts, 1, 1);
    Atomics.notify(counts, 1);
  } else {
    while (Atomics.load(counts, 1) === round) Atomics.wait(counts, 1, round);
  }
}
