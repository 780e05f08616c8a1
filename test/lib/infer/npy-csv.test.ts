import { describe, expect, it } from 'vitest';
import { readCsv, writeCsv } from '../../../src/lib/infer/csv.ts';
import { decodeNpy, encodeNpy, isNpy } from '../../../src/lib/infer/npy.ts';
import { fittedTensor, parseTensor, tableTensor } from '../../../src/lib/infer/tensor-text.ts';
import type { DType, Tensor, TensorInfo } from '../../../src/lib/model/tensor.ts';

const bad = expect.objectContaining({ code: 'infer/bad-media' });

/** As numpy.lib.format writes it: magic, version, length, the dictionary padded with spaces to 64, a line break. */
function npy(header: string, body: number[], [major, size]: [number, number] = [1, 2]): Uint8Array {
  const text = `${header}${' '.repeat((64 - ((6 + 2 + size + header.length + 1) % 64)) % 64)}\n`;
  const length = [text.length & 255, text.length >> 8, 0, 0].slice(0, size);
  return Uint8Array.from([
    147,
    78,
    85,
    77,
    80,
    89,
    major,
    0,
    ...length,
    ...new TextEncoder().encode(text),
    ...body,
  ]);
}
const header = (descr: string, shape: string, fortran = 'False') =>
  `{'descr': '${descr}', 'fortran_order': ${fortran}, 'shape': ${shape}, }`;

describe('.npy', () => {
  it('reads numbers, little or big end first', () => {
    expect(decodeNpy(npy(header('<f4', '(2,)'), [0, 0, 128, 63, 0, 0, 0, 192]))).toEqual({
      dtype: 'float32', shape: [2], data: Float32Array.of(1, -2),
    }); // prettier-ignore
    expect(decodeNpy(npy(header('>i2', '(2,)'), [1, 2, 255, 254])).data).toEqual(Int16Array.of(258, -2));
    expect(decodeNpy(npy(header('<i8', '()'), [1, 0, 0, 0, 0, 0, 0, 128]))).toEqual({
      dtype: 'int64', shape: [], data: BigInt64Array.of(-(2n ** 63n) + 1n),
    }); // prettier-ignore
    expect(decodeNpy(npy(header('|b1', '(3,)'), [0, 1, 7])).data).toEqual(Uint8Array.of(0, 1, 1));
    expect(decodeNpy(npy(header('<f2', '(1,)'), [0, 0x3c])).data).toEqual(Uint16Array.of(0x3c00));
  });
  it('turns columns that come first', () => {
    // [[1, 2, 3], [4, 5, 6]] by columns.
    const tensor = decodeNpy(npy(header('|u1', '(2, 3)', 'True'), [1, 4, 2, 5, 3, 6]));
    expect(tensor).toEqual({ dtype: 'uint8', shape: [2, 3], data: Uint8Array.of(1, 2, 3, 4, 5, 6) });
    // Three axes: element (i, j, k) of 2 x 2 x 2 lies at i + 2j + 4k.
    const cube = decodeNpy(npy(header('|u1', '(2, 2, 2)', 'True'), [0, 1, 2, 3, 4, 5, 6, 7]));
    expect(cube.data).toEqual(Uint8Array.of(0, 4, 2, 6, 1, 5, 3, 7));
  });
  it('reads texts', () => {
    expect(
      decodeNpy(npy(header('<U2', '(2,)'), [104, 0, 0, 0, 0x00, 0xf6, 1, 0, 97, 0, 0, 0, 0, 0, 0, 0])).data,
    ).toEqual(['h\u{1f600}', 'a']);
    expect(decodeNpy(npy(header('|S3', '(2,)'), [97, 98, 99, 100, 0, 0])).data).toEqual(['abc', 'd']);
  });
  it('reads versions 2 and 3', () => {
    for (const version of [2, 3]) {
      expect(decodeNpy(npy(header('|u1', '(1,)'), [9], [version, 4])).data).toEqual(Uint8Array.of(9));
    }
  });
  it.each<[string, Uint8Array]>([
    ['nothing', new Uint8Array()],
    ['a picture', Uint8Array.of(137, 80, 78, 71, 13, 10, 26, 10, 0, 0, 0)],
    ['a version from the future', npy(header('|u1', '(1,)'), [9], [4, 4])],
    ['a header past the end', Uint8Array.of(147, 78, 85, 77, 80, 89, 1, 0, 255, 255)],
    ['objects', npy(header('|O', '(1,)'), [9])],
    ['complex numbers', npy(header('<c8', '(1,)'), [0, 0, 0, 0, 0, 0, 0, 0])],
    ['records', npy(`{'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (1,), }`, [0, 0, 0, 0])],
    ['too few bytes', npy(header('<f4', '(2,)'), [0, 0, 0, 0])],
    ['a shape beyond counting', npy(header('|u1', '(99999999999, 99999999999)'), [1])],
    ['no shape', npy(`{'descr': '<f4', 'fortran_order': False, }`, [])],
    ['code', npy(`{'descr': '<f4', 'fortran_order': False, 'shape': (__import__('os'),), }`, [])],
    ['no Unicode', npy(header('<U1', '(1,)'), [255, 255, 255, 255])],
  ])('refuses %s', (_, bytes) => {
    expect(() => decodeNpy(bytes)).toThrow(bad);
  });
  it('writes what NumPy reads, and reads it back', async () => {
    const tensors: Tensor[] = [
      { dtype: 'float32', shape: [2, 2], data: Float32Array.of(1, NaN, -Infinity, 4) },
      { dtype: 'int64', shape: [], data: BigInt64Array.of(-5n) },
      { dtype: 'uint64', shape: [1], data: BigUint64Array.of(2n ** 64n - 1n) },
      { dtype: 'float16', shape: [1], data: Uint16Array.of(0x3c00) },
      { dtype: 'bool', shape: [2], data: Uint8Array.of(1, 0) },
      { dtype: 'string', shape: [2], data: ['grün', '\u{1f600}'] },
      { dtype: 'float64', shape: [0, 3], data: new Float64Array() },
    ];
    for (const tensor of tensors) {
      const bytes = new Uint8Array(await encodeNpy(tensor).arrayBuffer());
      expect(isNpy(bytes)).toBe(true);
      expect(decodeNpy(bytes)).toEqual(tensor);
    }
    const bytes = new Uint8Array(await encodeNpy(tensors[0]!).arrayBuffer());
    const text = new TextDecoder('latin1').decode(bytes.subarray(0, 128));
    // By hand after numpy/lib/format.py: 118 bytes of header make 128 in front of the data.
    expect(text).toBe(
      `\x93NUMPY\x01\x00\x76\x00${`{'descr': '<f4', 'fortran_order': False, 'shape': (2, 2), }`.padEnd(117)}\n`,
    );
  });
});

