// A client's UserSignature -> the bytes a ledger verifies: scheme flag, signature, public key.
import type { GrpcTypes as G } from '@mysten/sui/grpc';
import { Code, GrpcError } from './status.ts';

const LARGEST_SCHEME = 6;

export function readSignature(message: G.UserSignature | undefined): Uint8Array {
  const bytes = message?.bcs?.value;
  if (bytes?.length) return isPrefixed(bytes) ? bytes.subarray(prefixSize(bytes)) : bytes;
  const form = message?.signature;
  if (form?.oneofKind === 'simple') {
    const { scheme = 0, signature = new Uint8Array(), publicKey = new Uint8Array() } = form.simple;
    return Uint8Array.of(scheme, ...signature, ...publicKey);
  }
  throw new GrpcError(Code.invalidArgument, 'missing signature');
}

/** BCS may carry its ULEB length in front. No signature is short enough for a length to pass for a scheme flag. */
function isPrefixed(bytes: Uint8Array): boolean {
  return bytes[0]! > LARGEST_SCHEME;
}

function prefixSize(bytes: Uint8Array): number {
  let size = 1;
  while (bytes[size - 1]! & 0x80) size++;
  return size;
}
