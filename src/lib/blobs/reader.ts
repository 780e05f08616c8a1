// Reads whole blobs from aggregators none of which is trusted. What right bytes are, the caller says.
import { createAggregatorPool } from './aggregator-pool.ts';
import { AttemptFailure, download, type DownloadTimeouts } from './download.ts';
import { BlobError } from './errors.ts';
import type { ReadAttempt } from './types.ts';

/** Throws BlobError 'blobs/corrupt' if the bytes are not the right ones; anything else it throws is passed on. */
export type VerifyBlob = (blob: Blob) => Promise<void>;

export interface ReadOptions {
  verify: VerifyBlob;
  /** Anything shorter or longer is refused before `verify` sees it. */
  expectedBytes?: number;
  /** Where the size is not known. */
  maxBytes?: number;
  signal?: AbortSignal;
  /** May fall back to 0 when another aggregator has to be asked. */
  onProgress?: (loaded: number) => void;
}

export interface BlobReader {
  /**
   * Asks one aggregator after another until one sends what `verify` accepts.
   *
   * @throws BlobError 'blobs/not-found' if all say 404, 'blobs/corrupt' if all sent wrong bytes, else
   * 'blobs/unavailable' (retryable). `details.attempts` is a ReadAttempt for each.
   */
  readBlob(blobId: string, options: ReadOptions): Promise<Blob>;
}

export interface ReaderOptions {
  aggregators: readonly string[];
  fetch?: typeof fetch;
  timeouts?: Partial<DownloadTimeouts>;
}

const DEFAULT_TIMEOUTS: DownloadTimeouts = { firstByteMs: 60_000, stallMs: 20_000 };
const DEFAULT_MAX_BYTES = 1024 * 1024 * 1024;

export function createReader(options: ReaderOptions): BlobReader {
  const pool = createAggregatorPool(options.aggregators);
  const timeouts = { ...DEFAULT_TIMEOUTS, ...options.timeouts };
  // Unbound, a browser's fetch refuses to be called as somebody's method.
  const fetchFn = options.fetch ?? ((input, init) => fetch(input, init));

  async function attempt(aggregator: string, blobId: string, read: ReadOptions): Promise<Blob> {
    const end = pool.begin(aggregator);
    const started = performance.now();
    try {
      const { verify, maxBytes = DEFAULT_MAX_BYTES, ...rest } = read;
      const url = `${aggregator}/v1/blobs/${blobId}`;
      const blob = await download(url, { ...rest, maxBytes, fetch: fetchFn, timeouts });
      const ms = performance.now() - started;
      await accept(blob, verify);
      end({ kind: 'served', bytes: blob.size, ms });
      return blob;
    } catch (error) {
      end({ kind: error instanceof AttemptFailure ? blame(error.attempt) : 'neutral' });
      throw error;
    }
  }

  return {
    async readBlob(blobId, read) {
      const attempts: ReadAttempt[] = [];
      for (const aggregator of pool.order()) {
        try {
          return await attempt(aggregator, blobId, read);
        } catch (error) {
          if (!(error instanceof AttemptFailure)) throw error;
          attempts.push({ aggregator, ...error.attempt });
          read.onProgress?.(0);
        }
      }
      throw conclude(blobId, attempts);
    },
  };
}

async function accept(blob: Blob, verify: VerifyBlob): Promise<void> {
  try {
    await verify(blob);
  } catch (error) {
    if (!(error instanceof BlobError) || error.code !== 'blobs/corrupt') throw error;
    throw new AttemptFailure({ reason: 'wrong-content', message: error.message });
  }
}

function blame(attempt: Omit<ReadAttempt, 'aggregator'>): 'neutral' | 'failed' | 'lied' {
  if (attempt.reason === 'wrong-content' || attempt.reason === 'too-long') return 'lied';
  return attempt.status === 404 ? 'neutral' : 'failed';
}

function conclude(blobId: string, attempts: ReadAttempt[]): BlobError {
  const details = { blobId, attempts };
  const all = (test: (attempt: ReadAttempt) => boolean) => attempts.length > 0 && attempts.every(test);
  if (all((attempt) => attempt.status === 404)) {
    return new BlobError('blobs/not-found', `No aggregator knows ${blobId}`, { details });
  }
  if (all((attempt) => blame(attempt) === 'lied')) {
    return new BlobError('blobs/corrupt', `Every aggregator sent wrong bytes for ${blobId}`, { details });
  }
  return new BlobError('blobs/unavailable', `No aggregator could give ${blobId}`, {
    details,
    retryable: true,
  });
}
