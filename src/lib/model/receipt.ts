// A receipt: the on-chain anchor of one call and the opening of its commitment. JSON-safe in both directions.
import { commit, type CallOpening } from './commitment.ts';
import { fromHex, sameBytes, toHex } from './hex.ts';
import { FloeError } from '../errors.ts';

export interface Receipt {
  format: 'floe-receipt/1';
  network: string;
  package: string;
  digest: string;
  model: string;
  version: number;
  payer: string;
  /** Base units, decimal text. */
  price: string;
  coin: string;
  /** Hex, 32 bytes. */
  commitment: string;
  atMs: number;
  opening: {
    session: string;
    manifestHash: string;
    inputHash: string;
    outputHash: string;
    salt: string;
    profile: { provider: string; runtime: string; graphOptimization: string; sampler: string; seed: string };
  };
}

export class ReceiptError extends FloeError<'receipt/format' | 'receipt/opening'> {
  override name = 'ReceiptError';
}

/** The opening as a receipt stores it. */
export function openingToJson(opening: CallOpening): Receipt['opening'] {
  return {
    session: opening.session,
    manifestHash: toHex(opening.manifestHash),
    inputHash: toHex(opening.inputHash),
    outputHash: toHex(opening.outputHash),
    salt: toHex(opening.salt),
    profile: { ...opening.profile, seed: opening.profile.seed.toString() },
  };
}

/** @throws ReceiptError unless the opening hashes to the receipt's commitment */
export function checkOpening(receipt: Receipt): void {
  if (receipt.format !== 'floe-receipt/1') throw new ReceiptError('receipt/format', 'Not a Floe receipt');
  const { opening } = receipt;
  const recomputed = commit({
    session: opening.session,
    model: receipt.model,
    version: BigInt(receipt.version),
    manifestHash: fromHex(opening.manifestHash),
    inputHash: fromHex(opening.inputHash),
    outputHash: fromHex(opening.outputHash),
    salt: fromHex(opening.salt),
    profile: { ...opening.profile, seed: BigInt(opening.profile.seed) },
  });
  if (!sameBytes(recomputed, fromHex(receipt.commitment))) {
    throw new ReceiptError('receipt/opening', 'The opening does not match the commitment');
  }
}
