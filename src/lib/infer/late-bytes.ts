// Bytes of a Blob that are read when the runtime asks for them, for builds of it that cannot wait for a Blob. In a Worker
// only: nowhere else may a thread read a Blob without giving way.

interface SyncReader {
  readAsArrayBuffer(blob: Blob): ArrayBuffer;
}
const scope = globalThis as { FileReaderSync?: new () => SyncReader };

/** False in Node and on a page. */
export function canReadLate(): boolean {
  return scope.FileReaderSync !== undefined;
}

/**
 * Looks to onnxruntime-web like a file in memory. Of a mounted file its glue reads `byteLength` and calls `subarray` once
 * for each weight; so only one weight at a time is in memory twice, and a file may be larger than any buffer.
 */
export class LateBytes extends Uint8Array {
  readonly #blob: Blob;

  constructor(blob: Blob) {
    super(0);
    this.#blob = blob;
  }

  override get byteLength(): number {
    return this.#blob.size;
  }

  override get length(): number {
    return this.#blob.size;
  }

  /** @throws NotReadableError if what is behind the Blob is gone */
  override subarray(start = 0, end = this.#blob.size): Uint8Array<ArrayBuffer> {
    return new Uint8Array(new scope.FileReaderSync!().readAsArrayBuffer(this.#blob.slice(start, end)));
  }
}
