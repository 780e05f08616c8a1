// Turns a function's bytecode into the compact form the interpreter runs: opcode bytes and ready operands, one to one
// with the original offsets. Works out the static type of every stack slot on the way, because arithmetic needs the
// width and copies need to know what is shared. Relies on Move's verifier: the stack is empty between basic blocks.
import { VmError } from './errors.ts';
import type { FunctionDefinition, Instruction, ModuleFile } from './module-format.ts';
import { substitute } from './move-type.ts';
import { Op } from './opcodes.ts';
import type { MoveType, SignatureType, Slot, Value } from './types.ts';

export interface Program {
  ops: Uint8Array;
  args: Slot[];
  parameters: number;
  /** Parameters and locals together. */
  slots: number;
}

/** Operand of CALL and CALL_GENERIC. */
export interface CallSite {
  handle: number;
  parameters: number;
  types: SignatureType[];
  /** Type arguments by the caller's own, which are interned lists. */
  bound: Map<readonly MoveType[], readonly MoveType[]>;
}

const NONE: readonly MoveType[] = [];
const BITS: Record<string, number> = { u8: 8, u16: 16, u32: 32, u64: 64, u128: 128, u256: 256 };
const CAST: Record<number, SignatureType['kind']> = {
  [Op.CAST_U8]: 'u8',
  [Op.CAST_U16]: 'u16',
  [Op.CAST_U32]: 'u32',
  [Op.CAST_U64]: 'u64',
  [Op.CAST_U128]: 'u128',
  [Op.CAST_U256]: 'u256',
  [Op.LD_U8]: 'u8',
  [Op.LD_U16]: 'u16',
  [Op.LD_U32]: 'u32',
  [Op.LD_U64]: 'u64',
  [Op.LD_U128]: 'u128',
  [Op.LD_U256]: 'u256',
};
const BOOL: SignatureType = { kind: 'bool' };
const U64: SignatureType = { kind: 'u64' };

