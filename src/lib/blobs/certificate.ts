// What an upload relay answers, held against the blob it is about. The chain checks the signature.
import { bcs } from '@mysten/sui/bcs';
import { fromBase64, toBase64 } from '@mysten/sui/utils';
import * as v from 'valibot';
import { blobIdFromInt } from '../model/blob-id.ts';
import { BlobError } from './errors.ts';
import type { BlobCertificate } from './types.ts';

/** Intent of a storage confirmation: message type 1, version 0, Walrus's application 3. */
const BLOB_CERTIFICATE_INTENT = [1, 0, 3];

const Confirmation = bcs.struct('StorageConfirmation', {
  intent: bcs.fixedArray(3, bcs.u8()),
  epoch: bcs.u32(),
  blobId: bcs.u256(),
  persistence: bcs.enum('BlobPersistenceType', {
    Permanent: null,
    Deletable: bcs.struct('Deletable', { objectId: bcs.Address }),
  }),
});

const byte = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(255));
const RelayAnswer = v.object({
  blob_id: v.string(),
  confirmation_certificate: v.object({
    signers: v.pipe(v.array(v.pipe(v.number(), v.integer(), v.minValue(0))), v.minLength(1)),
    serialized_message: v.array(byte),
    signature: v.pipe(v.string(), v.regex(/^[\w+/=-]+$/)),
  }),
});

/** @throws BlobError 'blobs/relay-answer' unless the text is a certificate for this permanent blob */
export function parseCertificate(
  text: string,
  blob: { blobId: string; blobObjectId: string },
): BlobCertificate {
  try {
    const { confirmation_certificate: given } = v.parse(RelayAnswer, JSON.parse(text));
    const message = Uint8Array.from(given.serialized_message);
    const { intent, epoch, blobId, persistence } = Confirmation.parse(message);
    if (BLOB_CERTIFICATE_INTENT.some((part, index) => part !== intent[index]))
      throw new Error('another intent');
    if (blobIdFromInt(BigInt(blobId)) !== blob.blobId) throw new Error('another blob');
    if (persistence.$kind !== 'Permanent') throw new Error('another persistence');
    return {
      blobId: blob.blobId,
      blobObjectId: blob.blobObjectId,
      epoch,
      signers: given.signers,
      message: toBase64(message),
      signature: toBase64(fromBase64(given.signature.replaceAll('-', '+').replaceAll('_', '/'))),
    };
  } catch (cause) {
    throw new BlobError('blobs/relay-answer', 'The relay did not send a certificate for this blob', {
      details: { blobId: blob.blobId, answer: text.slice(0, 500) },
      cause,
    });
  }
}
