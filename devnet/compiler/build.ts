// `npm run move:build -- [--framework own|stubs|github|DIR] [--out FILE] [--check]`
// Prints `NAME DIGEST` for each package compiled. With neither a framework nor a file named it also brings the
// committed output up to date; with --check it only compares. Exit: 1 rejected or stale, 2 usage, 3 no network.
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, relative } from 'node:path';
import { parseArgs } from 'node:util';
import { buildArtifacts, staleFiles, type Artifacts } from './artifacts.ts';
import { compilePackage, MoveCompileError, pinnedRevision } from './compile.ts';
import {
  CompilerInputError,
  directoryFramework,
  githubFramework,
  ownFramework,
  type FrameworkTree,
} from './framework.ts';
import {
  compileFramework,
  FLOE_DIRECTORY,
  hasWalrus,
  packageData,
  WALRUS_DIRECTORY,
  type PackageData,
} from './packages.ts';
import { stubFramework } from './stubs.ts';

const USAGE = 'usage: npm run move:build -- [--framework own|stubs|github|DIR] [--out FILE] [--check]';

async function main(): Promise<number> {
  let options;
  try {
    options = parseArgs({
      options: {
        framework: { type: 'string' },
        out: { type: 'string' },
        check: { type: 'boolean', default: false },
      },
    }).values;
  } catch (error) {
    console.error(`${(error as Error).message}\n${USAGE}`);
    return 2;
  }
  const { framework = 'own', out, check } = options;
  if (options.framework === undefined && out === undefined) return updateCommitted(check);
  if (check) {
    console.error(`--check compares the committed output, which has one framework\n${USAGE}`);
    return 2;
  }

  const tree = await frameworkTree(framework);
  const contract = packageData('floe', await compilePackage({ package: FLOE_DIRECTORY, framework: tree }));
  const packages: PackageData[] = [contract];
  // Stubs have no bodies worth a digest, and a foreign framework is not ours to build.
  if (framework === 'own') packages.push(...(await compileFramework(tree)));
  if (hasWalrus()) {
    const walrus = await compilePackage({ package: WALRUS_DIRECTORY, framework: tree });
    packages.push(packageData('walrus', walrus));
  }
  for (const { name, digest } of packages) console.log(`${name} ${digest}`);
  if (out !== undefined) writeFileSync(out, `${JSON.stringify(contract, null, 2)}\n`);
  return 0;
}

async function updateCommitted(check: boolean): Promise<number> {
  const artifacts = await buildArtifacts();
  for (const { name, digest } of artifacts.digests) console.log(`${name} ${digest}`);
  const stale = staleFiles(artifacts);
  for (const path of stale) console.error(`${check ? 'stale' : 'wrote'} ${relative(process.cwd(), path)}`);
  if (check) return stale.length ? 1 : 0;
  writeArtifacts(artifacts, stale);
  return 0;
}

function writeArtifacts(artifacts: Artifacts, stale: string[]): void {
  for (const [folder, files] of artifacts.folders) {
    for (const path of stale.filter((p) => p.startsWith(`${folder}/`))) {
      const content = files[path.slice(folder.length + 1)];
      if (content === undefined) {
        rmSync(path);
        continue;
      }
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, content);
    }
  }
}

async function frameworkTree(choice: string): Promise<FrameworkTree> {
  if (choice === 'own') return ownFramework();
  if (choice === 'stubs') return stubFramework();
  if (choice === 'github') return githubFramework(await pinnedRevision());
  return directoryFramework(choice);
}

try {
  process.exitCode = await main();
} catch (error) {
  if (!(error instanceof MoveCompileError) && !(error instanceof CompilerInputError)) throw error;
  console.error(error.message);
  process.exitCode = error.code === 'compiler/no-network' ? 3 : 1;
}
