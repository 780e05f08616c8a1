// From a package's data to the text that is learnt from: hand-made bytes and lines.
import { deflateSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { splitChapters } from '../../../start/language-model/corpus.ts';
import { readStringVectors } from '../../../start/language-model/r-strings.ts';
import { chaptersOf } from '../../../start/language-model/text.ts';

const int = (value: number) => {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32BE(value);
  return bytes;
};
/** A character vector as R 3.5 and later serialise it: version 3, written by 4.0.2, readable from 3.5.0. */
function rStrings(strings: readonly (string | null)[]): Buffer {
  const body = Buffer.concat([
    Buffer.from('X\n'),
    int(3),
    int(0x0004_0002),
    int(0x0003_0500),
    int(5),
    Buffer.from('UTF-8'),
    int(0x10),
    int(strings.length),
    ...strings.flatMap((text) =>
      text === null ? [int(9), int(-1)] : [int(0x0004_0009), int(Buffer.byteLength(text)), Buffer.from(text)],
    ),
  ]);
  return Buffer.concat([int(body.length), deflateSync(body)]);
}

describe('the data of an R package', () => {
  it('gives each vector of strings, a missing one as none', () => {
    const file = Buffer.concat([rStrings(['EMMA', '', 'Café']), rStrings([null, 'x'])]);
    expect(readStringVectors(file)).toEqual([
      ['EMMA', '', 'Café'],
      ['', 'x'],
    ]);
  });

  it('is refused where it holds something else', () => {
    const numbers = Buffer.concat([Buffer.from('X\n'), int(3), int(0), int(0), int(0), int(14), int(0)]);
    expect(() => readStringVectors(Buffer.concat([int(26), deflateSync(numbers)]))).toThrow('strings');
  });
});

describe('a book', () => {
  it('is its chapters, a paragraph a line, without titles, headings and emphasis', () => {
    const lines = [
      'EMMA', '', 'By Jane Austen', '', 'VOLUME I', '', 'CHAPTER I', '', 'Emma _Woodhouse_,', 'handsome.  Clever.', '',
      'She was rich.', '', 'Chapter 2', '', 'Mr. Weston.', '(End of volume one.)', 'Volume II', '', 'CHAPTER I', '',
      'The chapter was long.', '', 'FINIS',
    ]; // prettier-ignore
    expect(chaptersOf(lines)).toEqual([
      'Emma Woodhouse, handsome. Clever.\nShe was rich.',
      'Mr. Weston.',
      'The chapter was long.',
    ]);
  });
});

it('one chapter in ninety is kept back, and none is in both', () => {
  const chapters = Array.from({ length: 269 }, (_, index) => `chapter ${index}`);
  const { learnt, keptBack } = splitChapters(chapters);
  expect(keptBack).toEqual(['chapter 45', 'chapter 135', 'chapter 225']);
  expect(learnt).toHaveLength(266);
  expect(learnt).not.toContain('chapter 45');
});