describe('CSV', () => {
  it.each<[string, string[][]]>([
    ['a,b\n1,2\n', [['a', 'b'], ['1', '2']]],
    ['\ufeffa;b;c\r\n1,5;2;3', [['a', 'b', 'c'], ['1,5', '2', '3']]],
    ['a\tb', [['a', 'b']]],
    ['"a, ""quoted"" cell","two\nlines"\n x , y ', [['a, "quoted" cell', 'two\nlines'], ['x', 'y']]],
    ['1\n\n2\n', [['1'], ['2']]],
    ['a,\n,b', [['a', ''], ['', 'b']]],
    ['"never closed', [['never closed']]],
    ['', []],
  ])('reads %j', (text, rows) => expect(readCsv(text)).toEqual(rows)); // prettier-ignore
  it('writes what it reads, and no formulas', () => {
    const rows = [['a, b', 'c "d"', 'e\nf'], ['=1+1', '-5', '@x']];
    expect(writeCsv(rows)).toBe('"a, b","c ""d""","e\nf"\r\n\'=1+1,-5,\'@x\r\n');
    expect(readCsv(writeCsv(rows))).toEqual([rows[0], ["'=1+1", '-5', "'@x"]]);
  }); // prettier-ignore
});

const info = (dtype: DType, shape: TensorInfo['shape']): TensorInfo => ({ name: 'x', dtype, shape });

describe('files as tensors', () => {
  it('leave out the names of columns', () => {
    const rows = readCsv('sepal,petal\n1,2\n3,4\n');
    expect(tableTensor(info('float32', ['n', 2]), rows)).toEqual({
      dtype: 'float32', shape: [2, 2], data: Float32Array.of(1, 2, 3, 4),
    }); // prettier-ignore
    expect(tableTensor(info('string', ['n', 2]), rows).shape).toEqual([3, 2]);
    expect(tableTensor(info('float32', [2]), [['1', '2']]).shape).toEqual([2]);
    expect(() => tableTensor(info('float32', [1, 2]), [['1', 'NaN']])).toThrow(
      expect.objectContaining({ code: 'tensor/not-finite' }),
    );
  });
  it('become the type of the input where every value has one there', () => {
    const doubles: Tensor = { dtype: 'float64', shape: [2], data: Float64Array.of(1, 2.5) };
    expect(fittedTensor(info('float32', [1, null]), doubles)).toEqual({
      dtype: 'float32', shape: [1, 2], data: Float32Array.of(1, 2.5),
    }); // prettier-ignore
    expect(() => fittedTensor(info('int64', [2]), doubles)).toThrow(bad);
    expect(() => fittedTensor(info('float32', [3]), doubles)).toThrow(
      expect.objectContaining({ code: 'tensor/shape' }),
    );
    const broken: Tensor = { dtype: 'float32', shape: [1], data: Float32Array.of(NaN) };
    expect(() => fittedTensor(info('float32', [1]), broken)).toThrow(
      expect.objectContaining({ code: 'tensor/not-finite' }),
    );
  });
  it('typed with quotes keep their commas', () => {
    expect(parseTensor(info('string', [null]), '"a, b", c').data).toEqual(['a, b', 'c']);
  });
});
