// Integer arithmetic at every width, against plain bigints.
import { beforeAll, expect, test } from 'vitest';
import { VmError } from '../../../devnet/vm/errors.ts';
import type { Value } from '../../../devnet/vm/types.ts';
import type { MoveVm } from '../../../devnet/vm/vm.ts';
import {
  ADDING_PATHS,
  arithmeticModule,
  cast,
  edges,
  OPERATORS,
  shiftAmounts,
  SHIFTS,
  WIDTHS,
} from './arithmetic.ts';
import { loadCases, run } from './harness.ts';

let vm: MoveVm;
beforeAll(async () => {
  vm = await loadCases(arithmeticModule());
});

/** The result, or null for an arithmetic error at the operation itself. */
function result(name: string, args: bigint[]): Value | null {
  try {
    return run(vm, name, args, { module: 'arith' })[0] as Value;
  } catch (error) {
    if (error instanceof VmError && error.code === 'ArithmeticError') return null;
    throw error;
  }
}

test.each(WIDTHS)('u%i: + - * / %% & | ^ agree with bigints on every pair of edge values', (w) => {
  for (const [name, { expected }] of Object.entries(OPERATORS)) {
    for (const a of edges(w)) {
      for (const b of edges(w)) {
        expect(result(`${name}_u${w}`, [a, b]), `${name} ${a} ${b}`).toBe(expected(a, b, w));
      }
    }
  }
});

test.each(WIDTHS)('u%i: shifts drop high bits and refuse amounts of the width or more', (w) => {
  for (const [name, { expected }] of Object.entries(SHIFTS)) {
    for (const a of edges(w)) {
      for (const b of shiftAmounts(w)) {
        expect(result(`${name}_u${w}`, [a, b]), `${name} ${a} ${b}`).toBe(expected(a, b, w));
      }
    }
  }
});

test.each(WIDTHS)('u%i: casts keep the value or fail', (from) => {
  for (const to of WIDTHS) {
    for (const a of [...edges(from), ...edges(to).filter((n) => n < 1n << BigInt(from))]) {
      expect(result(`u${from}_as_u${to}`, [a]), `${a} as u${to}`).toBe(cast(a, to));
    }
  }
});

test.each(WIDTHS)('u%i: the six comparisons', (w) => {
  const [one, max] = [1n, (1n << BigInt(w)) - 1n];
  const all = (a: bigint, b: bigint) =>
    ['lt', 'gt', 'le', 'ge', 'eq', 'neq'].map((n) => result(`${n}_u${w}`, [a, b]));
  expect(all(one, max)).toEqual([true, false, true, false, false, true]);
  expect(all(max, one)).toEqual([false, true, false, true, false, true]);
  expect(all(max, max)).toEqual([false, false, true, true, true, false]);
});

test.each(WIDTHS)('u%i: overflow is seen through references, fields, vectors and generics', (w) => {
  const max = (1n << BigInt(w)) - 1n;
  for (const path of ADDING_PATHS) {
    expect(result(`${path}_u${w}`, [max - 1n, 1n]), path).toBe(max);
    expect(result(`${path}_u${w}`, [max, 1n]), path).toBeNull();
  }
});

test('an arithmetic error names the function and the instruction', () => {
  expect(() => run(vm, 'add_u8', [255n, 1n], { module: 'arith' })).toThrow(
    expect.objectContaining({
      code: 'ArithmeticError',
      location: expect.objectContaining({ module: 'arith', functionName: 'add_u8', instruction: 2 }),
    }),
  );
});