export function translate(
  file: ModuleFile,
  definition: FunctionDefinition,
  constant: (type: MoveType, data: Uint8Array) => Value,
): Program {
  const { code, handle } = definition;
  if (!code) throw new VmError('LinkError', `${handle.module}::${handle.name} has no code`);
  const locals = [...handle.parameters, ...code.locals];
  const { instructions } = code;
  const ops = new Uint8Array(instructions.length);
  const args = instructions.map((): Slot => undefined);
  const stack: SignatureType[] = [];

  const pop = (): SignatureType => stack.pop() ?? broken('stack underflow');
  const push = (...types: SignatureType[]) => void stack.push(...types);
  const target = (): SignatureType => {
    const type = pop();
    return type.kind === 'ref' ? type.to : broken('not a reference');
  };
  const at = <T>(list: readonly T[], index: number): T =>
    list[index] ?? broken(`index ${index} out of range`);
  const bits = (type: SignatureType): number => BITS[type.kind] ?? broken(`arithmetic on ${type.kind}`);
  const limit = (type: SignatureType): bigint => 1n << BigInt(bits(type));

  /** A type's definition, field types bound; `index` means a definition or an instance of one. */
  const structOf = (index: number, generic: boolean) => {
    const instance = generic ? at(file.structInstances, index) : { definition: index, types: [] };
    const { handle: h, fields } = at(file.structs, instance.definition);
    return { self: datatype(h, instance.types), fields: fields.map((f) => bind(f.type, instance.types)) };
  };
  const variantOf = (index: number, generic: boolean) => {
    const found = generic ? at(file.variantInstances, index) : at(file.variantHandles, index);
    const instance =
      'instance' in found ? at(file.enumInstances, found.instance) : { definition: found.enum, types: [] };
    const definition = at(file.enums, instance.definition);
    const fields = at(definition.variants ?? [], found.variant).fields.map((f) =>
      bind(f.type, instance.types),
    );
    return { self: datatype(definition.handle, instance.types), variant: found.variant, fields };
  };

  const step = ({ op, index, literal }: Instruction, pc: number): unknown => {
    switch (op) {
      case Op.POP:
      case Op.ABORT:
      case Op.ST_LOC:
        pop();
        return index;
      case Op.BR_TRUE:
      case Op.BR_FALSE:
        pop();
        return index;
      case Op.LD_CONST: {
        const { type, data } = at(file.constants, index);
        push(type);
        if (type.kind === 'vector') ops[pc] = Op.LD_CONST_DEEP;
        return constant(substitute(type, NONE), data);
      }
      case Op.LD_TRUE:
      case Op.LD_FALSE:
        return push(BOOL);
      case Op.COPY_LOC:
        push(at(locals, index));
        if (isDeep(at(locals, index))) ops[pc] = Op.COPY_LOC_DEEP;
        return index;
      case Op.MOVE_LOC:
        push(at(locals, index));
        return index;
      case Op.MUT_BORROW_LOC:
      case Op.IMM_BORROW_LOC:
        push(reference(at(locals, index)));
        return index;
      case Op.MUT_BORROW_FIELD:
      case Op.IMM_BORROW_FIELD:
      case Op.MUT_BORROW_FIELD_GENERIC:
      case Op.IMM_BORROW_FIELD_GENERIC: {
        const generic = op >= Op.MUT_BORROW_FIELD_GENERIC;
        const instance = generic ? at(file.fieldInstances, index) : { handle: index, types: [] };
        const { struct, field } = at(file.fieldHandles, instance.handle);
        pop();
        push(reference(bind(at(at(file.structs, struct).fields, field).type, instance.types)));
        return field;
      }
      case Op.CALL:
      case Op.CALL_GENERIC: {
        const instance = op === Op.CALL ? { handle: index, types: [] } : at(file.functionInstances, index);
        const callee = at(file.functions, instance.handle);
        callee.parameters.forEach(pop);
        push(...callee.returns.map((t) => bind(t, instance.types)));
        const site: CallSite = { ...instance, parameters: callee.parameters.length, bound: new Map() };
        return site;
      }
      case Op.PACK:
      case Op.PACK_GENERIC: {
        const { self, fields } = structOf(index, op === Op.PACK_GENERIC);
        fields.forEach(pop);
        push(self);
        return fields.length;
      }
      case Op.UNPACK:
      case Op.UNPACK_GENERIC:
        pop();
        return push(...structOf(index, op === Op.UNPACK_GENERIC).fields);
      case Op.PACK_VARIANT:
      case Op.PACK_VARIANT_GENERIC: {
        const { self, variant, fields } = variantOf(index, op === Op.PACK_VARIANT_GENERIC);
        fields.forEach(pop);
        push(self);
        return { variant, count: fields.length };
      }
      case Op.UNPACK_VARIANT:
      case Op.UNPACK_VARIANT_GENERIC: {
        const { variant, fields } = variantOf(index, op === Op.UNPACK_VARIANT_GENERIC);
        pop();
        push(...fields);
        return variant;
      }
      case Op.UNPACK_VARIANT_IMM_REF:
      case Op.UNPACK_VARIANT_MUT_REF:
      case Op.UNPACK_VARIANT_GENERIC_IMM_REF:
      case Op.UNPACK_VARIANT_GENERIC_MUT_REF: {
        const { variant, fields } = variantOf(index, op >= Op.UNPACK_VARIANT_GENERIC_IMM_REF);
        pop();
        push(...fields.map(reference));
        return variant;
      }
      case Op.VARIANT_SWITCH:
        pop();
        return at(code.jumpTables, index);
      case Op.READ_REF: {
        const type = target();
        push(type);
        if (isDeep(type)) ops[pc] = Op.READ_REF_DEEP;
        return undefined;
      }
      case Op.WRITE_REF:
        pop();
        return void pop();
      case Op.ADD:
      case Op.MUL:
        pop();
        return limit(at(stack, stack.length - 1));
      case Op.SHL: {
        pop();
        const width = bits(at(stack, stack.length - 1));
        return { bits: BigInt(width), mask: (1n << BigInt(width)) - 1n };
      }
      case Op.SHR:
        pop();
        return BigInt(bits(at(stack, stack.length - 1)));
      case Op.SUB:
      case Op.MOD:
      case Op.DIV:
      case Op.BIT_OR:
      case Op.BIT_AND:
      case Op.XOR:
      case Op.OR:
      case Op.AND:
        return void pop();
      case Op.EQ:
      case Op.NEQ: {
        const type = pop();
        pop();
        push(BOOL);
        if (type.kind === 'ref') ops[pc] = op === Op.EQ ? Op.EQ_REF : Op.NEQ_REF;
        else if (isDeep(type)) ops[pc] = op === Op.EQ ? Op.EQ_DEEP : Op.NEQ_DEEP;
        return undefined;
      }
      case Op.LT:
      case Op.GT:
      case Op.LE:
      case Op.GE:
        pop();
        pop();
        return push(BOOL);
      case Op.CAST_U8:
      case Op.CAST_U16:
      case Op.CAST_U32:
      case Op.CAST_U64:
      case Op.CAST_U128:
      case Op.CAST_U256: {
        const type = { kind: CAST[op] } as SignatureType;
        pop();
        push(type);
        return limit(type);
      }
      case Op.LD_U8:
      case Op.LD_U16:
      case Op.LD_U32:
      case Op.LD_U64:
      case Op.LD_U128:
      case Op.LD_U256:
        push({ kind: CAST[op] } as SignatureType);
        return literal;
      case Op.VEC_PACK:
        for (let n = literal; n > 0n; n--) pop();
        push({ kind: 'vector', of: at(at(file.signatures, index), 0) });
        return Number(literal);
      case Op.VEC_UNPACK: {
        pop();
        for (let n = literal; n > 0n; n--) push(at(at(file.signatures, index), 0));
        return Number(literal);
      }
      case Op.VEC_LEN:
        pop();
        return push(U64);
      case Op.VEC_IMM_BORROW:
      case Op.VEC_MUT_BORROW:
        pop();
        pop();
        return push(reference(at(at(file.signatures, index), 0)));
      case Op.VEC_PUSH_BACK:
        pop();
        return void pop();
      case Op.VEC_POP_BACK:
        pop();
        return push(at(at(file.signatures, index), 0));
      case Op.VEC_SWAP:
        pop();
        pop();
        return void pop();
      default:
        // RET, BRANCH, NOT, NOP, FREEZE_REF: no effect on the types that matter.
        return index;
    }
  };

  const leaders = new Set<number>(code.jumpTables.flat());
  for (const { op, index } of instructions) {
    if (op === Op.BR_TRUE || op === Op.BR_FALSE || op === Op.BRANCH) leaders.add(index);
  }
  instructions.forEach((instruction, pc) => {
    if (leaders.has(pc)) stack.length = 0;
    ops[pc] = instruction.op;
    args[pc] = step(instruction, pc);
    if (instruction.op === Op.RET || instruction.op === Op.ABORT || instruction.op === Op.BRANCH)
      stack.length = 0;
  });
  return { ops, args, parameters: handle.parameters.length, slots: locals.length };
}

function broken(why: string): never {
  throw new VmError('LinkError', `bytecode is not verified: ${why}`);
}

const isDeep = (type: SignatureType) =>
  type.kind === 'vector' || type.kind === 'struct' || type.kind === 'param';
const reference = (to: SignatureType): SignatureType => ({ kind: 'ref', mutable: true, to });
const datatype = (
  { address, module, name }: { address: string; module: string; name: string },
  args: SignatureType[],
): SignatureType => ({ kind: 'struct', address, module, name, args });

/** Binds type parameters to signature types, which may mention the caller's own parameters. */
function bind(type: SignatureType, args: readonly SignatureType[]): SignatureType {
  if (!args.length) return type;
  switch (type.kind) {
    case 'param':
      return args[type.index] ?? type;
    case 'vector':
      return { kind: 'vector', of: bind(type.of, args) };
    case 'ref':
      return { ...type, to: bind(type.to, args) };
    case 'struct':
      return { ...type, args: type.args.map((a) => bind(a, args)) };
    default:
      return type;
  }
}
