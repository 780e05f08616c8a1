// Checkpoints and epochs -> the wire's messages.
// Knows what the ledger tells of them; validators, stake and certificates do not exist on this network.
import type { GrpcTypes as G } from '@mysten/sui/grpc';
import type { Checkpoint, Ledger } from '../chain/types.ts';
import { writeExecuted } from './executed.ts';
import { toTimestamp } from './json.ts';
import type { Mask } from './mask.ts';

/** The protocol this network emulates: address balances and `ValidDuring` expirations are in it. */
const PROTOCOL_VERSION = 130n;
const DAY_MS = 86_400_000n;

export async function writeCheckpoint(
  checkpoint: Checkpoint,
  mask: Mask,
  ledger: Ledger,
): Promise<G.Checkpoint> {
  const { sequence, digest, timestampMs, epoch, networkTotalTransactions } = checkpoint;
  const message: G.Checkpoint = { transactions: [] };
  if (mask.has('sequence_number')) message.sequenceNumber = sequence;
  if (mask.has('digest')) message.digest = digest;
  if (mask.has('summary')) {
    const previous = sequence > 0n ? await ledger.getCheckpoint(sequence - 1n) : undefined;
    message.summary = {
      digest,
      epoch,
      sequenceNumber: sequence,
      totalNetworkTransactions: networkTotalTransactions,
      ...(previous ? { previousDigest: previous.digest } : {}),
      timestamp: toTimestamp(timestampMs),
      commitments: [],
    };
  }
  if (!mask.has('contents') && !mask.has('transactions')) return message;
  const found = await Promise.all(checkpoint.transactions.map((tx) => ledger.getTransaction(tx)));
  const transactions = found.flatMap((tx) => tx ?? []);
  if (mask.has('contents')) {
    message.contents = {
      version: 1,
      transactions: transactions.map((tx) => ({
        transaction: tx.digest,
        effects: tx.effectsDigest,
        signatures: tx.signatures.map((value) => ({
          bcs: { name: 'UserSignatureBytes', value },
          signature: { oneofKind: undefined },
        })),
        addressAliasesVersions: [],
      })),
    };
  }
  if (mask.has('transactions')) {
    const sub = mask.sub('transactions');
    message.transactions = await Promise.all(transactions.map((tx) => writeExecuted(tx, sub, ledger)));
  }
  return message;
}

export function writeEpoch(mask: Mask, ledger: Ledger): G.Epoch {
  const { epoch, epochStartMs, referenceGasPrice } = ledger;
  const message: G.Epoch = {};
  if (mask.has('epoch')) message.epoch = epoch;
  if (mask.has('start')) message.start = toTimestamp(epochStartMs);
  if (mask.has('reference_gas_price')) message.referenceGasPrice = referenceGasPrice;
  if (mask.has('protocol_config')) {
    message.protocolConfig = {
      protocolVersion: PROTOCOL_VERSION,
      featureFlags: {},
      attributes: {},
      configs: {},
    };
  }
  if (mask.has('system_state')) {
    message.systemState = {
      version: 2n,
      epoch,
      protocolVersion: PROTOCOL_VERSION,
      referenceGasPrice,
      epochStartTimestampMs: epochStartMs,
      safeMode: false,
      validatorReportRecords: [],
      parameters: { epochDurationMs: DAY_MS },
    };
  }
  return message;
}
