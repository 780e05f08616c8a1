// Package summaries as @mysten/codegen reads them, made from bytecode: the sui binary that usually writes them is
// not needed. Types and signatures come from the bytecode alone; names and docs may be added from source.
import { deserialize } from '@mysten/move-bytecode-template';
import type { SourceNames } from './source-names.ts';

type Token =
  | string
  | { Vector: Token }
  | { Reference: Token }
  | { MutableReference: Token }
  | { Datatype: number }
  | { DatatypeInstantiation: [number, Token[]] }
  | { TypeParameter: number };
interface FieldDefinition {
  name: number;
  signature: Token;
}
interface BytecodeModule {
  self_module_handle_idx: number;
  module_handles: { address: number; name: number }[];
  datatype_handles: {
    module: number;
    name: number;
    abilities: number;
    type_parameters: { constraints: number; is_phantom: boolean }[];
  }[];
  function_handles: {
    module: number;
    name: number;
    parameters: number;
    return_: number;
    type_parameters: number[];
  }[];
  signatures: Token[][];
  identifiers: string[];
  address_identifiers: string[];
  struct_defs: { struct_handle: number; field_information: 'Native' | { Declared: FieldDefinition[] } }[];
  enum_defs: { enum_handle: number; variants: { variant_name: number; fields: FieldDefinition[] }[] }[];
  function_defs: { function: number; visibility: 'Public' | 'Friend' | 'Private'; is_entry: boolean }[];
}

/** Bits of an ability set in bytecode, in the order summaries list them. */
const ABILITIES = [
  [1, 'Copy'],
  [2, 'Drop'],
  [4, 'Store'],
  [8, 'Key'],
] as const;
const abilities = (bits: number) => ABILITIES.filter(([bit]) => bits & bit).map(([, name]) => name);

/** One module's summary. `labels` gives packages names by address (64 hex digits, no prefix). */
export function summarizeModule(bytes: Uint8Array, labels: Record<string, string>, names?: SourceNames) {
  const module = deserialize(bytes) as BytecodeModule;
  const text = (index: number) => module.identifiers[index]!;
  const moduleId = (index: number) => {
    const handle = module.module_handles[index]!;
    const address = module.address_identifiers[handle.address]!;
    return { address: labels[address] ?? `0x${address}`, name: text(handle.name) };
  };

  function type(token: Token): unknown {
    if (typeof token === 'string') return token.toLowerCase();
    if ('Vector' in token) return { vector: type(token.Vector) };
    if ('Reference' in token) return { Reference: [false, type(token.Reference)] };
    if ('MutableReference' in token) return { Reference: [true, type(token.MutableReference)] };
    if ('TypeParameter' in token) return { TypeParameter: token.TypeParameter };
    const [index, args] = 'Datatype' in token ? [token.Datatype, []] : token.DatatypeInstantiation;
    const handle = module.datatype_handles[index]!;
    const typeArguments = args.map((argument, i) => ({
      phantom: handle.type_parameters[i]!.is_phantom,
      argument: type(argument),
    }));
    return {
      Datatype: { module: moduleId(handle.module), name: text(handle.name), type_arguments: typeArguments },
    };
  }

  const fields = (list: FieldDefinition[], docs?: Map<string, string>) => ({
    positional_fields: list.length > 0 && list.every((field, i) => text(field.name) === `pos${i}`),
    fields: Object.fromEntries(
      list.map((field, index) => {
        const name = text(field.name);
        return [name, { index, doc: docs?.get(name) ?? null, type_: type(field.signature) }];
      }),
    ),
  });
  const datatype = (handleIndex: number) => {
    const handle = module.datatype_handles[handleIndex]!;
    return {
      name: text(handle.name),
      abilities: abilities(handle.abilities),
      type_parameters: handle.type_parameters.map((p) => ({
        phantom: p.is_phantom,
        constraints: abilities(p.constraints),
      })),
    };
  };

  const structs = module.struct_defs.map((definition, index) => {
    const { name, ...head } = datatype(definition.struct_handle);
    const source = names?.structs.get(name);
    const declared = definition.field_information === 'Native' ? [] : definition.field_information.Declared;
    return [
      name,
      { index, doc: source?.doc ?? null, attributes: [], ...head, fields: fields(declared, source?.fields) },
    ];
  });
  const enums = module.enum_defs.map((definition, index) => {
    const { name, ...head } = datatype(definition.enum_handle);
    const variants = definition.variants.map((variant, i) => [
      text(variant.variant_name),
      { index: i, doc: null, fields: fields(variant.fields) },
    ]);
    return [name, { index, doc: null, attributes: [], ...head, variants: Object.fromEntries(variants) }];
  });
  const functions = module.function_defs.map((definition, index) => {
    const handle = module.function_handles[definition.function]!;
    const parameters = module.signatures[handle.parameters]!;
    const source = names?.functions.get(text(handle.name));
    const named = source?.parameters.length === parameters.length ? source.parameters : undefined;
    const typeNames =
      source?.typeParameters.length === handle.type_parameters.length ? source.typeParameters : [];
    const summary = {
      index,
      doc: source?.doc ?? null,
      attributes: [],
      visibility: definition.visibility,
      entry: definition.is_entry,
      macro_: false,
      type_parameters: handle.type_parameters.map((constraints, i) => ({
        ...(typeNames[i] ? { name: typeNames[i] } : {}),
        phantom: false,
        constraints: abilities(constraints),
      })),
      parameters: parameters.map((token, i) => ({
        ...(named ? { name: named[i]! } : {}),
        type_: type(token),
      })),
      return_: module.signatures[handle['return_']]!.map(type),
    };
    return [text(handle.name), summary];
  });

  return {
    id: moduleId(module.self_module_handle_idx),
    doc: names?.doc ?? null,
    immediate_dependencies: [],
    attributes: [],
    functions: Object.fromEntries(functions),
    structs: Object.fromEntries(structs),
    enums: Object.fromEntries(enums),
  };
}
