// Reads a response's body into a buffer that is there already: fresh memory costs more than what is done with it.
import { AttemptFailure } from '../attempts.ts';

/**
 * Fills the buffer exactly, and gives it back: on the way it belongs to the stream, which has it in its own name. What
 * Content-Length says is not believed, the bytes that come are counted.
 *
 * @throws AttemptFailure 'truncated' | 'too-long', or what the stream throws. The buffer is lost then.
 */
export async function readBody(
  body: ReadableStream<Uint8Array<ArrayBuffer>> | null,
  buffer: ArrayBuffer,
  onBytes: (bytes: number) => void,
): Promise<ArrayBuffer> {
  const reader = body && byteReader(body);
  const filled = reader ? await fill(reader, buffer, onBytes) : await copy(body, buffer, onBytes);
  if (filled.at < filled.length) {
    const message = `${filled.at} of ${filled.length} bytes`;
    throw new AttemptFailure({ reason: 'truncated', message });
  }
  return filled.buffer;
}

interface Filled {
  buffer: ArrayBuffer;
  at: number;
  length: number;
}

async function fill(
  reader: ReadableStreamBYOBReader,
  into: ArrayBuffer,
  onBytes: (bytes: number) => void,
): Promise<Filled> {
  const length = into.byteLength;
  let [buffer, at] = [into, 0];
  while (at < length) {
    const { value, done } = await reader.read(new Uint8Array(buffer, at));
    if (value) buffer = value.buffer;
    if (done || !value) return { buffer, at, length };
    at += value.length;
    onBytes(value.length);
  }
  // Only one more byte shows that there are more.
  const { value, done } = await reader.read(new Uint8Array(1));
  if (!done && value) {
    onBytes(value.length);
    throw tooLong(length);
  }
  return { buffer, at, length };
}

async function copy(
  body: ReadableStream<Uint8Array<ArrayBuffer>> | null,
  buffer: ArrayBuffer,
  onBytes: (bytes: number) => void,
): Promise<Filled> {
  const length = buffer.byteLength;
  const bytes = new Uint8Array(buffer);
  const reader = body?.getReader();
  let at = 0;
  for (;;) {
    const next = await reader?.read();
    if (!next || next.done) return { buffer, at, length };
    onBytes(next.value.length);
    if (at + next.value.length > length) throw tooLong(length);
    bytes.set(next.value, at);
    at += next.value.length;
  }
}

/** Undefined where bodies are no byte streams: older engines, and answers made by hand. */
function byteReader(body: ReadableStream): ReadableStreamBYOBReader | undefined {
  try {
    return body.getReader({ mode: 'byob' });
  } catch {
    return undefined;
  }
}

function tooLong(length: number): AttemptFailure {
  return new AttemptFailure({ reason: 'too-long', message: `more than ${length} bytes` });
}
