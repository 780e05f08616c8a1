// Where blobs' bytes are kept: a port, and its implementation in memory.
// Content-addressed: what is put under a blob ID was checked by the caller and never changes.

export interface BlobStore {
  /** A web Blob, so that a file or an OPFS entry can be served without reading it whole. */
  get(blobId: string): Promise<Blob | undefined>;
  put(blobId: string, bytes: Blob): Promise<void>;
}

export function createMemoryBlobStore(): BlobStore {
  const blobs = new Map<string, Blob>();
  return {
    async get(blobId) {
      return blobs.get(blobId);
    },
    async put(blobId, bytes) {
      blobs.set(blobId, bytes);
    },
  };
}
