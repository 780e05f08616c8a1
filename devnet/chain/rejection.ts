// Requests refused before execution: nothing is charged, nothing is recorded. Worded as a Sui validator words them.
// Knows no gRPC: the wire maps `code` to a status.
import type { RejectionCode, StoredObject } from './types.ts';

export class LedgerRejection extends Error {
  override name = 'LedgerRejection';
  constructor(
    readonly code: RejectionCode,
    /** Sui's `UserInputError` or `SuiError` variant, e.g. 'GasBudgetTooLow'. */
    readonly reason: string,
    message: string,
  ) {
    super(message);
  }
}

export const notFound = (id: string, version?: bigint) =>
  new LedgerRejection(
    'not-found',
    'ObjectNotFound',
    `Could not find the referenced object ${id} at version ${version === undefined ? 'None' : `Some(SequenceNumber(${version}))`}`,
  );

export const staleVersion = (given: { id: string; version: bigint; digest: string }, current: StoredObject) =>
  new LedgerRejection(
    'precondition',
    'ObjectVersionUnavailableForConsumption',
    `Object ID ${given.id} Version 0x${given.version.toString(16)} Digest ${given.digest} is not available for consumption, ` +
      `current version: 0x${current.version.toString(16)}`,
  );

export const wrongDigest = (id: string, expected: string) =>
  new LedgerRejection(
    'invalid',
    'InvalidObjectDigest',
    `Invalid Object digest for object ${id}. Expected digest : ${expected}`,
  );

export const wrongOwner = (id: string, owner: string, signer: string) =>
  new LedgerRejection(
    'invalid',
    'IncorrectUserSignature',
    `Transaction was not signed by the correct sender: Object ${id} is owned by account address ${owner}, ` +
      `but given owner/signer address is ${signer}`,
  );

export const invalid = (reason: string, message: string) => new LedgerRejection('invalid', reason, message);
