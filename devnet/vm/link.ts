// Finds the code a call means. Modules name each other by original ids; which version that is, the package called by
// the transaction decides through its linkage. Modules are read and translated once, whoever links to them.
import { VmError } from './errors.ts';
import {
  readModule,
  type DatatypeDefinition,
  type FunctionDefinition,
  type ModuleFile,
} from './module-format.ts';
import type { Native } from './natives/native.ts';
import { translate, type Program } from './translate.ts';
import type { MoveType, Package, Value } from './types.ts';

type ReadConstant = (type: MoveType, data: Uint8Array) => Value;

export class LoadedModule {
  readonly file: ModuleFile;
  readonly functions = new Map<string, FunctionDefinition>();
  readonly datatypes = new Map<string, DatatypeDefinition>();
  readonly #programs: (Program | undefined)[] = [];

  constructor(
    readonly pkg: Package,
    bytes: Uint8Array,
  ) {
    this.file = readModule(bytes, pkg.originalId);
    for (const d of this.file.definitions) this.functions.set(d.handle.name, d);
    for (const d of [...this.file.structs, ...this.file.enums]) this.datatypes.set(d.handle.name, d);
  }

  program(definition: FunctionDefinition, constant: ReadConstant): Program {
    return (this.#programs[definition.index] ??= translate(this.file, definition, constant));
  }
}

export interface LoadedPackage {
  pkg: Package;
  modules: Map<string, LoadedModule>;
}

/** A function ready to run: `program` for Move code, `native` otherwise. */
export interface Target {
  module: LoadedModule;
  definition: FunctionDefinition;
  program?: Program;
  native?: Native;
  /** Functions this one's module calls, by handle; filled as they are met. */
  callees: (Target | undefined)[];
}

export interface LinkSource {
  /** A loaded package by storage id. */
  find(storageId: string): LoadedPackage | undefined;
  native(address: string, module: string, name: string): Native | undefined;
  constant: ReadConstant;
}

/** Calls as seen from one root package. */
export class Linker {
  readonly #targets = new Map<LoadedModule, Map<string, Target>>();
  readonly #callees = new Map<LoadedModule, (Target | undefined)[]>();

  constructor(
    readonly root: LoadedPackage,
    private readonly source: LinkSource,
  ) {}

  /** The function behind a handle of `from`'s module. */
  callee(from: Target, handle: number): Target {
    const { address, module, name } = from.module.file.functions[handle]!;
    return (from.callees[handle] = this.target(this.#module(address, module), name));
  }

  target(module: LoadedModule, name: string): Target {
    let byName = this.#targets.get(module);
    if (!byName) this.#targets.set(module, (byName = new Map()));
    let target = byName.get(name);
    if (!target) byName.set(name, (target = this.#link(module, name)));
    return target;
  }

  #link(module: LoadedModule, name: string): Target {
    const definition = module.functions.get(name);
    const { address, name: moduleName } = module.file.id;
    if (!definition) throw new VmError('LinkError', `no function ${address}::${moduleName}::${name}`);
    let callees = this.#callees.get(module);
    if (!callees) this.#callees.set(module, (callees = []));
    const target: Target = { module, definition, callees };
    const native = definition.code ? undefined : this.source.native(address, moduleName, name);
    if (native) target.native = native;
    else if (definition.code) target.program = module.program(definition, this.source.constant);
    else throw new VmError('LinkError', `native function ${address}::${moduleName}::${name} is not known`);
    return target;
  }

  #module(originalId: string, name: string): LoadedModule {
    const { pkg } = this.root;
    const storageId = originalId === pkg.originalId ? pkg.id : (pkg.linkage.get(originalId) ?? originalId);
    const found = this.source.find(storageId)?.modules.get(name);
    if (!found) throw new VmError('LinkError', `no module ${storageId}::${name}`);
    return found;
  }
}
