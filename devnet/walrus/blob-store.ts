// Where blobs' bytes are kept: a port, and its implementation in memory. Bytes come in by the chunk and are held once.
// Content-addressed: what is put under a blob ID was checked by the caller and never changes.

/** Bytes at rest that can be read in part: a web Blob is one, a piece of a file may be another. */
export interface StoredBytes {
  readonly size: number;
  slice(start: number, end: number): StoredBytes;
  arrayBuffer(): Promise<ArrayBuffer>;
}

/** Bytes on their way in, not yet under any name. */
export interface Upload {
  /** The chunk is the upload's from then on. */
  write(chunk: Uint8Array<ArrayBuffer>): Promise<void>;
  finish(): Promise<StoredBytes>;
  /** Lets go of what was written. */
  abandon(): void;
}

export interface BlobStore {
  get(blobId: string): Promise<StoredBytes | undefined>;
  begin(): Upload;
  put(blobId: string, bytes: StoredBytes): Promise<void>;
}

/** Chunks are gathered into Blobs of about this size: a Blob copies what it is made of, so never the whole at once. */
const GATHER_BYTES = 8 * 2 ** 20;

export function createMemoryBlobStore(): BlobStore {
  const blobs = new Map<string, StoredBytes>();
  return {
    async get(blobId) {
      return blobs.get(blobId);
    },
    begin: createMemoryUpload,
    async put(blobId, bytes) {
      blobs.set(blobId, bytes);
    },
  };
}

export function createMemoryUpload(): Upload {
  let gathered: Blob[] = [];
  let chunks: Uint8Array<ArrayBuffer>[] = [];
  let size = 0;
  function gather() {
    gathered.push(new Blob(chunks));
    chunks = [];
    size = 0;
  }
  return {
    async write(chunk) {
      chunks.push(chunk);
      size += chunk.length;
      if (size >= GATHER_BYTES) gather();
    },
    async finish() {
      gather();
      // Made of Blobs, a Blob shares their bytes.
      return new Blob(gathered);
    },
    abandon() {
      gathered = [];
      chunks = [];
    },
  };
}
