// Natives of the Sui framework (0x2) that touch the transaction: objects, transfers, dynamic fields, events, funds.
import { bcs } from '@mysten/sui/bcs';
import { deriveFieldId, deriveId } from '../session.ts';
import { formatType } from '../move-type.ts';
import { addressToBytes, bytesToAddress, deref, toBytes } from '../value.ts';
import { VmError } from '../errors.ts';
import type { MoveType, Owner, Slot, StructValue } from '../types.ts';
import { NativeAbort, type Native, type NativeContext, type NativeTable } from './native.ts';

const ADDRESS_PARSE_ERROR = 0n;
const RECEIVED_OTHER_TYPE = 2n;
const UNABLE_TO_RECEIVE = 3n;
/** funds_accumulator: the value is not a Balance, or does not fit. */
const NOT_A_BALANCE = 0n;
const SUI = '0x' + '2'.padStart(64, '0');

/** A struct's first field: the address in UID { id: ID { bytes } }. */
const uidAddress = (uid: StructValue): string => (uid.fields[0] as StructValue).fields[0] as string;
const objectId = (object: StructValue): string => uidAddress(object.fields[0] as StructValue);

const tags = new WeakMap<MoveType, Uint8Array>();
function typeTag(type: MoveType): Uint8Array {
  let tag = tags.get(type);
  if (!tag) tags.set(type, (tag = bcs.TypeTag.serialize(formatType(type)).toBytes()));
  return tag;
}

const send =
  (ownerOf: (args: Slot[]) => Owner): Native =>
  ({ session, charge }, [type], args) => {
    charge(20);
    session.transfer(objectId(args[0]), type!, args[0], ownerOf(args));
  };

/** Dynamic-field natives, with the child's value read the first time it is met. */
const child = (run: (context: NativeContext, type: MoveType, args: Slot[]) => Slot[] | void): Native => {
  return (context, [type], args) => {
    context.charge(20);
    return run(context, type!, args);
  };
};
const reader = (context: NativeContext) => (type: MoveType, bytes: Uint8Array) => {
  context.charge(bytes.length / 4);
  return context.deserialize(type, bytes);
};
const borrowChild = child((context, type, [uid, id]) => {
  const cell = context.session.borrowChild(uidAddress(deref(uid)), id, type, reader(context));
  return [{ container: cell, key: 'value' }];
});

/** T of Balance<T>: the only kind of funds there is. */
function balanceOf(type: MoveType): MoveType {
  const isBalance =
    type.kind === 'struct' && type.address === SUI && type.module === 'balance' && type.name === 'Balance';
  if (!isBalance) throw new NativeAbort(NOT_A_BALANCE);
  return type.args[0]!;
}

/** A one-time witness is named after its module, in capitals, and holds nothing. */
const isOneTimeWitness: Native = (context, [type]) => {
  if (type!.kind !== 'struct' || type!.args.length > 0 || type!.name !== type!.module.toUpperCase())
    return [false];
  const { fields, variants } = context.layoutOf(type!);
  return [!variants && fields.length === 1 && fields[0]!.type.kind === 'bool'];
};

const emit: Native = ({ session, serialize, origin, charge }, [type], [event]) => {
  const bytes = serialize(type!, event);
  charge(20 + bytes.length / 4);
  session.events.push({ packageId: origin.packageId, module: origin.module, type: type!, bytes });
};

const fact =
  (read: (context: NativeContext) => Slot): Native =>
  (context) => [read(context)];

