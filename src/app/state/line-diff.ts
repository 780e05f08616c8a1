// What changed between two texts, line by line, with the unchanged rest folded away. Pure.
import { diffArrays } from 'diff';

export type DiffLine = { kind: 'same' | 'added' | 'removed'; text: string } | { kind: 'gap'; lines: number };

/** Unchanged lines shown around a change. */
const CONTEXT = 3;
/** Beyond this many edits the middle is shown as replaced: nobody reads such a diff, and finding it takes memory. */
const MOST_EDITS = 1_000;

/** Changed lines with some context; empty where the texts are the same. Removed lines stand before added ones. */
export function diffLines(before: string, after: string): DiffLine[] {
  if (before === after) return [];
  return foldSame(editScript(linesOf(before), linesOf(after)));
}

type Edit = Exclude<DiffLine, { kind: 'gap' }>;

function linesOf(text: string): string[] {
  return text === '' ? [] : text.replace(/\r\n?/g, '\n').replace(/\n$/, '').split('\n');
}

function editScript(before: string[], after: string[]): Edit[] {
  const whole = [
    { value: before, removed: true, added: false },
    { value: after, removed: false, added: true },
  ];
  const changes = diffArrays(before, after, { maxEditLength: MOST_EDITS }) ?? whole;
  return changes.flatMap(({ value, added, removed }) => {
    const kind = added ? 'added' : removed ? 'removed' : 'same';
    return value.map((text): Edit => ({ kind, text }));
  });
}

function foldSame(script: Edit[]): DiffLine[] {
  const near = new Set<number>();
  script.forEach(({ kind }, at) => {
    if (kind === 'same') return;
    for (let other = at - CONTEXT; other <= at + CONTEXT; other += 1) near.add(other);
  });
  const folded: DiffLine[] = [];
  script.forEach((line, at) => {
    const last = folded.at(-1);
    if (near.has(at)) folded.push(line);
    else if (last?.kind === 'gap') last.lines += 1;
    else folded.push({ kind: 'gap', lines: 1 });
  });
  return folded;
}
