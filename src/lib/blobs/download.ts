// One GET of one blob from one aggregator: status, length and liveliness are judged here, content is not.
import { AttemptFailure } from './attempts.ts';
import { breakdown, refusal } from './http-failure.ts';
import { createWatchdog } from './watchdog.ts';

export interface DownloadTimeouts {
  /** Until the first byte. An aggregator rebuilds the whole blob before it sends one. */
  firstByteMs: number;
  /** Between two chunks. */
  stallMs: number;
}

export interface DownloadOptions {
  fetch: typeof fetch;
  timeouts: DownloadTimeouts;
  /** Exactly so many bytes; where unknown, at most `maxBytes`. */
  expectedBytes?: number;
  maxBytes: number;
  signal?: AbortSignal;
  onProgress?: (loaded: number) => void;
}

/** Chunks are handed to the browser's Blob store in pieces of this size, so that they need not stay in memory. */
const PIECE_BYTES = 8 * 1024 * 1024;

/** @throws AttemptFailure, or the reason of `signal` */
export async function download(url: string, options: DownloadOptions): Promise<Blob> {
  const { signal, timeouts, expectedBytes } = options;
  const limit = expectedBytes ?? options.maxBytes;
  const watchdog = createWatchdog(signal);
  try {
    watchdog.expect(timeouts.firstByteMs);
    // Past the browser's own cache: aggregators allow theirs to be kept for a year, wrong bytes too, and what is verified
    // has a store of ours.
    const response = await options.fetch(url, { signal: watchdog.signal, cache: 'no-store' });
    if (response.status !== 200) throw refusal(response);
    const chunks: Uint8Array<ArrayBuffer>[] = [];
    const pieces: Blob[] = [];
    let inChunks = 0;
    let loaded = 0;
    const flush = () => {
      pieces.push(new Blob(chunks.splice(0)));
      inChunks = 0;
    };
    const reader = response.body?.getReader();
    for (;;) {
      const next = await reader?.read();
      if (!next || next.done) break;
      watchdog.expect(timeouts.stallMs);
      chunks.push(next.value);
      inChunks += next.value.length;
      loaded += next.value.length;
      if (loaded > limit)
        throw new AttemptFailure({ reason: 'too-long', message: `more than ${limit} bytes` });
      if (inChunks >= PIECE_BYTES) flush();
      options.onProgress?.(loaded);
    }
    if (expectedBytes !== undefined && loaded < expectedBytes) {
      throw new AttemptFailure({ reason: 'truncated', message: `${loaded} of ${expectedBytes} bytes` });
    }
    flush();
    return new Blob(pieces);
  } catch (error) {
    signal?.throwIfAborted();
    throw breakdown(error);
  } finally {
    watchdog.stop();
  }
}
