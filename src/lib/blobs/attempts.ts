// What failed attempts at a blob say: about the aggregator that made one, and about the blob when all are told.
import { BlobError } from './errors.ts';
import type { ReadAttempt } from './types.ts';

/** Why one aggregator did not do. Stays inside this part: callers see the list of them. */
export class AttemptFailure extends Error {
  /** When it may be asked again, where the answer says so. */
  readonly retryAfterMs: number | undefined;

  constructor(
    readonly attempt: Omit<ReadAttempt, 'aggregator'>,
    options: { retryAfterMs?: number } = {},
  ) {
    super(attempt.reason);
    this.retryAfterMs = options.retryAfterMs;
  }
}

/** `lied`: these are not the blob's bytes. `neutral`: it does not have the blob, which may be true. */
export function blame(attempt: Omit<ReadAttempt, 'aggregator'>): 'neutral' | 'failed' | 'lied' {
  if (attempt.reason === 'wrong-content' || attempt.reason === 'too-long') return 'lied';
  return attempt.status === 404 ? 'neutral' : 'failed';
}

/** What to throw where nobody delivered. Of several attempts of an aggregator the last one counts. */
export function conclude(blobId: string, attempts: readonly ReadAttempt[]): BlobError {
  const details = { blobId, attempts };
  const last = [...new Map(attempts.map((attempt) => [attempt.aggregator, attempt])).values()];
  const all = (verdict: (attempt: ReadAttempt) => boolean) => last.length > 0 && last.every(verdict);
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
