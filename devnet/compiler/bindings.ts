// The client's TypeScript bindings, made by @mysten/codegen from the compiled contract.
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { generateFromPackageSummary } from '@mysten/codegen';
import { fromBase64 } from '@mysten/sui/utils';
import type { CompiledPackage } from './compile.ts';
import type { FrameworkPackageData } from './packages.ts';
import type { PackageFiles } from './framework.ts';
import { readSourceNames } from './source-names.ts';
import { summarizeModule } from './summary.ts';

const PACKAGE = 'floe';
const LABELS: Record<string, string> = {
  ['0'.repeat(64)]: PACKAGE,
  ['0'.repeat(63) + '1']: 'std',
  ['0'.repeat(63) + '2']: 'sui',
};

/** Generates the bindings and returns them as files by path, below the generated folder. */
export async function generateBindings(
  contract: CompiledPackage,
  sources: PackageFiles,
  framework: FrameworkPackageData[],
): Promise<Record<string, string>> {
  const workspace = mkdtempSync(join(tmpdir(), 'floe-bindings-'));
  try {
    writeSummaries(workspace, contract, sources, framework);
    await generateFromPackageSummary({
      package: { package: `@local-pkg/${PACKAGE}`, path: workspace, packageName: PACKAGE },
      prune: true,
      outputDir: join(workspace, 'out'),
      importExtension: '.ts',
    });
    return readTree(join(workspace, 'out'));
  } finally {
    rmSync(workspace, { recursive: true, force: true });
  }
}

/** The layout `sui move summary` leaves behind. */
function writeSummaries(
  workspace: string,
  contract: CompiledPackage,
  sources: PackageFiles,
  framework: FrameworkPackageData[],
): void {
  const root = join(workspace, 'package_summaries');
  const write = (label: string, module: string, summary: unknown) => {
    mkdirSync(join(root, label), { recursive: true });
    writeFileSync(join(root, label, `${module}.json`), JSON.stringify(summary));
  };
  for (const [module, bytes] of contract.modules) {
    const source = sources[`sources/${module}.move`];
    write(PACKAGE, module, summarizeModule(bytes, LABELS, source ? readSourceNames(source) : undefined));
  }
  for (const { address, modules } of framework) {
    for (const [module, bytes] of Object.entries(modules)) {
      write(LABELS[address.slice(2)]!, module, summarizeModule(fromBase64(bytes), LABELS));
    }
  }
  const mapping = Object.fromEntries(
    Object.entries(LABELS).map(([address, label]) => [label, `0x${address}`]),
  );
  writeFileSync(join(root, 'address_mapping.json'), JSON.stringify(mapping));
  writeFileSync(join(workspace, 'Move.toml'), sources['Move.toml']!);
}

/** All files below `directory`, by relative path. */
export function readTree(directory: string): Record<string, string> {
  const files: Record<string, string> = {};
  for (const entry of readdirSync(directory, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    files[path.slice(directory.length + 1).replaceAll('\\', '/')] = readFileSync(path, 'utf8');
  }
  return files;
}
