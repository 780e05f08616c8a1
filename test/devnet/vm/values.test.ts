// Types as text, abilities, BCS and JSON of values.
import { bcs } from '@mysten/sui/bcs';
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { Value } from '../../../devnet/vm/types.ts';
import { formatType, parseType } from '../../../devnet/vm/vm.ts';
import { address, loadCases, PACKAGE, run, thrown } from './harness.ts';

const vm = await loadCases(readFileSync(new URL('cases/m.move', import.meta.url), 'utf8'));
const own = (name: string) => parseType(`${PACKAGE}::m::${name}`);
const bytes = (text: string): bigint[] => [...new TextEncoder().encode(text)].map(BigInt);

test('types are read in short form and written in long form', () => {
  const text = `${address(2)}::coin::Coin<${address(2)}::sui::SUI>`;
  expect(formatType(parseType(' 0x2::coin::Coin< 0x2::sui::SUI > '))).toBe(text);
  expect(formatType(parseType('vector<vector<u8>>'))).toBe('vector<vector<u8>>');
  expect(formatType(parseType('0xA::m::P<bool,0xb::n::Q<u256, address>>'))).toBe(
    `${address('a')}::m::P<bool,${address('b')}::n::Q<u256,address>>`,
  );
  expect(parseType('u64')).toBe(parseType('u64'));
});

test.each([
  '',
  'u7',
  'vector',
  'vector<>',
  'vector<u8',
  '0x2::coin',
  '0x2::coin::Coin<>',
  'u64 u64',
  '0xzz::a::B',
])('%j is not a type', (text) => {
  expect(thrown(() => parseType(text)).code).toBe('UnknownType');
});

test('abilities follow the type arguments, phantom ones apart', () => {
  const all = { copy: true, drop: true, store: true, key: false };
  expect(vm.abilities(own('Point'))).toEqual(all);
  expect(vm.abilities(own('Box<u64>'))).toEqual(all);
  const thing = `${PACKAGE}::m::Thing`;
  expect(vm.abilities(own('Thing'))).toEqual({ copy: false, drop: false, store: true, key: true });
  expect(vm.abilities(own(`Box<${thing}>`))).toEqual({ copy: false, drop: false, store: true, key: false });
  expect(vm.abilities(own(`Phantom<${thing}>`))).toEqual(all);
  expect(vm.abilities(parseType(`vector<${thing}>`))).toEqual({
    copy: false,
    drop: false,
    store: true,
    key: false,
  });
  expect(vm.abilities(own('Shape'))).toEqual(all);
  expect(thrown(() => vm.abilities(own('Nowhere'))).code).toBe('UnknownType');
  expect(thrown(() => vm.abilities(own('Box'))).code).toBe('UnknownType');
});

test('fields give names and bound types in order', () => {
  expect(vm.fields(own('Pair<u8, vector<bool>>'))).toEqual([
    { name: 'first', type: parseType('u8') },
    { name: 'second', type: parseType('vector<bool>') },
  ]);
});

test('BCS agrees with the SDK on every primitive, on structs, enums and options', () => {
  const Wide = bcs.tuple([
    bcs.u8(),
    bcs.u16(),
    bcs.u32(),
    bcs.u64(),
    bcs.u128(),
    bcs.u256(),
    bcs.bool(),
    bcs.Address,
  ]);
  const fields = [
    1n,
    0x102n,
    0x1020304n,
    0x102030405060708n,
    1n << 100n,
    (1n << 255n) + 7n,
    true,
    address('b0b'),
  ];
  const numbers = fields.map((f, i) => (i < 3 ? Number(f) : f));
  expect(vm.serialize(own('Wide'), { fields })).toEqual(Wide.serialize(numbers as any).toBytes());
  expect(vm.serialize(parseType('0x1::option::Option<u64>'), { fields: [[7n]] })).toEqual(
    bcs.option(bcs.u64()).serialize(7n).toBytes(),
  );
  expect([...vm.serialize(own('Shape'), { fields: [2n, 3n], variant: 2 })]).toEqual([
    2, 2, 0, 0, 0, 0, 0, 0, 0, 3, 0, 0, 0, 0, 0, 0, 0,
  ]);
});

test.each(['wide', 'shapes', 'trees', 'move_line', 'vector_of_structs', 'empty', 'line'])(
  '%s survives BCS and back',
  (name) => {
    const [value] = run(vm, name, name === 'move_line' ? [1n] : []) as [Value];
    const type = vm.signature(PACKAGE, 'm', name)!.returns[0] as any;
    expect(vm.deserialize(type, vm.serialize(type, value))).toEqual(value);
  },
);

test.each([
  ['u64', [1, 2, 3]],
  ['u8', [1, 2]],
  ['bool', [2]],
  ['vector<u8>', [3, 1, 2]],
  ['vector<u64>', [255, 255, 255, 255, 15]],
  ['vector<u8>', [0x80, 0]],
  ['vector<u8>', [255, 255, 255, 255, 255, 1]],
  [`${PACKAGE}::m::Shape`, [4]],
] as [string, number[]][])('%s does not accept %j', (type, raw) => {
  expect(thrown(() => vm.deserialize(parseType(type), Uint8Array.from(raw))).code).toBe('BadBcs');
});

test('JSON reads as a full node writes it', () => {
  const json = (type: string, value: Value) => vm.toJson(parseType(type), value);
  expect(vm.toJson(own('Wide'), run(vm, 'wide')[0] as Value)).toEqual({
    a: 255,
    b: 65535,
    c: 4294967295,
    d: '18446744073709551615',
    e: '170141183460469231731687303715884105728',
    f: '115792089237316195423570985008687907853269984665640564039457584007913129639935',
    g: true,
    h: address('b0b'),
  });
  expect(vm.toJson(own('Shape'), { fields: [2n, 3n], variant: 2 })).toEqual({
    '@variant': 'Rect',
    width: '2',
    height: '3',
  });
  expect(json('0x1::string::String', { fields: [bytes('héllo')] })).toBe('héllo');
  expect(json('0x1::option::Option<u64>', { fields: [[5n]] })).toBe('5');
  expect(json('0x1::option::Option<u64>', { fields: [[]] })).toBeNull();
  expect(json('0x2::balance::Balance<0x2::sui::SUI>', { fields: [9n] })).toBe('9');
  expect(json('vector<u8>', bytes('abc'))).toBe('YWJj');
  expect(json('vector<u16>', [1n, 2n])).toEqual([1, 2]);
  const thing = { fields: [{ fields: [{ fields: [address(5)] }] }, 3n] };
  expect(vm.toJson(own('Thing'), thing)).toEqual({ id: address(5), n: '3' });
});
