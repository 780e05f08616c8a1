// Reads a compiled module: header, tables, signatures, definitions, raw code. Addresses and names are resolved;
// nothing is linked or checked beyond the shape. Replaces the WASM deserialiser: it is synchronous, needs no
// asset in a Worker, and takes about a tenth of the time.
import { VmError } from './errors.ts';
import { ByteReader } from './byte-reader.ts';
import { OPERANDS } from './opcodes.ts';
import { bytesToAddress, BYTE } from './value.ts';
import type { Abilities, SignatureType } from './types.ts';

export interface ModuleId {
  address: string;
  name: string;
}
export interface DatatypeHandle {
  address: string;
  module: string;
  name: string;
  abilities: Abilities;
  parameters: { constraints: Abilities; phantom: boolean }[];
}
export interface FunctionHandle {
  address: string;
  module: string;
  name: string;
  parameters: SignatureType[];
  returns: SignatureType[];
  typeParameters: Abilities[];
}
export interface Field {
  name: string;
  type: SignatureType;
}
/** A struct, or an enum when `variants` is set. */
export interface DatatypeDefinition {
  handle: DatatypeHandle;
  fields: Field[];
  variants?: { name: string; fields: Field[] }[];
}
export interface Instruction {
  op: number;
  index: number;
  literal: bigint;
}
export interface FunctionDefinition {
  index: number;
  handle: FunctionHandle;
  visibility: 'public' | 'private' | 'friend';
  isEntry: boolean;
  /** Absent for a native function. */
  code?: { locals: SignatureType[]; instructions: Instruction[]; jumpTables: number[][] };
}
export interface ModuleFile {
  id: ModuleId;
  datatypes: DatatypeHandle[];
  functions: FunctionHandle[];
  functionInstances: { handle: number; types: SignatureType[] }[];
  signatures: SignatureType[][];
  constants: { type: SignatureType; data: Uint8Array }[];
  structs: DatatypeDefinition[];
  structInstances: { definition: number; types: SignatureType[] }[];
  enums: DatatypeDefinition[];
  enumInstances: { definition: number; types: SignatureType[] }[];
  fieldHandles: { struct: number; field: number }[];
  fieldInstances: { handle: number; types: SignatureType[] }[];
  variantHandles: { enum: number; variant: number }[];
  variantInstances: { instance: number; variant: number }[];
  definitions: FunctionDefinition[];
}

const Table = {
  MODULES: 0x1,
  DATATYPES: 0x2,
  FUNCTIONS: 0x3,
  FUNCTION_INSTANCES: 0x4,
  SIGNATURES: 0x5,
  CONSTANTS: 0x6,
  IDENTIFIERS: 0x7,
  ADDRESSES: 0x8,
  STRUCTS: 0xa,
  STRUCT_INSTANCES: 0xb,
  DEFINITIONS: 0xc,
  FIELD_HANDLES: 0xd,
  FIELD_INSTANCES: 0xe,
  ENUMS: 0x11,
  ENUM_INSTANCES: 0x12,
  VARIANT_HANDLES: 0x13,
  VARIANT_INSTANCES: 0x14,
} as const;

const ZERO = '0x' + '0'.repeat(64);
const PRIMITIVE: Record<number, SignatureType> = {
  0x1: { kind: 'bool' },
  0x2: { kind: 'u8' },
  0x3: { kind: 'u64' },
  0x4: { kind: 'u128' },
  0x5: { kind: 'address' },
  0xc: { kind: 'signer' },
  0xd: { kind: 'u16' },
  0xe: { kind: 'u32' },
  0xf: { kind: 'u256' },
};

