// Seeds: which inputs are one, what may be drawn, and when drawing again makes sense.
import { describe, expect, test } from 'vitest';
import { drawOf } from '../../src/app/state/draw.ts';
import { isRawForm, isSeed } from '../../src/app/state/field-kind.ts';
import { anotherSeed, seedRange } from '../../src/app/state/seed.ts';
import { proposeInput, type ManifestInput, type OpenModel } from '../../src/lib/index.ts';
import { generationInputs } from '../../src/lib/infer/generation/signature.ts';

const SEED: ManifestInput = { name: 'n', dtype: 'int64', shape: [], seed: true };
/** Random bits, one after another. */
const lots = (...bits: bigint[]) => {
  const left = [...bits];
  return (into: BigUint64Array) => into.set([left.shift()!]);
};

describe('an input is a seed', () => {
  test('by what its author says, not by its name', () => {
    expect(isSeed(SEED)).toBe(true);
    expect(isSeed({ name: 'seed', dtype: 'int64', shape: [] })).toBe(false);
  });

  test('only where it is one whole number that callers give', () => {
    expect(isSeed({ ...SEED, dtype: 'float32' })).toBe(false);
    expect(isSeed({ ...SEED, shape: [2] })).toBe(false);
    expect(isSeed({ ...SEED, fixed: { shape: [], fill: '1' } })).toBe(false);
  });

  test('and the generation of texts has one', () => {
    expect(
      generationInputs({ context: 8 })
        .filter(isSeed)
        .map(({ name }) => name),
    ).toEqual(['seed']);
  });
});

describe('another seed', () => {
  test('lies in the range of the field, else of the type, else in 32 bits', () => {
    expect(seedRange({ dtype: 'int64', range: { min: 10, max: 20.5 } })).toEqual([10n, 20n]);
    expect(seedRange({ dtype: 'uint8', range: { min: -5, max: 1e9 } })).toEqual([0n, 255n]);
    expect(seedRange({ dtype: 'int32' })).toEqual([0n, 2_147_483_647n]);
    expect(seedRange({ dtype: 'uint64' })).toEqual([0n, 4_294_967_295n]);
  });

  test('is drawn again where it is the same, or lies outside', () => {
    const input = { dtype: 'int64', range: { min: 1, max: 6 } } as const;
    // Of three bits, the topmost: 7 and 6 are outside of 1 + 0..5, 2 is what there is, 4 is 1 + 4.
    const bits = [7n, 6n, 1n, 4n].map((value) => value << 61n);
    expect(anotherSeed(input, '2', lots(...bits))).toBe('5');
  });

  test('is the only one where there is one alone', () => {
    expect(anotherSeed({ dtype: 'int64', range: { min: 3, max: 3 } }, '3')).toBe('3');
  });

  test('replaces what is no number', () => {
    expect(anotherSeed({ dtype: 'uint8' }, 'many', lots(200n << 56n))).toBe('200');
  });

  test('comes from the browser’s own lot', () => {
    const drawn = new Set(Array.from({ length: 50 }, () => anotherSeed(SEED, '0')));
    // Two of fifty alike in 32 bits: once in 3.5 million.
    expect(drawn.size).toBe(50);
  });
});

describe('drawing again', () => {
  const model = (active = true, kind = 'text-generation') =>
    ({ listing: { active }, version: { sealed: false }, manifest: { pipeline: { kind } } }) as OpenModel;
  const field = (name: string, text: string, seed = false) => ({ info: { name }, text, seed });
  const rest = { price: 5n, seed: '1', waiting: false, again: () => {} };
  const seed = field('seed', '1', true);

  test('is offered where there is a seed and the model is on', () => {
    expect(drawOf(model(), [seed, field('temperature', '0.7')], rest)).toMatchObject({ idle: undefined });
    expect(drawOf(model(false), [seed], rest)).toBeUndefined();
    expect(drawOf(model(), [field('seed', '1')], rest)).toBeUndefined();
  });

  test('is not sold where nothing is drawn', () => {
    const idle = 'At temperature 0 every seed gives the same answer.';
    expect(drawOf(model(), [seed, field('temperature', '0.0')], rest)).toMatchObject({ idle });
    expect(drawOf(model(), [seed, field('temperature', '')], rest)).toMatchObject({ idle: undefined });
    expect(drawOf(model(true, 'transformers'), [seed, field('temperature', '0')], rest)).toMatchObject({
      idle: undefined,
    });
  });
});

describe('type and shape are said', () => {
  test.each<[boolean, Partial<ManifestInput>]>([
    [true, { dtype: 'float32', shape: [null, 3], label: 'Rows' }],
    [true, { dtype: 'float32', shape: [] }],
    [false, { dtype: 'float32', shape: [], label: 'Temperature' }],
    [false, { dtype: 'int32', shape: [1], range: { min: 0, max: 3 } }],
    [false, { dtype: 'string', shape: [] }],
    [false, { dtype: 'bool', shape: [] }],
    [false, SEED],
  ])('%s of %j', (said, input) => {
    expect(isRawForm({ name: 'n', dtype: 'float32', shape: [], ...input })).toBe(said);
  });
});

describe('an author is proposed a seed', () => {
  const proposed = (name: string, dtype: ManifestInput['dtype'], shape: number[] = []) =>
    proposeInput({ name, dtype, shape }, { lists: [] }).input;

  test('where one whole number is called so', () => {
    expect(proposed('random_seed', 'int64', [1])).toMatchObject({ seed: true, initial: '0' });
    expect(proposed('Seed', 'int32')).toMatchObject({ seed: true, initial: 0 });
  });

  test('and nowhere else', () => {
    expect([proposed('seed', 'float32').seed, proposed('seed', 'int64', [2]).seed]).toEqual([
      undefined,
      undefined,
    ]);
    expect(proposed('seeds', 'int64').seed).toBeUndefined();
  });
});
