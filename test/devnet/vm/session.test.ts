// The object runtime: ids, transfers, dynamic fields, events, funds, and the natives that reach them.
import { bls12381_min_pk_verify } from '@mysten/walrus-wasm';
import { bls12_381 } from '@noble/curves/bls12-381.js';
import { ed25519 } from '@noble/curves/ed25519.js';
import { deriveDynamicFieldID, fromHex } from '@mysten/sui/utils';
import { bcs } from '@mysten/sui/bcs';
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { Cell, StructValue, Value } from '../../../devnet/vm/types.ts';
import { borrow, copyValue, formatType, parseType } from '../../../devnet/vm/vm.ts';
import type { Session } from '../../../devnet/vm/session.ts';
import { address, loadCases, PACKAGE, run, sessionOf, thrown } from './harness.ts';

const vm = await loadCases(readFileSync(new URL('cases/m.move', import.meta.url), 'utf8'));
const THING = parseType(`${PACKAGE}::m::Thing`);
const M = parseType(`${PACKAGE}::m::M`);
/** The transaction context Move code is handed; its facts come from natives, so the fields do not matter. */
const ctx = () => borrow({ value: { fields: [address(0), [], 0n, 0n, 0n] } });
const list = (bytes: Uint8Array): bigint[] => [...bytes].map(BigInt);

function makeThing(session: Session, n = 1n): { cell: Cell; id: string } {
  const value = run(vm, 'new_thing', [n, ctx()], { session })[0] as StructValue;
  const id = run(vm, 'thing_id', [borrow({ value })], { session })[0] as string;
  return { cell: { value }, id };
}
const on = (session: Session, name: string, cell: Cell, ...args: Value[]) =>
  run(vm, name, [borrow(cell), ...args], { session })[0];

test('fresh ids differ, are recorded, and depend on the digest', () => {
  const session = sessionOf();
  const ids = run(vm, 'fresh_ids', [ctx()], { session })[0] as string[];
  expect(new Set(ids).size).toBe(3);
  expect(session.createdIds).toEqual(new Set(ids));
  const other = sessionOf({ digest: new Uint8Array(32).fill(2) });
  expect(run(vm, 'fresh_ids', [ctx()], { session: other })[0]).not.toEqual(ids);
});

test('the transaction context answers from the session', () => {
  const session = sessionOf({ sponsor: address('5') });
  expect(run(vm, 'sender', [ctx()], { session })).toEqual([address('a')]);
  expect(run(vm, 'context', [ctx()], { session })).toEqual([[7n, 1000n, 1n]]);
});

test.each([
  ['send_thing', [1n, address('c')], { kind: 'address', address: address('c') }],
  ['share_thing', [1n], { kind: 'shared', initialVersion: 0n }],
  ['freeze_thing', [1n], { kind: 'immutable' }],
] as [string, Value[], object][])('%s leaves its object in the journal', (name, args, owner) => {
  const session = sessionOf();
  run(vm, name, [...args, ctx()], { session });
  const [[id, sent]] = [...session.transfers] as [[string, any]];
  expect(session.createdIds.has(id)).toBe(true);
  expect(sent.owner).toEqual(owner);
  expect(sent.type).toBe(THING);
  expect(sent.value.fields[1]).toBe(1n);
});

test('only a new or an already shared object can be shared', () => {
  const { cell, id } = makeThing(sessionOf());
  const later = sessionOf();
  expect(thrown(() => run(vm, 'share', [copyValue(cell.value)], { session: later })).info).toMatchObject({
    code: 0n,
    module: 'transfer',
    functionName: 'share_object_impl',
  });
  later.inputOwners.set(id, { kind: 'shared', initialVersion: 3n });
  run(vm, 'share', [cell.value], { session: later });
  expect(later.transfers.has(id)).toBe(true);
});

test('deletion: a stored object is listed, one made in the same transaction leaves no trace', () => {
  const { cell, id } = makeThing(sessionOf());
  const session = sessionOf();
  run(vm, 'delete_thing', [cell.value], { session });
  expect(session.deletedIds).toEqual(new Set([id]));
  run(vm, 'make_and_delete', [ctx()], { session });
  expect(session.deletedIds.size).toBe(1);
  expect(session.createdIds.size).toBe(0);
});

test('dynamic fields live through add, change, removal and adding again', () => {
  const session = sessionOf();
  expect(run(vm, 'df_scenario', [ctx()], { session })).toEqual([[11n, 20n, 30n, 11n, 30n]]);
  expect([...session.children.values()].map((c) => [c.cell, c.stored])).toEqual([
    [undefined, false],
    [undefined, false],
  ]);
  expect(session.createdIds.size).toBe(0);
});

test('a dynamic field has the id the SDK derives', () => {
  const session = sessionOf();
  const { cell, id } = makeThing(session);
  on(session, 'df_add', cell, 5n, 50n);
  const expected = deriveDynamicFieldID(id, 'u64', bcs.u64().serialize(5n).toBytes());
  expect([...session.children.keys()]).toEqual([expected]);
  const ids = run(vm, 'field_ids', [], { session })[0] as string[];
  expect(ids[1]).toBe(deriveDynamicFieldID(address('acc'), 'u8', Uint8Array.of(5)));
  expect(ids[2]).toBe(
    deriveDynamicFieldID(
      '0x1',
      'vector<u8>',
      bcs
        .vector(bcs.u8())
        .serialize([...new TextEncoder().encode('name')])
        .toBytes(),
    ),
  );
  const pair = `${PACKAGE}::m::Pair<bool, ${PACKAGE}::m::Box<address>>`;
  expect(ids[3]).toBe(deriveDynamicFieldID('0x1', pair, Uint8Array.from([1, ...fromHex(address('b0b'))])));
});

