// Reads whole blobs from aggregators none of which is trusted. What right bytes are, the caller says.
import { createAggregatorPool, type AggregatorPool, type Outcome } from './aggregator-pool.ts';
import { AttemptFailure, blame, conclude } from './attempts.ts';
import { download, type DownloadTimeouts } from './download.ts';
import { BlobError } from './errors.ts';
import type { OriginProgress } from './ranges/types.ts';
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
  /** Who was asked and what came of it, in that order; called before `onProgress`. */
  onOrigins?: (origins: OriginProgress[]) => void;
}

export interface BlobReader {
  /**
   * Asks one aggregator after another until one sends what `verify` accepts. Where one takes long to begin, the next
   * is asked beside it, and the first to deliver ends the others.
   *
   * @throws BlobError 'blobs/not-found' if all say 404, 'blobs/corrupt' if all sent wrong bytes, else
   * 'blobs/unavailable' (retryable). `details.attempts` is a ReadAttempt for each.
   */
  readBlob(blobId: string, options: ReadOptions): Promise<Blob>;
}

export interface ReaderOptions {
  /** Or a pool that others read by too: what one finds out about an aggregator helps all. */
  aggregators: readonly string[] | AggregatorPool;
  fetch?: typeof fetch;
  timeouts?: Partial<ReaderTimeouts>;
}

export interface ReaderTimeouts extends DownloadTimeouts {
  /** Without a first byte for so long, and a little longer for large blobs, the next aggregator is asked too. */
  patienceMs: number;
}

const DEFAULT_TIMEOUTS: ReaderTimeouts = { firstByteMs: 60_000, stallMs: 20_000, patienceMs: 4_000 };
/** An aggregator collects the whole blob before it sends a byte: half a gigabyte gets half a minute. */
const COLLECTED_BYTES_PER_MS = 20_000;
const DEFAULT_MAX_BYTES = 1024 * 1024 * 1024;

export function createReader(options: ReaderOptions): BlobReader {
  const { aggregators } = options;
  const pool = 'begin' in aggregators ? aggregators : createAggregatorPool(aggregators);
  const timeouts = { ...DEFAULT_TIMEOUTS, ...options.timeouts };
  // Unbound, a browser's fetch refuses to be called as somebody's method.
  const fetchFn = options.fetch ?? ((input, init) => fetch(input, init));

  async function attempt(aggregator: string, blobId: string, read: ReadOptions): Promise<Blob> {
    const request = pool.begin(aggregator);
    let seen = 0;
    const onProgress = (loaded: number) => {
      request.received(loaded - seen);
      seen = loaded;
      read.onProgress?.(loaded);
    };
    try {
      const { verify, maxBytes = DEFAULT_MAX_BYTES, ...rest } = read;
      const url = `${aggregator}/v1/blobs/${blobId}`;
      const blob = await download(url, { ...rest, onProgress, maxBytes, fetch: fetchFn, timeouts });
      await accept(blob, verify);
      request.end({ kind: 'served' });
      return blob;
    } catch (error) {
      if (error instanceof AttemptFailure && blame(error.attempt) === 'lied') pool.convict(aggregator);
      request.end(outcomeOf(error));
      throw error;
    }
  }

  return {
    readBlob(blobId, read) {
      const waiting = pool.order();
      const attempts: ReadAttempt[] = [];
      const stop = new AbortController();
      const signal = read.signal ? AbortSignal.any([read.signal, stop.signal]) : stop.signal;
      const patience = timeouts.patienceMs + (read.expectedBytes ?? 0) / COLLECTED_BYTES_PER_MS;
      let running = 0;
      let shown = 0;
      const show = (loaded: number) => read.onProgress?.((shown = loaded));
      const origins = new Map<string, OriginProgress>();
      const tell = (aggregator: string, change: Partial<OriginProgress>) => {
        const before = origins.get(aggregator) ?? unheardOf(aggregator);
        origins.set(aggregator, { ...before, ...change });
        read.onOrigins?.([...origins.values()]);
      };
      const speedOf = (aggregator: string) =>
        pool.aggregators.find((standing) => standing.aggregator === aggregator)?.bytesPerMs() ?? 0;

      return new Promise<Blob>((resolve, reject) => {
        function askNext(): void {
          const aggregator = waiting.shift();
          if (aggregator === undefined) {
            if (running === 0) reject(conclude(blobId, attempts));
            return;
          }
          running += 1;
          let joined = false;
          const timer = setTimeout(() => {
            joined = true;
            askNext();
          }, patience);
          tell(aggregator, { state: 'reading' });
          const onProgress = (loaded: number) => {
            clearTimeout(timer);
            tell(aggregator, { bytes: loaded, bytesPerSecond: speedOf(aggregator) * 1000 });
            if (loaded > shown) show(loaded);
          };
          attempt(aggregator, blobId, { ...read, signal, onProgress })
            .then(resolve, (error: unknown) => {
              if (!(error instanceof AttemptFailure)) return reject(error);
              attempts.push({ aggregator, ...error.attempt });
              tell(aggregator, faultOf(error.attempt, origins.get(aggregator)!.bytes));
              running -= 1;
              show(0);
              // Where another was already asked in its place, that one's own patience decides.
              if (!joined || running === 0) askNext();
            })
            .finally(() => clearTimeout(timer));
        }
        askNext();
      }).finally(() => stop.abort(new Overtaken()));
    },
  };
}

function unheardOf(origin: string): OriginProgress {
  const nothing = { bytes: 0, bytesPerSecond: 0, errors: 0, refused: 0, hedged: 0 };
  return { origin, state: 'idle', ...nothing, failures: [] };
}

function faultOf(attempt: AttemptFailure['attempt'], bytes: number): Partial<OriginProgress> {
  const { reason, status } = attempt;
  return {
    state: 'dropped',
    errors: 1,
    refused: blame(attempt) === 'lied' ? bytes : 0,
    failures: [{ reason, ...(status === undefined ? {} : { status }), times: 1 }],
    reason: attempt,
  };
}

/** Ends the attempts that another was faster than. Seen by nobody outside. */
class Overtaken extends Error {}

async function accept(blob: Blob, verify: VerifyBlob): Promise<void> {
  try {
    await verify(blob);
  } catch (error) {
    if (!(error instanceof BlobError) || error.code !== 'blobs/corrupt') throw error;
    throw new AttemptFailure({ reason: 'wrong-content', message: error.message });
  }
}

function outcomeOf(error: unknown): Outcome {
  // It was asked first and another was faster.
  if (error instanceof Overtaken) return { kind: 'failed' };
  if (!(error instanceof AttemptFailure) || blame(error.attempt) !== 'failed') return { kind: 'neutral' };
  const { retryAfterMs } = error;
  return { kind: 'failed', ...(retryAfterMs === undefined ? {} : { retryAfterMs }) };
}
