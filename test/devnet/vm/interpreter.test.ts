// What compiled Move functions do in our VM: control flow, references, copies, vectors, enums, failures.
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { VmAbort, VmError } from '../../../devnet/vm/errors.ts';
import type { Cell, Value } from '../../../devnet/vm/types.ts';
import { borrow, parseType } from '../../../devnet/vm/vm.ts';
import { loadCases, PACKAGE, run, sessionOf, thrown } from './harness.ts';

const source = readFileSync(new URL('cases/m.move', import.meta.url), 'utf8');
const vm = await loadCases(source);
const call = (name: string, args: Value[] = [], types: string[] = []) => run(vm, name, args, { types })[0];
const bytes = (text: string): bigint[] => [...new TextEncoder().encode(text)].map(BigInt);
const point = (x: bigint, y: bigint) => ({ fields: [x, y] });

test('loops, branches and recursion', () => {
  // 1 + 2 + 4 + 5 + 7 + 8 + 10: multiples of three are left out.
  expect(call('sum_to', [10n])).toBe(37n);
  expect(call('fib', [15n])).toBe(610n);
  expect(call('logic', [true, false])).toEqual([false, true, false, false, true]);
});

test('a write through a reference reaches the struct, and no copy taken before', () => {
  expect(call('move_line', [5n])).toEqual({ fields: [point(6n, 7n), point(8n, 100n), bytes('diagonal')] });
  expect(call('swap_points')).toEqual({ fields: [point(77n, 4n), point(1n, 2n), bytes('diagonal')] });
});

test('references to locals, chosen at run time or passed through a function', () => {
  expect(call('pick', [true])).toBe(1520n);
  expect(call('pick', [false])).toBe(1025n);
  expect(call('through_function', [3n, 9n])).toEqual([3n, 0n]);
});

test('a cell lent by the caller is changed in place, and a returned reference points into it', () => {
  const cell: Cell = { value: 5n };
  expect(run(vm, 'add_to', [borrow(cell), 3n])).toEqual([8n]);
  expect(cell.value).toBe(8n);
  const whole: Cell = { value: point(1n, 2n) };
  const [x] = run(vm, 'point_x', [borrow(whole)]) as [ReturnType<typeof borrow>];
  run(vm, 'add_to', [x, 10n]);
  expect(whole.value).toEqual(point(11n, 2n));
});

test('generic structs and functions', () => {
  const pair = run(vm, 'swap_boxed', [{ fields: [1n] }, { fields: [2n] }], { types: ['u64'] });
  expect(pair).toEqual([{ fields: [2n, 1n] }]);
  const both = run(vm, 'generic_pair', [true, [1n, 2n]], { types: ['bool', 'vector<u8>'] });
  expect(both).toEqual([{ fields: [{ fields: [true] }, { fields: [[1n, 2n]] }] }]);
});

test('vectors: push, pop, swap, index, nesting', () => {
  expect(call('vectors')).toEqual([[4n, 20n, 3n], [1n, 2n, 3n, 4n], [1n, 3n], [9n]]);
  expect(call('unpack_vector')).toBe(7n);
  expect(call('vector_of_structs')).toEqual([
    { fields: [point(1n, 2n), point(1000n, 4n), bytes('diagonal')] },
    { fields: [point(2n, 3n), point(3n, 4n), bytes('diagonal')] },
  ]);
});

test('a constant is the same however often it was changed after loading', () => {
  const expected = [bytes('ab'), [], bytes('c')];
  expect(call('constants_are_fresh')).toEqual(expected);
  expect(call('constants_are_fresh')).toEqual(expected);
});

test('enums: packing, matching by value and by reference, changing in place', () => {
  expect(call('shapes')).toEqual([
    { fields: [], variant: 0 },
    { fields: [5n], variant: 1 },
    { fields: [2n, 3n], variant: 2 },
    { fields: [bytes('n'), point(1n, 1n)], variant: 3 },
  ]);
  expect(call('areas')).toEqual([0n, 75n, 6n, 2n]);
  expect(call('grown')).toEqual([
    { fields: [1n], variant: 1 },
    { fields: [6n], variant: 1 },
    { fields: [10n, 3n], variant: 2 },
    { fields: [bytes('n!'), point(9n, 1n)], variant: 3 },
  ]);
  expect(call('tree_sums')).toEqual([4n, 11n]);
});

test('an empty struct carries its hidden bool, as it does in BCS', () => {
  expect(call('empty')).toEqual({ fields: [false] });
});

