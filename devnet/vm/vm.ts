// The Move VM: packages in, calls and values out. Knows no storage, transactions or gas.
import { Codecs, type Layout, type StructType } from './codec.ts';
import { VmError } from './errors.ts';
import { Interpreter } from './interpreter.ts';
import { toJson } from './json.ts';
import { Linker, LoadedModule, type LoadedPackage, type LinkSource } from './link.ts';
import type { DatatypeDefinition } from './module-format.ts';
import { formatType, internList, normalizeAddress, substitute } from './move-type.ts';
import { CRYPTO_NATIVES } from './natives/crypto.ts';
import type { Native, NativeTable } from './natives/native.ts';
import { STD_NATIVES } from './natives/std.ts';
import { SUI_NATIVES } from './natives/sui.ts';
import { Session } from './session.ts';
import type { Abilities, FunctionSignature, Journal, MoveType, Package, Ref, Value, Vm } from './types.ts';

export { formatType, parseType } from './move-type.ts';
export { borrow, copyValue } from './value.ts';

const NATIVES = new Map<string, Native>();
const register = (address: string, table: NativeTable) => {
  for (const [name, native] of Object.entries(table))
    NATIVES.set(`${normalizeAddress(address)}::${name}`, native);
};
register('0x1', STD_NATIVES);
register('0x2', SUI_NATIVES);
register('0x2', CRYPTO_NATIVES);

/** Whether a native function, named as Move names it, is implemented. */
export function hasNative(address: string, module: string, name: string): boolean {
  return NATIVES.has(`${address}::${module}::${name}`);
}

const ALL: Abilities = { copy: true, drop: true, store: true, key: false };

