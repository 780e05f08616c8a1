// The engine's own SHA-256 over tensors gives what the plain one gives, at every size and however many ask at once.
import { expect, it } from 'vitest';
import { digestTensors } from '../../../src/lib/infer/digest.ts';
import { hashTensors, type Tensors } from '../../../src/lib/model/tensor.ts';
import { noise } from '../blobs/noise.ts';

const tensors = (bytes: number, seed: number): Tensors => ({
  x: { dtype: 'uint8', shape: [bytes], data: noise(bytes, seed) },
  name: { dtype: 'string', shape: [1], data: ['ä'] },
});

// Small ones go no way round; some fit what is kept at hand, and the last does not.
const SIZES = [0, 100, 20_000, 3_000_000, 50_000, 17_000_000, 20_001];

it('one after another, larger and smaller', async () => {
  for (const [seed, size] of SIZES.entries()) {
    expect(await digestTensors(tensors(size, seed))).toEqual(hashTensors(tensors(size, seed)));
  }
});

it('all at once', async () => {
  const all = SIZES.map((size, seed) => tensors(size, seed));
  expect(await Promise.all(all.map(digestTensors))).toEqual(all.map(hashTensors));
});
