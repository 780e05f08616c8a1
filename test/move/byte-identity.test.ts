// The contract's bytecode must not depend on which framework source it was compiled against: our own with bodies,
// stubs of the on-chain ABI, or (with FLOE_ONLINE=1) the sui repository's.
import { toHex } from '@mysten/sui/utils';
import { beforeAll, expect, test } from 'vitest';
import { compilePackage, pinnedRevision, type CompiledPackage } from '../../devnet/compiler/compile.ts';
import { githubFramework, ownFramework, readPackage } from '../../devnet/compiler/framework.ts';
import { FLOE_DIRECTORY, WALRUS_DIRECTORY } from '../../devnet/compiler/packages.ts';
import { stubFramework } from '../../devnet/compiler/stubs.ts';

const facts = ({ modules, dependencies, digest }: CompiledPackage) => ({
  modules: [...modules].map(([name, bytes]) => [name, toHex(bytes)]),
  dependencies,
  digest,
});

let contract: CompiledPackage;
beforeAll(async () => {
  contract = await compilePackage({ package: FLOE_DIRECTORY, framework: ownFramework() });
});

test('the contract compiles without warnings', () => {
  expect(contract.warnings).toBeUndefined();
  expect([...contract.modules.keys()].sort()).toEqual(
    Object.keys(readPackage(FLOE_DIRECTORY))
      .filter((path) => path.startsWith('sources/'))
      .map((path) => path.slice('sources/'.length, -'.move'.length))
      .sort(),
  );
});

test('stubs of the on-chain ABI give the bytes our framework gives', async () => {
  const stubbed = await compilePackage({ package: FLOE_DIRECTORY, framework: stubFramework() });
  expect(facts(stubbed)).toEqual(facts(contract));
});

test('the Walrus package too is the same against either', async () => {
  const [own, stubbed] = [
    await compilePackage({ package: WALRUS_DIRECTORY, framework: ownFramework() }),
    await compilePackage({ package: WALRUS_DIRECTORY, framework: stubFramework() }),
  ];
  expect(facts(stubbed)).toEqual(facts(own));
});

test('a framework with other signatures gives other bytes', async () => {
  const framework = stubFramework();
  const [path, files] = Object.entries(framework).find(([subdir]) => subdir.endsWith('sui-framework'))!;
  const clock = files['sources/clock.move']!.replace('struct Clock has key', 'struct Clock has key, store');
  expect(clock).not.toBe(files['sources/clock.move']);
  const changed = { ...framework, [path]: { ...files, 'sources/clock.move': clock } };
  const compiled = await compilePackage({ package: FLOE_DIRECTORY, framework: changed });
  expect(compiled.digest).not.toBe(contract.digest);
});

test.runIf(process.env['FLOE_ONLINE'] === '1')('the sui repository gives the same bytes', async () => {
  const framework = await githubFramework(await pinnedRevision());
  const compiled = await compilePackage({ package: FLOE_DIRECTORY, framework });
  expect(facts(compiled)).toEqual(facts(contract));
});
