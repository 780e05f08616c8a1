import { describe, expect, it } from 'vitest';
import { planeOf, windowOf } from '../../../src/app/ui/view/tensor-window.ts';
import { tensorCsvFile, tensorJsonFile } from '../../../src/lib/infer/tensor-json.ts';
import { tensorStats } from '../../../src/lib/infer/tensor-stats.ts';
import type { Tensor } from '../../../src/lib/model/tensor.ts';

const floats = (shape: number[], values: ArrayLike<number>): Tensor => ({
  dtype: 'float32',
  shape,
  data: Float32Array.from(values),
});

describe('how numbers are spread', () => {
  it('is said of the finite ones; the others are counted', async () => {
    const stats = await tensorStats(floats([8], [2, 4, 4, 4, 5, 5, 7, 9]));
    // The textbook's: mean 5, deviation 2.
    expect(stats).toMatchObject({
      spread: { least: 2, most: 9, mean: 5, deviation: 2 },
      nan: 0,
      infinite: 0,
      zeros: 0,
    });
    const odd = await tensorStats(floats([5], [NaN, Infinity, -Infinity, 0, 1]));
    expect(odd).toMatchObject({ nan: 1, infinite: 2, zeros: 1, spread: { least: 0, most: 1, mean: 0.5 } });
    expect(await tensorStats(floats([2], [NaN, NaN]))).toMatchObject({ spread: undefined, nan: 2 });
    expect(await tensorStats({ dtype: 'string', shape: [1], data: ['x'] })).toBeUndefined();
  });
  it('holds for large numbers close to each other, halves, 64-bit integers and the widest of doubles', async () => {
    const close: Tensor = {
      dtype: 'float64',
      shape: [4],
      data: Float64Array.of(1e9, 1e9 + 1, 1e9 + 2, 1e9 + 3),
    };
    expect((await tensorStats(close))!.spread!.deviation).toBeCloseTo(Math.sqrt(1.25), 9);
    const halves: Tensor = { dtype: 'float16', shape: [2], data: Uint16Array.of(0x3c00, 0x7e00) };
    expect(await tensorStats(halves)).toMatchObject({ nan: 1, spread: { least: 1, most: 1 } });
    const long: Tensor = { dtype: 'int64', shape: [2], data: BigInt64Array.of(-1n, 3n) };
    expect((await tensorStats(long))!.spread).toMatchObject({ least: -1, most: 3, mean: 1 });
    const wide: Tensor = { dtype: 'float64', shape: [2], data: Float64Array.of(-1.7e308, 1.7e308) };
    const { histogram } = (await tensorStats(wide))!;
    expect([histogram[0], histogram.at(-1)]).toEqual([1, 1]);
  });
  it('counts every finite number once in the histogram', async () => {
    const values = Float32Array.from({ length: 48_000 }, (_, index) => index);
    const { histogram } = (await tensorStats(floats([48_000], values)))!;
    expect([...histogram].reduce((sum, count) => sum + count)).toBe(48_000);
    expect(Math.max(...histogram) - Math.min(...histogram)).toBeLessThanOrEqual(1);
  });
  it('gives way while it counts, and stops when nobody waits', async () => {
    const many = floats([4_000_000], new Float32Array(4_000_000).fill(1));
    let turns = 0;
    const timer = setInterval(() => (turns += 1));
    await tensorStats(many, { sliceMs: 1 });
    clearInterval(timer);
    expect(turns).toBeGreaterThan(1);
    const controller = new AbortController();
    const counting = tensorStats(many, { sliceMs: 0, signal: controller.signal });
    controller.abort();
    await expect(counting).rejects.toMatchObject({ name: 'AbortError' });
  });
});

describe('a window on a tensor', () => {
  it('shows any place of any axes', () => {
    // [2, 3, 4]: element (i, j, k) is 100 i + 10 j + k.
    const values = Array.from(
      { length: 24 },
      (_, at) => 100 * Math.floor(at / 12) + 10 * (Math.floor(at / 4) % 3) + (at % 4),
    );
    const cube = floats([2, 3, 4], values);
    expect(windowOf(cube, { held: [1], row: 1, column: 2 })).toEqual([
      { name: 1, cells: ['112', '113'] },
      { name: 2, cells: ['122', '123'] },
    ]);
  });
  it('is a screenful of whatever is long', () => {
    const shape = [100_000_000];
    expect(planeOf(shape)).toEqual({ rows: 16_666_667, columns: 6, flat: true });
    const row = windowOf(floats([10], [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]), { held: [], row: 1, column: 0 });
    expect(row).toEqual([{ name: 6, cells: ['6', '7', '8', '9'] }]);
    const text: Tensor = { dtype: 'string', shape: [1], data: ['x'.repeat(10_000_000)] };
    expect(windowOf(text, { held: [], row: 0, column: 0 })[0]!.cells[0]!.length).toBe(61);
    expect(windowOf(floats([], [5]), { held: [], row: 0, column: 0 })).toEqual([{ name: 0, cells: ['5'] }]);
  });
});

describe('a tensor as a file', () => {
  it('of JSON keeps what JSON has no words for', async () => {
    const long: Tensor = { dtype: 'int64', shape: [2], data: BigInt64Array.of(9_007_199_254_740_993n, -1n) };
    expect(JSON.parse(await (await tensorJsonFile('x"', long)).text())).toEqual({
      name: 'x"', dtype: 'int64', shape: [2], data: ['9007199254740993', '-1'],
    }); // prettier-ignore
    const odd = JSON.parse(
      await (await tensorJsonFile('y', floats([3], [NaN, -Infinity, 0.5]))).text(),
    ) as object;
    expect(odd).toMatchObject({ data: ['NaN', '-Infinity', 0.5] });
    const many = await tensorJsonFile('z', floats([200_000], new Float32Array(200_000)));
    expect((JSON.parse(await many.text()) as { data: number[] }).data).toHaveLength(200_000);
  });
  it('of CSV has a row for each place before the last axis', async () => {
    expect(await (await tensorCsvFile(floats([2, 1, 2], [1, 2, 3, NaN]))).text()).toBe('1,2\r\n3,NaN\r\n');
    expect(await (await tensorCsvFile({ dtype: 'string', shape: [1], data: ['=1'] })).text()).toBe("'=1\r\n");
  });
});
