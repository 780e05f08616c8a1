// Compiles and unit-tests Move packages with the real compiler and VM (WASM), against any framework tree.
// Knows nothing of which packages the project has; build.ts does.
import * as builder from '@zktx.io/sui-move-builder/full';
import { deserialize } from '@mysten/move-bytecode-template';
import { fromBase64 } from '@mysten/sui/utils';
import {
  FRAMEWORK_PACKAGES,
  ownFramework,
  readPackage,
  type FrameworkTree,
  type PackageFiles,
} from './framework.ts';

export interface CompiledPackage {
  /** Bytecode by module name, in publishing order. The package's own address is 0x0 unless its manifest has one. */
  modules: Map<string, Uint8Array>;
  /** Full ids of the packages it depends on, in the builder's order. */
  dependencies: string[];
  /** Blake2b-256 over modules and dependencies, hex: what an upgrade ticket names. */
  digest: string;
  warnings?: string;
}

export interface CompileInput {
  /** A directory with Move.toml and sources/, or its files. */
  package: string | PackageFiles;
  /** Our own framework when left out. */
  framework?: FrameworkTree;
}

export interface TestOutcome {
  passed: boolean;
  /** The runner's own report. */
  output: string;
  counts: { passed: number; failed: number };
}

/** The compiler, or the unit tests' compilation, said no. `message` is its diagnostic. */
export class MoveCompileError extends Error {
  override name = 'MoveCompileError';
  readonly code = 'compiler/rejected';
}

const ready = builder.initMovePackageBuilder();

/** Compiles to publishable bytecode: no tests, default lints. */
export async function compilePackage(input: CompileInput): Promise<CompiledPackage> {
  const files = typeof input.package === 'string' ? readPackage(input.package) : input.package;
  await ready;
  const result = await builder.dumpMovePackage({
    ...buildInput(files, input.framework),
    lintFlag: 'default',
  });
  if ('error' in result) throw new MoveCompileError(result.error);
  const modules = new Map<string, Uint8Array>();
  for (const encoded of result.modules) {
    const bytes = fromBase64(encoded);
    modules.set(moduleName(bytes), bytes);
  }
  return {
    modules,
    dependencies: result.dependencies,
    digest: hex(result.digest),
    ...(result.warnings ? { warnings: result.warnings } : {}),
  };
}

/** Runs a package's unit tests on the real Move VM. The framework must have bodies. */
export async function testPackage(input: CompileInput): Promise<TestOutcome> {
  const files =
    typeof input.package === 'string' ? readPackage(input.package, { tests: true }) : input.package;
  await ready;
  const result = await builder.testMovePackage({ ...buildInput(files, input.framework), ansiColor: false });
  if ('error' in result) throw new MoveCompileError(result.error);
  const total = /passed: (\d+); failed: (\d+)/.exec(result.output);
  const counts = { passed: Number(total?.[1] ?? 0), failed: Number(total?.[2] ?? 0) };
  return { passed: result.passed, output: result.output, counts };
}

/** The sui repository's revision whose framework the compiler was made for: the one it asks for by itself. */
export async function pinnedRevision(): Promise<string> {
  await ready;
  const fetcher = treeFetcher(ownFramework());
  const fetchFramework = fetcher.fetch;
  let pinned: string | undefined;
  fetcher.fetch = (git, revision, subdir) => {
    pinned = revision;
    return fetchFramework(git, revision, subdir);
  };
  const files = { 'Move.toml': '[package]\nname = "probe"\nedition = "2024"\n' };
  await builder.resolveMovePackageDependencies({ files, network: 'testnet', fetcher });
  if (pinned === undefined) throw new MoveCompileError('the builder asked for no framework');
  return pinned;
}

/** The module's name as its bytecode has it. */
function moduleName(bytes: Uint8Array): string {
  const module = deserialize(bytes) as {
    self_module_handle_idx: number;
    module_handles: { name: number }[];
    identifiers: string[];
  };
  return module.identifiers[module.module_handles[module.self_module_handle_idx]!.name]!;
}

function buildInput(files: PackageFiles, framework: FrameworkTree = ownFramework()) {
  return { files: { ...files }, network: 'testnet' as const, fetcher: treeFetcher(framework) };
}

/** Serves the framework's packages from memory; the builder asks for nothing else. */
function treeFetcher(tree: FrameworkTree): builder.MovePackageFetcher {
  const known = FRAMEWORK_PACKAGES.map((p) => p.subdir as string);
  return {
    async fetch(_git, _revision, subdir = '') {
      const files = known.includes(subdir) ? tree[subdir] : undefined;
      if (!files) throw new MoveCompileError(`only the framework can be a dependency, not ${subdir}`);
      return { ...files };
    },
    async fetchLocal(path) {
      const files = tree[known.find((subdir) => subdir.endsWith(path.replace(/^\.\.(?=\/)/, ''))) ?? ''];
      if (!files) throw new MoveCompileError(`no local dependency at ${path}`);
      return { ...files };
    },
    async fetchFile() {
      return null;
    },
    getResolvedSha() {
      return undefined;
    },
  };
}

function hex(bytes: number[]): string {
  return bytes.map((b) => b.toString(16).padStart(2, '0')).join('');
}
