// Linking: which version of a dependency runs is the root package's choice; types keep their original id.
import { expect, test } from 'vitest';
import { readModule } from '../../../devnet/vm/module-format.ts';
import type { Value } from '../../../devnet/vm/types.ts';
import { formatType, MoveVm, parseType } from '../../../devnet/vm/vm.ts';
import { address, compileCases, packageOf, sessionOf, thrown } from './harness.ts';

const LIB = address('77');
const LIB_V2 = address('78');
const [APP, OLD_APP, LOST_APP] = ['a1', 'a2', 'a3'].map(address) as [string, string, string];

/** A library at 0x77 whose `answer` is given, and an application at 0x0 that calls it. */
async function compileBoth(answer: number): Promise<{ lib: Uint8Array; app: Uint8Array }> {
  const modules = await compileCases(`
module 0x77::lib {
  public struct Token has copy, drop, store { n: u64 }
  public fun answer(): u64 { ${answer} }
  public fun token(): Token { Token { n: answer() } }
  public fun named(): std::type_name::TypeName { std::type_name::with_original_ids<Token>() }
}
module cases::app {
  use 0x77::lib;
  public struct Holder has copy, drop, store { token: lib::Token }
  public fun ask(): u64 { lib::answer() }
  public fun hold(): Holder { Holder { token: lib::token() } }
}`);
  const find = (name: string) => modules.find((bytes) => readModule(bytes, APP).id.name === name)!;
  return { lib: find('lib'), app: find('app') };
}

const one = await compileBoth(1);
const two = await compileBoth(2);
const vm = new MoveVm();
vm.loadPackage(packageOf(LIB, [one.lib]));
vm.loadPackage(packageOf(LIB_V2, [two.lib], { originalId: LIB, version: 2n }));
vm.loadPackage(packageOf(APP, [two.app], { linkage: new Map([[LIB, LIB_V2]]) }));
vm.loadPackage(packageOf(OLD_APP, [one.app], { linkage: new Map([[LIB, LIB]]) }));
vm.loadPackage(packageOf(LOST_APP, [one.app], { linkage: new Map([[LIB, address('79')]]) }));
const call = (packageId: string, module: string, name: string) =>
  vm.call(sessionOf(), { packageId, module, name }, [], []);

test('each package runs the version it is linked to', () => {
  expect(call(APP, 'app', 'ask')).toEqual([2n]);
  expect(call(OLD_APP, 'app', 'ask')).toEqual([1n]);
  expect(call(LIB, 'lib', 'token')).toEqual([{ fields: [1n] }]);
  expect(call(LIB_V2, 'lib', 'token')).toEqual([{ fields: [2n] }]);
});

test('a type of a later version is the type of the first', () => {
  const returned = vm.signature(LIB_V2, 'lib', 'token')!.returns[0]!;
  expect(returned).toEqual({ kind: 'struct', address: LIB, module: 'lib', name: 'Token', args: [] });
  const holder = parseType(`${APP}::app::Holder`);
  expect(vm.fields(holder).map((f) => formatType(f.type))).toEqual([`${LIB}::lib::Token`]);
  expect([...vm.serialize(holder, call(APP, 'app', 'hold')[0] as Value)]).toEqual([2, 0, 0, 0, 0, 0, 0, 0]);
});

test('a link to a package that is not there fails at the call', () => {
  const error = thrown(() => call(LOST_APP, 'app', 'ask'));
  expect(error.code).toBe('LinkError');
  expect(error.location).toMatchObject({ module: 'app', functionName: 'ask', instruction: 0 });
});

test('loading a package again replaces its code', () => {
  const own = new MoveVm();
  own.loadPackage(packageOf(LIB, [one.lib]));
  own.loadPackage(packageOf(APP, [one.app], { linkage: new Map([[LIB, LIB]]) }));
  const ask = () => own.call(sessionOf(), { packageId: APP, module: 'app', name: 'ask' }, [], []);
  expect(ask()).toEqual([1n]);
  own.loadPackage(packageOf(LIB, [two.lib], { version: 2n }));
  expect(ask()).toEqual([2n]);
});
