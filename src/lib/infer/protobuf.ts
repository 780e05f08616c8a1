// A lazy reader of protobuf messages in a Blob or bytes: skipped fields are never read. Knows the wire format only.
import { InferError } from './errors.ts';

const WINDOW = 64 * 1024;

export interface Field {
  number: number;
  /** Wire type: 0 varint, 1 eight bytes, 2 length-delimited, 5 four bytes. */
  wire: number;
  /** Where the field begins, its key included. */
  from: number;
  /** Of a varint. */
  value: bigint;
  /** Where the payload lies in the source; of length-delimited fields only. */
  start: number;
  end: number;
}

/** Random access with one window of look-ahead, so that a file of gigabytes costs a few small reads. */
export class ByteSource {
  readonly size: number;
  #start = 0;
  #window: Uint8Array = new Uint8Array(0);

  constructor(private readonly source: Blob | Uint8Array) {
    this.size = source instanceof Uint8Array ? source.length : source.size;
    if (source instanceof Uint8Array) this.#window = source;
  }

  /** Makes `length` bytes from `offset` readable through `at`. @throws InferError 'infer/truncated' */
  async ensure(offset: number, length: number): Promise<void> {
    if (offset + length > this.size) throw truncated(offset + length, this.size);
    if (offset >= this.#start && offset + length <= this.#start + this.#window.length) return;
    const end = Math.min(this.size, offset + Math.max(length, WINDOW));
    this.#window = new Uint8Array(await (this.source as Blob).slice(offset, end).arrayBuffer());
    this.#start = offset;
  }

  at(offset: number): number {
    return this.#window[offset - this.#start]!;
  }

  async bytes(start: number, end: number): Promise<Uint8Array> {
    await this.ensure(start, end - start);
    return this.#window.subarray(start - this.#start, end - this.#start);
  }

  async text(field: Field): Promise<string> {
    return new TextDecoder().decode(await this.bytes(field.start, field.end));
  }
}

/**
 * The fields of the message at `start`..`end`, in file order.
 *
 * @throws InferError 'infer/truncated' if a field reaches past `end`, 'infer/not-a-model' if it is no field at all
 */
export async function* fieldsOf(source: ByteSource, start: number, end: number): AsyncGenerator<Field> {
  let offset = start;
  async function varint(): Promise<bigint> {
    let value = 0n;
    await source.ensure(offset, Math.min(10, end - offset));
    for (let shift = 0n; shift < 70n; shift += 7n) {
      if (offset >= end) throw truncated(offset + 1, end);
      const byte = source.at(offset++);
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return value;
    }
    throw notProtobuf(offset);
  }
  while (offset < end) {
    const from = offset;
    const key = await varint();
    const number = Number(key >> 3n);
    const wire = Number(key & 7n);
    if (number === 0) throw notProtobuf(offset);
    const field: Field = { number, wire, from, value: 0n, start: offset, end: offset };
    if (wire === 0) field.value = await varint();
    else if (wire === 2) {
      const length = Number(await varint());
      field.start = offset;
      field.end = offset + length;
    } else if (wire === 1 || wire === 5) field.end = offset + (wire === 1 ? 8 : 4);
    else throw notProtobuf(offset);
    if (wire !== 0) offset = field.end;
    if (offset > end) throw truncated(offset, end);
    yield field;
  }
}

/** Integers of a repeated field: one varint, or many packed in a length-delimited payload. */
export async function varintsOf(source: ByteSource, field: Field): Promise<bigint[]> {
  if (field.wire === 0) return [field.value];
  const values: bigint[] = [];
  let value = 0n;
  let shift = 0n;
  for (const byte of await source.bytes(field.start, field.end)) {
    value |= BigInt(byte & 0x7f) << shift;
    shift += 7n;
    if (byte >= 0x80) continue;
    values.push(value);
    value = 0n;
    shift = 0n;
  }
  return values;
}

function truncated(needed: number, size: number): InferError {
  return new InferError('infer/truncated', 'The file ends in the middle of the model', {
    details: { needed, size },
  });
}

function notProtobuf(offset: number): InferError {
  return new InferError('infer/not-a-model', 'The file is not an ONNX model', { details: { offset } });
}
