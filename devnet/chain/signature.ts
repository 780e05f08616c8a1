// Are these the signatures this transaction needs: one of the sender, one of the gas owner if that is another.
// Ed25519, Secp256k1, Secp256r1 and MultiSig are checked for real, over the intent message.
import { toBase64 } from '@mysten/sui/utils';
import { verifyTransactionSignature } from '@mysten/sui/verify';
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
  for (const signature of signatures) {
    try {
      const key = await verifyTransactionSignature(bytes, toBase64(signature));
      signed.push(key.toSuiAddress());
    } catch (cause) {
      const said = cause instanceof Error ? cause.message : String(cause);
      throw Object.assign(invalid('InvalidSignature', `Signature is not valid: ${said}`), { cause });
    }
  }
  for (const signer of signers) {
    if (!signed.includes(signer)) {
      throw invalid(
        'SignerSignatureAbsent',
        `Invalid user signature: Required Signature from ${signer} is absent [${signed.join(', ')}].`,
      );
    }
  }
}
