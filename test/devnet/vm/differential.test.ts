// The same calls in our VM and in the real Move VM: every result ours gives, in BCS, is asserted by a generated Move
// unit test that the builder's VM runs; every failure is expected there with the same code at the same place.
// Signature checks are left out: that VM is built without the real ones.
import { bcs } from '@mysten/sui/bcs';
import { blake2b } from '@noble/hashes/blake2.js';
import { toHex } from '@mysten/sui/utils';
import { readFileSync } from 'node:fs';
import { beforeAll, expect, test } from 'vitest';
import { VmAbort, VmError } from '../../../devnet/vm/errors.ts';
import type { MoveType, SignatureType, Value } from '../../../devnet/vm/types.ts';
import { borrow, parseType, type MoveVm } from '../../../devnet/vm/vm.ts';
import { substitute } from '../../../devnet/vm/move-type.ts';
import {
  ADDING_PATHS,
  arithmeticModule,
  edges,
  OPERATORS,
  shiftAmounts,
  SHIFTS,
  WIDTHS,
} from './arithmetic.ts';
import { address, loadCases, run, runInRealVm } from './harness.ts';

interface Case {
  module: 'm' | 'arith';
  name: string;
  args: Value[];
  types?: string[];
  /** Needs a TxContext as its last argument. */
  context?: boolean;
}
/** Unit tests see the package at the address its manifest gives. */
const ROOT = address(0);

const text = (s: string): bigint[] => [...new TextEncoder().encode(s)].map(BigInt);
const m = (name: string, args: Value[] = [], types?: string[]): Case => ({
  module: 'm',
  name,
  args,
  ...(types && { types }),
});

function arithmeticCases(): Case[] {
  const cases: Case[] = [];
  const add = (name: string, ...args: bigint[]) => cases.push({ module: 'arith', name, args });
  for (const w of WIDTHS) {
    for (const a of edges(w)) {
      for (const b of edges(w)) for (const name of Object.keys(OPERATORS)) add(`${name}_u${w}`, a, b);
      for (const b of shiftAmounts(w)) for (const name of Object.keys(SHIFTS)) add(`${name}_u${w}`, a, b);
      for (const to of WIDTHS) add(`u${w}_as_u${to}`, a);
    }
    const max = (1n << BigInt(w)) - 1n;
    for (const name of ADDING_PATHS) for (const b of [0n, 1n]) add(`${name}_u${w}`, max, b);
    for (const name of ['lt', 'gt', 'le', 'ge', 'eq', 'neq'])
      for (const b of [0n, max]) add(`${name}_u${w}`, max - 1n, b);
  }
  return cases;
}

const CASES: Case[] = [
  ...[0n, 1n, 50n, 2000n].map((n) => m('sum_to', [n])),
  m('fib', [12n]),
  m('deep', [300n]),
  m('logic', [true, false]),
  m('logic', [true, true]),
  ...[
    'line',
    'swap_points',
    'wide',
    'empty',
    'no_drop',
    'vectors',
    'unpack_vector',
    'constants_are_fresh',
  ].map((n) => m(n)),
  ...[
    'vector_of_structs',
    'shapes',
    'areas',
    'grown',
    'trees',
    'tree_sums',
    'option_bytes',
    'everything',
  ].map((n) => m(n)),
  ...['type_names', 'utf8_checks', 'substrings', 'finds', 'address_numbers', 'addresses', 'derived_ids'].map(
    (n) => m(n),
  ),
  m('move_line', [5n]),
  m('pick', [true]),
  m('pick', [false]),
  m('through_function', [3n, 9n]),
  m('generic_pair', [true, text('x')], ['bool', 'vector<u8>']),
  m('bytes_of', [[1n, 2n, 300n]], ['vector<u64>']),
  m('bytes_of', [address('b0b')], ['address']),
  m('bytes_of', [Array.from({ length: 200 }, (_, i) => i % 3 === 0)], ['vector<bool>']),
  m('bytes_of', [[text('a'), text(''), text('x'.repeat(130))]], ['vector<vector<u8>>']),
  m('name_of', [], ['u256']),
  m('name_of', [], ['vector<vector<bool>>']),
  m('nested_name', [], ['0x0::m::Pair<u8, 0x0::m::Shape>']),
  m('defining_id', [], ['0x0::m::Line']),
  m('some', [5n]),
  m('none'),
  m('text', [text('héllo ✓')]),
  m('reverse', [text('abcdef')]),
  m('fill', [1000n]),
  m('at', [[5n, 6n], 1n]),
  m('swap_at', [[5n, 6n, 7n], 0n, 2n]),
  ...['', 'abc', 'x'.repeat(127), 'y'.repeat(136), 'z'.repeat(1000)].map((s) => m('hashes', [text(s)])),
  m('is_witness', [1n], ['u64']),
  { ...m('df_scenario'), context: true },
  // Failures.
  m('at', [[], 0n]),
  m('at', [[1n], 7n]),
  m('pop', [[]]),
  m('swap_at', [[5n], 0n, 1n]),
  m('destroy', [[5n]]),
  m('plain_abort'),
  m('not_paid', [false]),
  m('too_late'),
  m('bare_assert', [false]),
  m('short_address'),
  m('text', [[0xffn]]),
  ...arithmeticCases(),
];
/** Each expected failure is a unit test of its own in Move; of the arithmetic ones every n-th is enough. */
const FAILURE_SAMPLE = 9;

