// Encodes in this thread: for Node, where nobody watches a frame rate.
import { errorToWire } from '../errors.ts';
import { computeEncoding, encodingError, hashStream } from './encoding.ts';
import { createQueue } from './queue.ts';
import type { BlobEncoder, EncoderOptions } from './types.ts';

export function createLocalEncoder(): BlobEncoder {
  const enqueue = createQueue();
  const inTurn =
    <T>(work: (bytes: Blob, options: EncoderOptions) => Promise<T>) =>
    (bytes: Blob, options: EncoderOptions) =>
      enqueue(async () => {
        try {
          return await work(bytes, options);
        } catch (cause) {
          options.signal?.throwIfAborted();
          throw encodingError(errorToWire(cause, 'blobs/encode-failed'), bytes.size, cause);
        }
      }, options);
  return { encode: inTurn(computeEncoding), hash: inTurn(hashStream) };
}
