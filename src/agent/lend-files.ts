// A model's files, lent to its thread: they stay with the process, and the thread asks for the bytes it needs. Node's own
// Blobs cannot cross: one that lies in a file is refused, and a part of one takes the whole process down (20.20).
import { MessageChannel, type MessagePort } from 'node:worker_threads';
import type { ToWorker } from '../lib/infer/protocol.ts';

/** What stands for a Blob in a message to the thread. */
export interface LentFile {
  file: number;
  size: number;
}

/** Bytes `start`..`end` of a lent file. */
export interface LentRange {
  file: number;
  start: number;
  end: number;
}

export type LentBytes = { bytes: ArrayBuffer } | { failed: string };

/** What a thread begins with. */
export interface Loan {
  /** Ranges are asked for here, one at a time, and come back here. */
  port: MessagePort;
  /** Goes up by one with each answer: the thread sleeps on it. */
  answered: Int32Array<SharedArrayBuffer>;
}

/** Files are held as long as the lender is. */
export function createLender(): { loan: Loan; lend(message: ToWorker): unknown; close(): void } {
  const { port1, port2 } = new MessageChannel();
  const answered = new Int32Array(new SharedArrayBuffer(4));
  const files: Blob[] = [];

  port1.on('message', ({ file, start, end }: LentRange) => {
    const answer = (answer: LentBytes, transfer: ArrayBuffer[]) => {
      port1.postMessage(answer, transfer);
      Atomics.add(answered, 0, 1);
      Atomics.notify(answered, 0);
    };
    files[file]!.slice(start, end)
      .arrayBuffer()
      .then(
        (bytes) => answer({ bytes }, [bytes]),
        (error: unknown) => answer({ failed: String(error) }, []),
      );
  });
  // A thread that reads is one that was asked for something: that holds the process.
  port1.unref();

  const lendFile = (file: Blob): LentFile => ({ file: files.push(file) - 1, size: file.size });
  return {
    loan: { port: port2, answered },
    lend(message) {
      if (message.type !== 'load') return message;
      const lent = new Map([...message.source.files].map(([path, file]) => [path, lendFile(file)]));
      return { ...message, source: { ...message.source, files: lent } };
    },
    close: () => port1.close(),
  };
}
