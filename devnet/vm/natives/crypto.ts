// Cryptographic natives of the Sui framework (0x2): hashes and signature checks.
import { bls12_381 } from '@noble/curves/bls12-381.js';
import { ed25519 } from '@noble/curves/ed25519.js';
import { blake2b } from '@noble/hashes/blake2.js';
import { hmac } from '@noble/hashes/hmac.js';
import { sha3_256 } from '@noble/hashes/sha3.js';
import { fromBytes, deref, toBytes } from '../value.ts';
import type { Native, NativeTable } from './native.ts';
import { hashNative, keccak256 } from './std.ts';

/** A pairing costs far more than an instruction; the figure keeps it in proportion to measured time. */
const PAIRING_UNITS = 2_000;
const ED25519_UNITS = 300;

type Verify = (signature: Uint8Array, key: Uint8Array, message: Uint8Array) => boolean;

/** Natives take (signature, key, message) by reference; anything malformed is simply not a valid signature. */
const verifyNative =
  (units: number, verify: Verify): Native =>
  (context, _, args) => {
    const [signature, key, message] = args.map((a) => toBytes(deref(a))) as [
      Uint8Array,
      Uint8Array,
      Uint8Array,
    ];
    context.charge(units + message.length / 4);
    try {
      return [verify(signature, key, message)];
    } catch {
      return [false];
    }
  };

const DST_G1 = 'BLS_SIG_BLS12381G1_XMD:SHA-256_SSWU_RO_NUL_';
const DST_G2 = 'BLS_SIG_BLS12381G2_XMD:SHA-256_SSWU_RO_NUL_';
const { longSignatures, shortSignatures } = bls12_381;

export const CRYPTO_NATIVES: NativeTable = {
  'hash::blake2b256': hashNative((data) => blake2b(data, { dkLen: 32 }), true),
  'hash::keccak256': hashNative(keccak256, true),
  'hmac::hmac_sha3_256': (context, _, [key, message]) => {
    context.charge(128 + deref(message).length / 4);
    return [fromBytes(hmac(sha3_256, toBytes(deref(key)), toBytes(deref(message))))];
  },
  // min_pk: keys in G1 (48 bytes), signatures in G2 (96 bytes); min_sig the other way round.
  'bls12381::bls12381_min_pk_verify': verifyNative(PAIRING_UNITS, (signature, key, message) =>
    longSignatures.verify(signature, longSignatures.hash(message, DST_G2), key),
  ),
  'bls12381::bls12381_min_sig_verify': verifyNative(PAIRING_UNITS, (signature, key, message) =>
    shortSignatures.verify(signature, shortSignatures.hash(message, DST_G1), key),
  ),
  'ed25519::ed25519_verify': verifyNative(ED25519_UNITS, (signature, key, message) =>
    ed25519.verify(signature, message, key),
  ),
};
