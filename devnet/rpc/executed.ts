// ExecutedTransaction and its events -> the wire's messages.
// Knows one transaction at a time; knows no query.
import type { GrpcTypes as G } from '@mysten/sui/grpc';
import type { ExecutedTransaction, Ledger, LedgerEvent } from '../chain/types.ts';
import { formatType } from '../vm/move-type.ts';
import type { Vm } from '../vm/types.ts';
import { writeEffects } from './effects.ts';
import { toProtoValue, toTimestamp } from './json.ts';
import type { Mask } from './mask.ts';
import { writeObject } from './object.ts';
import { writeTransaction } from './transaction-out.ts';

export async function writeExecuted(
  tx: ExecutedTransaction,
  mask: Mask,
  ledger: Ledger,
): Promise<G.ExecutedTransaction> {
  const message: G.ExecutedTransaction = { signatures: [], balanceChanges: [] };
  if (mask.has('digest')) message.digest = tx.digest;
  if (mask.has('transaction')) message.transaction = writeTransaction(tx, mask.sub('transaction'));
  if (mask.has('signatures')) message.signatures = tx.signatures.map(writeSignature);
  if (mask.has('effects')) message.effects = writeEffects(tx, mask.sub('effects'));
  if (mask.has('events') && tx.events.length) message.events = writeEvents(tx, mask.sub('events'), ledger.vm);
  if (mask.has('checkpoint') && tx.checkpoint !== undefined) message.checkpoint = tx.checkpoint;
  if (mask.has('timestamp') && tx.checkpoint !== undefined) message.timestamp = toTimestamp(tx.timestampMs);
  if (mask.has('balance_changes')) {
    message.balanceChanges = tx.balanceChanges.map(({ address, coinType, amount }) => ({
      address,
      coinType,
      amount: String(amount),
    }));
  }
  if (mask.has('transaction_index') && tx.checkpoint !== undefined) {
    message.transactionIndex = await indexInCheckpoint(tx, ledger);
  }
  if (mask.has('objects')) {
    message.objects = { objects: await writeObjects(tx, mask.sub('objects').sub('objects'), ledger) };
  }
  return message;
}

export async function indexInCheckpoint(tx: ExecutedTransaction, ledger: Ledger): Promise<bigint> {
  const checkpoint = await ledger.getCheckpoint(tx.checkpoint ?? 0n);
  return BigInt(Math.max(0, checkpoint?.transactions.indexOf(tx.digest) ?? 0));
}

export function writeEvent(event: LedgerEvent, mask: Mask, vm: Vm): G.Event {
  const type = formatType(event.type);
  const message: G.Event = {};
  if (mask.has('package_id')) message.packageId = event.packageId;
  if (mask.has('module')) message.module = event.module;
  if (mask.has('sender')) message.sender = event.sender;
  if (mask.has('event_type')) message.eventType = type;
  if (mask.has('contents')) message.contents = { name: type, value: event.bytes };
  if (mask.has('json')) {
    message.json = toProtoValue(vm.toJson(event.type, vm.deserialize(event.type, event.bytes)));
  }
  return message;
}

function writeEvents(tx: ExecutedTransaction, mask: Mask, vm: Vm): G.TransactionEvents {
  return {
    ...(mask.has('digest') && tx.eventsDigest ? { digest: tx.eventsDigest } : {}),
    events: mask.has('events') ? tx.events.map((event) => writeEvent(event, mask.sub('events'), vm)) : [],
  };
}

/** The first byte of a signature names its scheme; ed25519 and the two secp256 are scheme, signature, public key. */
function writeSignature(bytes: Uint8Array): G.UserSignature {
  const scheme = (bytes[0] ?? 0) as G.SignatureScheme;
  return {
    bcs: { name: 'UserSignatureBytes', value: bytes },
    scheme,
    signature:
      scheme > 2
        ? { oneofKind: undefined }
        : {
            oneofKind: 'simple',
            simple: { scheme, signature: bytes.slice(1, 65), publicKey: bytes.slice(65) },
          },
  };
}

/** Every object the transaction read at a version or wrote, before and after. */
async function writeObjects(tx: ExecutedTransaction, mask: Mask, ledger: Ledger): Promise<G.Object[]> {
  const refs = tx.changes.flatMap(({ id, input, output }) =>
    [input, output].flatMap((state) => (state ? [{ id, version: state.version }] : [])),
  );
  const objects = await Promise.all(refs.map(({ id, version }) => ledger.getObject(id, version)));
  return objects.flatMap((object) => (object ? [writeObject(object, mask, ledger.vm)] : []));
}
