// What BlazeFace's four outputs say, as MediaPipe's own graph reads them: 16 by 16 places with two guesses each, and 8 by
// 8 with six.
import type { Tensor } from '../../src/lib/model/tensor.ts';

export interface Face {
  score: number;
  /** The middle, 0..1 of the picture. */
  x: number;
  y: number;
}

/** The surest one. `outputs` in any order: they are told by their shapes. */
export function facesIn(outputs: readonly Tensor[], side: number): Face {
  let best: Face = { score: 0, x: 0, y: 0 };
  for (const [guesses, grid, each] of [
    [512, 16, 2],
    [384, 8, 6],
  ] as const) {
    const scores = outputs.find(({ shape }) => shape[1] === guesses && shape[2] === 1)!.data as Float32Array;
    const places = outputs.find(({ shape }) => shape[1] === guesses && shape[2] === 16)!.data as Float32Array;
    scores.forEach((logit, guess) => {
      const score = 1 / (1 + Math.exp(-logit));
      if (score <= best.score) return;
      const cell = Math.floor(guess / each);
      best = {
        score,
        x: ((cell % grid) + 0.5) / grid + places[guess * 16]! / side,
        y: (Math.floor(cell / grid) + 0.5) / grid + places[guess * 16 + 1]! / side,
      };
    });
  }
  return best;
}
