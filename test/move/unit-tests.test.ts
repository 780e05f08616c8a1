// The Move unit tests on the real Move VM, and the promise that each abort is met there by name.
import { expect, test } from 'vitest';
import { testPackage } from '../../devnet/compiler/compile.ts';
import { readPackage } from '../../devnet/compiler/framework.ts';
import { FLOE_DIRECTORY, WALRUS_DIRECTORY } from '../../devnet/compiler/packages.ts';

test.each([
  ['floe', FLOE_DIRECTORY],
  ['walrus', WALRUS_DIRECTORY],
])('all unit tests of %s pass', async (_, directory) => {
  const { passed, output, counts } = await testPackage({ package: directory });
  expect(output).toContain('Test result: OK');
  expect(passed).toBe(true);
  expect(counts.failed).toBe(0);
  expect(counts.passed).toBeGreaterThan(0);
});

test('a test that fails is reported as failed', async () => {
  const files = {
    'Move.toml': '[package]\nname = "broken"\nedition = "2024"\n[addresses]\nbroken = "0x0"\n',
    'tests/broken.move':
      '#[test_only]\nmodule broken::broken;\n#[test]\nfun holds() {}\n#[test]\nfun breaks() { assert!(1 == 2) }\n',
  };
  const { passed, counts } = await testPackage({ package: files });
  expect(passed).toBe(false);
  expect(counts).toEqual({ passed: 1, failed: 1 });
});

test('every abort of the contract is met by a unit test, by name', () => {
  const files = Object.entries(readPackage(FLOE_DIRECTORY, { tests: true }));
  const declared = files
    .filter(([path]) => path.startsWith('sources/'))
    .flatMap(([, source]) => {
      const module = /^module (\w+::\w+)/m.exec(source)![1]!;
      return [...source.matchAll(/^const (E\w+):/gm)].map(([, name]) => `${module}::${name!}`);
    });
  const tests = files
    .filter(([path]) => path.startsWith('tests/'))
    .map(([, source]) => source)
    .join('\n');
  const met = new Set([...tests.matchAll(/abort_code = ([\w:]+)/g)].map(([, name]) => name));
  expect(declared.length).toBeGreaterThan(0);
  expect(declared.filter((name) => !met.has(name))).toEqual([]);
});
