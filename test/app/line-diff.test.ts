// The diff is checked for what makes a diff: applied, it gives the other text, and no shorter one exists.
import { describe, expect, test } from 'vitest';
import { diffLines, type DiffLine } from '../../src/app/state/line-diff.ts';

const short = (lines: readonly DiffLine[]) =>
  lines.map((line) =>
    line.kind === 'gap'
      ? `@${line.lines}`
      : `${{ same: ' ', added: '+', removed: '-' }[line.kind]}${line.text}`,
  );

describe('a line diff', () => {
  test('is empty for equal texts', () => {
    expect(diffLines('a\nb', 'a\nb')).toEqual([]);
    expect(diffLines('', '')).toEqual([]);
  });

  test('shows a changed line as removed and added', () => {
    expect(short(diffLines('one\ntwo\nthree', 'one\n2\nthree'))).toEqual([' one', '-two', '+2', ' three']);
  });

  test('shows a text that came or went whole', () => {
    expect(short(diffLines('', 'a\nb'))).toEqual(['+a', '+b']);
    expect(short(diffLines('a\nb\n', ''))).toEqual(['-a', '-b']);
  });

  test('keeps three lines around a change and counts the others', () => {
    const lines = Array.from({ length: 20 }, (_, i) => `line ${i}`);
    const changed = lines.with(10, 'new');
    expect(short(diffLines(lines.join('\n'), changed.join('\n')))).toEqual([
      '@7',
      ' line 7',
      ' line 8',
      ' line 9',
      '-line 10',
      '+new',
      ' line 11',
      ' line 12',
      ' line 13',
      '@6',
    ]);
  });

  test('does not take a kind of line end for a change', () => {
    expect(short(diffLines('a\r\nb\r\n', 'a\nc\n'))).toEqual([' a', '-b', '+c']);
  });

  test('is as short as the longest common subsequence allows, and gives both texts back', () => {
    let seed = 7;
    const random = (below: number) => (seed = (seed * 48_271) % 2_147_483_647) % below;
    for (let round = 0; round < 200; round += 1) {
      const before = Array.from({ length: random(12) }, () => 'abc'[random(3)]!);
      const after = Array.from({ length: random(12) }, () => 'abc'[random(3)]!);
      // Few enough lines that all fit into the context: nothing is folded.
      const diff = diffLines(before.join('\n'), after.join('\n')).filter((line) => line.kind !== 'gap');
      if (before.join() === after.join()) continue;
      const side = (left: string) => diff.filter(({ kind }) => kind !== left).map(({ text }) => text);
      const edits = diff.filter(({ kind }) => kind !== 'same').length;
      expect(edits).toBe(before.length + after.length - 2 * commonLength(before, after));
      // What is folded away at the ends is the same on both sides.
      expect(before.join('\n')).toContain(side('added').join('\n'));
      expect(after.join('\n')).toContain(side('removed').join('\n'));
    }
  });

  test('gives up on being short for texts that have nothing in common', () => {
    const lines = (name: string) => Array.from({ length: 3_000 }, (_, i) => `${name} ${i}`).join('\n');
    const diff = diffLines(lines('old'), lines('new'));
    expect(diff.filter(({ kind }) => kind === 'removed')).toHaveLength(3_000);
    expect(diff.filter(({ kind }) => kind === 'added')).toHaveLength(3_000);
  });
});

/** By the textbook table. */
function commonLength(a: string[], b: string[]): number {
  const table = Array.from({ length: a.length + 1 }, () => Array.from({ length: b.length + 1 }, () => 0));
  for (let i = 1; i <= a.length; i += 1) {
    for (let j = 1; j <= b.length; j += 1) {
      table[i]![j] =
        a[i - 1] === b[j - 1] ? table[i - 1]![j - 1]! + 1 : Math.max(table[i - 1]![j]!, table[i]![j - 1]!);
    }
  }
  return table[a.length]![b.length]!;
}
