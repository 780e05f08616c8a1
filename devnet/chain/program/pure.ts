// Pure bytes as values: which types may be given as bytes, and what the bytes must look like.
// Knows no places and no commands.
import type { MoveType, StructValue, Value, Vm } from '../../vm/types.ts';
import { VmError } from '../../vm/errors.ts';
import { toBytes } from '../../vm/value.ts';
import { argumentError } from '../failure.ts';
import { isStruct, STD, SUI_FRAMEWORK, type StructType } from '../type-tag.ts';

export function readPure(vm: Vm, type: MoveType, bytes: Uint8Array, index: number): Value {
  if (!isPure(type))
    throw argumentError(index, type.kind === 'struct' ? 'TypeMismatch' : 'InvalidUsageOfPureArg');
  let value: Value;
  try {
    value = vm.deserialize(type, bytes);
  } catch (error) {
    if (error instanceof VmError && error.code === 'BadBcs') throw argumentError(index, 'InvalidBCSBytes');
    throw error;
  }
  if (!wellFormed(type, value)) throw argumentError(index, 'InvalidBCSBytes');
  return value;
}

/** Primitives, strings, object ids, and vectors and options of these. */
export function isPure(type: MoveType): boolean {
  if (type.kind === 'vector') return isPure(type.of);
  if (type.kind !== 'struct') return type.kind !== 'signer';
  return isString(type) || isId(type) || (isOption(type) && isPure(type.args[0]!));
}

const isId = (type: MoveType): boolean => isStruct(type, SUI_FRAMEWORK, 'object', 'ID');
const isOption = (type: MoveType): type is StructType => isStruct(type, STD, 'option', 'Option');
const isAscii = (type: MoveType): boolean => isStruct(type, STD, 'ascii', 'String');
const isString = (type: MoveType): boolean => isStruct(type, STD, 'string', 'String') || isAscii(type);

/** What BCS alone does not promise: text is text, an option holds at most one value. */
function wellFormed(type: MoveType, value: Value): boolean {
  if (type.kind === 'vector') {
    if (type.of.kind !== 'vector' && type.of.kind !== 'struct') return true;
    return (value as Value[]).every((v) => wellFormed(type.of, v));
  }
  if (type.kind !== 'struct') return true;
  const inner = (value as StructValue).fields[0]!;
  if (isOption(type)) {
    const held = inner as Value[];
    return held.length <= 1 && held.every((v) => wellFormed(type.args[0]!, v));
  }
  if (!isString(type)) return true;
  const bytes = toBytes(inner);
  return isAscii(type) ? bytes.every((b) => b < 0x80) : isUtf8(bytes);
}

function isUtf8(bytes: Uint8Array): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return true;
  } catch {
    return false;
  }
}
