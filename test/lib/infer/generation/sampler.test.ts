// The sampler against a second one, written from its five steps without regard for speed, and against its distribution.
import { describe, expect, it } from 'vitest';
import { exactRandom } from '../../../../src/lib/infer/generation/exact.ts';
import { createSampler, type SamplerOptions } from '../../../../src/lib/infer/generation/sampler.ts';

const PLAIN: SamplerOptions = { temperature: 1, topK: 0, topP: 1, repetitionPenalty: 1, seed: 0n };
const NONE = new Set<number>();

/** The same steps by sorting everything, with Math.exp. */
function slowSampler({ temperature, topK, topP, repetitionPenalty, seed }: SamplerOptions) {
  const random = exactRandom(seed);
  return (logits: Float32Array, seen: ReadonlySet<number>): number => {
    const scored = [...logits].map((logit, id) => {
      if (!seen.has(id)) return { id, score: logit };
      return { id, score: logit < 0 ? logit * repetitionPenalty : logit / repetitionPenalty };
    });
    scored.sort((a, b) => b.score - a.score || a.id - b.id);
    if (temperature === 0) return scored[0]!.id;
    const kept = scored
      .slice(0, topK === 0 ? scored.length : topK)
      .map(({ id, score }) => ({ id, weight: Math.exp((score - scored[0]!.score) / temperature) }));
    const all = kept.reduce((sum, { weight }) => sum + weight, 0);
    let sum = 0;
    const enough = kept.findIndex(({ weight }) => (sum += weight) >= all * topP);
    const stayed = topP === 1 ? kept : kept.slice(0, enough + 1);
    let target = random() * stayed.reduce((total, { weight }) => total + weight, 0);
    return (stayed.find(({ weight }) => (target -= weight) < 0) ?? stayed.at(-1)!).id;
  };
}

/** Logits like a model's: a few high, many low. */
function someLogits(size: number, seed: bigint): Float32Array {
  const random = exactRandom(seed);
  return Float32Array.from({ length: size }, () => 6 * (random() + random() + random() - 1.5) ** 3);
}

describe('drawing', () => {
  it.each<[string, Partial<SamplerOptions>]>([
    ['everything', {}],
    ['cool', { temperature: 0.3 }],
    ['the first 40', { topK: 40, temperature: 0.7 }],
    ['the likeliest nine tenths', { topP: 0.9 }],
    ['the likeliest half of 50, penalised', { topK: 50, topP: 0.5, repetitionPenalty: 1.3 }],
    ['the first 280, where keeping a list no longer pays', { topK: 280, topP: 0.97 }],
    ['more than there are', { topK: 5000, topP: 0.99 }],
    ['greedily', { temperature: 0 }],
    ['greedily, penalised', { temperature: 0, repetitionPenalty: 1.5 }],
  ])('%s: the tokens of the second implementation', (_, options) => {
    const all = { ...PLAIN, ...options, seed: 77n };
    const [ours, theirs] = [createSampler(all), slowSampler(all)];
    const seen = new Set([3, 14, 159, 265]);
    for (let round = 0n; round < 200n; round++) {
      const logits = someLogits(300, round);
      expect(ours(logits, seen)).toBe(theirs(logits, seen));
    }
  });

  it('leaves the logits as they were', () => {
    const logits = someLogits(50, 1n);
    const before = logits.slice();
    createSampler({ ...PLAIN, repetitionPenalty: 2 })(logits, new Set([1, 2, 3]));
    expect(logits).toEqual(before);
  });

  it('follows the probabilities: 1/2, 1/3, 1/6', () => {
    const logits = Float32Array.from([Math.log(3), Math.log(2), 0]);
    const counts = [0, 0, 0];
    const draw = createSampler({ ...PLAIN, seed: 5n });
    const rounds = 60_000;
    for (let round = 0; round < rounds; round++) counts[draw(logits, NONE)]!++;
    // Five standard deviations of a share of 1/2: 5 sqrt(1/4 / 60,000).
    [1 / 2, 1 / 3, 1 / 6].forEach((share, id) => {
      expect(Math.abs(counts[id]! / rounds - share)).toBeLessThan(0.0103);
    });
  });

  it('takes the lower id of equals', () => {
    expect(createSampler({ ...PLAIN, temperature: 0 })(Float32Array.of(1, 2, 2), NONE)).toBe(1);
    expect(createSampler({ ...PLAIN, topK: 1 })(Float32Array.of(1, 2, 2), NONE)).toBe(1);
  });

  it('penalises what has been, whichever its sign', () => {
    const draw = createSampler({ ...PLAIN, temperature: 0, repetitionPenalty: 2 });
    expect(draw(Float32Array.of(3, 2), new Set([0]))).toBe(1);
    expect(draw(Float32Array.of(-1, -1.5), new Set([0]))).toBe(1);
  });

  it('never takes what a graph has ruled out', () => {
    const draw = createSampler({ ...PLAIN, temperature: 10 });
    const logits = Float32Array.of(-Infinity, 0, -Infinity, 0);
    for (let round = 0; round < 100; round++) expect([1, 3]).toContain(draw(logits, NONE));
  });

  it.each([
    ['NaN', [1, NaN, 2]],
    ['endless', [1, Infinity]],
    ['all ruled out', [-Infinity, -Infinity]],
    ['none', []],
  ])('refuses logits that are %s', (_, logits) => {
    for (const temperature of [0, 1]) {
      expect(() => createSampler({ ...PLAIN, temperature })(Float32Array.from(logits), NONE)).toThrow(
        expect.objectContaining({ code: 'infer/not-a-number' }),
      );
    }
  });
});
