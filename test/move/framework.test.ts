// Our framework's behaviour, asserted in Move on the real Move VM. (Its interface: framework-abi.test.ts.)
import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { testPackage } from '../../devnet/compiler/compile.ts';

const folder = new URL('./framework/', import.meta.url);

test('std and sui do what their names say', async () => {
  const files: Record<string, string> = {
    'Move.toml': '[package]\nname = "framework"\nedition = "2024"\n[addresses]\nframework = "0x0"\n',
  };
  for (const name of readdirSync(folder)) {
    files[`tests/${name}`] = readFileSync(new URL(name, folder), 'utf8');
  }
  const { output, counts } = await testPackage({ package: files });
  expect(output).toContain('Test result: OK');
  expect(counts).toEqual({ passed: output.match(/\[ PASS/g)!.length, failed: 0 });
});
