// Digests as Sui computes them: BLAKE2b-256 over a type name, two colons and BCS bytes; shown in base58.
// Knows no structure of what is hashed.
import { toBase58 } from '@mysten/sui/utils';
import { blake2b } from '@noble/hashes/blake2.js';

type Hashed =
  | 'TransactionData'
  | 'TransactionEffects'
  | 'TransactionEvents'
  | 'Object'
  | 'CheckpointSummary'
  | 'CheckpointContents';

const encoder = new TextEncoder();
const salts = new Map<Hashed, Uint8Array>();

export function hash(name: Hashed, bytes: Uint8Array): Uint8Array {
  let salt = salts.get(name);
  if (!salt) salts.set(name, (salt = encoder.encode(`${name}::`)));
  return blake2b.create({ dkLen: 32 }).update(salt).update(bytes).digest();
}

export const digestOf = (name: Hashed, bytes: Uint8Array): string => toBase58(hash(name, bytes));

/** Order of raw bytes, as Rust's BTreeSet of digests or ids has it. */
export function compareBytes(a: Uint8Array, b: Uint8Array): number {
  for (let i = 0; i < a.length && i < b.length; i++) if (a[i] !== b[i]) return a[i]! - b[i]!;
  return a.length - b.length;
}
