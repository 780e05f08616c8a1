// Move packages, datatypes and functions -> the wire's descriptors.
// Reads compiled modules; knows no ledger.
import { GrpcTypes as G } from '@mysten/sui/grpc';
import type { TypeOrigin } from '../chain/types.ts';
import {
  readModule,
  type DatatypeDefinition,
  type Field,
  type FunctionDefinition,
  type ModuleFile,
} from '../vm/module-format.ts';
import type { Abilities, FunctionSignature, Package, SignatureType } from '../vm/types.ts';

export function readPackageModule(pkg: Package, name: string): ModuleFile | undefined {
  const bytes = pkg.modules.get(name);
  return bytes && readModule(bytes, pkg.originalId);
}

export function writePackage(pkg: Package, origins: TypeOrigin[]): G.Package {
  const modules = [...pkg.modules].map(([name, contents]): G.Module => {
    const module = readModule(contents, pkg.originalId);
    return {
      name,
      contents,
      datatypes: [...module.structs, ...module.enums].map((d) => writeDatatype(d, origins)),
      functions: module.definitions.map(writeDefinition),
    };
  });
  return {
    storageId: pkg.id,
    originalId: pkg.originalId,
    version: pkg.version,
    modules,
    typeOrigins: origins.map((o) => ({ moduleName: o.module, datatypeName: o.name, packageId: o.package })),
    linkage: [...pkg.linkage].map(([originalId, upgradedId]) => ({ originalId, upgradedId })),
  };
}

export function writeDatatype(
  { handle, fields, variants }: DatatypeDefinition,
  origins: TypeOrigin[],
): G.DatatypeDescriptor {
  const { STRUCT, ENUM } = G.DatatypeDescriptor_DatatypeKind;
  const origin = origins.find((o) => o.module === handle.module && o.name === handle.name);
  const definingId = origin?.package ?? handle.address;
  return {
    typeName: `${definingId}::${handle.module}::${handle.name}`,
    definingId,
    module: handle.module,
    name: handle.name,
    abilities: writeAbilities(handle.abilities),
    typeParameters: handle.parameters.map(({ constraints, phantom }) => ({
      constraints: writeAbilities(constraints),
      isPhantom: phantom,
    })),
    kind: variants ? ENUM : STRUCT,
    fields: fields.map(writeField),
    variants: (variants ?? []).map((variant, position) => ({
      name: variant.name,
      position,
      fields: variant.fields.map(writeField),
    })),
  };
}

export function writeFunction(name: string, signature: FunctionSignature): G.FunctionDescriptor {
  const { PUBLIC, PRIVATE, FRIEND } = G.FunctionDescriptor_Visibility;
  return {
    name,
    visibility: { public: PUBLIC, private: PRIVATE, friend: FRIEND }[signature.visibility],
    isEntry: signature.isEntry,
    typeParameters: signature.typeParameters.map((a) => ({ constraints: writeAbilities(a) })),
    parameters: signature.parameters.map(writeSignature),
    returns: signature.returns.map(writeSignature),
  };
}

function writeDefinition({ handle, visibility, isEntry }: FunctionDefinition): G.FunctionDescriptor {
  return writeFunction(handle.name, { ...handle, visibility, isEntry });
}

function writeField({ name, type }: Field, position: number): G.FieldDescriptor {
  return { name, position, type: writeBody(type) };
}

function writeSignature(type: SignatureType): G.OpenSignature {
  const { MUTABLE, IMMUTABLE } = G.OpenSignature_Reference;
  if (type.kind !== 'ref') return { body: writeBody(type) };
  return { reference: type.mutable ? MUTABLE : IMMUTABLE, body: writeBody(type.to) };
}

function writeBody(type: SignatureType): G.OpenSignatureBody {
  const Type = G.OpenSignatureBody_Type;
  switch (type.kind) {
    case 'param':
      return { type: Type.TYPE_PARAMETER, typeParameter: type.index, typeParameterInstantiation: [] };
    case 'vector':
      return { type: Type.VECTOR, typeParameterInstantiation: [writeBody(type.of)] };
    case 'struct':
      return {
        type: Type.DATATYPE,
        typeName: `${type.address}::${type.module}::${type.name}`,
        typeParameterInstantiation: type.args.map(writeBody),
      };
    case 'ref':
    case 'signer':
      return { type: Type.TYPE_UNKNOWN, typeParameterInstantiation: [] };
    default:
      return {
        type: Type[type.kind.toUpperCase() as 'BOOL' | 'U8' | 'ADDRESS'],
        typeParameterInstantiation: [],
      };
  }
}

function writeAbilities({ copy, drop, store, key }: Abilities): G.Ability[] {
  const { COPY, DROP, STORE, KEY } = G.Ability;
  return [...(copy ? [COPY] : []), ...(drop ? [DROP] : []), ...(store ? [STORE] : []), ...(key ? [KEY] : [])];
}
