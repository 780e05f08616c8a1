// The ports of this part and the plain data that crosses its border. Everything here survives `structuredClone`.

export type { KeyValueStore } from '../model/ports.ts';

/** Computes what a blob is known by on Walrus, and plain hashes, off the page's thread where there is one. */
export interface BlobEncoder {
  /** @throws BlobError 'blobs/encode-failed' | 'blobs/unreadable' */
  encode(bytes: Blob, options: EncoderOptions): Promise<EncodedBlob>;
  /**
   * SHA-256, 32 bytes; in a few MB of memory, however long the Blob is.
   *
   * @throws BlobError 'blobs/encode-failed' | 'blobs/unreadable'
   */
  hash(bytes: Blob, options: EncoderOptions): Promise<Uint8Array>;
}

export interface EncoderOptions {
  /** Ends it at once. */
  signal?: AbortSignal;
  /** Bytes done so far: rises, not necessarily in even steps, and ends with the Blob's size. */
  onProgress?: (doneBytes: number) => void;
}

export interface EncodedBlob {
  /** URL-safe base64. */
  blobId: string;
  rootHash: Uint8Array;
  /** Unencoded bytes. */
  size: number;
  nonce: Uint8Array;
  /** SHA-256 of the unencoded bytes. */
  blobDigest: Uint8Array;
  /** What proves its rows to readers; see rows/README.md. */
  sidecar: Uint8Array<ArrayBuffer>;
}

export interface StorageQuote {
  /** Base units of WAL for the whole term. */
  wal: bigint;
  /** Bytes stored after encoding, over all blobs. */
  encodedBytes: number;
  epochs: number;
  /** When the term ends, if the network says how long an epoch is. */
  endsMs?: number;
}

/** A Blob object on chain: paid for, and certified or not yet. */
export interface RegisteredBlob {
  blobId: string;
  blobObjectId: string;
  certified: boolean;
  /** First Walrus epoch in which it is no longer stored. */
  endEpoch: number;
  /** The transaction that registered it, where it is known to have. */
  digest?: string;
  /** The SharedBlob around it, once anybody may extend it. It is certified then, and nobody's own. */
  sharedId?: string;
}

/** The storage nodes' joint word that they hold a blob. Plain JSON. Good for the epoch it was given in. */
export interface BlobCertificate {
  blobId: string;
  blobObjectId: string;
  epoch: number;
  signers: number[];
  /** base64. */
  message: string;
  /** base64. */
  signature: string;
}

export interface CachedModel {
  /** Hex. */
  manifestHash: string;
  model: string;
  version: number;
  name: string;
  /** Of its parts that are here, checked when they came and whenever they are read. */
  bytes: number;
  /** Of all its parts: more than `bytes` after a download that was cut. */
  totalBytes: number;
  /** Of `bytes`, what no other model here needs: what forgetting it frees. */
  ownBytes: number;
  lastUsedMs: number;
  /** When bytes of it were last checked. */
  checkedMs?: number;
  /** Never removed to make room. */
  pinned: boolean;
}

export interface CacheSpace {
  /** In models: what several share counts once. */
  modelBytes: number;
  /** Bytes that this site uses and may use, models included; absent where the browser does not say. */
  usage?: number;
  quota?: number;
}

/** One aggregator's failed attempt, as `details.attempts` of a BlobError lists it. */
export interface ReadAttempt {
  aggregator: string;
  reason: 'status' | 'network' | 'stalled' | 'truncated' | 'too-long' | 'wrong-content' | 'no-ranges';
  status?: number;
  message?: string;
}
