// Which Move packages the project has, where they are, and what compiling them gives as plain data.
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { toBase64 } from '@mysten/sui/utils';
import { compilePackage, type CompiledPackage } from './compile.ts';
import { FRAMEWORK_PACKAGES, type FrameworkTree } from './framework.ts';

/** A package as the devnet loads it: bytecode in base64, by module name in publishing order. */
export interface PackageData {
  name: string;
  /** Ids of the packages it is linked against, full length. */
  dependencies: string[];
  digest: string;
  modules: Record<string, string>;
}

/** A framework package has its address already; the others get theirs when they are published. */
export interface FrameworkPackageData extends PackageData {
  address: string;
}

const root = fileURLToPath(new URL('../..', import.meta.url));
export const FLOE_DIRECTORY = `${root}move`;
export const WALRUS_DIRECTORY = `${root}devnet/move/walrus`;
export const GENERATED_DIRECTORY = `${root}devnet/generated`;
export const BINDINGS_DIRECTORY = `${root}src/lib/chain/generated`;

export const hasWalrus = (): boolean => existsSync(`${WALRUS_DIRECTORY}/Move.toml`);

/** Compiles `std` and `sui` themselves, at their own addresses. */
export async function compileFramework(framework: FrameworkTree): Promise<FrameworkPackageData[]> {
  const packages: FrameworkPackageData[] = [];
  for (const { name, address, subdir } of FRAMEWORK_PACKAGES) {
    const files = { ...framework[subdir]! };
    // The builder compiles a root at 0x0 if it has `published-at`, or a name that is also an address alias.
    files['Move.toml'] = files['Move.toml']!.replace(
      /^name = .*\npublished-at.*\n/m,
      'name = "FrameworkRoot"\nimplicit-dependencies = false\n',
    );
    const compiled = await compilePackage({ package: files, framework });
    packages.push({ address: `0x${address.slice(2).padStart(64, '0')}`, ...packageData(name, compiled) });
  }
  return packages;
}

export function packageData(name: string, compiled: CompiledPackage): PackageData {
  const modules = Object.fromEntries(
    [...compiled.modules].map(([module, bytes]) => [module, toBase64(bytes)]),
  );
  return { name, dependencies: compiled.dependencies, digest: compiled.digest, modules };
}
