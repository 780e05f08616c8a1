import { deflateSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { decodePng } from '../../../src/lib/infer/png.ts';

function png(
  width: number,
  height: number,
  colour: number,
  lines: number[][],
  more: [string, number[]][] = [],
) {
  const chunk = (tag: string, body: Uint8Array) => {
    const head = new DataView(new ArrayBuffer(4));
    head.setUint32(0, body.length);
    return [...new Uint8Array(head.buffer), ...new TextEncoder().encode(tag), ...body, 0, 0, 0, 0];
  };
  const header = new DataView(new ArrayBuffer(13));
  header.setUint32(0, width);
  header.setUint32(4, height);
  header.setUint8(8, 8);
  header.setUint8(9, colour);
  const data = new Uint8Array(deflateSync(Uint8Array.from(lines.flat())));
  return Uint8Array.from([
    ...[0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a],
    ...chunk('IHDR', new Uint8Array(header.buffer)),
    ...more.flatMap(([tag, body]) => chunk(tag, Uint8Array.from(body))),
    // In two pieces, as long files are.
    ...chunk('IDAT', data.slice(0, 5)),
    ...chunk('IDAT', data.slice(5)),
    ...chunk('IEND', new Uint8Array(0)),
  ]);
}
const pixels = async (bytes: Uint8Array) => [...(await decodePng(bytes)).data];

describe('decodePng', () => {
  it('undoes each of the five filters', async () => {
    // Grey, two pixels a line: none, left, up, average, Paeth, worked out by hand.
    const lines = [
      [0, 10, 20],
      [1, 10, 20], // 10, 20 + 10
      [2, 5, 5], // 10 + 5, 30 + 5
      [3, 1, 1], // 1 + 15 / 2, 1 + (8 + 35) / 2
      [4, 1, 1], // up: 8 + 1; of left 9, up 22, corner 8 the estimate 23 is nearest up
    ];
    const grey = (await pixels(png(2, 5, 0, lines))).filter((_, index) => index % 4 === 0);
    expect(grey).toEqual([10, 20, 10, 30, 15, 35, 8, 22, 9, 23]);
  });

  it.each([
    ['rgb', png(1, 1, 2, [[0, 1, 2, 3]]), [1, 2, 3, 255]],
    ['rgb + alpha', png(1, 1, 6, [[0, 1, 2, 3, 4]]), [1, 2, 3, 4]],
    ['grey + alpha', png(1, 1, 4, [[0, 9, 5]]), [9, 9, 9, 5]],
    [
      'palette',
      png(
        2,
        1,
        3,
        [[0, 1, 0]],
        [
          ['PLTE', [1, 2, 3, 4, 5, 6]],
          ['tRNS', [7]],
        ],
      ),
      [4, 5, 6, 255, 1, 2, 3, 7],
    ],
  ])('reads %s', async (_, bytes, expected) => {
    expect(await pixels(bytes)).toEqual(expected);
  });

  it.each([
    ['is no PNG', new TextEncoder().encode('GIF89a'.padEnd(40))],
    [
      'is damaged',
      png(1, 1, 2, [[0, 1, 2, 3]]).map((byte, index) => (index > 40 && index < 50 ? 0xff : byte)),
    ],
    ['ends too early', png(1, 9, 2, [[0, 1, 2, 3]])],
  ])('refuses a file that %s', async (_, bytes) => {
    await expect(decodePng(bytes)).rejects.toMatchObject({ code: 'infer/bad-media' });
  });
});
