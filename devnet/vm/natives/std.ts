// Natives of the standard library (0x1).
import { keccak_256, sha3_256 } from '@noble/hashes/sha3.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { VmError } from '../errors.ts';
import { formatType } from '../move-type.ts';
import { deref, fromBytes, sizeOf, toBytes } from '../value.ts';
import type { MoveType, Value } from '../types.ts';
import type { Native, NativeContext, NativeTable } from './native.ts';

type Hash = (data: Uint8Array) => Uint8Array;

/** A hash over a vector<u8>, by value or by reference. */
export function hashNative(hash: Hash, byReference: boolean): Native {
  return (context, _, [argument]) => {
    const data = toBytes(byReference ? deref(argument) : argument);
    context.charge(64 + data.length / 4);
    return [fromBytes(hash(data))];
  };
}
export { keccak_256 as keccak256 };

const ascii = (text: string): bigint[] => fromBytes(new TextEncoder().encode(text));

/** How std::type_name spells a type: addresses in 64 hex digits, without 0x. */
const spellType = (type: MoveType): string => formatType(type).replaceAll('0x', '');
const typeName: Native = (_, [type]) => [{ fields: [{ fields: [ascii(spellType(type!))] }] }];
const typeAddress: Native = (_, [type]) => {
  // std::type_name aborts with ENonModuleType = 0 in Move before it gets here.
  if (type?.kind !== 'struct') throw new VmError('InvariantViolation', 'primitive types have no address');
  return [type.address];
};

function isUtf8(bytes: Uint8Array): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    return true;
  } catch {
    return false;
  }
}

/** True between characters of valid UTF-8, both ends included. */
function isBoundary(bytes: Value[], index: number): boolean {
  if (index === 0 || index === bytes.length) return true;
  return index < bytes.length && (Number(bytes[index]) & 0xc0) !== 0x80;
}

function indexOf(text: bigint[], part: bigint[]): number {
  for (let i = 0; i + part.length <= text.length; i++) {
    let j = 0;
    while (j < part.length && text[i + j] === part[j]) j++;
    if (j === part.length) return i;
  }
  return text.length;
}

function inBounds(list: Value[], index: bigint): number {
  if (index >= list.length) throw new VmError('VectorOutOfBounds', `index ${index} of ${list.length}`);
  return Number(index);
}

const serialize = (context: NativeContext, type: MoveType, value: Value): Uint8Array => {
  const bytes = context.serialize(type, value);
  context.charge(4 + bytes.length / 8);
  return bytes;
};

export const STD_NATIVES: NativeTable = {
  'bcs::to_bytes': (context, [type], [ref]) => [fromBytes(serialize(context, type!, deref(ref)))],
  'hash::sha2_256': hashNative(sha256, false),
  'hash::sha3_256': hashNative(sha3_256, false),
  'string::internal_check_utf8': (context, _, [ref]) => {
    const bytes = toBytes(deref(ref));
    context.charge(bytes.length / 8);
    return [isUtf8(bytes)];
  },
  'string::internal_is_char_boundary': (_, __, [ref, index]) => [isBoundary(deref(ref), Number(index))],
  'string::internal_sub_string': (context, _, [ref, from, to]) => {
    const part = deref(ref).slice(Number(from), Number(to));
    context.charge(part.length / 8);
    return [part];
  },
  'string::internal_index_of': (context, _, [text, part]) => {
    context.charge(deref(text).length / 2);
    return [BigInt(indexOf(deref(text), deref(part)))];
  },
  'type_name::get': typeName,
  'type_name::get_with_original_ids': typeName,
  'type_name::with_defining_ids': typeName,
  'type_name::with_original_ids': typeName,
  'type_name::defining_id': typeAddress,
  'type_name::original_id': typeAddress,
  'debug::print': () => [],
  'debug::print_stack_trace': () => [],
  'signer::borrow_address': (_, __, [ref]) => [ref],
  'unit_test::destroy': () => [],
  // The compiler turns calls of these into instructions; a transaction may still call them by name.
  'vector::empty': () => [[]],
  'vector::length': (_, __, [ref]) => [BigInt(deref(ref).length)],
  'vector::borrow': (_, __, [ref, i]) => [{ container: deref(ref), key: inBounds(deref(ref), i) }],
  'vector::borrow_mut': (_, __, [ref, i]) => [{ container: deref(ref), key: inBounds(deref(ref), i) }],
  'vector::push_back': (_, __, [ref, item]) => void deref(ref).push(item),
  'vector::pop_back': (_, __, [ref]) => {
    if (deref(ref).length === 0) throw new VmError('VectorOutOfBounds', 'pop from an empty vector');
    return [deref(ref).pop()];
  },
  'vector::destroy_empty': (_, __, [list]) => {
    if (list.length > 0) throw new VmError('VectorOutOfBounds', 'vector is not empty');
  },
  'vector::swap': (context, _, [ref, i, j]) => {
    const list: Value[] = deref(ref);
    const [x, y] = [inBounds(list, i), inBounds(list, j)];
    context.charge(sizeOf(true));
    [list[x], list[y]] = [list[y]!, list[x]!];
  },
};