test('a stored child is loaded once, changed in its cell, and keeps its original bytes', () => {
  const first = sessionOf();
  const { cell } = makeThing(first);
  on(first, 'df_add', cell, 5n, 50n);
  const [[childId, child]] = [...first.children] as [[string, any]];
  const stored = { type: child.type, bytes: vm.serialize(child.type, child.cell.value) };
  let loads = 0;
  const session = sessionOf({ loadChild: (_, id) => (loads++, id === childId ? stored : undefined) });
  expect(on(session, 'df_bump', cell, 5n)).toBe(51n);
  expect(on(session, 'df_bump', cell, 5n)).toBe(52n);
  expect(loads).toBe(1);
  expect(on(session, 'df_has', cell, 6n)).toBe(false);
  expect(on(session, 'df_has', cell, 6n)).toBe(false);
  expect(loads).toBe(2);
  const met = session.children.get(childId)!;
  expect(met).toMatchObject({ stored: true, original: stored.bytes });
  expect(vm.toJson(met.type, met.cell!.value)).toMatchObject({ name: '5', value: '52' });
  expect(on(session, 'df_remove', cell, 5n)).toBe(52n);
  expect(session.children.get(childId)).toMatchObject({ cell: undefined, stored: true });
  expect(session.deletedIds).toEqual(new Set([childId]));
  on(session, 'df_add', cell, 5n, 1n);
  expect(session.children.get(childId)).toMatchObject({ stored: true });
  expect(session.deletedIds.size + session.createdIds.size).toBe(0);
});

test('dynamic fields abort as Sui does: exists 0, absent 1, other type 2', () => {
  const session = sessionOf();
  const { cell } = makeThing(session);
  on(session, 'df_add', cell, 5n, 50n);
  const code = (name: string, ...args: Value[]) => thrown(() => on(session, name, cell, ...args)).info;
  expect(code('df_add', 5n, 1n)).toMatchObject({ code: 0n, module: 'dynamic_field', functionName: 'add' });
  expect(code('df_get', 6n)).toMatchObject({ code: 1n, functionName: 'borrow_child_object' });
  expect(code('df_remove', 6n)).toMatchObject({ code: 1n, functionName: 'remove_child_object' });
  expect(code('df_get_bool', 5n)).toMatchObject({ code: 2n, functionName: 'borrow_child_object' });
  expect(on(session, 'df_has_bool', cell, 5n)).toBe(false);
  expect(on(session, 'df_has', cell, 5n)).toBe(true);
});

test('an event carries the module the transaction called and its BCS', () => {
  const session = sessionOf();
  run(vm, 'emit', [9n, ctx()], { session });
  const [event] = session.events;
  expect(event).toMatchObject({ packageId: PACKAGE, module: 'm' });
  expect(formatType(event!.type)).toBe(`${PACKAGE}::m::Happened`);
  expect(event!.bytes).toEqual(
    bcs
      .tuple([bcs.u64(), bcs.Address])
      .serialize([9n, address('a')])
      .toBytes(),
  );
});

test('funds move in and out of address balances', () => {
  const session = sessionOf();
  run(vm, 'send_funds', [70n, address('c')], { session });
  expect(run(vm, 'take_funds', [address('a'), 30n], { session })).toEqual([30n]);
  expect(session.funds).toEqual([
    { owner: address('c'), type: M, amount: 70n, direction: 'add' },
    { owner: address('a'), type: M, amount: 30n, direction: 'withdraw' },
  ]);
});

test('a one-time witness is told by its name and shape', () => {
  expect(run(vm, 'is_witness', [{ fields: [false] }], { types: [`${PACKAGE}::m::M`] })).toEqual([true]);
  expect(run(vm, 'is_witness', [{ fields: [false] }], { types: [`${PACKAGE}::m::Empty`] })).toEqual([false]);
  expect(run(vm, 'is_witness', [1n], { types: ['u64'] })).toEqual([false]);
});

test('signatures that noble makes, and the Walrus library accepts, verify; altered ones and malformed keys do not', () => {
  const message = new TextEncoder().encode('a certificate');
  for (const [name, scheme] of [
    ['min_pk', bls12_381.longSignatures],
    ['min_sig', bls12_381.shortSignatures],
  ] as const) {
    const secretKey = new Uint8Array(32).fill(3);
    const signature = (scheme as any).sign((scheme as any).hash(message), secretKey).toBytes();
    const key = (scheme as any).getPublicKey(secretKey).toBytes();
    if (name === 'min_pk') expect(bls12381_min_pk_verify(signature, key, message)).toBe(true);
    expect(run(vm, name, [list(signature), list(key), list(message)])).toEqual([true]);
    expect(run(vm, name, [list(signature), list(key), list(message.slice(1))])).toEqual([false]);
    expect(run(vm, name, [list(signature), [1n, 2n], list(message)])).toEqual([false]);
  }
  const secret = new Uint8Array(32).fill(9);
  const args = [ed25519.sign(message, secret), ed25519.getPublicKey(secret), message].map(list);
  expect(run(vm, 'ed25519', args)).toEqual([true]);
  expect(run(vm, 'ed25519', [args[1]!, args[1]!, args[2]!])).toEqual([false]);
});
