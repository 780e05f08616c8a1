// What reading in ranges takes and tells. Plain data but for the two callbacks.
import type { RowChecker } from '../rows/row-checker.ts';
import type { ReadAttempt } from '../types.ts';
import type { RowRange } from './range-plan.ts';

export interface RangeReader {
  /**
   * Reads ranges of one blob from several aggregators at once, and hands over each as soon as its rows are proved,
   * in whatever order they come. One blob at a time: a second read waits for the first. When it returns or throws, no
   * request and no `take` is under way any more; what was taken is right, whatever came after.
   *
   * @throws BlobError 'blobs/not-found' if all say 404, 'blobs/corrupt' if all sent wrong bytes, 'blobs/sidecar' if two
   * sent the same bytes and the checker refuses them, else 'blobs/unavailable' (retryable). `details.attempts` is a
   * ReadAttempt for each aggregator and reason. What `take` throws is passed on.
   */
  read(blob: BlobToRead, options: RangeReadOptions): Promise<RangeReport>;
}

/** A RowGeometry with a name will do. */
export interface BlobToRead {
  blobId: string;
  /** Unencoded length. */
  bytes: number;
}

export interface RangeReadOptions {
  /** Those wanted, in the order they are wanted. */
  ranges: readonly RowRange[];
  /** Of this blob. It stays open. */
  checker: RowChecker;
  /**
   * Gets each range once, proved. The buffer is the taker's to keep, or to hand back when it is read from no more:
   * the next range then costs no fresh memory. The range counts as in memory until this is done, so a slow store
   * slows the download.
   */
  take(range: RowRange, bytes: ArrayBuffer): Promise<ArrayBuffer | void>;
  /** Where nobody knows the blob, all are asked once more after so long: caches keep a 404 for a while. */
  graceMs?: number;
  signal?: AbortSignal;
  /** About ten times a second, and at the end. */
  onProgress?: (progress: RangeProgress) => void;
}

export interface RangeProgress {
  /** Bytes taken and on their way; falls back where some have to be fetched again. */
  loaded: number;
  /** Of all wanted ranges. */
  total: number;
  bytesPerSecond: number;
  /** Undefined while there is no speed to tell it from. */
  msLeft: number | undefined;
  /** There is no network: nothing is asked of anybody until it is back. */
  offline: boolean;
  origins: OriginProgress[];
}

export interface OriginProgress {
  origin: string;
  state: 'idle' | 'reading' | 'backing-off' | 'dropped';
  /** Received in this read, wrong ones included. */
  bytes: number;
  /** While it was being read from. */
  bytesPerSecond: number;
  /** Failed requests. */
  errors: number;
  /** Bytes that were not the blob's. */
  refused: number;
  /** Ranges that took so long that another was asked for them too. */
  hedged: number;
  /** What went wrong, each kind once, the first first. */
  failures: OriginFailure[];
  /** What it was dropped for, or waits for. */
  reason?: Omit<ReadAttempt, 'aggregator'>;
}

export interface OriginFailure extends Pick<ReadAttempt, 'reason' | 'status'> {
  times: number;
}

/** Bytes received that are neither stored nor refused came from requests that broke or were overtaken. */
export interface RangeReport {
  fetched: number;
  stored: number;
  refused: number;
  origins: OriginProgress[];
}

export interface RangeTimeouts {
  /** Until the first byte: an aggregator collects the rows' symbols from storage nodes first. */
  firstByteMs: number;
  /** Between two chunks. */
  stallMs: number;
  /** A range is asked for elsewhere too after twice the median of those before, but not before this. */
  hedgeMs: number;
  /** The same where none has been read yet. */
  patienceMs: number;
}
