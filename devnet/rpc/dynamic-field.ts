// A stored `Field<Name, Value>` -> the wire's DynamicField. A dynamic object field is a Field whose name is wrapped
// and whose value is the child's id.
import { GrpcTypes as G } from '@mysten/sui/grpc';
import { isStruct, SUI_FRAMEWORK } from '../chain/type-tag.ts';
import type { Ledger, StoredObject } from '../chain/types.ts';
import { formatType } from '../vm/move-type.ts';
import type { MoveType, Value } from '../vm/types.ts';
import type { Mask } from './mask.ts';
import { typeOf, writeObject } from './object.ts';

const UID_SIZE = 32;

/** Undefined for an object owned by an object that is no dynamic field (a received or wrapped-by-id child). */
export async function writeDynamicField(
  object: StoredObject,
  mask: Mask,
  ledger: Ledger,
): Promise<G.DynamicField | undefined> {
  const field = readField(object, ledger);
  if (!field) return undefined;
  const { nameType, nameBytes, valueType, valueBytes, childId } = field;
  const child = childId === undefined ? undefined : await ledger.getObject(childId);
  const { FIELD, OBJECT } = G.DynamicField_DynamicFieldKind;
  const shownType = child ? typeOf(child) : formatType(valueType);

  const message: G.DynamicField = {};
  if (mask.has('kind')) message.kind = childId === undefined ? FIELD : OBJECT;
  if (mask.has('parent') && object.owner.kind === 'object') message.parent = object.owner.parent;
  if (mask.has('field_id')) message.fieldId = object.id;
  if (mask.has('field_object'))
    message.fieldObject = writeObject(object, mask.sub('field_object'), ledger.vm);
  if (mask.has('name')) message.name = { name: formatType(nameType), value: nameBytes };
  if (mask.has('value')) message.value = { name: formatType(valueType), value: valueBytes };
  if (mask.has('value_type')) message.valueType = shownType;
  if (mask.has('child_id') && childId !== undefined) message.childId = childId;
  if (mask.has('child_object') && child) {
    message.childObject = writeObject(child, mask.sub('child_object'), ledger.vm);
  }
  return message;
}

function readField({ content }: StoredObject, { vm }: Ledger) {
  if (content.kind !== 'struct' || !isStruct(content.type, SUI_FRAMEWORK, 'dynamic_field', 'Field'))
    return undefined;
  const [wrapped, valueType] = content.type.args as [MoveType, MoveType];
  const [, name, value] = fieldsOf(vm.deserialize(content.type, content.bytes));
  // A wrapper has one field, so its bytes are the bytes of the name inside.
  const nameBytes = vm.serialize(wrapped, name!);
  const valueBytes = content.bytes.slice(UID_SIZE + nameBytes.length);
  if (!isStruct(wrapped, SUI_FRAMEWORK, 'dynamic_object_field', 'Wrapper')) {
    return { nameType: wrapped, nameBytes, valueType, valueBytes, childId: undefined };
  }
  const childId = fieldsOf(value!)[0] as string;
  return { nameType: wrapped.args[0]!, nameBytes, valueType, valueBytes, childId };
}

function fieldsOf(value: Value): Value[] {
  return (value as { fields: Value[] }).fields;
}
