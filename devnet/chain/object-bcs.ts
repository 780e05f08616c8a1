// A stored object as Sui's BCS `Object`: its bytes, its digest, and its size for metering.
// Knows no storage and no transaction.
import { bcs } from '@mysten/sui/bcs';
import type { Owner } from '../vm/types.ts';
import { digestOf } from './digest.ts';
import { coinInner, isStruct, SUI_FRAMEWORK, toStructTag, toTypeTag } from './type-tag.ts';
import type { StoredObject } from './types.ts';

/** Everything but the digest, which is computed from the rest. */
export type ObjectDraft = Omit<StoredObject, 'digest'>;

type StructContent = Extract<StoredObject['content'], { kind: 'struct' }>;

export function ownerBcs(owner: Owner): typeof bcs.Owner.$inferInput {
  switch (owner.kind) {
    case 'address':
      return { AddressOwner: owner.address };
    case 'object':
      return { ObjectOwner: owner.parent };
    case 'shared':
      return { Shared: { initialSharedVersion: owner.initialVersion } };
    case 'immutable':
      return { Immutable: null };
  }
}

function moveObjectType(type: StructContent['type']): typeof bcs.MoveObjectType.$inferInput {
  const inner = coinInner(type);
  if (!inner) return { Other: toStructTag(type) };
  return isStruct(inner, SUI_FRAMEWORK, 'sui', 'SUI') ? { GasCoin: null } : { Coin: toTypeTag(inner) };
}

type PackageContent = Extract<StoredObject['content'], { kind: 'package' }>;

function packageBcs(
  { package: pkg, typeOrigins }: PackageContent,
  version: bigint,
): typeof bcs.MovePackage.$inferInput {
  const names = [...pkg.modules.keys()].sort();
  return {
    id: pkg.id,
    version,
    moduleMap: new Map(names.map((name) => [name, pkg.modules.get(name)!])),
    typeOriginTable: typeOrigins.map((o) => ({
      moduleName: o.module,
      datatypeName: o.name,
      package: o.package,
    })),
    linkageTable: new Map(
      [...pkg.linkage]
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([original, storage]) => [original, { upgradedId: storage, upgradedVersion: 1n }]),
    ),
  };
}

export function objectBytes(object: ObjectDraft): Uint8Array {
  const { content } = object;
  const data: typeof bcs.Data.$inferInput =
    content.kind === 'package'
      ? { Package: packageBcs(content, object.version) }
      : {
          Move: {
            type: moveObjectType(content.type),
            hasPublicTransfer: content.hasPublicTransfer,
            version: object.version,
            contents: content.bytes,
          },
        };
  return bcs.Object.serialize(
    {
      data,
      owner: ownerBcs(object.owner),
      previousTransaction: object.previousTransaction,
      storageRebate: object.storageRebate,
    },
    { initialSize: content.kind === 'struct' ? content.bytes.length + 512 : 4096, maxSize: 16 << 20 },
  ).toBytes();
}

export function seal(object: ObjectDraft): StoredObject {
  return { ...object, digest: digestOf('Object', objectBytes(object)) };
}

/** Owner, previous transaction and rebate as Sui's metering counts them: 40 + 32 + 8. */
const METADATA_SIZE = 80;

/** Bytes that storage is charged for. A SUI coin is 130, hence its well-known rebate of 988,000 MIST. */
export function meteredSize(content: StoredObject['content']): number {
  if (content.kind === 'struct') {
    const type = bcs.MoveObjectType.serialize(moveObjectType(content.type)).toBytes().length;
    return METADATA_SIZE + content.bytes.length + type + 1 + 8;
  }
  let size = METADATA_SIZE + 8;
  for (const [name, bytes] of content.package.modules) size += name.length + bytes.length;
  for (const origin of content.typeOrigins) size += origin.module.length + origin.name.length + 32;
  return size + content.package.linkage.size * (32 + 32 + 8);
}