/** The keys `field_ids` derives ids for, as BCS would have them. */
const FIELD_KEYS: [parent: string, type: string, key: Value][] = [
  ['acc', 'u64', 5n],
  ['acc', 'u8', 5n],
  ['1', 'vector<u8>', text('name')],
  ['1', '0x0::m::Pair<bool, 0x0::m::Box<address>>', { fields: [true, { fields: [address('b0b')] }] }],
  ['b0b', '0x1::option::Option<0x0::m::Shape>', { fields: [[{ fields: [1n], variant: 1 }]] }],
];

/**
 * A dynamic field's id, with the key's length written in as many bytes as the machine's pointers have: nodes hash 8,
 * the builder's VM, being 32-bit WebAssembly, 4. The 8-byte ids are checked against the SDK in session.test.ts.
 */
function fieldId(parent: string, type: string, key: Value, lengthBytes: 4 | 8): string {
  const bytes = vm.serialize(parseType(type), key);
  const length = bcs.u64().serialize(bytes.length).toBytes().slice(0, lengthBytes);
  const tag = bcs.TypeTag.serialize(type).toBytes();
  const parts = [[0xf0], bcs.Address.serialize(address(parent)).toBytes(), length, bytes, tag];
  return `0x${toHex(blake2b(Uint8Array.from(parts.flatMap((p) => [...p])), { dkLen: 32 }))}`;
}

/** A value as a Move expression. */
function literal(type: MoveType, value: Value): string {
  if (type.kind === 'address') return `@${value as string}`;
  if (type.kind === 'bool') return String(value);
  if (type.kind !== 'vector') return `${value as bigint}${type.kind}`;
  const { of } = type;
  if (of.kind === 'u8') return `x"${toHex(Uint8Array.from(value as bigint[], Number))}"`;
  return `vector<${spell(of)}>[${(value as Value[]).map((v) => literal(of, v)).join(', ')}]`;
}
const spell = (type: MoveType): string => (type.kind === 'vector' ? `vector<${spell(type.of)}>` : type.kind);

function expression(vm: MoveVm, { module, name, args, types = [], context }: Case): string {
  const signature = vm.signature(ROOT, module, name)!;
  const bound = types.map(parseType);
  const shown = args.map((arg, i) => literal(substitute(signature.parameters[i]!, bound), arg));
  if (context) shown.push('&mut sui::tx_context::dummy()');
  const generics = types.length ? `<${types.map((t) => t.replaceAll('0x0::', 'cases::')).join(', ')}>` : '';
  return `${module}::${name}${generics}(${shown.join(', ')})`;
}

/** What `expected_failure` takes, in brackets. The runner knows `#[error]` constants by name, not by their code. */
function attribute(error: unknown): string {
  if (error instanceof VmAbort) {
    const { code, packageId, module, cleverError } = error.info;
    if (cleverError)
      return cleverError.constantName ? `(abort_code = cases::m::${cleverError.constantName})` : '';
    return `(abort_code = ${code}, location = ${packageId.replace(/^0x0*(?=.)/, '0x')}::${module})`;
  }
  if (!(error instanceof VmError) || !error.location) throw error;
  const kind = error.code === 'ArithmeticError' ? 'arithmetic_error' : 'vector_error';
  // What went wrong with the vector, as the VM numbers it: 1 index, 2 pop from empty, 3 unpack of another length.
  const minor =
    kind === 'vector_error'
      ? `, minor_status = ${/pop/.test(error.message) ? 2 : /length/.test(error.message) ? 3 : 1}`
      : '';
  return `(${kind}${minor}, location = cases::${error.location.module})`;
}

