// Everything compiled that is committed: packages as JSON for the devnet, bindings for the client.
// Knows what the files contain; build.ts writes or compares them.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { generateBindings, readTree } from './bindings.ts';
import { compilePackage } from './compile.ts';
import { ownFramework, readPackage } from './framework.ts';
import {
  BINDINGS_DIRECTORY,
  compileFramework,
  FLOE_DIRECTORY,
  GENERATED_DIRECTORY,
  hasWalrus,
  packageData,
  WALRUS_DIRECTORY,
  type PackageData,
} from './packages.ts';

export interface Artifacts {
  /** Name and digest of each package compiled. */
  digests: { name: string; digest: string }[];
  /** Folder -> relative path -> content: the folder's whole content. */
  folders: Map<string, Record<string, string>>;
}

/** Compiles all packages against our own framework and renders what is committed. */
export async function buildArtifacts(): Promise<Artifacts> {
  const framework = await compileFramework(ownFramework());
  const sources = readPackage(FLOE_DIRECTORY);
  const contract = await compilePackage({ package: sources });
  const floe = packageData('floe', contract);
  const packages: PackageData[] = [...framework, floe];
  const json: Record<string, string> = {
    'framework.json': render({ packages: framework }),
    'floe.json': render(floe),
  };
  if (hasWalrus()) {
    const walrus = packageData('walrus', await compilePackage({ package: WALRUS_DIRECTORY }));
    packages.push(walrus);
    json['walrus.json'] = render(walrus);
  }
  const bindings = await generateBindings(contract, sources, framework);
  return {
    digests: packages.map(({ name, digest }) => ({ name, digest })),
    folders: new Map([
      [GENERATED_DIRECTORY, json],
      [BINDINGS_DIRECTORY, bindings],
    ]),
  };
}

/** Paths whose committed content is missing, different or no longer made. */
export function staleFiles(artifacts: Artifacts): string[] {
  const stale: string[] = [];
  for (const [folder, made] of artifacts.folders) {
    const committed = existsSync(folder) ? readTree(folder) : {};
    for (const path of new Set([...Object.keys(made), ...Object.keys(committed)])) {
      if (made[path] !== committed[path]) stale.push(join(folder, path));
    }
  }
  return stale;
}

const render = (data: unknown): string => `${JSON.stringify(data, null, 2)}\n`;
