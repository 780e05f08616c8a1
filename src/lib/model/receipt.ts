// A receipt: the on-chain anchor of one call and the opening of its commitment. JSON-safe in both directions.
import { commit, commitOutput, UNBOUND, type CallOpening, type RunProfile } from './commitment.ts';
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
    /** 64 zeros where the call was paid before it was run. */
    outputHash: string;
    salt: string;
    profile: ProfileJson;
  };
  /** Of a call that was paid first: its output, once it is bound on chain. */
  bound?: BoundOutput;
}

export interface BoundOutput {
  /** Of the transaction that bound it. */
  digest: string;
  /** Hex, 32 bytes; opened by what follows and the salt of the receipt's opening. */
  commitment: string;
  atMs: number;
  outputHash: string;
  profile: ProfileJson;
  /** The run was ended before its own end. */
  stopped: boolean;
}

export interface ProfileJson {
  provider: string;
  runtime: string;
  graphOptimization: string;
  sampler: string;
  seed: string;
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
    profile: profileToJson(opening.profile),
  };
}

export function profileToJson(profile: RunProfile): ProfileJson {
  return { ...profile, seed: profile.seed.toString() };
}

/**
 * What a receipt that verifies says: `input`, that this input was paid for; `output`, that this output of it was, too.
 */
export function provenBy(receipt: Pick<Receipt, 'opening' | 'bound'>): 'input' | 'output' {
  return isUnbound(receipt.opening) && !receipt.bound ? 'input' : 'output';
}

/** @throws ReceiptError unless the opening hashes to the receipt's commitment, and a bound output's to its own */
export function checkOpening(receipt: Receipt): void {
  if (receipt?.format !== 'floe-receipt/1') throw new ReceiptError('receipt/format', 'Not a Floe receipt');
  try {
    checkHashes(receipt);
  } catch (error) {
    if (error instanceof ReceiptError) throw error;
    // Anybody may have written it: a field that is missing, too short or no number.
    throw new ReceiptError('receipt/format', 'A field of the receipt cannot be read', { cause: error });
  }
}

function checkHashes(receipt: Receipt): void {
  const { opening, bound } = receipt;
  const paid = fromHex(receipt.commitment);
  const recomputed = commit({
    session: opening.session,
    model: receipt.model,
    version: BigInt(receipt.version),
    manifestHash: fromHex(opening.manifestHash),
    inputHash: fromHex(opening.inputHash),
    outputHash: fromHex(opening.outputHash),
    salt: fromHex(opening.salt),
    profile: profileFromJson(opening.profile),
  });
  if (!sameBytes(recomputed, paid)) {
    throw new ReceiptError('receipt/opening', 'The opening does not match the commitment');
  }
  if (!bound) return;
  if (!isUnbound(opening)) {
    throw new ReceiptError(
      'receipt/opening',
      'The output was committed to when it was paid, and is bound again',
    );
  }
  const binding = commitOutput({
    paid,
    outputHash: fromHex(bound.outputHash),
    profile: profileFromJson(bound.profile),
    stopped: bound.stopped,
    salt: fromHex(opening.salt),
  });
  if (!sameBytes(binding, fromHex(bound.commitment))) {
    throw new ReceiptError('receipt/opening', 'The bound output does not match its commitment');
  }
}

function isUnbound({ outputHash }: Receipt['opening']): boolean {
  return sameBytes(fromHex(outputHash), UNBOUND);
}

function profileFromJson(profile: ProfileJson): RunProfile {
  return { ...profile, seed: BigInt(profile.seed) };
}
