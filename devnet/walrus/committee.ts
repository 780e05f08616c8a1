// The one storage node's key and the certificates it signs (BLS12-381, public keys in G1, signatures in G2).
// Knows the confirmation message; whether a blob deserves one is the relay's business.
import { bls12_381 } from '@noble/curves/bls12-381.js';
import { bcs } from '@mysten/sui/bcs';
import { blobIdBytes } from './encoder.ts';

/** A development key, known to everybody: certificates of this network prove nothing outside it. */
const DEVELOPMENT_SECRET_KEY = new Uint8Array(32).fill(7);

const BLOB_CERT_MSG_TYPE = 1;
const INTENT_VERSION = 0;
const WALRUS_APP_ID = 3;

const StorageConfirmation = bcs.struct('StorageConfirmation', {
  type: bcs.u8(),
  version: bcs.u8(),
  application: bcs.u8(),
  epoch: bcs.u32(),
  blobId: bcs.bytes(32),
  persistence: bcs.enum('BlobPersistenceType', {
    Permanent: null,
    Deletable: bcs.struct('Deletable', { objectId: bcs.Address }),
  }),
});

export interface Confirmation {
  epoch: number;
  blobId: string;
  /** The Blob object confirmed, for a deletable blob. */
  deletableObject?: string | undefined;
}

export interface Certificate {
  /** Indices of committee members. */
  signers: number[];
  serializedMessage: Uint8Array;
  signature: Uint8Array;
}

export interface Committee {
  /** 48 bytes, compressed. */
  publicKey: Uint8Array;
  /** 96 bytes. */
  publicKeyUncompressed: Uint8Array;
  certify(confirmation: Confirmation): Certificate;
}

export function createCommittee(secretKey: Uint8Array = DEVELOPMENT_SECRET_KEY): Committee {
  const { longSignatures } = bls12_381;
  const publicKey = longSignatures.getPublicKey(secretKey);
  return {
    publicKey: publicKey.toBytes(true),
    publicKeyUncompressed: publicKey.toBytes(false),
    certify(confirmation) {
      const serializedMessage = confirmationMessage(confirmation);
      const signature = longSignatures.sign(longSignatures.hash(serializedMessage), secretKey).toBytes(true);
      return { signers: [0], serializedMessage, signature };
    },
  };
}

export function confirmationMessage({ epoch, blobId, deletableObject }: Confirmation): Uint8Array {
  const id = blobIdBytes(blobId);
  if (!id) throw new TypeError(`not a blob ID: ${blobId}`);
  return StorageConfirmation.serialize({
    type: BLOB_CERT_MSG_TYPE,
    version: INTENT_VERSION,
    application: WALRUS_APP_ID,
    epoch,
    blobId: id,
    persistence: deletableObject ? { Deletable: { objectId: deletableObject } } : { Permanent: true },
  }).toBytes();
}
