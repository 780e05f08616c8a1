// Are these the signatures this transaction needs: one of the sender, one of the gas owner if that is another.
// Ed25519, Secp256k1, Secp256r1 and MultiSig are checked for real, over the intent message.
import { SIGNATURE_SCHEME_TO_FLAG } from '@mysten/sui/cryptography';
import { Ed25519PublicKey } from '@mysten/sui/keypairs/ed25519';
import { toBase64 } from '@mysten/sui/utils';
import { verifyTransactionSignature } from '@mysten/sui/verify';
import { blake2b } from '@noble/hashes/blake2.js';
import { invalid } from './rejection.ts';

export async function checkSignatures(
  bytes: Uint8Array,
  signatures: readonly Uint8Array[],
  required: { sender: string; gasOwner: string },
): Promise<void> {
  const signers = new Set([required.sender, required.gasOwner]);
  if (signatures.length !== signers.size) {
    throw invalid(
      'SignerSignatureNumberMismatch',
      `Expected ${signers.size} signatures, but got ${signatures.length}`,
    );
  }
  const signed: string[] = [];
  for (const signature of signatures) signed.push(await signerOf(bytes, signature));
  for (const signer of signers) {
    if (!signed.includes(signer)) {
      throw invalid(
        'SignerSignatureAbsent',
        `Invalid user signature: Required Signature from ${signer} is absent [${signed.join(', ')}].`,
      );
    }
  }
}

/** The address that made a valid signature; refuses any other. */
async function signerOf(bytes: Uint8Array, signature: Uint8Array): Promise<string> {
  try {
    if (isEd25519(signature) && (await nativeEd25519())) return await ed25519Signer(bytes, signature);
    return (await verifyTransactionSignature(bytes, toBase64(signature))).toSuiAddress();
  } catch (cause) {
    const said = cause instanceof Error ? cause.message : String(cause);
    throw Object.assign(invalid('InvalidSignature', `Signature is not valid: ${said}`), { cause });
  }
}

async function ed25519Signer(bytes: Uint8Array, signature: Uint8Array): Promise<string> {
  const rawKey = signature.slice(65);
  const key = await crypto.subtle.importKey('raw', rawKey, 'Ed25519', false, ['verify']);
  if (!(await crypto.subtle.verify('Ed25519', key, signature.slice(1, 65), intentDigest(bytes)))) {
    throw new TypeError('it does not fit the transaction');
  }
  return new Ed25519PublicKey(rawKey).toSuiAddress();
}

/** Flag, 64 bytes of signature, 32 bytes of public key. */
const isEd25519 = (signature: Uint8Array) =>
  signature[0] === SIGNATURE_SCHEME_TO_FLAG.ED25519 && signature.length === 1 + 64 + 32;

/** Scope, version and application of a transaction's intent are all zero. */
const intentDigest = (bytes: Uint8Array) =>
  Uint8Array.from(blake2b.create({ dkLen: 32 }).update(new Uint8Array(3)).update(bytes).digest());

let native: Promise<boolean> | undefined;

/** Whether the platform checks Ed25519 itself, several times faster than script does. Older browsers do not. */
function nativeEd25519(): Promise<boolean> {
  native ??= (async () => {
    try {
      await crypto.subtle.importKey('raw', new Uint8Array(32), 'Ed25519', false, ['verify']);
      return true;
    } catch {
      return false;
    }
  })();
  return native;
}
