// `npm run move:test -- [--package floe|walrus]`: Move unit tests on the real Move VM. Prints the runner's report
// and one line `N passed, N failed`; exit 1 on any failure.
import { parseArgs } from 'node:util';
import { MoveCompileError, testPackage } from './compile.ts';
import { FLOE_DIRECTORY, WALRUS_DIRECTORY } from './packages.ts';

const DIRECTORIES: Record<string, string> = { floe: FLOE_DIRECTORY, walrus: WALRUS_DIRECTORY };

async function main(): Promise<number> {
  const { values } = parseArgs({ options: { package: { type: 'string', default: 'floe' } } });
  const directory = DIRECTORIES[values.package];
  if (!directory) {
    console.error(`no package ${values.package}; there are ${Object.keys(DIRECTORIES).join(', ')}`);
    return 2;
  }
  try {
    const { passed, output, counts } = await testPackage({ package: directory });
    console.log(output.trimEnd());
    console.log(`${counts.passed} passed, ${counts.failed} failed`);
    return passed && counts.failed === 0 && counts.passed > 0 ? 0 : 1;
  } catch (error) {
    if (!(error instanceof MoveCompileError)) throw error;
    console.error(error.message);
    return 1;
  }
}

process.exitCode = await main();
