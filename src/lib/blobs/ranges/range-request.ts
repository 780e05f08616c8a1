// One GET of one range from one aggregator: status, length and liveliness are judged here, content is not.
import { AttemptFailure } from '../attempts.ts';
import { breakdown, refusal } from '../http-failure.ts';
import { readBody } from './body.ts';
import { createWatchdog } from '../watchdog.ts';
import type { BlobToRead, RangeTimeouts } from './types.ts';

/**
 * How a range is asked for. A `Range` header needs no preflight and is as old as the aggregators; the query's answers
 * are plain ones, which survive whatever stands before an aggregator and drops the header.
 */
export type RangeForm = 'header' | 'query';

export interface RangeRequestOptions {
  form: RangeForm;
  fetch: typeof fetch;
  timeouts: Pick<RangeTimeouts, 'firstByteMs' | 'stallMs'>;
  signal: AbortSignal;
  /** Of the range's length. It is gone afterwards: the answer has its bytes. */
  buffer: ArrayBuffer;
  /** Of each chunk. */
  onBytes(bytes: number): void;
}

/** Exactly the range's length. @throws AttemptFailure, or the reason of `signal` */
export async function requestRange(
  aggregator: string,
  blob: BlobToRead,
  range: { offset: number; bytes: number },
  options: RangeRequestOptions,
): Promise<ArrayBuffer> {
  const { form, signal, timeouts } = options;
  const watchdog = createWatchdog(signal);
  try {
    watchdog.expect(timeouts.firstByteMs);
    const base = `${aggregator}/v1/blobs/${blob.blobId}`;
    const last = range.offset + range.bytes - 1;
    // Past the browser's own cache, which would keep wrong bytes for a year and right ones twice.
    const response = await options.fetch(
      form === 'header' ? base : `${base}/byte-range?start=${range.offset}&length=${range.bytes}`,
      {
        signal: watchdog.signal,
        cache: 'no-store',
        ...(form === 'header' ? { headers: { range: `bytes=${range.offset}-${last}` } } : {}),
      },
    );
    if (!response.ok) throw refusal(response);
    if (form === 'header' && response.status !== 206 && !isJustTheRange(response, blob, range)) {
      throw new AttemptFailure({ reason: 'no-ranges', status: response.status });
    }
    return await readBody(response.body, options.buffer, (bytes) => {
      watchdog.expect(timeouts.stallMs);
      options.onBytes(bytes);
    });
  } catch (error) {
    signal.throwIfAborted();
    throw breakdown(error);
  } finally {
    watchdog.stop();
  }
}

/** A 200 to a Range request is the whole blob, unless it has the length of what was asked for. */
function isJustTheRange(response: Response, blob: BlobToRead, range: { bytes: number }): boolean {
  return range.bytes === blob.bytes || Number(response.headers.get('content-length')) === range.bytes;
}
