// Blob objects on Sui: what was registered, by whom, and whether it is certified. Reads only.
import type { ClientWithCoreApi } from '@mysten/sui/client';
import { bcs } from '@mysten/sui/bcs';
import { blobIdFromInt } from '../model/blob-id.ts';
import { BlobError } from './errors.ts';
import type { RegisteredBlob } from './types.ts';

const PAGE = 50;

/** Layout of walrus::blob::Blob. */
export const BlobObject = bcs.struct('Blob', {
  id: bcs.Address,
  registeredEpoch: bcs.u32(),
  blobId: bcs.u256(),
  size: bcs.u64(),
  encodingType: bcs.u8(),
  certifiedEpoch: bcs.option(bcs.u32()),
  storage: bcs.struct('Storage', {
    id: bcs.Address,
    startEpoch: bcs.u32(),
    endEpoch: bcs.u32(),
    storageSize: bcs.u64(),
  }),
  deletable: bcs.bool(),
});

interface Read {
  client: ClientWithCoreApi;
  blobType: string;
  signal?: AbortSignal;
}

/** The permanent blobs an address owns among those asked for; of several objects the one that lasts longest. */
export async function ownedBlobs(
  read: Read,
  owner: string,
  blobIds: readonly string[],
): Promise<Map<string, RegisteredBlob>> {
  const wanted = new Set(blobIds);
  const found = new Map<string, RegisteredBlob>();
  let cursor: string | null = null;
  do {
    const page: Awaited<ReturnType<typeof listPage>> = await listPage(read, owner, cursor);
    for (const object of page.objects) {
      const blob = parseBlob(object);
      if (blob && wanted.has(blob.blobId)) found.set(blob.blobId, better(blob, found.get(blob.blobId)));
    }
    cursor = page.hasNextPage ? page.cursor : null;
  } while (cursor !== null);
  return found;
}

/**
 * The permanent blobs a transaction created. Waits for the node to have it.
 *
 * @throws BlobError 'blobs/not-registered' if it failed or lacks one
 */
export async function createdBlobs(
  read: Read,
  digest: string,
  blobIds: readonly string[],
): Promise<Map<string, RegisteredBlob>> {
  const result = await read.client.core.waitForTransaction({
    digest,
    include: { effects: true },
    ...signalOf(read),
  });
  const changed = result.Transaction?.effects?.changedObjects ?? [];
  const created = changed
    .filter((object) => object.idOperation === 'Created')
    .map((object) => object.objectId);
  const blobs = await readBlobs(read, created);
  const found = new Map(blobs.map((blob) => [blob.blobId, { ...blob, digest }]));
  for (const blobId of blobIds) {
    if (found.has(blobId)) continue;
    throw new BlobError('blobs/not-registered', `Transaction ${digest} registered no blob ${blobId}`, {
      details: { digest, blobId },
    });
  }
  return found;
}

/** Blob objects as they are now. Ids of anything else are left out. */
export async function readBlobs(read: Read, objectIds: readonly string[]): Promise<RegisteredBlob[]> {
  const blobs: RegisteredBlob[] = [];
  for (let start = 0; start < objectIds.length; start += PAGE) {
    const { objects } = await read.client.core.getObjects({
      objectIds: objectIds.slice(start, start + PAGE),
      include: { content: true },
      ...signalOf(read),
    });
    for (const object of objects) {
      const blob = !(object instanceof Error) && object.type === read.blobType && parseBlob(object);
      if (blob) blobs.push(blob);
    }
  }
  return blobs;
}

function listPage(read: Read, owner: string, cursor: string | null) {
  return read.client.core.listOwnedObjects({
    owner,
    type: read.blobType,
    include: { content: true, previousTransaction: true },
    limit: PAGE,
    cursor,
    ...signalOf(read),
  });
}

/** Undefined for a deletable blob: those can be taken away and are never ours. */
function parseBlob(object: {
  objectId: string;
  content: Uint8Array;
  previousTransaction?: string | null | undefined;
}): RegisteredBlob | undefined {
  const { blobId, certifiedEpoch, storage, deletable } = BlobObject.parse(object.content);
  if (deletable) return undefined;
  const certified = certifiedEpoch !== null;
  return {
    blobId: blobIdFromInt(BigInt(blobId)),
    blobObjectId: object.objectId,
    certified,
    endEpoch: storage.endEpoch,
    // Until it is certified nothing but its registration has touched it.
    ...(object.previousTransaction && !certified ? { digest: object.previousTransaction } : {}),
  };
}

function better(a: RegisteredBlob, b: RegisteredBlob | undefined): RegisteredBlob {
  if (!b || a.endEpoch > b.endEpoch) return a;
  return a.endEpoch === b.endEpoch && a.certified ? a : b;
}

function signalOf(read: Read): { signal?: AbortSignal } {
  return read.signal ? { signal: read.signal } : {};
}
