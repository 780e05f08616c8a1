// The project's framework and packages in our VM: every function links and translates, every native is there, and
// the framework's own behaviour holds where it leans on the VM.
import { fromBase64 } from '@mysten/sui/utils';
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { Linker, LoadedModule, type LinkSource } from '../../../devnet/vm/link.ts';
import { Codecs } from '../../../devnet/vm/codec.ts';
import { hasNative, MoveVm, parseType } from '../../../devnet/vm/vm.ts';
import type { Package } from '../../../devnet/vm/types.ts';
import { address, sessionOf } from './harness.ts';

interface Generated {
  address: string;
  modules: Record<string, string>;
}
const read = (name: string): any =>
  JSON.parse(readFileSync(new URL(`../../../devnet/generated/${name}.json`, import.meta.url), 'utf8'));
const generated: Generated[] = [
  ...read('framework').packages,
  { ...read('walrus'), address: address('77') },
  { ...read('floe'), address: address('f10e') },
];
const packages = generated.map(({ address: id, modules }): Package => ({
  id,
  originalId: id,
  version: 1n,
  modules: new Map(Object.entries(modules).map(([name, base64]) => [name, fromBase64(base64)])),
  linkage: new Map(),
}));
const vm = new MoveVm();
for (const pkg of packages) vm.loadPackage(pkg);

test('every function of every package links to code or a native', () => {
  const loaded = new Map(
    packages.map((pkg) => [
      pkg.id,
      {
        pkg,
        modules: new Map([...pkg.modules].map(([name, bytes]) => [name, new LoadedModule(pkg, bytes)])),
      },
    ]),
  );
  const codecs = new Codecs(() => ({ fields: [] }));
  const missing: string[] = [];
  const source: LinkSource = {
    find: (id) => loaded.get(id),
    native: (...name) => (hasNative(...name) ? () => [] : (missing.push(name.join('::')), () => [])),
    constant: (type, data) => codecs.deserialize(type, data),
  };
  let functions = 0;
  for (const root of loaded.values()) {
    const linker = new Linker(root, source);
    for (const module of root.modules.values()) {
      for (const name of module.functions.keys()) {
        const target = linker.target(module, name);
        module.file.functions.forEach((_, handle) => linker.callee(target, handle));
        functions++;
      }
    }
  }
  expect(missing).toEqual([]);
  expect(functions).toBeGreaterThan(400);
});

test('framework functions: strings, options, maps and type names', () => {
  const call = (id: string, module: string, name: string, args: any[], types: string[] = []) =>
    vm.call(sessionOf(), { packageId: address(id), module, name }, types.map(parseType), args)[0];
  const bytes = (text: string) => [...new TextEncoder().encode(text)].map(BigInt);
  expect(call('1', 'string', 'utf8', [bytes('héllo')])).toEqual({ fields: [bytes('héllo')] });
  expect(call('1', 'option', 'some', [5n], ['u64'])).toEqual({ fields: [[5n]] });
  expect(call('1', 'type_name', 'with_original_ids', [], ['0x2::sui::SUI'])).toEqual({
    fields: [{ fields: [bytes(`${address('2').slice(2)}::sui::SUI`)] }],
  });
  expect(call('2', 'address', 'to_u256', [address('ff')])).toBe(255n);
});
