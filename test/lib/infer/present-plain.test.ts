// Answers of outputs whose author said nothing of their meaning: what is plain is read, all else is numbers.
import { describe, expect, test } from 'vitest';
import { presentOutputs } from '../../../src/lib/infer/present.ts';
import type { Presentation } from '../../../src/lib/infer/presentation.ts';
import type { DType, Tensor } from '../../../src/lib/model/tensor.ts';

function show(tensor: Tensor): Presentation {
  const { dtype, shape } = tensor;
  return presentOutputs([{ name: 'y', dtype, shape: [...shape] }], { y: tensor })[0]!;
}

const strings = (shape: number[], ...data: string[]): Tensor => ({ dtype: 'string', shape, data });
const bytes = (...shape: number[]): Tensor => {
  const length = shape.reduce((size, side) => size * side, 1);
  return { dtype: 'uint8', shape, data: Uint8Array.from({ length }, (_, at) => at) };
};

describe('texts', () => {
  test('one is a text, markup and all', () => {
    expect(show(strings([], 'a <b>'))).toMatchObject({ kind: 'text', text: 'a <b>' });
    expect(show(strings([1], 'a'))).toMatchObject({ kind: 'text', text: 'a' });
  });

  test('several are lines', () => {
    expect(show(strings([2], 'one', 'two words'))).toMatchObject({ text: 'one\ntwo words' });
  });

  test('a table of them, or none, is the tensor it is', () => {
    expect(show(strings([1, 2], 'a', 'b')).kind).toBe('tensor');
    expect(show(strings([0])).kind).toBe('tensor');
  });
});

describe('bytes', () => {
  test.each([[[9, 8, 3]], [[1, 9, 8, 3]]])('in three colours of 8 by 9 are a picture: %j', (shape) => {
    expect(show(bytes(...shape))).toMatchObject({
      kind: 'picture',
      width: 8,
      height: 9,
      data: expect.objectContaining({ 0: 0, 1: 1, 2: 2, 3: 255, 4: 3 }) as object,
    });
  });

  test('in four channels say how much they let see through', () => {
    expect(show(bytes(8, 8, 4))).toMatchObject({ data: expect.objectContaining({ 3: 3 }) as object });
  });

  test.each([[[4, 4, 3]], [[8, 8]], [[8, 8, 5]], [[2, 8, 8, 3]], [[3, 8, 8]]])(
    'that may be anything are numbers: %j',
    (shape) => {
      expect(show(bytes(...shape)).kind).toBe('tensor');
    },
  );
});

test.each<[DType, Tensor['data'], number[]]>([
  ['bool', Uint8Array.of(1), [1]],
  ['int64', BigInt64Array.of(7n), []],
  ['float32', Float32Array.of(Number.NaN), [1]],
  ['float32', new Float32Array(8 * 8 * 3), [8, 8, 3]],
])('%s of another kind is numbers', (dtype, data, shape) => {
  expect(show({ dtype, data, shape } as Tensor).kind).toBe('tensor');
});
