// ExecutedTransaction -> the wire's TransactionEffects.
// Knows what changed; knows no contents of objects.
import { GrpcTypes as G } from '@mysten/sui/grpc';
import { balanceOf } from '../chain/type-tag.ts';
import type { AccumulatorWrite, ExecutedTransaction, ObjectChange } from '../chain/types.ts';
import { formatType } from '../vm/move-type.ts';
import { writeStatus } from './execution-error.ts';
import type { Mask } from './mask.ts';
import { writeOwner } from './object.ts';

const ID_OPERATIONS: Record<ObjectChange['idOperation'], G.ChangedObject_IdOperation> = {
  none: G.ChangedObject_IdOperation.NONE,
  created: G.ChangedObject_IdOperation.CREATED,
  deleted: G.ChangedObject_IdOperation.DELETED,
};

export function writeEffects(tx: ExecutedTransaction, mask: Mask): G.TransactionEffects {
  const message: G.TransactionEffects = {
    dependencies: [],
    changedObjects: [],
    unchangedConsensusObjects: [],
    unchangedLoadedRuntimeObjects: [],
  };
  if (mask.has('bcs')) message.bcs = { name: 'TransactionEffects', value: tx.effectsBytes };
  if (mask.has('digest')) message.digest = tx.effectsDigest;
  if (mask.has('version')) message.version = 2;
  if (mask.has('status')) message.status = writeStatus(tx.status);
  if (mask.has('epoch')) message.epoch = tx.epoch;
  if (mask.has('gas_used')) message.gasUsed = { ...tx.gas };
  if (mask.has('transaction_digest')) message.transactionDigest = tx.digest;
  if (mask.has('gas_object')) {
    const change = tx.changes.find(({ id }) => id === tx.gasObject);
    if (change) message.gasObject = writeChange(change, mask.sub('gas_object'));
  }
  if (mask.has('events_digest') && tx.eventsDigest) message.eventsDigest = tx.eventsDigest;
  if (mask.has('dependencies')) message.dependencies = tx.dependencies;
  if (mask.has('lamport_version')) message.lamportVersion = tx.lamportVersion;
  if (mask.has('changed_objects')) {
    const sub = mask.sub('changed_objects');
    message.changedObjects = [
      ...tx.changes.map((change) => writeChange(change, sub)),
      ...tx.accumulatorWrites.map((write) => writeAccumulator(write, sub)),
    ].sort((a, b) => (a.objectId ?? '').localeCompare(b.objectId ?? ''));
  }
  if (mask.has('unchanged_consensus_objects')) {
    message.unchangedConsensusObjects = tx.unchangedShared.map(({ id, version, digest }) => ({
      kind: G.UnchangedConsensusObject_UnchangedConsensusObjectKind.READ_ONLY_ROOT,
      objectId: id,
      version,
      digest,
    }));
  }
  return message;
}

function writeChange(change: ObjectChange, mask: Mask): G.ChangedObject {
  const { input, output } = change;
  const message: G.ChangedObject = {};
  if (mask.has('object_id')) message.objectId = change.id;
  if (mask.has('object_type')) message.objectType = change.type;
  if (mask.has('id_operation')) message.idOperation = ID_OPERATIONS[change.idOperation];
  if (mask.has('input_state')) {
    const { EXISTS, DOES_NOT_EXIST } = G.ChangedObject_InputObjectState;
    message.inputState = input ? EXISTS : DOES_NOT_EXIST;
  }
  if (input) {
    if (mask.has('input_version')) message.inputVersion = input.version;
    if (mask.has('input_digest')) message.inputDigest = input.digest;
    if (mask.has('input_owner')) message.inputOwner = writeOwner(input.owner);
  }
  if (mask.has('output_state')) {
    const { OBJECT_WRITE, PACKAGE_WRITE, DOES_NOT_EXIST } = G.ChangedObject_OutputObjectState;
    message.outputState = !output ? DOES_NOT_EXIST : change.isPackage ? PACKAGE_WRITE : OBJECT_WRITE;
  }
  if (output) {
    if (mask.has('output_version')) message.outputVersion = output.version;
    if (mask.has('output_digest')) message.outputDigest = output.digest;
    if (mask.has('output_owner')) message.outputOwner = writeOwner(output.owner);
  }
  return message;
}

/** An address balance's movement: neither read nor written as an object, it stands among them by its field's id. */
function writeAccumulator(write: AccumulatorWrite, mask: Mask): G.ChangedObject {
  const { MERGE, SPLIT } = G.AccumulatorWrite_AccumulatorOperation;
  const accumulatorType = formatType(balanceOf(write.coinType));
  const message: G.ChangedObject = {};
  if (mask.has('object_id')) message.objectId = write.id;
  if (mask.has('input_state')) message.inputState = G.ChangedObject_InputObjectState.DOES_NOT_EXIST;
  if (mask.has('output_state')) message.outputState = G.ChangedObject_OutputObjectState.ACCUMULATOR_WRITE;
  if (mask.has('id_operation')) message.idOperation = ID_OPERATIONS.none;
  if (mask.has('accumulator_write')) {
    message.accumulatorWrite = {
      address: write.owner,
      accumulatorType,
      operation: write.operation === 'merge' ? MERGE : SPLIT,
      valueKind: G.AccumulatorWrite_AccumulatorValue.INTEGER,
      integerValue: write.amount,
      integerTuple: [],
      eventDigestValue: [],
    };
  }
  return message;
}
