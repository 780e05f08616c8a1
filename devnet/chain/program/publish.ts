// New packages: module bytes get their package's id, dependencies are linked, type origins are listed.
// Knows no objects and no initialisers.
import type { Package } from '../../vm/types.ts';
import { ByteReader } from '../../vm/byte-reader.ts';
import { readModule } from '../../vm/module-format.ts';
import { addressToBytes } from '../../vm/value.ts';
import { VmError } from '../../vm/errors.ts';
import { ExecutionFailure } from '../failure.ts';
import type { TypeOrigin } from '../types.ts';

export interface NewPackage {
  package: Package;
  typeOrigins: TypeOrigin[];
  /** Module names in the order given: initialisers run in it. */
  order: string[];
}

const MAX_PACKAGE_BYTES = 102_400;
const ADDRESS_TABLE = 0x8;
const ZERO = '0x' + '0'.repeat(64);

export function buildPackage(
  id: string,
  modules: readonly Uint8Array[],
  dependencies: readonly Package[],
  options: { version?: bigint; maxBytes?: number } = {},
): NewPackage {
  if (!modules.length) throw new ExecutionFailure('PublishErrorNonZeroAddress', 'Publish Error, no modules');
  const own = new Map<string, Uint8Array>();
  const typeOrigins: TypeOrigin[] = [];
  const needed = new Set<string>();
  let size = 0;
  for (const given of modules) {
    const bytes = withSelfAddress(given, id);
    const file = read(bytes);
    if (file.id.address !== id) {
      throw new ExecutionFailure(
        'PublishErrorNonZeroAddress',
        'Publish Error, Non-zero Address. The modules in the package must have their self-addresses set to zero.',
      );
    }
    own.set(file.id.name, bytes);
    size += bytes.length;
    for (const d of [...file.structs, ...file.enums]) {
      typeOrigins.push({ module: file.id.name, name: d.handle.name, package: id });
    }
    for (const handle of [...file.functions, ...file.datatypes])
      if (handle.address !== id) needed.add(handle.address);
  }
  const max = options.maxBytes ?? MAX_PACKAGE_BYTES;
  if (size > max) {
    throw new ExecutionFailure(
      'MovePackageTooBig',
      `Move package is too large: ${size} bytes, at most ${max}`,
      {
        of: 'size',
        size: BigInt(size),
        max: BigInt(max),
      },
    );
  }
  const linkage = new Map(dependencies.map((d) => [d.originalId, d.id]));
  for (const original of needed) {
    if (!linkage.has(original)) {
      throw new ExecutionFailure(
        'PublishUpgradeMissingDependency',
        `Publish/Upgrade Error, Missing dependency ${original}`,
      );
    }
  }
  typeOrigins.sort((a, b) => (a.module < b.module ? -1 : a.module > b.module ? 1 : 0));
  return {
    package: { id, originalId: id, version: options.version ?? 1n, modules: own, linkage },
    typeOrigins,
    order: [...own.keys()],
  };
}

function read(bytes: Uint8Array) {
  try {
    return readModule(bytes, ZERO);
  } catch (error) {
    if (!(error instanceof VmError) && !(error instanceof RangeError)) throw error;
    throw new ExecutionFailure(
      'VMVerificationOrDeserializationError',
      `Move Bytecode Verification Error. ${error.message}`,
    );
  }
}

/** A module is compiled at 0x0; publishing writes the package's id into its table of addresses. */
export function withSelfAddress(module: Uint8Array, id: string): Uint8Array {
  const bytes = module.slice();
  const reader = new ByteReader(bytes, 'module');
  try {
    reader.take(8); // magic and version
    const tables = Array.from({ length: reader.uleb() }, () => ({
      kind: reader.u8(),
      offset: reader.uleb(),
      length: reader.uleb(),
    }));
    const addresses = tables.find((t) => t.kind === ADDRESS_TABLE);
    const start = reader.at + (addresses?.offset ?? 0);
    for (let at = start; at < start + (addresses?.length ?? 0); at += 32) {
      if (bytes.subarray(at, at + 32).every((b) => b === 0)) bytes.set(addressToBytes(id), at);
    }
  } catch (error) {
    if (!(error instanceof VmError) && !(error instanceof RangeError)) throw error;
    throw new ExecutionFailure(
      'VMVerificationOrDeserializationError',
      `Move Bytecode Verification Error. ${error.message}`,
    );
  }
  return bytes;
}
