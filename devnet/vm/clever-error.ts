// Reads the abort codes the compiler makes of `#[error]` constants and of `assert!` without a code.
// Layout, from the top bit: 1 tag, 1 "has an error code", 6 reserved, 8 error code, 16 line, 16 constant holding the
// name, 16 constant holding the value; a part that is not given is all ones.
import { ByteReader } from './byte-reader.ts';
import { formatType, substitute } from './move-type.ts';
import type { ModuleFile } from './module-format.ts';
import type { AbortInfo, MoveType } from './types.ts';

const TAG = 1n << 63n;
const WITH_ERROR_CODE = 1n << 62n;
const ABSENT = 0xffff;
const NO_ERROR_CODE = 0xff;

export function readCleverError(code: bigint, file: ModuleFile): AbortInfo['cleverError'] | undefined {
  if ((code & TAG) === 0n) return undefined;
  const part = (shift: bigint) => Number((code >> shift) & 0xffffn);
  const errorCode = part(48n) & 0xff;
  const error: NonNullable<AbortInfo['cleverError']> = {};
  if (code & WITH_ERROR_CODE && errorCode !== NO_ERROR_CODE) error.errorCode = errorCode;
  if (part(32n) !== ABSENT) error.line = part(32n);
  const name = file.constants[part(16n)];
  if (part(16n) !== ABSENT && name) error.constantName = decodeText(name.data) ?? '';
  const value = file.constants[part(0n)];
  if (part(0n) !== ABSENT && value) {
    const type = substitute(value.type, []);
    error.constantType = formatType(type);
    error.rawValue = value.data;
    const rendered = render(type, value.data);
    if (rendered !== undefined) error.rendered = rendered;
  }
  return error;
}

function render(type: MoveType, data: Uint8Array): string | undefined {
  if (type.kind === 'vector') return type.of.kind === 'u8' ? decodeText(data) : undefined;
  if (type.kind === 'bool') return String(data[0] === 1);
  const hex = Array.from(data, (b) => b.toString(16).padStart(2, '0'));
  return type.kind === 'address' ? `0x${hex.join('')}` : BigInt(`0x${hex.toReversed().join('')}`).toString();
}

/** Text of a BCS vector<u8>; undefined if it is not UTF-8. */
function decodeText(data: Uint8Array): string | undefined {
  const reader = new ByteReader(data);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(reader.take(reader.uleb()));
  } catch {
    return undefined;
  }
}
