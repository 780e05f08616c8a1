// Encodes and hashes in Workers: one blob at a time, by two threads where it is large. They stay for the next blob for
// a while; an abort or a failure ends them at once. The page's thread only hands buffers on.
import { errorToWire } from '../errors.ts';
import {
  EncoderFailure,
  createEncoderThread,
  type EncoderThread,
  type EncoderWorker,
} from './encoder-thread.ts';
import { encodingError, toEncodedBlob } from './encoding.ts';
import { abandonable, createQueue } from './queue.ts';
import type { EncodedStrip } from './rows/encode-strip.ts';
import { rowGeometry } from './rows/geometry.ts';
import { planStrips, workOf } from './rows/strips.ts';
import type { BlobEncoder, EncodedBlob, EncoderOptions } from './types.ts';

/** More would wait for the one that recovers rows, which takes half of the time. */
const MOST_THREADS = 2;
/** Below, a second thread saves some tenths of a second and costs 30 MB. */
const SHARED_FROM_BYTES = 16_000_000;
const IDLE_MS = 5_000;
/** What SHA-256 takes, in columns encoded. */
const HASH_WORK = 200;

/**
 * In the page:
 *
 * @example
 * createWorkerEncoder(() => new Worker(new URL('./encoder.worker.ts', import.meta.url), { type: 'module' }));
 */
export function createWorkerEncoder(createWorker: () => EncoderWorker): BlobEncoder {
  const { navigator } = globalThis as { navigator?: { hardwareConcurrency?: number } };
  const most = Math.max(1, Math.min(MOST_THREADS, navigator?.hardwareConcurrency ?? MOST_THREADS));
  const enqueue = createQueue();
  let threads: EncoderThread[] = [];
  let idle: ReturnType<typeof setTimeout> | undefined;

  function end() {
    for (const thread of threads) thread.end();
    threads = [];
  }

  function inTurn<T>(work: (crew: EncoderThread[], bytes: Blob, options: EncoderOptions) => Promise<T>) {
    return (bytes: Blob, options: EncoderOptions): Promise<T> =>
      enqueue(async () => {
        options.signal?.throwIfAborted();
        clearTimeout(idle);
        const count = bytes.size < SHARED_FROM_BYTES ? 1 : most;
        while (threads.length < count) threads.push(createEncoderThread(createWorker()));
        try {
          return await abandonable(work(threads.slice(0, count), bytes, options), options.signal);
        } catch (error) {
          end();
          options.signal?.throwIfAborted();
          const wire =
            error instanceof EncoderFailure ? error.wire : errorToWire(error, 'blobs/encode-failed');
          throw encodingError(wire, bytes.size, error);
        } finally {
          idle = setTimeout(end, IDLE_MS);
        }
      }, options);
  }

  return {
    encode: inTurn(encodeWith),
    hash: inTurn(([thread], bytes, { onProgress }) =>
      thread!.ask<'hash'>({ kind: 'hash', bytes }, onProgress ? { onProgress } : {}),
    ),
  };
}

async function encodeWith(
  threads: EncoderThread[],
  bytes: Blob,
  { onProgress }: EncoderOptions,
): Promise<EncodedBlob> {
  const plan = planStrips(rowGeometry(bytes.size));
  const strips: EncodedStrip[] = [];
  let blobDigest!: Uint8Array;
  const progress = countWork(
    plan.reduce((sum, strip) => sum + workOf(strip), HASH_WORK),
    (fraction) => onProgress?.(Math.floor(fraction * bytes.size)),
  );

  type Task = (thread: EncoderThread) => Promise<void>;
  const encodeStrips = (kind: 'recovery' | 'source') =>
    plan
      .filter((strip) => strip.kind === kind)
      .map((strip): Task => {
        const step = progress.step(workOf(strip));
        return async (thread) => {
          strips.push(await thread.ask<'strip'>({ kind: 'strip', bytes, strip }, { onProgress: step }));
          step(workOf(strip));
        };
      });
  const hashStep = progress.step(HASH_WORK);
  const hash: Task = async (thread) => {
    const onProgress = (hashed: number) => hashStep((HASH_WORK * hashed) / Math.max(1, bytes.size));
    blobDigest = await thread.ask<'hash'>({ kind: 'hash', bytes }, { onProgress });
  };
  // Strips of recovery symbols are the large ones: all by the first thread, so that two are never held at once.
  const large = encodeStrips('recovery');
  const small = [hash, ...encodeStrips('source')];
  await Promise.all(
    threads.map(async (thread, index) => {
      const take = () => (index === 0 && large.shift()) || small.shift();
      for (let task = take(); task; task = take()) await task(thread);
    }),
  );
  const built = await threads[0]!.ask<'join'>(
    { kind: 'join', size: bytes.size, strips },
    { transfer: strips.map(({ leaves }) => leaves.buffer) },
  );
  onProgress?.(bytes.size);
  return toEncodedBlob(bytes, built, blobDigest);
}

/** Adds up what is done of several steps at once. */
function countWork(total: number, tell: (fraction: number) => void) {
  let all = 0;
  return {
    step: (work: number) => {
      let before = 0;
      return (done: number) => {
        all += Math.min(done, work) - before;
        before = Math.min(done, work);
        tell(all / total);
      };
    },
  };
}
