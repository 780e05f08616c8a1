import { expect, it } from 'vitest';
import { testPackage } from '../../../devnet/compiler/compile.ts';
import { WALRUS_DIRECTORY } from '../../../devnet/compiler/packages.ts';

it('the Walrus package passes its unit tests in the real Move VM', async () => {
  const { passed, output, counts } = await testPackage({ package: WALRUS_DIRECTORY });
  expect(output).not.toContain('[ FAIL');
  expect({ passed, failed: counts.failed }).toEqual({ passed: true, failed: 0 });
  expect(counts.passed).toBeGreaterThanOrEqual(45);
});
