// Where `std` and `sui` come from: our own packages, stubs of the on-chain ABI, a directory, or GitHub.
// A tree maps each package's path inside the sui repository to its files; compile.ts asks for nothing else.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { fileURLToPath } from 'node:url';
import { GitHubMovePackageFetcher } from '@zktx.io/sui-move-builder/full';

export type PackageFiles = Record<string, string>;
/** Package path in the sui repository -> files by path inside the package. */
export type FrameworkTree = Record<string, PackageFiles>;

const ROOT = 'crates/sui-framework/packages';
export const FRAMEWORK_PACKAGES = [
  { alias: 'std', name: 'MoveStdlib', address: '0x1', subdir: `${ROOT}/move-stdlib` },
  { alias: 'sui', name: 'Sui', address: '0x2', subdir: `${ROOT}/sui-framework` },
] as const;
export type FrameworkAlias = (typeof FRAMEWORK_PACKAGES)[number]['alias'];

const OWN_ROOT = fileURLToPath(new URL('../move/framework', import.meta.url));

/** Move.toml of a framework package, as the builder's implicit dependencies expect it. */
export function frameworkManifest(alias: FrameworkAlias): string {
  const { name, address } = FRAMEWORK_PACKAGES.find((p) => p.alias === alias)!;
  const dependencies = alias === 'sui' ? '\n[dependencies]\nMoveStdlib = { local = "../move-stdlib" }\n' : '';
  return `[package]
name = "${name}"
published-at = "${address}"
edition = "2024"
${dependencies}
[addresses]
${alias} = "${address}"
`;
}

/** Reads Move.toml and every .move file below `sources/` (and `tests/` on request), paths with forward slashes. */
export function readPackage(directory: string, options: { tests?: boolean } = {}): PackageFiles {
  const files: PackageFiles = {};
  const manifest = join(directory, 'Move.toml');
  if (!existsSync(manifest))
    throw new CompilerInputError('compiler/no-package', `no Move.toml in ${directory}`);
  files['Move.toml'] = readFileSync(manifest, 'utf8');
  const walk = (path: string) => {
    const absolute = join(directory, path);
    if (!existsSync(absolute)) return;
    const entries = readdirSync(absolute, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
    for (const entry of entries) {
      const inner = posix.join(path, entry.name);
      if (entry.isDirectory()) walk(inner);
      else if (entry.name.endsWith('.move')) files[inner] = readFileSync(join(directory, inner), 'utf8');
    }
  };
  walk('sources');
  if (options.tests) walk('tests');
  return files;
}

/** A framework checked out at `root` (a directory holding crates/sui-framework/packages). */
export function directoryFramework(root: string): FrameworkTree {
  const tree: FrameworkTree = {};
  for (const { subdir } of FRAMEWORK_PACKAGES) tree[subdir] = readPackage(join(root, subdir));
  return tree;
}

/** The framework this project carries, with bodies over the VM's natives. */
export const ownFramework = (): FrameworkTree => directoryFramework(OWN_ROOT);

/** The sui repository's framework at the revision this builder was made from. Needs the network. */
export async function githubFramework(revision: string): Promise<FrameworkTree> {
  const fetcher = new GitHubMovePackageFetcher(process.env['GITHUB_TOKEN']);
  const tree: FrameworkTree = {};
  for (const { subdir } of FRAMEWORK_PACKAGES) {
    let files: PackageFiles;
    try {
      files = await fetcher.fetch('https://github.com/MystenLabs/sui.git', revision, subdir);
    } catch (cause) {
      throw new CompilerInputError(
        'compiler/no-network',
        `cannot fetch ${subdir} at ${revision} from GitHub: is there a network?`,
        { cause },
      );
    }
    const entries = Object.entries(files).filter(
      ([path]) => path === 'Move.toml' || path.startsWith('sources/'),
    );
    if (!entries.length)
      throw new CompilerInputError('compiler/no-network', `${subdir} at ${revision} is empty`);
    tree[subdir] = Object.fromEntries(entries);
  }
  return tree;
}

/** Input that cannot be compiled because it cannot be had. */
export class CompilerInputError extends Error {
  override name = 'CompilerInputError';
  constructor(
    readonly code: 'compiler/no-package' | 'compiler/no-network',
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
