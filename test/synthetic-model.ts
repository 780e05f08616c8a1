// Real ONNX models of any size that are cheap to run: each output is the sum of a row of a huge initializer kept as
// external data. Bytes come from a block's number alone, so nothing is held, and what a run must answer can be computed
// without a runtime.
import { mkdir, open, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import onnxProto from 'onnx-proto';

const { onnx } = onnxProto;

/** Bytes of a row, whatever its elements; a row sums to less than 2^24, so float32 adds it exactly in any order. */
export const ROW_BYTES = 4096;
const BLOCK_BYTES = 1 << 20;
export const ENTRY = 'model.onnx';

export interface SyntheticOptions {
  /** Of all weights; a multiple of 1 MiB. */
  bytes: number;
  /** Of one initializer at most, a multiple of 1 MiB. Runtimes cannot take 2 GiB. */
  initializerBytes?: number;
  /** Of one file of weights at most, a multiple of `initializerBytes`; all in one where absent. */
  fileBytes?: number;
  /** `float32` is what a GPU keeps; `uint8` makes many rows of few bytes. */
  dtype?: 'uint8' | 'float32';
  /** Weights inside the .onnx file: no external data, below 2 GiB. */
  embedded?: boolean;
  seed?: number;
}

export interface SyntheticFile {
  path: string;
  bytes: number;
  /** The file from its beginning, in pieces. */
  pieces(): Iterable<Uint8Array<ArrayBuffer>>;
}

/** sums[k * n] of rows[n], for k initializers: float32 out of int32, where -1 is the last row of each. */
export interface SyntheticModel {
  /** The entry, then the weights. */
  files: SyntheticFile[];
  bytes: number;
  initializers: number;
  /** Of the smallest initializer. */
  rows: number;
  /** What the model must answer. */
  expected(rows: readonly number[]): number[];
}

interface Initializer {
  name: string;
  file: string;
  /** In its file. */
  offset: number;
  bytes: number;
  /** Of all blocks before it. */
  firstBlock: number;
}

export function syntheticModel(options: SyntheticOptions): SyntheticModel {
  const { bytes, initializerBytes = 256 << 20, dtype = 'uint8', embedded = false, seed = 1 } = options;
  const fileBytes = options.fileBytes ?? Math.ceil(bytes / initializerBytes) * initializerBytes;
  if (
    bytes % BLOCK_BYTES !== 0 ||
    initializerBytes % BLOCK_BYTES !== 0 ||
    fileBytes % initializerBytes !== 0
  ) {
    throw new RangeError('Sizes are multiples of 1 MiB, files of whole initializers');
  }
  const initializers: Initializer[] = [];
  for (let start = 0; start < bytes; start += initializerBytes) {
    initializers.push({
      name: `weights${initializers.length}`,
      file: `weights${fileBytes < bytes ? Math.floor(start / fileBytes) : ''}.bin`,
      offset: start % fileBytes,
      bytes: Math.min(initializerBytes, bytes - start),
      firstBlock: start / BLOCK_BYTES,
    });
  }
  const block = (index: number) => weights(index, dtype, seed);
  const pieces = function* (of: readonly Initializer[]) {
    for (const { firstBlock, bytes: size } of of) {
      for (let index = 0; index < size / BLOCK_BYTES; index++) yield block(firstBlock + index);
    }
  };
  const entry = graph(initializers, dtype, embedded ? (one) => joined(pieces([one]), one.bytes) : undefined);
  const names = embedded ? [] : [...new Set(initializers.map(({ file }) => file))];
  return {
    files: [
      { path: ENTRY, bytes: entry.length, pieces: () => [entry] },
      ...names.map((path) => {
        const inside = initializers.filter(({ file }) => file === path);
        return { path, bytes: inside.reduce((sum, one) => sum + one.bytes, 0), pieces: () => pieces(inside) };
      }),
    ],
    bytes,
    initializers: initializers.length,
    rows: Math.min(...initializers.map((one) => one.bytes)) / ROW_BYTES,
    expected: (rows) =>
      initializers.flatMap(({ firstBlock, bytes: size }) =>
        rows.map((row) => {
          const at = (row < 0 ? size / ROW_BYTES + row : row) * ROW_BYTES;
          const found = block(firstBlock + Math.floor(at / BLOCK_BYTES));
          const cut = found.slice(at % BLOCK_BYTES, (at % BLOCK_BYTES) + ROW_BYTES);
          const values: Iterable<number> = dtype === 'uint8' ? cut : new Float32Array(cut.buffer);
          let sum = 0;
          for (const value of values) sum += value;
          return sum;
        }),
      ),
  };
}

/** Rows at the beginning, the end, and `more` places between: a wrong byte in any of them changes the answer. */
export function spreadRows({ rows }: SyntheticModel, more = 3): number[] {
  const between = Array.from({ length: more }, (_, i) => Math.floor(((i + 1) * (rows - 1)) / (more + 1)));
  return [0, ...between, -1];
}

/** Writes the files piece by piece. @returns their paths, the entry first */
export async function writeSyntheticModel(folder: string, model: SyntheticModel): Promise<string[]> {
  await mkdir(folder, { recursive: true });
  for (const file of model.files) {
    const handle = await open(join(folder, file.path), 'w');
    try {
      for (const piece of file.pieces()) await writeFile(handle, piece);
    } finally {
      await handle.close();
    }
  }
  return model.files.map(({ path }) => join(folder, path));
}

/** One block of weights: xorshift32 from the block's number; as float32 the whole numbers 0 to 255. */
function weights(index: number, dtype: 'uint8' | 'float32', seed: number): Uint8Array<ArrayBuffer> {
  let state = Math.imul(index + 1, 0x9e37_79b1) ^ Math.imul(seed, 0x85eb_ca6b) || 1;
  const next = () => {
    state ^= state << 13;
    state ^= state >>> 17;
    return (state ^= state << 5);
  };
  const words = dtype === 'uint8' ? new Int32Array(BLOCK_BYTES / 4) : new Float32Array(BLOCK_BYTES / 4);
  for (let at = 0; at < words.length; at++) words[at] = dtype === 'uint8' ? next() : next() & 0xff;
  return new Uint8Array(words.buffer);
}

function graph(
  initializers: readonly Initializer[],
  dtype: 'uint8' | 'float32',
  inside: ((one: Initializer) => Uint8Array) | undefined,
): Uint8Array<ArrayBuffer> {
  const { FLOAT, INT32, INT64, UINT8 } = onnx.TensorProto.DataType;
  const columns = dtype === 'uint8' ? ROW_BYTES : ROW_BYTES / 4;
  const value = (name: string, elemType: number, dim: object) => ({
    name,
    type: { tensorType: { elemType, shape: { dim: [dim] } } },
  });
  const sums = initializers.map((_, index) => `sums${index}`);
  const model = onnx.ModelProto.create({
    irVersion: 8,
    producerName: 'floe-tests',
    opsetImport: [{ domain: '', version: 13 }],
    graph: {
      name: 'rows',
      node: [
        ...initializers.flatMap(({ name }, index) => [
          { opType: 'Gather', input: [name, 'rows'], output: [`bytes${index}`], name: `gather${index}` },
          {
            opType: 'Cast',
            input: [`bytes${index}`],
            output: [`values${index}`],
            name: `cast${index}`,
            attribute: [{ name: 'to', type: onnx.AttributeProto.AttributeType.INT, i: FLOAT }],
          },
          {
            opType: 'ReduceSum',
            input: [`values${index}`, 'axis'],
            output: [sums[index]!],
            name: `sum${index}`,
            attribute: [{ name: 'keepdims', type: onnx.AttributeProto.AttributeType.INT, i: 0 }],
          },
        ]),
        {
          opType: 'Concat',
          input: sums,
          output: ['sums'],
          name: 'all',
          attribute: [{ name: 'axis', type: onnx.AttributeProto.AttributeType.INT, i: 0 }],
        },
      ],
      input: [value('rows', INT32, { dimParam: 'n' })],
      output: [value('sums', FLOAT, { dimParam: 'k' })],
      initializer: [
        { name: 'axis', dataType: INT64, dims: [1], rawData: new Uint8Array(BigInt64Array.of(1n).buffer) },
        ...initializers.map((one) => ({
          name: one.name,
          dataType: dtype === 'uint8' ? UINT8 : FLOAT,
          dims: [one.bytes / ROW_BYTES, columns],
          ...(inside
            ? { rawData: inside(one) }
            : {
                dataLocation: onnx.TensorProto.DataLocation.EXTERNAL,
                externalData: [
                  { key: 'location', value: one.file },
                  { key: 'offset', value: String(one.offset) },
                  { key: 'length', value: String(one.bytes) },
                ],
              }),
        })),
      ],
    },
  });
  return new Uint8Array(onnx.ModelProto.encode(model).finish());
}

function joined(pieces: Iterable<Uint8Array>, bytes: number): Uint8Array {
  const whole = new Uint8Array(bytes);
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}
