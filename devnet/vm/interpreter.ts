// Runs Move functions: one loop over translated programs with its own frame stack, so recursion in Move does not
// nest calls in JavaScript. Knows no storage and no packages beyond the linker it is given.
import { VmError } from './errors.ts';
import { abort, fail, place } from './fault.ts';
import type { Linker, Target } from './link.ts';
import { internList, substitute } from './move-type.ts';
import type { NativeContext } from './natives/native.ts';
import { Op } from './opcodes.ts';
import type { CallSite } from './translate.ts';
import { copyValue, equalValues, sizeOf } from './value.ts';
import type { MoveType, Ref, Slot, StructValue, Value } from './types.ts';

const MAX_FRAMES = 1024;
/** Deep copies and comparisons cost a unit per this many leaves. */
const LEAVES_PER_UNIT = 8;

interface Frame {
  target: Target;
  types: readonly MoveType[];
  locals: Slot[];
  pc: number;
}

export class Interpreter {
  /** Work done by this call so far. */
  steps = 0;
  readonly #frames: Frame[] = [];
  readonly #stack: Slot[] = [];

  constructor(
    private readonly linker: Linker,
    private readonly context: NativeContext,
    private readonly limit: number,
  ) {}

  call(target: Target, types: readonly MoveType[], args: (Value | Ref)[]): (Value | Ref)[] {
    this.#stack.push(...args);
    if (target.native) this.#callNative(target, types);
    else this.#run(this.#enter(target, types));
    if (this.steps > this.limit) throw new VmError('OutOfGas', 'work limit reached');
    return this.#stack;
  }

  #enter(target: Target, types: readonly MoveType[]): Frame {
    const { parameters, slots } = target.program!;
    const locals = this.#stack.splice(this.#stack.length - parameters);
    for (let i = parameters; i < slots; i++) locals.push(undefined);
    const frame = { target, types, locals, pc: 0 };
    if (this.#frames.push(frame) > MAX_FRAMES)
      fail('CallStackOverflow', 'too many nested calls', frame.target, 0);
    return frame;
  }

