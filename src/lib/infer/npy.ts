// NumPy's .npy files to tensors and back: versions 1 to 3, both byte orders, rows or columns first. Arrays of objects and
// of records are refused; nothing in a header is ever evaluated.
import { arrayOf, elementCount, type DType, type Tensor } from '../model/tensor.ts';
import { InferError } from './errors.ts';

const MAGIC = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59];
const LONGEST_HEADER = 65_536;
const MOST_AXES = 32;

const BY_CODE: Record<string, [DType, size: number]> = {
  f2: ['float16', 2], f4: ['float32', 4], f8: ['float64', 8], i1: ['int8', 1], i2: ['int16', 2], i4: ['int32', 4],
  i8: ['int64', 8], u1: ['uint8', 1], u2: ['uint16', 2], u4: ['uint32', 4], u8: ['uint64', 8], b1: ['bool', 1],
}; // prettier-ignore

interface Header {
  order: string;
  code: string;
  /** Of texts: characters of each. */
  width: number;
  fortran: boolean;
  shape: number[];
}

/** True if the bytes begin as an .npy file does. */
export function isNpy(bytes: Uint8Array): boolean {
  return MAGIC.every((byte, index) => bytes[index] === byte);
}

/** @throws InferError 'infer/bad-media' if the file is not .npy, is cut short, or holds what a tensor cannot */
export function decodeNpy(bytes: Uint8Array): Tensor {
  const { header, start } = readHeader(bytes);
  const { code, width, shape } = header;
  const [dtype, size] =
    code === 'U'
      ? (['string', width * 4] as const)
      : code === 'S'
        ? (['string', width] as const)
        : (BY_CODE[code] ?? []);
  if (dtype === undefined || size === undefined) throw bad(`Elements of kind ${code} are not read here`);
  const count = elementCount(shape);
  if (!Number.isSafeInteger(count * size) || bytes.length - start < count * size) {
    throw bad(`The file is shorter than its shape [${shape.join(', ')}]`);
  }
  const body = bytes.subarray(start, start + count * size);
  const rows = header.fortran ? rowsFirst(body, shape, size) : body;
  if (dtype === 'string') return { dtype, shape, data: readStrings(rows, header, count) };
  const plain = header.order === '>' && size > 1 ? swapped(rows, size) : rows.slice();
  const Elements = arrayOf(dtype) as Uint8ArrayConstructor;
  const data = new Elements(plain.buffer, plain.byteOffset, count);
  return { dtype, shape, data: dtype === 'bool' ? data.map((value) => (value ? 1 : 0)) : data };
}

function readHeader(bytes: Uint8Array): { header: Header; start: number } {
  if (!isNpy(bytes) || bytes.length < 10) throw bad('The file is not .npy');
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const version = bytes[6]!;
  if (version < 1 || version > 3 || (version > 1 && bytes.length < 12))
    throw bad(`.npy version ${version} is not known`);
  const at = version === 1 ? 10 : 12;
  const length = version === 1 ? view.getUint16(8, true) : view.getUint32(8, true);
  if (length > LONGEST_HEADER || at + length > bytes.length) throw bad('The header is cut short');
  const text = new TextDecoder(version === 3 ? 'utf-8' : 'latin1').decode(bytes.subarray(at, at + length));
  return { header: parseHeader(text), start: at + length };
}

