// A Blob whose bytes lie with the process that began this thread, and are read when somebody asks: the thread sleeps
// meanwhile, for it has nothing else to do. Takes the place of Node's own Blob in the thread of a model.
import { receiveMessageOnPort } from 'node:worker_threads';
import type { ToWorker } from '../lib/infer/protocol.ts';
import type { LentBytes, LentFile, LentRange, Loan } from './lend-files.ts';

type Part = Uint8Array<ArrayBuffer> | LentRange;

/** Of what is read at once: beside the whole that it becomes part of, no more than this is in memory twice. */
const PIECE_BYTES = 8 << 20;
const STREAMED_BYTES = 1 << 20;

let loan: Loan | undefined;

/** From here on Blobs of this thread are such, and may be read without giving way. @returns messages with their files */
export function borrowFiles(from: Loan): (message: ToWorker) => ToWorker {
  loan = from;
  Object.assign(globalThis, { Blob: LentBlob, FileReaderSync: LentFileReader });
  return (message) => {
    if (message.type !== 'load') return message;
    const lent = message.source.files as unknown as ReadonlyMap<string, LentFile>;
    const files = [...lent].map(([path, { file, size }]): [string, Blob] => [
      path,
      LentBlob.of([{ file, start: 0, end: size }], ''),
    ]);
    return { ...message, source: { ...message.source, files: new Map(files) } };
  };
}

/** @throws DOMException 'NotReadableError' if what is behind the file is gone */
function readRange(range: LentRange): Uint8Array<ArrayBuffer> {
  const { port, answered } = loan!;
  const before = Atomics.load(answered, 0);
  port.postMessage(range);
  Atomics.wait(answered, 0, before);
  const answer = receiveMessageOnPort(port)!.message as LentBytes;
  if ('failed' in answer) throw new DOMException(answer.failed, 'NotReadableError');
  return new Uint8Array(answer.bytes);
}

/** Extends Node's, so that whoever asks for its class finds it; of Node's it uses nothing but the type. */
class LentBlob extends Blob {
  #parts: readonly Part[] = [];
  #size = 0;

  constructor(parts: Iterable<BlobPart> = [], options: BlobPropertyBag = {}) {
    super([], options);
    this.#hold([...parts].flatMap(partsOf));
  }

  static of(parts: readonly Part[], type: string): LentBlob {
    const blob = new LentBlob([], { type });
    blob.#hold(parts);
    return blob;
  }

  #hold(parts: readonly Part[]): void {
    this.#parts = parts;
    this.#size = parts.reduce((sum, part) => sum + lengthOf(part), 0);
  }

  get parts(): readonly Part[] {
    return this.#parts;
  }

  override get size(): number {
    return this.#size;
  }

  override slice(start = 0, end = this.#size, type = ''): LentBlob {
    const within = (at: number) => Math.max(0, Math.min(this.#size, at < 0 ? this.#size + at : at));
    const [from, to] = [within(start), within(end)];
    const parts: Part[] = [];
    let at = 0;
    for (const part of this.#parts) {
      const [first, last] = [Math.max(from - at, 0), Math.min(to - at, lengthOf(part))];
      if (first < last) parts.push(cut(part, first, last));
      at += lengthOf(part);
    }
    return LentBlob.of(parts, type);
  }

  /** The thread sleeps while it is read. @throws as `readRange`, RangeError if it is larger than any buffer */
  bytesNow(): Uint8Array<ArrayBuffer> {
    const whole = new Uint8Array(this.#size);
    let at = 0;
    for (const piece of this.#pieces(PIECE_BYTES)) {
      whole.set(piece, at);
      at += piece.length;
    }
    return whole;
  }

  *#pieces(most: number): Generator<Uint8Array<ArrayBuffer>> {
    for (const part of this.#parts) {
      for (let at = 0; at < lengthOf(part); at += most) {
        const piece = cut(part, at, Math.min(at + most, lengthOf(part)));
        yield piece instanceof Uint8Array ? piece.slice() : readRange(piece);
      }
    }
  }

  override async arrayBuffer(): Promise<ArrayBuffer> {
    return this.bytesNow().buffer;
  }

  override async text(): Promise<string> {
    return new TextDecoder().decode(this.bytesNow());
  }

  override stream(): ReadableStream<Uint8Array<ArrayBuffer>> {
    const pieces = this.#pieces(STREAMED_BYTES);
    return new ReadableStream({
      pull(controller) {
        const { done, value } = pieces.next();
        if (done) controller.close();
        else controller.enqueue(value);
      },
    });
  }
}

/** As in a browser's Worker. */
class LentFileReader {
  readAsArrayBuffer(blob: Blob): ArrayBuffer {
    return (blob as LentBlob).bytesNow().buffer;
  }
}

function partsOf(part: BlobPart): readonly Part[] {
  if (part instanceof LentBlob) return part.parts;
  if (typeof part === 'string') return [new TextEncoder().encode(part)];
  if (part instanceof Blob) throw new TypeError('A Blob of another kind is not read in this thread');
  const view = part instanceof ArrayBuffer ? new Uint8Array(part) : part;
  return [new Uint8Array(view.buffer, view.byteOffset, view.byteLength).slice()];
}

const lengthOf = (part: Part) => (part instanceof Uint8Array ? part.length : part.end - part.start);

function cut(part: Part, from: number, to: number): Part {
  if (part instanceof Uint8Array) return part.subarray(from, to);
  return { file: part.file, start: part.start + from, end: part.start + to };
}
