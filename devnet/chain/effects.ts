// TransactionEffects V2 in BCS, its digest, and the digest of a transaction's events.
// Knows no storage: it is given what changed.
import { bcs } from '@mysten/sui/bcs';
import { fromHex } from '@mysten/sui/utils';
import { compareBytes, digestOf } from './digest.ts';
import { statusBcs } from './failure.ts';
import { ownerBcs } from './object-bcs.ts';
import { balanceOf, toStructTag, toTypeTag } from './type-tag.ts';
import type { AccumulatorWrite, ExecutedTransaction, LedgerEvent, ObjectChange } from './types.ts';

type EffectsV2 = Extract<(typeof bcs.TransactionEffects)['$inferInput'], { V2: unknown }>['V2'];
type Changed = EffectsV2['changedObjects'] extends Iterable<infer T> ? T : never;

const Event = bcs.struct('Event', {
  packageId: bcs.Address,
  module: bcs.string(),
  sender: bcs.Address,
  type: bcs.StructTag,
  contents: bcs.byteVector(),
});
const TransactionEvents = bcs.struct('TransactionEvents', { data: bcs.vector(Event) });

export function eventsBytes(events: readonly LedgerEvent[]): Uint8Array {
  return TransactionEvents.serialize({
    data: events.map((e) => ({ ...e, type: toStructTag(e.type), contents: e.bytes })),
  }).toBytes();
}

export const eventsDigest = (events: readonly LedgerEvent[]): string | undefined =>
  events.length ? digestOf('TransactionEvents', eventsBytes(events)) : undefined;

function objectChange({ id, input, output, idOperation, isPackage }: ObjectChange): Changed {
  return [
    id,
    {
      inputState: input
        ? { Exist: [[input.version, input.digest], ownerBcs(input.owner)] }
        : { NotExist: null },
      outputState: !output
        ? { NotExist: null }
        : isPackage
          ? { PackageWrite: [output.version, output.digest] }
          : { ObjectWrite: [output.digest, ownerBcs(output.owner)] },
      idOperation:
        idOperation === 'created'
          ? { Created: null }
          : idOperation === 'deleted'
            ? { Deleted: null }
            : { None: null },
    },
  ];
}

function accumulatorChange({ id, owner, coinType, operation, amount }: AccumulatorWrite): Changed {
  return [
    id,
    {
      inputState: { NotExist: null },
      outputState: {
        AccumulatorWriteV1: {
          address: { address: owner, ty: toTypeTag(balanceOf(coinType)) },
          operation: operation === 'merge' ? { Merge: null } : { Split: null },
          value: { Integer: amount },
        },
      },
      idOperation: { None: null },
    },
  ];
}

type Effects = Pick<
  ExecutedTransaction,
  | 'digest'
  | 'status'
  | 'gas'
  | 'gasObject'
  | 'eventsDigest'
  | 'changes'
  | 'accumulatorWrites'
  | 'unchangedShared'
  | 'dependencies'
  | 'lamportVersion'
  | 'epoch'
>;

export function encodeEffects(tx: Effects): { bytes: Uint8Array; digest: string } {
  const changed = [...tx.changes.map(objectChange), ...tx.accumulatorWrites.map(accumulatorChange)]
    .map((entry) => ({ key: fromHex(entry[0] as string), entry }))
    .sort((a, b) => compareBytes(a.key, b.key))
    .map(({ entry }) => entry);
  const gasIndex = tx.gasObject ? changed.findIndex(([id]) => id === tx.gasObject) : -1;
  const effects: EffectsV2 = {
    status: statusBcs(tx.status),
    executedEpoch: tx.epoch,
    gasUsed: tx.gas,
    transactionDigest: tx.digest,
    gasObjectIndex: gasIndex < 0 ? null : gasIndex,
    eventsDigest: tx.eventsDigest ?? null,
    dependencies: tx.dependencies,
    lamportVersion: tx.lamportVersion,
    changedObjects: changed,
    unchangedConsensusObjects: tx.unchangedShared.map((o) => [o.id, { ReadOnlyRoot: [o.version, o.digest] }]),
    auxDataDigest: null,
  };
  const bytes = bcs.TransactionEffects.serialize(
    { V2: effects },
    { initialSize: 2048, maxSize: 16 << 20 },
  ).toBytes();
  return { bytes, digest: digestOf('TransactionEffects', bytes) };
}