/** `{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }`, the three in any order. */
function parseHeader(text: string): Header {
  const descr = /['"]descr['"]\s*:\s*['"]([<>|=])?([a-zA-Z])(\d+)['"]/.exec(text);
  const fortran = /['"]fortran_order['"]\s*:\s*(True|False)/.exec(text);
  const shape = /['"]shape['"]\s*:\s*\(([\d,\s]*)\)/.exec(text);
  if (!descr || !fortran || !shape) throw bad('The header does not say what the file holds');
  const sizes = shape[1]!
    .split(',')
    .map((size) => size.trim())
    .filter((size) => size !== '')
    .map(Number);
  if (sizes.length > MOST_AXES || !sizes.every(Number.isSafeInteger)) throw bad('The shape makes no sense');
  const [, order = '|', kind, digits] = descr as unknown as [string, string | undefined, string, string];
  const strings = kind === 'U' || kind === 'S';
  return {
    order,
    code: strings ? kind : `${kind}${digits}`,
    width: Number(digits),
    fortran: fortran[1] === 'True',
    shape: sizes,
  };
}

/** Columns first is the other way round: the first axis runs fastest. */
function rowsFirst(body: Uint8Array, shape: readonly number[], size: number): Uint8Array<ArrayBuffer> {
  const rows = new Uint8Array(body.length);
  const steps = shape.map((_, axis) => elementCount(shape.slice(0, axis)));
  const place = shape.map(() => 0);
  let from = 0;
  for (let to = 0; to < body.length; to += size) {
    rows.set(body.subarray(from * size, from * size + size), to);
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      place[axis]! += 1;
      from += steps[axis]!;
      if (place[axis]! < shape[axis]!) break;
      from -= steps[axis]! * shape[axis]!;
      place[axis] = 0;
    }
  }
  return rows;
}

function swapped(bytes: Uint8Array, size: number): Uint8Array<ArrayBuffer> {
  const turned = new Uint8Array(bytes.length);
  for (let at = 0; at < bytes.length; at += size) {
    for (let byte = 0; byte < size; byte++) turned[at + byte] = bytes[at + size - 1 - byte]!;
  }
  return turned;
}

/** NULs at the end are padding. */
function readStrings(body: Uint8Array, { code, width, order }: Header, count: number): string[] {
  const view = new DataView(body.buffer, body.byteOffset, body.byteLength);
  return Array.from({ length: count }, (_, index) => {
    if (code === 'S') {
      return new TextDecoder().decode(body.subarray(index * width, (index + 1) * width)).replace(/\0+$/, '');
    }
    let text = '';
    for (let at = 0; at < width; at++) {
      const point = view.getUint32((index * width + at) * 4, order !== '>');
      if (point > 0x10_ffff) throw bad('A character is not Unicode');
      text += String.fromCodePoint(point);
    }
    return text.replace(/\0+$/, '');
  });
}

/** Version 1, rows first, little-endian. The pieces may alias the tensor. */
export function encodeNpy(tensor: Tensor): Blob {
  const { dtype, shape, data } = tensor;
  const tuple = shape.length === 1 ? `(${shape[0]},)` : `(${shape.join(', ')})`;
  const { descr, body } = Array.isArray(data)
    ? encodeStrings(data)
    : {
        descr: codeOf(dtype),
        body: new Uint8Array(data.buffer as ArrayBuffer, data.byteOffset, data.byteLength),
      };
  const text = `{'descr': '${descr}', 'fortran_order': False, 'shape': ${tuple}, }`;
  // The data begins at a multiple of 64 bytes; the header ends with a line break.
  const length = Math.ceil((10 + text.length + 1) / 64) * 64 - 10;
  const header = new Uint8Array(10 + length).fill(0x20);
  header.set(MAGIC);
  header.set([1, 0, length & 0xff, length >> 8], 6);
  header.set(new TextEncoder().encode(text), 10);
  header[header.length - 1] = 0x0a;
  return new Blob([header, body], { type: 'application/octet-stream' });
}

function codeOf(dtype: DType): string {
  const code = Object.keys(BY_CODE).find((key) => BY_CODE[key]![0] === dtype)!;
  return BY_CODE[code]![1] === 1 ? `|${code}` : `<${code}`;
}

function encodeStrings(texts: readonly string[]): { descr: string; body: Uint8Array<ArrayBuffer> } {
  const points = texts.map((text) => Array.from(text, (character) => character.codePointAt(0)!));
  const width = points.reduce((most, { length }) => Math.max(most, length), 1);
  const view = new DataView(new ArrayBuffer(texts.length * width * 4));
  points.forEach((characters, index) =>
    characters.forEach((point, at) => view.setUint32((index * width + at) * 4, point, true)),
  );
  return { descr: `<U${width}`, body: new Uint8Array(view.buffer) };
}

function bad(message: string): InferError {
  return new InferError('infer/bad-media', message);
}
