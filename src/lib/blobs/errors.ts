// Everything that can go wrong between files and Walrus, in both directions.
import { FloeError } from '../errors.ts';

export type BlobErrorCode =
  /** No aggregator gave the blob; `details.attempts` says why, one by one. */
  | 'blobs/unavailable'
  /** Every aggregator says it does not exist. */
  | 'blobs/not-found'
  /** Bytes that are not what the chain names; `details.attempts` names who sent them. */
  | 'blobs/corrupt'
  /** The manifest on Walrus and the version on chain disagree about the parts. */
  | 'blobs/manifest-mismatch'
  /** Row digests that are damaged or another blob's; the bytes may still be right. */
  | 'blobs/sidecar'
  /** The thread that checks rows died. */
  | 'blobs/check-failed'
  /** The thread that writes to the disk died with bytes that are nowhere else. */
  | 'blobs/store-lost'
  | 'blobs/encode-failed'
  /** The Blob's bytes cannot be read: a file that changed or went away since it was chosen. */
  | 'blobs/unreadable'
  /** More epochs than the network sells, or none. */
  | 'blobs/bad-term'
  /** The network encodes for another number of shards than this code does. */
  | 'blobs/unsupported-network'
  | 'blobs/insufficient-wal'
  /** The transaction is there, a Blob object for this blob ID is not. */
  | 'blobs/not-registered'
  /** The relay says no, and would again. */
  | 'blobs/relay-refused'
  | 'blobs/relay-unavailable'
  /** The relay's answer is not a certificate for this blob. */
  | 'blobs/relay-answer'
  /** The Walrus epoch changed since the upload: upload again. */
  | 'blobs/certificate-expired'
  /** The storage has ended: what is gone cannot be kept for longer. */
  | 'blobs/expired'
  /** Longer than the network sells storage ahead; `details.longest` is how many epochs more it would sell. */
  | 'blobs/term-too-long'
  /** `details.blobIds`: blobs that only another wallet may extend, or whose objects could not be found. */
  | 'blobs/not-extendable'
  /** Somebody else has bought the term in the meantime. */
  | 'blobs/already-extended'
  /** More than the caller agreed to pay: prices or epochs moved since the quote. */
  | 'blobs/price-changed';

export class BlobError extends FloeError<BlobErrorCode> {
  override name = 'BlobError';
}
