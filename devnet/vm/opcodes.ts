// Move bytecode v7: opcode numbers, and which operand follows each. Plain constants, so that the interpreter's
// switch compiles to a jump table.

export const Op = {
  POP: 0x01,
  RET: 0x02,
  BR_TRUE: 0x03,
  BR_FALSE: 0x04,
  BRANCH: 0x05,
  LD_U64: 0x06,
  LD_CONST: 0x07,
  LD_TRUE: 0x08,
  LD_FALSE: 0x09,
  COPY_LOC: 0x0a,
  MOVE_LOC: 0x0b,
  ST_LOC: 0x0c,
  MUT_BORROW_LOC: 0x0d,
  IMM_BORROW_LOC: 0x0e,
  MUT_BORROW_FIELD: 0x0f,
  IMM_BORROW_FIELD: 0x10,
  CALL: 0x11,
  PACK: 0x12,
  UNPACK: 0x13,
  READ_REF: 0x14,
  WRITE_REF: 0x15,
  ADD: 0x16,
  SUB: 0x17,
  MUL: 0x18,
  MOD: 0x19,
  DIV: 0x1a,
  BIT_OR: 0x1b,
  BIT_AND: 0x1c,
  XOR: 0x1d,
  OR: 0x1e,
  AND: 0x1f,
  NOT: 0x20,
  EQ: 0x21,
  NEQ: 0x22,
  LT: 0x23,
  GT: 0x24,
  LE: 0x25,
  GE: 0x26,
  ABORT: 0x27,
  NOP: 0x28,
  FREEZE_REF: 0x2e,
  SHL: 0x2f,
  SHR: 0x30,
  LD_U8: 0x31,
  LD_U128: 0x32,
  CAST_U8: 0x33,
  CAST_U64: 0x34,
  CAST_U128: 0x35,
  MUT_BORROW_FIELD_GENERIC: 0x36,
  IMM_BORROW_FIELD_GENERIC: 0x37,
  CALL_GENERIC: 0x38,
  PACK_GENERIC: 0x39,
  UNPACK_GENERIC: 0x3a,
  VEC_PACK: 0x40,
  VEC_LEN: 0x41,
  VEC_IMM_BORROW: 0x42,
  VEC_MUT_BORROW: 0x43,
  VEC_PUSH_BACK: 0x44,
  VEC_POP_BACK: 0x45,
  VEC_UNPACK: 0x46,
  VEC_SWAP: 0x47,
  LD_U16: 0x48,
  LD_U32: 0x49,
  LD_U256: 0x4a,
  CAST_U16: 0x4b,
  CAST_U32: 0x4c,
  CAST_U256: 0x4d,
  PACK_VARIANT: 0x4e,
  PACK_VARIANT_GENERIC: 0x4f,
  UNPACK_VARIANT: 0x50,
  UNPACK_VARIANT_IMM_REF: 0x51,
  UNPACK_VARIANT_MUT_REF: 0x52,
  UNPACK_VARIANT_GENERIC: 0x53,
  UNPACK_VARIANT_GENERIC_IMM_REF: 0x54,
  UNPACK_VARIANT_GENERIC_MUT_REF: 0x55,
  VARIANT_SWITCH: 0x56,

  // Ours, put in by translate.ts: the same instruction for values that must be copied or compared in depth.
  LD_CONST_DEEP: 0x80,
  COPY_LOC_DEEP: 0x81,
  READ_REF_DEEP: 0x82,
  EQ_DEEP: 0x83,
  NEQ_DEEP: 0x84,
  EQ_REF: 0x85,
  NEQ_REF: 0x86,
} as const;

/** Deprecated global-storage instructions: never in a module that passes Sui's verifier. */
const GLOBAL_STORAGE = [0x29, 0x2a, 0x2b, 0x2c, 0x2d, 0x3b, 0x3c, 0x3d, 0x3e, 0x3f];

export type Operand =
  'none' | 'index' | 'u8' | 'u16' | 'u32' | 'u64' | 'u128' | 'u256' | 'vector' | 'illegal';

/** Operand kind by opcode. 'index' is a ULEB128; 'vector' an index and a u64 count. */
export const OPERANDS: readonly Operand[] = (() => {
  const table = Array.from({ length: 256 }, (): Operand => 'illegal');
  const set = (kind: Operand, from: number, to = from) => table.fill(kind, from, to + 1);
  set('none', 0x01, 0x56);
  set('index', Op.BR_TRUE, Op.BRANCH);
  set('index', Op.LD_CONST);
  set('index', Op.COPY_LOC, Op.UNPACK);
  set('index', Op.MUT_BORROW_FIELD_GENERIC, Op.UNPACK_GENERIC);
  set('index', Op.VEC_LEN, Op.VEC_POP_BACK);
  set('index', Op.VEC_SWAP);
  set('index', Op.PACK_VARIANT, Op.VARIANT_SWITCH);
  set('vector', Op.VEC_PACK);
  set('vector', Op.VEC_UNPACK);
  set('u8', Op.LD_U8);
  set('u16', Op.LD_U16);
  set('u32', Op.LD_U32);
  set('u64', Op.LD_U64);
  set('u128', Op.LD_U128);
  set('u256', Op.LD_U256);
  for (const op of GLOBAL_STORAGE) table[op] = 'illegal';
  return table;
})();
