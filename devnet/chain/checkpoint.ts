// Checkpoints in Sui's form: contents, summary, digests, each linked to the one before. One per transaction.
// Knows no execution.
import { bcs } from '@mysten/sui/bcs';
import { digestOf } from './digest.ts';
import type { Checkpoint, ExecutedTransaction, GasSummary } from './types.ts';

const Contents = bcs.enum('CheckpointContents', {
  V1: bcs.struct('CheckpointContentsV1', {
    transactions: bcs.vector(
      bcs.struct('ExecutionDigests', { transaction: bcs.ObjectDigest, effects: bcs.ObjectDigest }),
    ),
    userSignatures: bcs.vector(bcs.vector(bcs.byteVector())),
  }),
});

const Summary = bcs.struct('CheckpointSummary', {
  epoch: bcs.u64(),
  sequenceNumber: bcs.u64(),
  networkTotalTransactions: bcs.u64(),
  contentDigest: bcs.ObjectDigest,
  previousDigest: bcs.option(bcs.ObjectDigest),
  epochRollingGasCostSummary: bcs.struct('GasCostSummary', {
    computationCost: bcs.u64(),
    storageCost: bcs.u64(),
    storageRebate: bcs.u64(),
    nonRefundableStorageFee: bcs.u64(),
  }),
  timestampMs: bcs.u64(),
  checkpointCommitments: bcs.vector(bcs.u8()),
  endOfEpochData: bcs.option(bcs.u8()),
  versionSpecificData: bcs.byteVector(),
});

interface Next {
  previous?: Checkpoint | undefined;
  epoch: bigint;
  timestampMs: bigint;
  transactions: readonly Pick<ExecutedTransaction, 'digest' | 'effectsDigest' | 'signatures'>[];
}

/** The gas total of the epoch so far is left at zero: this network pays no validators. */
const NO_GAS: GasSummary = {
  computationCost: 0n,
  storageCost: 0n,
  storageRebate: 0n,
  nonRefundableStorageFee: 0n,
};

export function nextCheckpoint({ previous, epoch, timestampMs, transactions }: Next): Checkpoint {
  const contents = Contents.serialize({
    V1: {
      transactions: transactions.map((t) => ({ transaction: t.digest, effects: t.effectsDigest })),
      userSignatures: transactions.map((t) => t.signatures),
    },
  }).toBytes();
  const sequence = previous ? previous.sequence + 1n : 0n;
  const total = (previous?.networkTotalTransactions ?? 0n) + BigInt(transactions.length);
  const summary = Summary.serialize({
    epoch,
    sequenceNumber: sequence,
    networkTotalTransactions: total,
    contentDigest: digestOf('CheckpointContents', contents),
    previousDigest: previous?.digest ?? null,
    epochRollingGasCostSummary: NO_GAS,
    timestampMs,
    checkpointCommitments: [],
    endOfEpochData: null,
    versionSpecificData: [],
  }).toBytes();
  return {
    sequence,
    digest: digestOf('CheckpointSummary', summary),
    timestampMs,
    epoch,
    transactions: transactions.map((t) => t.digest),
    networkTotalTransactions: total,
  };
}
