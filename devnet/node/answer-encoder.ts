// The inside of an encoding thread: computes what thread-encoder.ts asks, one request after another, with whatever
// encoder the thread was started for.
import { readSync } from 'node:fs';
import { parentPort } from 'node:worker_threads';
import type { StoredBytes } from '../walrus/blob-store.ts';
import type { Encoder } from '../walrus/encoder.ts';
import type { ThreadAnswer, ThreadBytes, ThreadRequest } from './thread-encoder.ts';

/** Answers from now on, as long as the thread lives. */
export function answerEncoder(encoder: Encoder | Promise<Encoder>): void {
  const answer = (message: ThreadAnswer) => parentPort!.postMessage(message);
  parentPort!.on('message', ({ id, what, bytes }: ThreadRequest) => {
    compute(what, bytes).then(
      (result) => answer({ id, result }),
      (error: unknown) => answer({ id, error: error instanceof Error ? error.message : String(error) }),
    );
  });

  async function compute(what: ThreadRequest['what'], bytes: ThreadBytes) {
    return (await encoder)[what](open(bytes));
  }
}

function open(bytes: ThreadBytes): StoredBytes {
  if ('blob' in bytes) return bytes.blob;
  const { fd, start, size } = bytes;
  return {
    size,
    slice: (from, end) => open({ fd, start: start + from, size: end - from }),
    async arrayBuffer() {
      const buffer = new Uint8Array(size);
      for (let at = 0; at < size;) {
        const got = readSync(fd, buffer, at, size - at, start + at);
        if (got === 0) throw new Error('a blob file is shorter than it was');
        at += got;
      }
      return buffer.buffer;
    },
  };
}