test.each([
  ['at', [[1n, 2n], 2n]],
  ['at', [[], 18446744073709551615n]],
  ['pop', [[]]],
  ['swap_at', [[1n], 0n, 1n]],
  ['destroy', [[1n]]],
] as [string, Value[]][])('%s out of bounds fails as a vector error', (name, args) => {
  const error = thrown(() => call(name, args));
  expect(error).toBeInstanceOf(VmError);
  expect(error.code).toBe('VectorOutOfBounds');
  expect(error.location).toMatchObject({ packageId: PACKAGE, module: 'm', functionName: name });
});

test('an abort says its code, function, index and instruction', () => {
  const error = thrown(() => call('plain_abort'));
  expect(error).toBeInstanceOf(VmAbort);
  expect(error.info).toEqual({
    code: 42n,
    packageId: PACKAGE,
    module: 'm',
    functionName: 'plain_abort',
    functionIndex: expect.any(Number),
    instruction: 1,
  });
});

test('an abort inside a native is placed at the native', () => {
  expect(thrown(() => call('short_address')).info).toMatchObject({
    code: 0n,
    packageId: parseType('0x2::a::B').kind === 'struct' ? '0x' + '2'.padStart(64, '0') : '',
    module: 'address',
    functionName: 'from_bytes',
    instruction: 0,
  });
});

test('#[error] constants are read back from the abort code', () => {
  const line = (text: string) => source.split('\n').findIndex((l) => l.includes(text)) + 1;
  const clever = (name: string, args: Value[] = []) => thrown(() => call(name, args)).info.cleverError;
  expect(clever('not_paid', [false])).toMatchObject({
    constantName: 'ENotPaid',
    constantType: 'vector<u8>',
    rendered: 'The call was not paid',
    line: line('fun not_paid('),
  });
  expect(clever('not_paid', [false])).not.toHaveProperty('errorCode');
  expect(clever('too_late')).toMatchObject({ errorCode: 7, constantName: 'ETooLate', rendered: 'Too late' });
  expect(clever('number_error')).toMatchObject({ errorCode: 9, constantType: 'u64', rendered: '12345' });
  expect(clever('bare_assert', [false])).toEqual({ line: line('assert!(ok)') });
  expect(call('not_paid', [true])).toBeUndefined();
});

test('1,000 nested calls pass, 1,024 are too many', () => {
  expect(call('deep', [1000n])).toBe(1000n);
  expect(thrown(() => call('forever', [0n])).code).toBe('CallStackOverflow');
});

test('work is counted and limited', () => {
  const session = sessionOf();
  run(vm, 'sum_to', [10n], { session });
  const once = session.work;
  run(vm, 'sum_to', [10n], { session });
  expect(session.work).toBe(2n * once);
  const small = sessionOf({ workLimit: 500n });
  expect(thrown(() => run(vm, 'spin', [], { session: small })).code).toBe('OutOfGas');
  expect(small.work).toBe(500n);
});

test('100 KB of bytes is copied, compared, reversed and hashed', () => {
  const list = Array.from({ length: 100_000 }, (_, i) => BigInt(i % 251));
  expect(call('equal_bytes', [list, list.slice()])).toBe(true);
  expect(call('equal_bytes', [list, [...list.slice(1), 0n]])).toBe(false);
  const [reversed] = run(vm, 'reverse', [list.slice()], { session: sessionOf({ workLimit: 10n ** 8n }) });
  expect(String(reversed)).toBe(String(list.toReversed()));
  expect((call('hashes', [list]) as Value[]).length).toBe(5);
});

test('unknown functions and wrong argument counts are refused', () => {
  expect(thrown(() => call('nowhere')).code).toBe('UnknownFunction');
  expect(thrown(() => call('fib', [])).code).toBe('InvariantViolation');
  expect(vm.signature(PACKAGE, 'm', 'nowhere')).toBeUndefined();
});

test('signatures give what the transaction executor needs', () => {
  expect(vm.signature(PACKAGE, 'm', 'swap_boxed')).toEqual({
    visibility: 'public',
    isEntry: false,
    typeParameters: [{ copy: false, drop: false, store: false, key: false }],
    parameters: [0, 1].map(() => ({
      kind: 'struct',
      address: PACKAGE,
      module: 'm',
      name: 'Box',
      args: [{ kind: 'param', index: 0 }],
    })),
    returns: [expect.objectContaining({ name: 'Pair' })],
  });
  const { parameters, visibility } = vm.signature(PACKAGE, 'm', 'bump')!;
  expect(visibility).toBe('private');
  expect(parameters[0]).toMatchObject({ kind: 'ref', mutable: true, to: { name: 'Point' } });
});
