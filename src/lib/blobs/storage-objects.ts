// The objects that keep certified blobs stored: owned Blobs and SharedBlobs. Reads only, in batches.
import type { ClientWithCoreApi, SuiClientTypes } from '@mysten/sui/client';
import { bcs } from '@mysten/sui/bcs';
import { normalizeStructTag, normalizeSuiAddress } from '@mysten/sui/utils';
import { blobIdFromInt } from '../model/blob-id.ts';
import { BlobObject } from './blob-objects.ts';

const PAGE = 50;

export interface StorageObject {
  /** The object that pays: the Blob, or the SharedBlob around it. */
  id: string;
  blobObjectId: string;
  blobId: string;
  /** Shared: anybody may add funds and extend. Owned: only `owner` may extend. Funds in base units of WAL. */
  access: { kind: 'shared'; funds: bigint } | { kind: 'owned'; owner: string };
  /** First Walrus epoch in which it is no longer stored. */
  endEpoch: number;
  /** Unencoded bytes. */
  bytes: number;
  /** Bytes reserved: what an extension is priced by. */
  storageBytes: number;
}

/** Layout of walrus::shared_blob::SharedBlob. */
const SharedBlobObject = bcs.struct('SharedBlob', {
  id: bcs.Address,
  blob: BlobObject,
  funds: bcs.u64(),
});

interface Read {
  client: ClientWithCoreApi;
  blobType: string;
  signal?: AbortSignal;
}

export function sharedBlobType(blobType: string): string {
  return normalizeStructTag(blobType).replace('::blob::Blob', '::shared_blob::SharedBlob');
}

/** As they are now, in no order. Ids of anything else, of deletable blobs and of blobs never certified are left out. */
export async function readStorageObjects(read: Read, ids: readonly string[]): Promise<StorageObject[]> {
  const found: StorageObject[] = [];
  const unique = [...new Set(ids)];
  for (let start = 0; start < unique.length; start += PAGE) {
    const { objects } = await read.client.core.getObjects({
      objectIds: unique.slice(start, start + PAGE),
      include: { content: true },
      ...(read.signal ? { signal: read.signal } : {}),
    });
    for (const object of objects) {
      const parsed = object instanceof Error ? undefined : parse(read.blobType, object);
      if (parsed) found.push(parsed);
    }
  }
  return found;
}

/** Certified permanent blobs among an address's own objects. */
export async function ownedStorageObjects(read: Read, owner: string): Promise<StorageObject[]> {
  const found: StorageObject[] = [];
  let cursor: string | null = null;
  do {
    const page: Awaited<ReturnType<typeof listPage>> = await listPage(read, owner, cursor);
    for (const object of page.objects) {
      const parsed = parse(read.blobType, object);
      if (parsed) found.push(parsed);
    }
    cursor = page.hasNextPage ? page.cursor : null;
  } while (cursor !== null);
  return found;
}

/** For each blob ID the object that keeps it longest; of equals a shared one, which more people can extend. */
export function longestByBlob(objects: Iterable<StorageObject>): Map<string, StorageObject> {
  const best = new Map<string, StorageObject>();
  for (const object of objects) {
    const other = best.get(object.blobId);
    const longer = !other || object.endEpoch > other.endEpoch;
    const opener = object.endEpoch === other?.endEpoch && object.access.kind === 'shared';
    if (longer || opener) best.set(object.blobId, object);
  }
  return best;
}

function listPage(read: Read, owner: string, cursor: string | null) {
  return read.client.core.listOwnedObjects({
    owner,
    type: read.blobType,
    include: { content: true },
    limit: PAGE,
    cursor,
    ...(read.signal ? { signal: read.signal } : {}),
  });
}

function parse(
  blobType: string,
  object: { objectId: string; type: string; owner: SuiClientTypes.ObjectOwner; content: Uint8Array },
): StorageObject | undefined {
  const type = object.type && normalizeStructTag(object.type);
  const id = normalizeSuiAddress(object.objectId);
  if (type === sharedBlobType(blobType)) {
    const { blob, funds } = SharedBlobObject.parse(object.content);
    return describe(id, blob, { kind: 'shared', funds: BigInt(funds) });
  }
  if (type !== normalizeStructTag(blobType)) return undefined;
  const owner = object.owner.AddressOwner ?? object.owner.ConsensusAddressOwner?.owner;
  // Frozen, or inside some other object: nobody here could extend it.
  if (!owner) return undefined;
  return describe(id, BlobObject.parse(object.content), { kind: 'owned', owner: normalizeSuiAddress(owner) });
}

function describe(
  id: string,
  blob: ReturnType<typeof BlobObject.parse>,
  access: StorageObject['access'],
): StorageObject | undefined {
  if (blob.deletable || blob.certifiedEpoch === null) return undefined;
  return {
    id,
    blobObjectId: normalizeSuiAddress(blob.id),
    blobId: blobIdFromInt(BigInt(blob.blobId)),
    access,
    endEpoch: blob.storage.endEpoch,
    bytes: Number(blob.size),
    storageBytes: Number(blob.storage.storageSize),
  };
}
