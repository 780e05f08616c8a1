// What a model may be given: that nothing unsound among the floats is passed over, wherever it stands.
import { describe, expect, it } from 'vitest';
import { checkInputs, type Tensor } from '../../../src/lib/model/tensor.ts';

const check = (tensor: Tensor) =>
  checkInputs({ inputs: [{ name: 'x', dtype: tensor.dtype, shape: ['n'] }] }, { x: tensor });

describe('floats', () => {
  it.each([Number.NaN, Infinity, -Infinity])('%s is found at each place', (unsound) => {
    for (let length = 1; length <= 19; length++) {
      for (let index = 0; index < length; index++) {
        const data = Float32Array.from({ length }, (_, at) => (at === index ? unsound : at - 9));
        expect(() => check({ dtype: 'float32', shape: [length], data })).toThrowError(
          expect.objectContaining({ code: 'tensor/not-finite', details: { name: 'x', index } }),
        );
      }
    }
  });

  it('infinities that cancel each other are both there, and the first is named', () => {
    const data = Float32Array.from([0, 1, Infinity, -Infinity, 4, 5, 6, 7]);
    expect(() => check({ dtype: 'float32', shape: [8], data })).toThrowError(
      expect.objectContaining({ details: { name: 'x', index: 2 } }),
    );
  });

  it('the largest there are pass, though their sum is larger than any', () => {
    const data = new Float64Array(16).fill(Number.MAX_VALUE);
    expect(() => check({ dtype: 'float64', shape: [16], data })).not.toThrow();
  });

  it('the smallest and nought below nought pass', () => {
    const data = Float32Array.from([1e-45, -1e-45, -0, 0, 1, 2, 3, 4, 5]);
    expect(() => check({ dtype: 'float32', shape: [9], data })).not.toThrow();
  });
});
