// What clients ask of a storage node itself: a blob's metadata, the hashes of all its slivers, in BCS. Slivers are not
// served. Knows nothing of uploads, nor of faults.
import type { BlobStore } from './blob-store.ts';
import { blobIdBytes, type Encoder } from './encoder.ts';
import type { BlobRegistry } from './registry.ts';
import { type Answer, answerWith, refuse } from './response.ts';

export interface StorageNodePorts {
  registry: BlobRegistry;
  store: BlobStore;
  encoder: Encoder;
  /** Metadata computed or being computed, by blob ID: a pure function of the blob, and dear. */
  metadata: Map<string, Promise<Blob>>;
}

const ROUTE = /^\/v1\/blobs\/([^/]+)\/metadata$/;

/** Answers `path` below a storage node's base, or undefined when it is no route of one. */
export async function handleStorageNode(
  { registry, store, encoder, metadata }: StorageNodePorts,
  request: Request,
  path: string,
): Promise<Answer | Response | undefined> {
  const name = ROUTE.exec(path)?.[1];
  if (name === undefined) return undefined;
  if (request.method !== 'GET' && request.method !== 'HEAD')
    return refuse(405, 'METHOD_NOT_ALLOWED', 'slivers and metadata come from the relay');
  const blobId = decodeURIComponent(name);
  if (!blobIdBytes(blobId)) return refuse(400, 'INVALID_BLOB_ID', 'the path does not name a blob ID');

  await registry.sync();
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
