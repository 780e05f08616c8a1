// StoredObject -> the wire's Object message, field by field as the read mask asks.
// Knows one object at a time; knows no query.
import { GrpcTypes as G } from '@mysten/sui/grpc';
import { objectBytes } from '../chain/object-bcs.ts';
import { coinValue } from '../chain/state.ts';
import type { StoredObject } from '../chain/types.ts';
import { formatType } from '../vm/move-type.ts';
import type { Owner, Vm } from '../vm/types.ts';
import { toProtoValue } from './json.ts';
import type { Mask } from './mask.ts';
import { writePackage } from './package.ts';

export function writeObject(object: StoredObject, mask: Mask, vm: Vm): G.Object {
  const { content } = object;
  const message: G.Object = {};
  if (mask.has('object_id')) message.objectId = object.id;
  if (mask.has('version')) message.version = object.version;
  if (mask.has('digest')) message.digest = object.digest;
  if (mask.has('owner')) message.owner = writeOwner(object.owner);
  if (mask.has('object_type')) message.objectType = typeOf(object);
  if (mask.has('previous_transaction')) message.previousTransaction = object.previousTransaction;
  if (mask.has('storage_rebate')) message.storageRebate = object.storageRebate;
  if (mask.has('bcs')) message.bcs = { name: 'Object', value: objectBytes(object) };
  if (content.kind === 'package') {
    if (mask.has('package')) message.package = writePackage(content.package, content.typeOrigins);
    return message;
  }
  const type = formatType(content.type);
  if (mask.has('has_public_transfer')) message.hasPublicTransfer = content.hasPublicTransfer;
  if (mask.has('contents')) message.contents = { name: type, value: content.bytes };
  const coin = mask.has('balance') ? coinValue(object) : undefined;
  if (coin) message.balance = coin.value;
  if (mask.has('json')) {
    message.json = toProtoValue(vm.toJson(content.type, vm.deserialize(content.type, content.bytes)));
  }
  return message;
}

export function typeOf({ content }: StoredObject): string {
  return content.kind === 'package' ? 'package' : formatType(content.type);
}

export function writeOwner(owner: Owner): G.Owner {
  switch (owner.kind) {
    case 'address':
      return { kind: G.Owner_OwnerKind.ADDRESS, address: owner.address };
    case 'object':
      return { kind: G.Owner_OwnerKind.OBJECT, address: owner.parent };
    case 'shared':
      return { kind: G.Owner_OwnerKind.SHARED, version: owner.initialVersion };
    case 'immutable':
      return { kind: G.Owner_OwnerKind.IMMUTABLE };
  }
}
