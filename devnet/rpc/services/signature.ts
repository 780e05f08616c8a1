// sui.rpc.v2.SignatureVerificationService: checks a signature over a transaction or a personal message.
import { bcs } from '@mysten/sui/bcs';
import { GrpcTypes as G } from '@mysten/sui/grpc';
import { toBase64 } from '@mysten/sui/utils';
import { verifyPersonalMessageSignature, verifyTransactionSignature } from '@mysten/sui/verify';
import { readAddress } from '../address.ts';
import type { Service } from '../dispatch.ts';
import { readSignature } from '../signature-bytes.ts';
import { Code, GrpcError } from '../status.ts';

export function createSignatureService(): Service {
  return {
    type: G.SignatureVerificationService,
    methods: {
      async VerifySignature(request: G.VerifySignatureRequest): Promise<G.VerifySignatureResponse> {
        const { name, value } = request.message ?? {};
        if (!value) throw new GrpcError(Code.invalidArgument, 'missing message');
        const signature = toBase64(readSignature(request.signature));
        const options = request.address ? { address: readAddress(request.address, 'address') } : {};
        try {
          if (name === 'TransactionData') await verifyTransactionSignature(value, signature, options);
          else if (name === 'PersonalMessage') {
            const message = new Uint8Array(bcs.byteVector().parse(value));
            await verifyPersonalMessageSignature(message, signature, options);
          } else
            throw new GrpcError(
              Code.invalidArgument,
              `cannot verify a signature of ${name ?? 'a nameless message'}`,
            );
          return { isValid: true };
        } catch (error) {
          if (error instanceof GrpcError) throw error;
          return { isValid: false, reason: error instanceof Error ? error.message : String(error) };
        }
      },
    },
  };
}
