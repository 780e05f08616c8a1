// Compiles small Move packages with the real compiler, loads them into our VM, and runs unit tests in the real VM.
import * as builder from '@zktx.io/sui-move-builder/full';
import { fromBase64 } from '@mysten/sui/utils';
import { Session } from '../../../devnet/vm/session.ts';
import type { MoveType, Package, Ref, TransactionContext, Value } from '../../../devnet/vm/types.ts';
import { MoveVm, parseType } from '../../../devnet/vm/vm.ts';
import { readModule } from '../../../devnet/vm/module-format.ts';
import { STD, SUI } from './mini-framework.ts';

const MANIFEST = '[package]\nname = "cases"\nedition = "2024"\n[addresses]\ncases = "0x0"\n';
export const PACKAGE = '0x' + 'ca5e'.padStart(64, '0');
export const address = (n: number | string) => '0x' + String(n).padStart(64, '0');

const fetcher = {
  fetch: async (_: string, __: string, path?: string) => ({ ...(path?.endsWith('move-stdlib') ? STD : SUI) }),
  fetchLocal: async () => ({ ...STD }),
  fetchFile: async () => null,
  getResolvedSha: () => undefined,
};
let ready: Promise<unknown> | undefined;
const init = () => (ready ??= builder.initMovePackageBuilder());

async function compile(files: Record<string, string>): Promise<Uint8Array[]> {
  await init();
  const result = await builder.dumpMovePackage({ files: { ...files }, network: 'testnet', fetcher });
  if ('error' in result) throw new Error(result.error);
  return result.modules.map(fromBase64);
}

/** The modules of a package at 0x0 whose sources are given. */
export const compileCases = (source: string) =>
  compile({ 'Move.toml': MANIFEST, 'sources/cases.move': source });

/** The builder compiles no root package at 0x2, so the modules name that address themselves. */
const suiAsRoot = () => ({
  'Move.toml': SUI['Move.toml']!.replace('published-at = "0x2"\n', '').replace('sui = "0x2"', 'own = "0x0"'),
  'sources/sui.move': SUI['sources/sui.move']!.replaceAll('sui::', '0x2::'),
});

export function packageOf(id: string, modules: Uint8Array[], more: Partial<Package> = {}): Package {
  const named = modules.map((bytes) => [readModule(bytes, id).id.name, bytes] as const);
  return { id, originalId: id, version: 1n, modules: new Map(named), linkage: new Map(), ...more };
}

export const compileFramework = async () => [...(await compile(STD)), ...(await compile(suiAsRoot()))];

/** A VM with the mini framework and the given source, at PACKAGE unless another id is asked for. */
export async function loadCases(source: string, id = PACKAGE): Promise<MoveVm> {
  const vm = new MoveVm();
  vm.loadPackage(packageOf(address(1), await compile(STD)));
  vm.loadPackage(packageOf(address(2), await compile(suiAsRoot())));
  vm.loadPackage(packageOf(id, await compileCases(source)));
  return vm;
}

export function sessionOf(more: Partial<TransactionContext> = {}): Session {
  return new Session({
    sender: address('a'),
    epoch: 7n,
    epochTimestampMs: 1_000n,
    gasPrice: 1_000n,
    referenceGasPrice: 500n,
    digest: new Uint8Array(32).fill(1),
    loadChild: () => undefined,
    workLimit: 10_000_000n,
    ...more,
  });
}

/** Calls a function of module `cases::m`. */
export function run(
  vm: MoveVm,
  name: string,
  args: (Value | Ref)[] = [],
  options: { types?: string[]; session?: Session; module?: string; packageId?: string } = {},
): (Value | Ref)[] {
  const target = { packageId: options.packageId ?? PACKAGE, module: options.module ?? 'm', name };
  const types: MoveType[] = (options.types ?? []).map(parseType);
  return vm.call(options.session ?? sessionOf(), target, types, args);
}

/** What a call throws, or fails the test. */
export function thrown(action: () => unknown): any {
  try {
    action();
  } catch (error) {
    return error;
  }
  throw new Error('expected an error');
}

/** Runs the package's `#[test]` functions in the builder's Move VM. */
export async function runInRealVm(
  source: string,
  tests: string,
): Promise<{ passed: boolean; output: string }> {
  await init();
  const files = { 'Move.toml': MANIFEST, 'sources/cases.move': source, 'tests/tests.move': tests };
  const result = await builder.testMovePackage({ files, network: 'testnet', fetcher, ansiColor: false });
  return 'error' in result
    ? { passed: false, output: result.error }
    : { passed: result.passed, output: result.output };
}
