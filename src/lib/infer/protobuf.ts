// A lazy reader of protobuf messages in a Blob or bytes: skipped fields are never read. Knows the wire format only, and
// that whoever waits for it must not be kept from everything else.
import { InferError } from './errors.ts';

const WINDOW = 64 * 1024;
/** Up to this a file is read at once: in a browser each read of a Blob costs about a millisecond. */
const WHOLE = 16 << 20;
/** Real models of ten thousand nodes have some two hundred thousand fields. */
const MOST_FIELDS = 2_000_000;
/** No name that anybody gave; texts for people are cut there. */
const LONGEST_TEXT = 1 << 20;
/** Fields between two looks at the clock, and milliseconds after which others get their turn. */
const FIELDS_PER_LOOK = 256;
const TURN_MS = 8;

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

/** Random access with one window of look-ahead, so that a file of gigabytes costs a few small reads; a small one, one. */
export class ByteSource {
  readonly size: number;
  #start = 0;
  #window: Uint8Array = new Uint8Array(0);
  #fields = 0;
  readonly #decoder = new TextDecoder();
  #turn = performance.now();

  constructor(private readonly source: Blob | Uint8Array) {
    this.size = source instanceof Uint8Array ? source.length : source.size;
    if (source instanceof Uint8Array) this.#window = source;
  }

  /** Makes `length` bytes from `offset` readable through `at`. @throws InferError 'infer/truncated' */
  async ensure(offset: number, length: number): Promise<void> {
    if (offset + length > this.size) throw truncated(offset + length, this.size);
    if (this.has(offset, length)) return;
    const whole = this.size <= WHOLE;
    const start = whole ? 0 : offset;
    const end = whole ? this.size : Math.min(this.size, offset + Math.max(length, WINDOW));
    this.#window = new Uint8Array(await (this.source as Blob).slice(start, end).arrayBuffer());
    this.#start = start;
  }

  /** Whether `at` can be asked already. */
  has(offset: number, length: number): boolean {
    return offset >= this.#start && offset + length <= this.#start + this.#window.length;
  }

  at(offset: number): number {
    return this.#window[offset - this.#start]!;
  }

  async bytes(start: number, end: number): Promise<Uint8Array> {
    await this.ensure(start, end - start);
    return this.#window.subarray(start - this.#start, end - this.#start);
  }

  /** Cut where it is longer than any name or description. */
  async text(field: Field, longest = LONGEST_TEXT): Promise<string> {
    return this.#decoder.decode(await this.bytes(field.start, Math.min(field.end, field.start + longest)));
  }

  /**
   * Counts a field that was read, and lets others have their turn: what lies in memory is read without one pause.
   *
   * @throws InferError 'infer/too-complex'
   */
  count(): Promise<void> | undefined {
    this.#fields += 1;
    if (this.#fields % FIELDS_PER_LOOK > 0) return undefined;
    if (this.#fields > MOST_FIELDS) throw tooComplex('fields', MOST_FIELDS);
    return performance.now() - this.#turn < TURN_MS ? undefined : this.#pause();
  }

  async #pause(): Promise<void> {
    await new Promise((resolve) => setTimeout(resolve, 0));
    this.#turn = performance.now();
  }
}

/**
 * The fields of the message at `start`..`end`, in file order.
 *
 * @throws InferError 'infer/truncated' if a field reaches past `end`, 'infer/not-a-model' if it is no field at all,
 * 'infer/too-complex' if the source has had more fields than any model
 */
export async function* fieldsOf(source: ByteSource, start: number, end: number): AsyncGenerator<Field> {
  let offset = start;
  function varint(): bigint {
    let low = 0;
    for (let place = 0; place < 4; place++) {
      const byte = next();
      low |= (byte & 0x7f) << (7 * place);
      if (byte < 0x80) return BigInt(low);
    }
    let value = BigInt(low);
    for (let shift = 28n; shift < 70n; shift += 7n) {
      const byte = next();
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return value;
    }
    throw notProtobuf(offset);
  }
  function next(): number {
    if (offset >= end) throw truncated(offset + 1, end);
    return source.at(offset++);
  }
  while (offset < end) {
    const from = offset;
    // A key and a length, ten bytes each at most.
    const ahead = Math.min(20, end - offset);
    if (!source.has(offset, ahead)) await source.ensure(offset, ahead);
    const pause = source.count();
    if (pause) await pause;
    const key = varint();
    const number = Number(key >> 3n);
    const wire = Number(key & 7n);
    if (number === 0) throw notProtobuf(offset);
    const field: Field = { number, wire, from, value: 0n, start: offset, end: offset };
    if (wire === 0) field.value = varint();
    else if (wire === 2) {
      const length = Number(varint());
      field.start = offset;
      field.end = offset + length;
    } else if (wire === 1 || wire === 5) field.end = offset + (wire === 1 ? 8 : 4);
    else throw notProtobuf(offset);
    if (wire !== 0) offset = field.end;
    if (offset > end) throw truncated(offset, end);
    yield field;
  }
}

/**
 * Integers of a repeated field: one varint, or many packed in a length-delimited payload.
 *
 * @throws InferError 'infer/too-complex' if there are more than `most`
 */
export async function varintsOf(source: ByteSource, field: Field, most = 4096): Promise<bigint[]> {
  if (field.wire === 0) return [field.value];
  if (field.end - field.start > most * 10) throw tooComplex('numbers', most);
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

/** `what` names the measure that was exceeded. */
export function tooComplex(what: string, limit: number): InferError {
  return new InferError('infer/too-complex', `The model has more than ${limit} ${what}`, {
    details: { what, limit },
  });
}

function truncated(needed: number, size: number): InferError {
  return new InferError('infer/truncated', 'The file ends in the middle of the model', {
    details: { needed, size },
  });
}

function notProtobuf(offset: number): InferError {
  return new InferError('infer/not-a-model', 'The file is not an ONNX model', { details: { offset } });
}
