// Values at rest: borrowing, deep copies, equality, and bytes in and out of `vector<u8>`.
// Knows no types: Move's verifier has settled them before a value is touched.
import type { Cell, Ref, Slot, StructValue, Value } from './types.ts';

/** The 256 byte values, shared, so that a `vector<u8>` costs one pointer an element. */
export const BYTE: readonly bigint[] = Array.from({ length: 256 }, (_, i) => BigInt(i));

/** A reference to the value a cell holds. */
export function borrow(cell: Cell): Ref {
  return { container: cell, key: 'value' };
}

export function deref(ref: Ref): Slot {
  return ref.container[ref.key];
}

export function copyValue<T extends Value>(value: T): T;
export function copyValue(value: Value): Value {
  if (typeof value !== 'object') return value;
  if (Array.isArray(value))
    return typeof value[0] === 'object' ? value.map((v) => copyValue(v)) : value.slice();
  const fields = value.fields;
  const copy: Value[] = [];
  for (let i = 0; i < fields.length; i++) copy.push(copyValue(fields[i]!));
  return value.variant === undefined ? { fields: copy } : { fields: copy, variant: value.variant };
}

export function equalValues(a: Value, b: Value): boolean {
  if (typeof a !== 'object' || typeof b !== 'object') return a === b;
  if (Array.isArray(a)) return equalLists(a, b as Value[]);
  const other = b as StructValue;
  return a.variant === other.variant && equalLists(a.fields, other.fields);
}

function equalLists(a: Value[], b: Value[]): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (!equalValues(a[i]!, b[i]!)) return false;
  return true;
}

/** How many leaves an operation over the whole value meets: the unit work is charged in. */
export function sizeOf(value: Value): number {
  if (typeof value !== 'object') return 1;
  const list = Array.isArray(value) ? value : value.fields;
  if (typeof list[0] !== 'object' && Array.isArray(value)) return list.length + 1;
  let n = 1;
  for (const item of list) n += sizeOf(item);
  return n;
}

export function toBytes(vector: Value): Uint8Array {
  const list = vector as bigint[];
  const bytes = new Uint8Array(list.length);
  for (let i = 0; i < bytes.length; i++) bytes[i] = Number(list[i]);
  return bytes;
}

export function fromBytes(bytes: Uint8Array): bigint[] {
  const list: bigint[] = [];
  for (let i = 0; i < bytes.length; i++) list.push(BYTE[bytes[i]!]!);
  return list;
}

/** Value of a hex digit by its character code. */
const NIBBLE = Uint8Array.from({ length: 128 }, (_, code) => parseInt(String.fromCharCode(code), 16) || 0);

export function addressToBytes(address: string): Uint8Array {
  const bytes = new Uint8Array(32);
  for (let i = 0, at = 2; i < 32; i++, at += 2) {
    bytes[i] = (NIBBLE[address.charCodeAt(at)]! << 4) | NIBBLE[address.charCodeAt(at + 1)]!;
  }
  return bytes;
}

const HEX = Array.from({ length: 256 }, (_, i) => i.toString(16).padStart(2, '0'));
export function bytesToAddress(bytes: Uint8Array, offset = 0): string {
  let s = '0x';
  for (let i = offset; i < offset + 32; i++) s += HEX[bytes[i]!]!;
  return s;
}
