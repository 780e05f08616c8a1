// Our framework against the chain's: every public type and function it has must have the signature the ABI says,
// or a package compiled against it would not be the package that the network runs.
import { fromBase64 } from '@mysten/sui/utils';
import { beforeAll, expect, test } from 'vitest';
import { ownFramework } from '../../devnet/compiler/framework.ts';
import { compileFramework, type FrameworkPackageData } from '../../devnet/compiler/packages.ts';
import { stubFramework } from '../../devnet/compiler/stubs.ts';
import { summarizeModule } from '../../devnet/compiler/summary.ts';

let own: Map<string, unknown>;
let chain: Map<string, unknown>;
beforeAll(async () => {
  own = publicInterface(await compileFramework(ownFramework()));
  chain = publicInterface(await compileFramework(stubFramework()));
});

/** What other packages can see: public functions, and types with their abilities and fields. */
function publicInterface(packages: FrameworkPackageData[]): Map<string, unknown> {
  const items = new Map<string, unknown>();
  for (const { address, modules } of packages) {
    for (const [module, bytes] of Object.entries(modules)) {
      const { functions, structs, enums } = summarizeModule(fromBase64(bytes), {});
      const prefix = `0x${address.replace(/^0x0*/, '')}::${module}`;
      for (const [name, item] of Object.entries({ ...functions, ...structs, ...enums })) {
        const { index: _, ...shape } = item as { index: number; visibility?: string };
        if (shape.visibility === undefined || shape.visibility === 'Public') {
          items.set(`${prefix}::${name}`, shape);
        }
      }
    }
  }
  return items;
}

test('it has nothing public that the chain does not have', () => {
  expect([...own.keys()].filter((name) => !chain.has(name))).toEqual([]);
});

test('every signature and layout is the chain’s', () => {
  expect(own.size).toBeGreaterThan(300);
  for (const [name, shape] of own) {
    if (chain.has(name)) expect({ name, shape }).toEqual({ name, shape: chain.get(name) });
  }
});