export const SUI_NATIVES: NativeTable = {
  'tx_context::native_sender': fact(({ session }) => session.context.sender),
  'tx_context::native_sponsor': fact(({ session }) =>
    session.context.sponsor ? [session.context.sponsor] : [],
  ),
  'tx_context::native_epoch': fact(({ session }) => session.context.epoch),
  'tx_context::native_epoch_timestamp_ms': fact(({ session }) => session.context.epochTimestampMs),
  'tx_context::native_gas_price': fact(({ session }) => session.context.gasPrice),
  'tx_context::native_rgp': fact(({ session }) => session.context.referenceGasPrice),
  'tx_context::native_gas_budget': fact(({ session }) => session.context.gasBudget ?? 0n),
  'tx_context::native_ids_created': fact(({ session }) => session.idsCreated),
  'tx_context::fresh_id': fact(({ session }) => session.freshId()),
  'tx_context::last_created_id': fact(({ session }) => {
    // ENoIDsCreated
    if (session.idsCreated === 0n) throw new NativeAbort(1n);
    return deriveId(session.context.digest, session.idsCreated - 1n);
  }),
  'tx_context::derive_id': (_, __, [digest, count]) => [deriveId(toBytes(digest), count)],

  'object::borrow_uid': (_, __, [ref]) => [{ container: deref(ref).fields, key: 0 }],
  'object::delete_impl': ({ session }, _, [id]) => session.deleteId(id),
  'object::record_new_uid': ({ session }, _, [id]) => session.recordId(id),

  'transfer::transfer_impl': send(([, address]) => ({ kind: 'address', address })),
  'transfer::share_object_impl': send(() => ({ kind: 'shared', initialVersion: 0n })),
  'transfer::freeze_object_impl': send(() => ({ kind: 'immutable' })),
  'transfer::receive_impl': (context, [type], [parent, id, version]) => {
    context.charge(20);
    const found = context.session.context.receive?.(parent, id.fields[0], version);
    if (!found) throw new NativeAbort(UNABLE_TO_RECEIVE);
    if (formatType(found.type) !== formatType(type!)) throw new NativeAbort(RECEIVED_OTHER_TYPE);
    return [reader(context)(found.type, found.bytes)];
  },

  'dynamic_field::hash_type_and_key': (context, [type], [parent, key]) => {
    const bytes = context.serialize(type!, key);
    context.charge(40 + bytes.length / 4);
    return [deriveFieldId(parent, typeTag(type!), bytes)];
  },
  'dynamic_field::add_child_object': child((context, type, [parent, object]) =>
    context.session.addChild(parent, objectId(object), type, object, reader(context)),
  ),
  'dynamic_field::borrow_child_object': borrowChild,
  'dynamic_field::borrow_child_object_mut': borrowChild,
  'dynamic_field::remove_child_object': child((context, type, [parent, id]) => [
    context.session.removeChild(parent, id, type, reader(context)),
  ]),
  'dynamic_field::has_child_object': child((context, _, [parent, id]) => [
    context.session.hasChild(parent, id, reader(context)),
  ]),
  'dynamic_field::has_child_object_with_ty': child((context, type, [parent, id]) => [
    context.session.hasChild(parent, id, reader(context), type),
  ]),

  'event::emit': emit,
  'types::is_one_time_witness': isOneTimeWitness,

  'funds_accumulator::add_to_accumulator_address': ({ session, charge }, [type], [, owner, value]) => {
    charge(20);
    session.funds.push({ owner, type: balanceOf(type!), amount: value.fields[0], direction: 'add' });
  },
  'funds_accumulator::withdraw_from_accumulator_address': (
    { session, charge },
    [type],
    [, owner, amount],
  ) => {
    charge(20);
    if (amount >= 1n << 64n) throw new VmError('ArithmeticError', 'withdrawal does not fit in u64');
    session.funds.push({ owner, type: balanceOf(type!), amount, direction: 'withdraw' });
    return [{ fields: [amount] }];
  },

  'address::from_bytes': (_, __, [bytes]) => {
    if (bytes.length !== 32) throw new NativeAbort(ADDRESS_PARSE_ERROR);
    return [bytesToAddress(toBytes(bytes))];
  },
  'address::to_u256': (_, __, [address]) => [BigInt(address)],
  'address::from_u256': (_, __, [n]) => ['0x' + (n as bigint).toString(16).padStart(64, '0')],
  'address::to_bytes': (_, __, [address]) => [Array.from(addressToBytes(address), BigInt)],
  'protocol_config::is_feature_enabled': () => [true],
};
