// Encodes in this thread: for Node, where nobody watches a frame rate.
import { messageOf } from '../errors.ts';
import { computeEncoding } from './encoding.ts';
import { BlobError } from './errors.ts';
import { createQueue } from './queue.ts';
import type { BlobEncoder } from './types.ts';

export function createLocalEncoder(): BlobEncoder {
  const enqueue = createQueue();
  return {
    encode: (bytes, options) =>
      enqueue(async () => {
        try {
          return await computeEncoding(bytes, options);
        } catch (cause) {
          options.signal?.throwIfAborted();
          throw new BlobError('blobs/encode-failed', messageOf(cause), {
            details: { bytes: bytes.size },
            cause,
          });
        }
      }, options),
  };
}