export class MoveVm implements Vm {
  /** By storage id. */
  readonly #packages = new Map<string, LoadedPackage>();
  /** Versions of a package by original id, the latest last. */
  readonly #versions = new Map<string, LoadedPackage[]>();
  readonly #linkers = new Map<string, Linker>();
  readonly #layouts = new Map<string, Layout>();
  readonly #codecs = new Codecs((type) => this.#layout(type));
  readonly #source: LinkSource = {
    find: (id) => this.#packages.get(id),
    native: (address, module, name) => NATIVES.get(`${address}::${module}::${name}`),
    constant: (type, data) => this.#codecs.deserialize(type, data),
  };

  loadPackage(pkg: Package): void {
    const own: Package = {
      ...pkg,
      id: normalizeAddress(pkg.id),
      originalId: normalizeAddress(pkg.originalId),
      linkage: new Map([...pkg.linkage].map(([from, to]) => [normalizeAddress(from), normalizeAddress(to)])),
    };
    const modules = new Map([...own.modules].map(([name, bytes]) => [name, new LoadedModule(own, bytes)]));
    const loaded = { pkg: own, modules };
    const others = (this.#versions.get(own.originalId) ?? []).filter((p) => p.pkg.id !== own.id);
    const versions = [...others, loaded].sort((a, b) => (a.pkg.version < b.pkg.version ? -1 : 1));
    this.#versions.set(own.originalId, versions);
    // Links already made may have gone through the package this one replaces.
    if (this.#packages.has(own.id)) this.#linkers.clear();
    this.#packages.set(own.id, loaded);
  }

  signature(packageId: string, module: string, name: string): FunctionSignature | undefined {
    const definition = this.#packages
      .get(normalizeAddress(packageId))
      ?.modules.get(module)
      ?.functions.get(name);
    if (!definition) return undefined;
    const { handle, visibility, isEntry } = definition;
    const { parameters, returns, typeParameters } = handle;
    return { visibility, isEntry, typeParameters, parameters, returns };
  }

  call(
    journal: Journal,
    target: { packageId: string; module: string; name: string },
    typeArgs: MoveType[],
    args: (Value | Ref)[],
  ): (Value | Ref)[] {
    if (!(journal instanceof Session))
      throw new VmError('InvariantViolation', 'the journal must be a Session');
    const packageId = normalizeAddress(target.packageId);
    const module = this.#packages.get(packageId)?.modules.get(target.module);
    const definition = module?.functions.get(target.name);
    if (!module || !definition) {
      throw new VmError('UnknownFunction', `no function ${packageId}::${target.module}::${target.name}`);
    }
    const { parameters, typeParameters } = definition.handle;
    if (parameters.length !== args.length || typeParameters.length !== typeArgs.length) {
      throw new VmError(
        'InvariantViolation',
        `wrong number of arguments for ${target.module}::${target.name}`,
      );
    }
    const linker = this.#linker(packageId);
    const limit = Number(journal.context.workLimit - journal.work);
    const interpreter = new Interpreter(
      linker,
      {
        session: journal,
        origin: { packageId, module: target.module },
        serialize: (type, value) => this.#codecs.serialize(type, value),
        deserialize: (type, bytes) => this.#codecs.deserialize(type, bytes),
        layoutOf: (type) => this.#layout(type),
        charge: (units) => {
          interpreter.steps += Math.floor(units);
        },
      },
      limit,
    );
    try {
      return interpreter.call(linker.target(module, target.name), internList(typeArgs), args);
    } finally {
      journal.work += BigInt(Math.min(interpreter.steps, limit));
    }
  }

  abilities(type: MoveType): Abilities {
    switch (type.kind) {
      case 'signer':
        return { copy: false, drop: true, store: false, key: false };
      case 'vector':
        return { ...this.abilities(type.of), key: false };
      case 'struct': {
        const { abilities, parameters } = this.#definition(type).handle;
        // A datatype keeps an ability only if every non-phantom argument has it; `key` asks for `store`.
        const inner = type.args.filter((_, i) => !parameters[i]?.phantom).map((a) => this.abilities(a));
        return {
          copy: abilities.copy && inner.every((a) => a.copy),
          drop: abilities.drop && inner.every((a) => a.drop),
          store: abilities.store && inner.every((a) => a.store),
          key: abilities.key && inner.every((a) => a.store),
        };
      }
      default:
        return ALL;
    }
  }

  serialize(type: MoveType, value: Value): Uint8Array {
    return this.#codecs.serialize(type, value);
  }

  deserialize(type: MoveType, bytes: Uint8Array): Value {
    return this.#codecs.deserialize(type, bytes);
  }

  toJson(type: MoveType, value: Value): unknown {
    return toJson(type, value, (t) => this.#layout(t));
  }

  fields(type: MoveType): { name: string; type: MoveType }[] {
    return type.kind === 'struct' ? this.#layout(type).fields : [];
  }

  #linker(packageId: string): Linker {
    let linker = this.#linkers.get(packageId);
    if (!linker)
      this.#linkers.set(packageId, (linker = new Linker(this.#packages.get(packageId)!, this.#source)));
    return linker;
  }

  #definition(type: StructType): DatatypeDefinition {
    const versions = this.#versions.get(type.address) ?? [];
    for (let i = versions.length - 1; i >= 0; i--) {
      const definition = versions[i]!.modules.get(type.module)?.datatypes.get(type.name);
      if (definition) {
        if (definition.handle.parameters.length === type.args.length) return definition;
        throw new VmError('UnknownType', `wrong number of type arguments: ${formatType(type)}`);
      }
    }
    throw new VmError('UnknownType', `no type ${formatType(type)}`);
  }

  #layout(type: StructType): Layout {
    const key = formatType(type);
    let layout = this.#layouts.get(key);
    if (!layout) {
      const { fields, variants } = this.#definition(type);
      const bind = (list: typeof fields) =>
        list.map((f) => ({ name: f.name, type: substitute(f.type, type.args) }));
      layout = {
        fields: bind(fields),
        ...(variants && { variants: variants.map((v) => ({ name: v.name, fields: bind(v.fields) })) }),
      };
      this.#layouts.set(key, layout);
    }
    return layout;
  }
}
