// The body of an answer as a stream: read from the store a piece at a time, as its reader takes it, altered, paced or
// held back as the plan says. Knows bytes; knows no HTTP and no fault.
import type { StoredBytes } from './blob-store.ts';
import { delay } from './fault-board.ts';

export interface BodyPlan {
  /** Sent one after another. */
  parts: StoredBytes[];
  /** The stream ends after this many bytes, however many the parts hold. */
  length: number;
  /** Bits to flip, by their byte's place in the body. */
  flips?: { at: number; mask: number }[];
  bytesPerSecond?: number;
  /** Nothing after this many bytes, until `resumed`. */
  pauseAt?: number;
}

export interface BodyPorts {
  /** Of the request. */
  signal: AbortSignal;
  /** Resolves when a pause is over. */
  resumed(signal: AbortSignal): Promise<void>;
  /** Called for each piece handed on. */
  onBytes(bytes: number): void;
}

const PIECE_BYTES = 2 ** 20;
/** How often a paced body sends something. */
const PACES_PER_SECOND = 20;

export function wholeBody(bytes: StoredBytes): BodyPlan {
  return { parts: [bytes], length: bytes.size };
}

export function openBody(plan: BodyPlan, ports: BodyPorts): ReadableStream<Uint8Array<ArrayBuffer>> {
  const { length, bytesPerSecond } = plan;
  const left = new AbortController();
  const signal = AbortSignal.any([ports.signal, left.signal]);
  const piece = bytesPerSecond
    ? Math.max(1, Math.min(PIECE_BYTES, Math.floor(bytesPerSecond / PACES_PER_SECOND)))
    : PIECE_BYTES;
  const parts = [...plan.parts];
  /** Bytes of the first part that were sent. */
  let used = 0;
  let sent = 0;
  let pauseAt = plan.pauseAt ?? Infinity;
  let startedMs: number | undefined;

  async function next(): Promise<Uint8Array<ArrayBuffer> | undefined> {
    if (sent >= pauseAt) {
      await ports.resumed(signal);
      pauseAt = Infinity;
    }
    while (parts[0] && used >= parts[0].size) {
      parts.shift();
      used = 0;
    }
    const part = parts[0];
    if (!part || sent >= length) return undefined;
    const size = Math.min(piece, part.size - used, length - sent, pauseAt - sent);
    const bytes = new Uint8Array(await part.slice(used, used + size).arrayBuffer());
    for (const { at, mask } of plan.flips ?? []) {
      if (at >= sent && at < sent + size) bytes[at - sent]! ^= mask;
    }
    used += size;
    sent += size;
    if (bytesPerSecond) {
      startedMs ??= performance.now();
      const dueMs = startedMs + (sent / bytesPerSecond) * 1000;
      await delay(Math.max(0, dueMs - performance.now()), signal);
    }
    return bytes;
  }

  return new ReadableStream(
    {
      async pull(controller) {
        const bytes = await next();
        if (!bytes) return controller.close();
        ports.onBytes(bytes.length);
        controller.enqueue(bytes);
      },
      cancel: () => left.abort(),
    },
    // Nothing is read before it is asked for.
    { highWaterMark: 0 },
  );
}