  #callNative(target: Target, types: readonly MoveType[]): void {
    const stack = this.#stack;
    const args = stack.splice(stack.length - target.definition.handle.parameters.length);
    try {
      const results = target.native!(this.context, types, args);
      if (results) for (let i = 0; i < results.length; i++) stack.push(results[i]);
    } catch (error) {
      throw place(error, target, 0);
    }
  }

  /** Type arguments of a call site under the caller's own. */
  #bind(site: CallSite, types: readonly MoveType[]): readonly MoveType[] {
    let bound = site.bound.get(types);
    if (!bound) site.bound.set(types, (bound = internList(site.types.map((t) => substitute(t, types)))));
    return bound;
  }

  #charge(value: Value): void {
    this.steps += Math.floor(sizeOf(value) / LEAVES_PER_UNIT);
  }

  #run(first: Frame): void {
    const frames = this.#frames;
    const stack = this.#stack;
    const { limit } = this;
    let frame = first;
    let { ops, args } = frame.target.program!;
    let { locals } = frame;
    let pc = 0;
    // Shared by the cases below; declared once to keep the loop's register file small.
    let a: Slot, b: Slot, arg: Slot, i: number;

    for (;;) {
      if (++this.steps > limit) fail('OutOfGas', 'work limit reached', frame.target, pc);
      arg = args[pc];
      switch (ops[pc++]) {
        case Op.POP:
          stack.pop();
          break;
        case Op.RET:
          frames.pop();
          if (frame === first) return;
          frame = frames[frames.length - 1]!;
          ({ ops, args } = frame.target.program!);
          ({ locals, pc } = frame);
          break;
        case Op.BR_TRUE:
          if (stack.pop()) pc = arg;
          break;
        case Op.BR_FALSE:
          if (!stack.pop()) pc = arg;
          break;
        case Op.BRANCH:
          pc = arg;
          break;
        case Op.LD_U8:
        case Op.LD_U16:
        case Op.LD_U32:
        case Op.LD_U64:
        case Op.LD_U128:
        case Op.LD_U256:
        case Op.LD_CONST:
          stack.push(arg);
          break;
        case Op.LD_CONST_DEEP:
          this.#charge(arg);
          stack.push(copyValue(arg));
          break;
        case Op.LD_TRUE:
          stack.push(true);
          break;
        case Op.LD_FALSE:
          stack.push(false);
          break;
        case Op.COPY_LOC:
          stack.push(locals[arg]);
          break;
        case Op.COPY_LOC_DEEP:
          a = locals[arg];
          this.#charge(a);
          stack.push(copyValue(a));
          break;
        case Op.MOVE_LOC:
          stack.push(locals[arg]);
          locals[arg] = undefined;
          break;
        case Op.ST_LOC:
          locals[arg] = stack.pop();
          break;
        case Op.MUT_BORROW_LOC:
        case Op.IMM_BORROW_LOC:
          stack.push({ container: locals, key: arg });
          break;
        case Op.MUT_BORROW_FIELD:
        case Op.IMM_BORROW_FIELD:
        case Op.MUT_BORROW_FIELD_GENERIC:
        case Op.IMM_BORROW_FIELD_GENERIC:
          a = stack.pop();
          stack.push({ container: a.container[a.key].fields, key: arg });
          break;
        case Op.CALL:
        case Op.CALL_GENERIC:
          a = frame.target.callees[arg.handle] ?? this.#resolve(frame, arg, pc - 1);
          b = arg.types.length ? this.#bind(arg, frame.types) : NO_TYPES;
          if (a.native) {
            this.#callNative(a, b);
            break;
          }
          frame.pc = pc;
          frame = this.#enter(a, b);
          ({ ops, args } = frame.target.program!);
          ({ locals } = frame);
          pc = 0;
          break;
        case Op.PACK:
        case Op.PACK_GENERIC:
          stack.push({ fields: stack.splice(stack.length - arg, arg) });
          break;
        case Op.UNPACK:
        case Op.UNPACK_GENERIC:
          a = stack.pop().fields;
          for (i = 0; i < a.length; i++) stack.push(a[i]);
          break;
        case Op.PACK_VARIANT:
        case Op.PACK_VARIANT_GENERIC:
          a = stack.splice(stack.length - arg.count, arg.count);
          stack.push({ fields: a, variant: arg.variant });
          break;
        case Op.UNPACK_VARIANT:
        case Op.UNPACK_VARIANT_GENERIC:
          a = stack.pop() as StructValue;
          if (a.variant !== arg) fail('VariantMismatch', 'wrong variant', frame.target, pc - 1);
          for (i = 0; i < a.fields.length; i++) stack.push(a.fields[i]);
          break;
        case Op.UNPACK_VARIANT_IMM_REF:
        case Op.UNPACK_VARIANT_MUT_REF:
        case Op.UNPACK_VARIANT_GENERIC_IMM_REF:
        case Op.UNPACK_VARIANT_GENERIC_MUT_REF:
          a = stack.pop();
          a = a.container[a.key] as StructValue;
          if (a.variant !== arg) fail('VariantMismatch', 'wrong variant', frame.target, pc - 1);
          for (i = 0; i < a.fields.length; i++) stack.push({ container: a.fields, key: i });
          break;
        case Op.VARIANT_SWITCH:
          a = stack.pop();
          pc = arg[a.container[a.key].variant];
          break;
        case Op.READ_REF:
          a = stack.pop();
          stack.push(a.container[a.key]);
          break;
        case Op.READ_REF_DEEP:
          a = stack.pop();
          a = a.container[a.key];
          this.#charge(a);
          stack.push(copyValue(a));
          break;
        case Op.WRITE_REF:
          a = stack.pop();
          a.container[a.key] = stack.pop();
          break;
        case Op.ADD:
          b = stack.pop();
          a = stack.pop() + b;
          if (a >= arg) fail('ArithmeticError', 'addition overflows', frame.target, pc - 1);
          stack.push(a);
          break;
        case Op.SUB:
          b = stack.pop();
          a = stack.pop() - b;
          if (a < 0n) fail('ArithmeticError', 'subtraction underflows', frame.target, pc - 1);
          stack.push(a);
          break;
        case Op.MUL:
          b = stack.pop();
          a = stack.pop() * b;
          if (a >= arg) fail('ArithmeticError', 'multiplication overflows', frame.target, pc - 1);
          stack.push(a);
          break;
        case Op.MOD:
          b = stack.pop();
          a = stack.pop();
          if (b === 0n) fail('ArithmeticError', 'modulo by zero', frame.target, pc - 1);
          stack.push(a % b);
          break;
        case Op.DIV:
          b = stack.pop();
          a = stack.pop();
          if (b === 0n) fail('ArithmeticError', 'division by zero', frame.target, pc - 1);
          stack.push(a / b);
          break;
        case Op.BIT_OR:
          b = stack.pop();
          stack.push(stack.pop() | b);
          break;
        case Op.BIT_AND:
          b = stack.pop();
          stack.push(stack.pop() & b);
          break;
        case Op.XOR:
          b = stack.pop();
          stack.push(stack.pop() ^ b);
          break;
        case Op.SHL:
          b = stack.pop();
          a = stack.pop();
          if (b >= arg.bits) fail('ArithmeticError', 'shift too far', frame.target, pc - 1);
          stack.push((a << b) & arg.mask);
          break;
        case Op.SHR:
          b = stack.pop();
          a = stack.pop();
          if (b >= arg) fail('ArithmeticError', 'shift too far', frame.target, pc - 1);
          stack.push(a >> b);
          break;
        case Op.OR:
          b = stack.pop();
          a = stack.pop();
          stack.push(a || b);
          break;
        case Op.AND:
          b = stack.pop();
          a = stack.pop();
          stack.push(a && b);
          break;
        case Op.NOT:
          stack.push(!stack.pop());
          break;
        case Op.EQ:
          b = stack.pop();
          stack.push(stack.pop() === b);
          break;
        case Op.NEQ:
          b = stack.pop();
          stack.push(stack.pop() !== b);
          break;
        case Op.EQ_DEEP:
        case Op.NEQ_DEEP:
          b = stack.pop();
          a = stack.pop();
          this.#charge(b);
          stack.push(equalValues(a, b) === (ops[pc - 1] === Op.EQ_DEEP));
          break;
        case Op.EQ_REF:
        case Op.NEQ_REF:
          b = stack.pop();
          a = stack.pop();
          b = b.container[b.key];
          this.#charge(b);
          stack.push(equalValues(a.container[a.key], b) === (ops[pc - 1] === Op.EQ_REF));
          break;
        case Op.LT:
          b = stack.pop();
          stack.push(stack.pop() < b);
          break;
        case Op.GT:
          b = stack.pop();
          stack.push(stack.pop() > b);
          break;
        case Op.LE:
          b = stack.pop();
          stack.push(stack.pop() <= b);
          break;
        case Op.GE:
          b = stack.pop();
          stack.push(stack.pop() >= b);
          break;
        case Op.CAST_U8:
        case Op.CAST_U16:
        case Op.CAST_U32:
        case Op.CAST_U64:
        case Op.CAST_U128:
        case Op.CAST_U256:
          if (stack[stack.length - 1] >= arg)
            fail('ArithmeticError', 'cast loses bits', frame.target, pc - 1);
          break;
        case Op.ABORT:
          abort(stack.pop(), frame.target, pc - 1);
        // eslint-disable-next-line no-fallthrough
        case Op.NOP:
        case Op.FREEZE_REF:
          break;
        case Op.VEC_PACK:
          stack.push(stack.splice(stack.length - arg, arg));
          break;
        case Op.VEC_UNPACK:
          a = stack.pop();
          if (a.length !== arg) fail('VectorOutOfBounds', 'vector has another length', frame.target, pc - 1);
          for (i = 0; i < arg; i++) stack.push(a[i]);
          break;
        case Op.VEC_LEN:
          a = stack.pop();
          stack.push(BigInt(a.container[a.key].length));
          break;
        case Op.VEC_IMM_BORROW:
        case Op.VEC_MUT_BORROW:
          b = stack.pop();
          a = stack.pop();
          a = a.container[a.key];
          if (b >= a.length) fail('VectorOutOfBounds', `index ${b} of ${a.length}`, frame.target, pc - 1);
          stack.push({ container: a, key: Number(b) });
          break;
        case Op.VEC_PUSH_BACK:
          b = stack.pop();
          a = stack.pop();
          a.container[a.key].push(b);
          break;
        case Op.VEC_POP_BACK:
          a = stack.pop();
          a = a.container[a.key];
          if (a.length === 0) fail('VectorOutOfBounds', 'pop from an empty vector', frame.target, pc - 1);
          stack.push(a.pop());
          break;
        case Op.VEC_SWAP:
          b = stack.pop();
          i = Number(stack.pop());
          a = stack.pop();
          a = a.container[a.key];
          if (b >= a.length || i >= a.length) fail('VectorOutOfBounds', 'swap', frame.target, pc - 1);
          b = Number(b);
          arg = a[i];
          a[i] = a[b];
          a[b] = arg;
          break;
        default:
          fail('InvariantViolation', `opcode ${ops[pc - 1]}`, frame.target, pc - 1);
      }
    }
  }

  #resolve(frame: Frame, site: CallSite, pc: number): Target {
    try {
      return this.linker.callee(frame.target, site.handle);
    } catch (error) {
      throw place(error, frame.target, pc);
    }
  }
}

const NO_TYPES: readonly MoveType[] = internList([]);