let vm: MoveVm;
let source: string;
const asserts: string[] = [];
const failures: string[] = [];

beforeAll(async () => {
  source = `${readFileSync(new URL('cases/m.move', import.meta.url), 'utf8')}\n`;
  const everything = `${source}${arithmeticModule().replace('module cases::arith;', 'module cases::arith {')}\n}`;
  source = everything
    .replace('module cases::m;', 'module cases::m {')
    .replace('module cases::arith {', '}\nmodule cases::arith {');
  vm = await loadCases(source, ROOT);
  const ids = run(vm, 'field_ids', [], { packageId: ROOT })[0] as string[];
  expect(ids).toEqual(FIELD_KEYS.map(([parent, type, key]) => fieldId(parent, type, key, 8)));
  FIELD_KEYS.forEach(([parent, type, key], i) => {
    asserts.push(`assert!(m::field_ids()[${i}] == @${fieldId(parent, type, key, 4)}, ${asserts.length});`);
  });
  let arithmeticFailures = 0;
  for (const one of CASES) {
    const call = expression(vm, one);
    const args = one.context ? [...one.args, borrow({ value: { fields: [] } })] : one.args;
    try {
      const [value] = run(vm, one.name, args, {
        module: one.module,
        packageId: ROOT,
        types: one.types ?? [],
      }) as [Value];
      const type = substitute(
        vm.signature(ROOT, one.module, one.name)!.returns[0] as SignatureType,
        (one.types ?? []).map(parseType),
      );
      asserts.push(
        `assert!(std::bcs::to_bytes(&${call}) == x"${toHex(vm.serialize(type, value))}", ${asserts.length});`,
      );
    } catch (error) {
      if (one.module === 'arith' && arithmeticFailures++ % FAILURE_SAMPLE > 0) continue;
      const returns = vm.signature(ROOT, one.module, one.name)!.returns.length;
      failures.push(
        `#[test, expected_failure${attribute(error)}] fun fails_${failures.length}() { ${returns ? `let _ = ${call};` : `${call};`} }`,
      );
    }
  }
});

function moveTests(lines: string[]): string {
  const groups: string[] = [];
  for (let i = 0; i < lines.length; i += 100) {
    groups.push(`#[test] fun agrees_${i}() {\n${lines.slice(i, i + 100).join('\n')}\n}`);
  }
  return `#[test_only, allow(implicit_const_copy)]\nmodule cases::diff;\nuse cases::m;\nuse cases::arith;\n${[...groups, ...failures].join('\n')}`;
}

test('the real Move VM agrees with every result and every failure', async () => {
  const { passed, output } = await runInRealVm(source, moveTests(asserts));
  // An assertion aborts with its own number.
  const failed = [...output.matchAll(/FAIL.*|but it aborted with code (\d+)/g)].map(
    (hit) => asserts[Number(hit[1])] ?? hit[0],
  );
  expect(failed).toEqual([]);
  expect(passed).toBe(true);
  console.log(
    `${asserts.length} results and ${failures.length} failures agreed; ${/Total tests[^\n]*/.exec(output)?.[0]}`,
  );
  expect(asserts.length).toBeGreaterThan(3_000);
  expect(failures.length).toBeGreaterThan(100);
});

test('one altered byte makes the real VM disagree', async () => {
  const altered = asserts.slice(0, 100);
  altered[7] = altered[7]!.replace(/x"(..)/g, (whole, byte: string, at: number, all: string) =>
    at === all.lastIndexOf('x"') ? `x"${byte === 'ff' ? '00' : 'ff'}` : whole,
  );
  expect(altered[7]).not.toBe(asserts[7]);
  const { passed, output } = await runInRealVm(source, moveTests(altered));
  expect(passed).toBe(false);
  expect(output).toMatch(/failed: 1\b/);
});