/** `selfAddress` takes the place of 0x0 in a module compiled before its package had an id. */
export function readModule(bytes: Uint8Array, selfAddress: string): ModuleFile {
  const header = new ByteReader(bytes, 'module');
  if (header.uint(4) !== 0x0beb1ca1) header.fail('not a Move module');
  const version = header.uint(4) & 0xffffff;
  if (version < 6 || version > 7)
    throw new VmError('LinkError', `bytecode version ${version} is not supported`);
  const ranges = new Map<number, [number, number]>();
  for (let n = header.uleb(); n > 0; n--) ranges.set(header.u8(), [header.uleb(), header.uleb()]);
  const start = header.at;
  let end = start;
  for (const [offset, length] of ranges.values()) end = Math.max(end, start + offset + length);
  const table = <T>(kind: number, read: (r: ByteReader) => T): T[] => {
    const [offset, length] = ranges.get(kind) ?? [0, 0];
    const r = new ByteReader(bytes.subarray(start + offset, start + offset + length), 'module');
    const items: T[] = [];
    while (r.left > 0) items.push(read(r));
    return items;
  };
  const at = <T>(list: T[], index: number): T => list[index] ?? header.fail(`index ${index} out of range`);
  const many = <T>(r: ByteReader, read: () => T): T[] => Array.from({ length: r.uleb() }, read);

  const names = table(Table.IDENTIFIERS, (r) => new TextDecoder().decode(r.take(r.uleb())));
  const addresses = table(Table.ADDRESSES, (r) => bytesToAddress(r.take(32)));
  const modules = table(Table.MODULES, (r) => {
    const address = at(addresses, r.uleb());
    return { address: address === ZERO ? selfAddress : address, name: at(names, r.uleb()) };
  });
  const self = at(modules, new ByteReader(bytes.subarray(end), 'module').uleb());

  const datatypes = table(Table.DATATYPES, (r): DatatypeHandle => {
    const { address, name: module } = at(modules, r.uleb());
    const name = at(names, r.uleb());
    const parameter = () => ({ constraints: readAbilities(r), phantom: false });
    return {
      address,
      module,
      name,
      abilities: readAbilities(r),
      parameters: many(r, () => ({ ...parameter(), phantom: r.u8() !== 0 })),
    };
  });
  const token = (r: ByteReader): SignatureType => {
    const tag = r.u8();
    const primitive = PRIMITIVE[tag];
    if (primitive) return primitive;
    if (tag === 0x6 || tag === 0x7) return { kind: 'ref', mutable: tag === 0x7, to: token(r) };
    if (tag === 0x9) return { kind: 'param', index: r.uleb() };
    if (tag === 0xa) return { kind: 'vector', of: token(r) };
    if (tag !== 0x8 && tag !== 0xb) return r.fail(`signature tag ${tag}`);
    const { address, module, name } = at(datatypes, r.uleb());
    return { kind: 'struct', address, module, name, args: tag === 0xb ? many(r, () => token(r)) : [] };
  };
  const signatures = table(Table.SIGNATURES, (r) => many(r, () => token(r)));
  const signature = (r: ByteReader) => at(signatures, r.uleb());
  const functions = table(Table.FUNCTIONS, (r): FunctionHandle => {
    const { address, name: module } = at(modules, r.uleb());
    return {
      address,
      module,
      name: at(names, r.uleb()),
      parameters: signature(r),
      returns: signature(r),
      typeParameters: many(r, () => readAbilities(r)),
    };
  });
  const fields = (r: ByteReader) => many(r, (): Field => ({ name: at(names, r.uleb()), type: token(r) }));

  return {
    id: self,
    datatypes,
    functions,
    functionInstances: table(Table.FUNCTION_INSTANCES, (r) => ({ handle: r.uleb(), types: signature(r) })),
    signatures,
    constants: table(Table.CONSTANTS, (r) => ({ type: token(r), data: r.take(r.uleb()) })),
    structs: table(Table.STRUCTS, (r): DatatypeDefinition => {
      const handle = at(datatypes, r.uleb());
      return { handle, fields: r.u8() === 0x1 ? [] : fields(r) };
    }),
    structInstances: table(Table.STRUCT_INSTANCES, (r) => ({ definition: r.uleb(), types: signature(r) })),
    enums: table(Table.ENUMS, (r): DatatypeDefinition => {
      const handle = at(datatypes, r.uleb());
      r.u8(); // always "declared"
      return {
        handle,
        fields: [],
        variants: many(r, () => ({ name: at(names, r.uleb()), fields: fields(r) })),
      };
    }),
    enumInstances: table(Table.ENUM_INSTANCES, (r) => ({ definition: r.uleb(), types: signature(r) })),
    fieldHandles: table(Table.FIELD_HANDLES, (r) => ({ struct: r.uleb(), field: r.uleb() })),
    fieldInstances: table(Table.FIELD_INSTANCES, (r) => ({ handle: r.uleb(), types: signature(r) })),
    variantHandles: table(Table.VARIANT_HANDLES, (r) => ({ enum: r.uleb(), variant: r.uleb() })),
    variantInstances: table(Table.VARIANT_INSTANCES, (r) => ({ instance: r.uleb(), variant: r.uleb() })),
    definitions: table(Table.DEFINITIONS, (r) => readFunction(r)).map(
      ({ handle, locals, ...rest }, index) => ({
        ...rest.head,
        index,
        handle: at(functions, handle),
        ...(rest.body && { code: { locals: at(signatures, locals), ...rest.body } }),
      }),
    ),
  };
}

function readAbilities(r: ByteReader): Abilities {
  const bits = r.uleb();
  return { copy: (bits & 1) !== 0, drop: (bits & 2) !== 0, store: (bits & 4) !== 0, key: (bits & 8) !== 0 };
}

function readFunction(r: ByteReader) {
  const handle = r.uleb();
  const visibility = r.u8();
  const flags = r.u8();
  for (let n = r.uleb(); n > 0; n--) r.uleb(); // acquires: unused on Sui
  const head = {
    visibility:
      visibility === 1 ? ('public' as const) : visibility === 3 ? ('friend' as const) : ('private' as const),
    isEntry: (flags & 0x4) !== 0,
  };
  if (flags & 0x2) return { handle, head, locals: 0 };
  const locals = r.uleb();
  const instructions = Array.from({ length: r.uleb() }, () => readInstruction(r));
  const jumpTables = Array.from({ length: r.uleb() }, () => {
    r.uleb(); // the enum switched on; the verifier has matched it
    const count = r.uleb();
    if (r.u8() !== 0x1) r.fail('jump table form');
    return Array.from({ length: count }, () => r.uleb());
  });
  return { handle, head, locals, body: { instructions, jumpTables } };
}

function readInstruction(r: ByteReader): Instruction {
  const op = r.u8();
  const operand = OPERANDS[op]!;
  switch (operand) {
    case 'none':
      return { op, index: 0, literal: 0n };
    case 'index':
      return { op, index: r.uleb(), literal: 0n };
    case 'vector':
      return { op, index: r.uleb(), literal: r.big(8) };
    case 'u8':
      return { op, index: 0, literal: BYTE[r.u8()]! };
    case 'u16':
      return { op, index: 0, literal: BigInt(r.uint(2)) };
    case 'illegal':
      return r.fail(`opcode ${op}`);
    default:
      return { op, index: 0, literal: r.big(Number(operand.slice(1)) / 8) };
  }
}
