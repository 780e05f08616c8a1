import { bls12381_min_pk_verify } from '@mysten/walrus-wasm';
import { describe, expect, it } from 'vitest';
import { confirmationMessage, createCommittee } from '../../../devnet/walrus/committee.ts';
import { blobIdText } from '../../../devnet/walrus/encoder.ts';

const blobId = blobIdText(new Uint8Array(32).fill(0xab));
const objectId = `0x${'0c'.repeat(32)}`;
const hex = (bytes: Uint8Array) => Array.from(bytes, (b) => b.toString(16).padStart(2, '0')).join('');

describe('a storage confirmation', () => {
  it('of a permanent blob is intent, epoch, blob ID and persistence, 40 bytes', () => {
    expect(hex(confirmationMessage({ epoch: 258, blobId }))).toBe(`010003${'02010000'}${'ab'.repeat(32)}00`);
  });

  it('of a deletable blob ends with the object ID', () => {
    expect(hex(confirmationMessage({ epoch: 1, blobId, deletableObject: objectId }))).toBe(
      `010003${'01000000'}${'ab'.repeat(32)}01${'0c'.repeat(32)}`,
    );
  });
});

describe('a certificate', () => {
  const committee = createCommittee();
  const { serializedMessage, signature, signers } = committee.certify({ epoch: 1, blobId });

  it('verifies as the Walrus SDK verifies it', () => {
    expect(signers).toEqual([0]);
    expect(bls12381_min_pk_verify(signature, committee.publicKey, serializedMessage)).toBe(true);
  });

  it('does not verify for another message or another key', () => {
    const other = confirmationMessage({ epoch: 2, blobId });
    expect(bls12381_min_pk_verify(signature, committee.publicKey, other)).toBe(false);
    const stranger = createCommittee(new Uint8Array(32).fill(8));
    expect(bls12381_min_pk_verify(signature, stranger.publicKey, serializedMessage)).toBe(false);
  });
});
