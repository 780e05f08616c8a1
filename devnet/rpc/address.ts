// Addresses, ids and type names as clients write them -> the ledger's canonical text, or INVALID_ARGUMENT.
import { formatType, normalizeAddress, parseType } from '../vm/move-type.ts';
import { Code, GrpcError } from './status.ts';

export function readAddress(text: string | undefined, what: string): string {
  return read(text, what, normalizeAddress);
}

export function readType(text: string | undefined, what: string): string {
  return read(text, what, (source) => formatType(parseType(source)));
}

/** `0x2::coin` with its address in full; checks no segment but the first. */
export function readPath(text: string | undefined, what: string): string {
  return read(text, what, (source) => {
    const [address = '', ...rest] = source.split('::');
    return [normalizeAddress(address), ...rest].join('::');
  });
}

/** True for the path itself and for everything below it. */
export function isWithin(path: string, prefix: string): boolean {
  return path === prefix || path.startsWith(`${prefix}::`);
}

function read(text: string | undefined, what: string, parse: (text: string) => string): string {
  if (!text) throw new GrpcError(Code.invalidArgument, `missing ${what}`);
  try {
    return parse(text);
  } catch (cause) {
    throw new GrpcError(Code.invalidArgument, `invalid ${what}: ${text.slice(0, 200)}`, { cause });
  }
}
