// What clients ask of a storage node itself: a blob's status on chain as it follows it, and its metadata, the hashes of
// all its slivers, in BCS. Slivers are not served. Knows nothing of uploads, nor of faults.
import type { BlobStore } from './blob-store.ts';
import { blobIdBytes, type Encoder } from './encoder.ts';
import type { BlobRegistry } from './registry.ts';
import { type Answer, answerWith, refuse, respondJson } from './response.ts';

export interface StorageNodePorts {
  registry: BlobRegistry;
  store: BlobStore;
  encoder: Encoder;
  /** Metadata computed or being computed, by blob ID: a pure function of the blob, and dear. */
  metadata: Map<string, Promise<Blob>>;
}

const ROUTE = /^\/v1\/blobs\/([^/]+)\/(metadata|status)$/;

/** Answers `path` below a storage node's base, or undefined when it is no route of one. */
export async function handleStorageNode(
  { registry, store, encoder, metadata }: StorageNodePorts,
  request: Request,
  path: string,
): Promise<Answer | Response | undefined> {
  const [, name, what] = ROUTE.exec(path) ?? [];
  if (name === undefined) return undefined;
  if (request.method !== 'GET' && request.method !== 'HEAD')
    return refuse(405, 'METHOD_NOT_ALLOWED', 'slivers and metadata come from the relay');
  const blobId = decodeURIComponent(name);
  if (!blobIdBytes(blobId)) return refuse(400, 'INVALID_BLOB_ID', 'the path does not name a blob ID');

  await registry.sync();
  if (what === 'status')
    return respondJson(200, { success: { code: 200, data: statusOf(registry, blobId) } });
  const blob = registry.isAvailable(blobId) ? await store.get(blobId) : undefined;
  if (!blob) return refuse(404, 'METADATA_NOT_FOUND', 'this node stores no metadata of the blob');
  let computed = metadata.get(blobId);
  if (!computed) {
    computed = encoder.metadata(blob).then((bytes) => new Blob([bytes]));
    metadata.set(blobId, computed);
    computed.catch(() => metadata.delete(blobId));
  }
  return answerWith(await computed, {
    blobId,
    headers: { 'content-type': 'application/octet-stream' },
  });
}

/** As nodes tell it: of permanent registrations the one that lasts longest, certified ones first. */
function statusOf(registry: BlobRegistry, blobId: string): unknown {
  const all = registry.registrations(blobId);
  const deletable = all.filter((registration) => registration.deletable);
  const deletableCounts = {
    count_deletable_total: deletable.length,
    count_deletable_certified: deletable.filter(({ certified }) => certified).length,
  };
  const [best] = all
    .filter((registration) => !registration.deletable)
    .sort((a, b) => Number(b.certified) - Number(a.certified) || b.endEpoch - a.endEpoch);
  if (best) {
    const { endEpoch, certified: isCertified, event: statusEvent } = best;
    // When it was first certified is not followed here.
    return {
      permanent: { deletableCounts, endEpoch, isCertified, statusEvent, initialCertifiedEpoch: null },
    };
  }
  return deletable.length > 0
    ? { deletable: { deletableCounts, initialCertifiedEpoch: null } }
    : 'nonexistent';
}
